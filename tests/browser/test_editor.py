"""A Redaktör in the real admin: create, preview, publish, unpublish, restore."""

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect
from wagtail.models import Page

from tests.pages import SmallSite

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def site(transactional_db, django_user_model):
    site = SmallSite()
    user = django_user_model.objects.create_user("redaktor", password="hemligt-och-langt")
    user.groups.add(Group.objects.get(name="Redaktör"))
    return site


def test_explore(page, site):
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto("/admin/")
    page.get_by_label("Användarnamn").fill("redaktor")
    page.locator("input[name=password]").fill("hemligt-och-langt")
    page.get_by_role("button", name="Logga in").click()
    page.screenshot(path="/tmp/w/admin1.png")
    page.goto(f"/admin/pages/add/activities/eventpage/{site.activity.pk}/")
    page.screenshot(path="/tmp/w/admin2.png")
    import time; t=time.time()
    page.locator("#id_title").fill("Hej")
    page.locator("#id_start").fill("2027-05-26 12:15")
    page.wait_for_timeout(3000)
    page.screenshot(path="/tmp/w/admin3.png")
    open("/tmp/w/admin3.html","w").write(page.content())
    print(errors, page.url)
    page.goto("/admin/inkorg/")
    page.screenshot(path="/tmp/w/admin4.png")
