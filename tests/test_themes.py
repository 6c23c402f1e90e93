"""Themes: the colours they give their pages, also once they are gone, and who offers them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from activities.models import EventPage
from home.models import Theme
from news.models import ArticlePage
from tests.pages import SmallSite, make_theme

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def word(page):
    """Return the page's word as every list reads it."""
    return type(page).objects.get(pk=page.pk).word


@pytest.fixture
def site():
    site = SmallSite()
    site.first = make_theme("knowledge", name="Ärla", sort_order=1)
    site.second = make_theme("participation", name="Örjan", sort_order=1)
    site.pages = [site.add_article("Två teman"), site.add_event("Ett tema")]
    site.pages[0].themes = [site.first, site.second]
    site.pages[1].themes = [site.first]
    for page in site.pages:
        page.save()
    return site


def test_a_deleted_theme_leaves_its_pages_the_colour_of_the_next_one_or_the_usual_one(site):
    assert [word(page) for page in site.pages] == ["knowledge", "knowledge"]
    site.first.delete()
    assert [word(page) for page in site.pages] == ["participation", "collaboration"]


def test_themes_that_are_deleted_together_leave_no_colour_behind(site):
    Theme.objects.all().delete()
    assert [word(page) for page in site.pages] == ["collaboration", "collaboration"]


def test_a_theme_deleted_in_the_admin_leaves_no_colour_behind(site, client, editor):
    client.force_login(editor)
    client.post(reverse("wagtailsnippets_home_theme:delete", args=[site.first.pk]))
    assert [word(page) for page in site.pages] == ["participation", "collaboration"]
    address = reverse("wagtail_bulk_action", args=["home", "theme", "delete"])
    client.post(f"{address}?id={site.second.pk}")
    assert not Theme.objects.exists()
    assert word(site.pages[0]) == "collaboration"
    assert "word-collaboration" in client.get(site.pages[0].url).content.decode()


def test_a_page_can_still_be_published_from_a_draft_with_a_theme_that_is_gone(site):
    revision = site.pages[0].save_revision()
    site.first.delete()
    revision.publish()
    assert word(ArticlePage.objects.get()) == "participation"


def offered(client, site):
    """Return the names of the themes that the calendar can be limited to."""
    soup = BeautifulSoup(client.get(site.calendar.url).content, "html.parser")
    links = soup.select(".calendar-more a[href*='tema=']")
    return [link.get_text(strip=True) for link in links]


def test_only_a_theme_that_a_visible_event_has_is_offered_in_the_calendar(site, client):
    assert offered(client, site) == ["Ärla"]
    event = EventPage.objects.get()
    draft = site.add_event("Utkast", live=False)
    draft.themes = [site.second]
    draft.save()
    assert offered(client, site) == ["Ärla"]
    hidden = site.add_event("Hemligt", start=timezone.now())
    hidden.themes = [site.second]
    hidden.save()
    assert offered(client, site) == ["Ärla", "Örjan"]
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert offered(client, site) == ["Ärla"]
    event.unpublish()
    assert offered(client, site) == []
