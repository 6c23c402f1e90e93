"""A page whose last day has passed: a draft of it is saved, but not published with that day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import ArticlePage
from tests.pages import SmallSite
from tests.test_admin_editing import save, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


@pytest.fixture
def article():
    passed = timezone.now().replace(second=0, microsecond=0) - timedelta(days=1)
    return SmallSite().add_article("Före", date="2022-05-10", expire_at=passed)


def test_a_day_that_has_passed_does_not_stop_a_draft(client, article):
    edit = f"/admin/pages/{article.pk}/edit/"
    assert save(client, edit, ArticlePage, {"title": "Efter"}).status_code == 302
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert (draft.title, draft.expire_at) == ("Efter", article.expire_at)


def test_a_day_that_has_passed_is_told_at_its_field_before_publishing(client, article):
    edit = f"/admin/pages/{article.pk}/edit/"
    response = save(client, edit, ArticlePage, {"title": "Efter"}, "publish")
    assert set(response.context["form"].errors) == {"expire_at"}
    assert "har redan varit" in told(response, "expire_at")
    later = f"{timezone.localdate() + timedelta(days=2)} 12:00"
    response = save(client, edit, ArticlePage, {"title": "Efter", "expire_at": later}, "publish")
    article.refresh_from_db()
    assert article.title == "Efter"
