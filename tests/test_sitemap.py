"""The sitemap: every page that a visitor may see, and when what it shows last changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from wagtail.models import Page

from home.models import FollowPage
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FIRST = moment(2026, 3, 1, 9)


def entries(client, address="/sitemap.xml"):
    """Return {path: day of the last change, or empty} of the sitemap."""
    text = client.get(address).text
    found = re.findall(r"<loc>http://localhost(.*?)</loc>(?:<lastmod>(.*?)</lastmod>)?", text)
    return dict(found)


def publish(page, days):
    with time_machine.travel(FIRST + timedelta(days=days), tick=False):
        page.save_revision().publish()


@pytest.fixture
def site():
    site = SmallSite()
    for number, page in enumerate(Page.objects.filter(depth__gt=1).specific()):
        publish(page, number)
    return site


def test_every_page_says_when_it_was_published_last(site, client):
    person, draft = site.add_person("Ada Berg"), site.add_text_page("Ofärdigt", live=False)
    publish(person, 40)
    with time_machine.travel(FIRST + timedelta(days=50), tick=False):
        person.save_revision()
    found = entries(client)
    assert found["/manniskor/ada-berg/"] == "2026-04-10"
    assert all(found.values())
    assert draft.url not in found


def test_a_list_has_changed_when_the_newest_that_it_lists_has(site, client):
    publish(site.home.add_child(instance=FollowPage(title="Följ oss", slug="folj-oss")), 30)
    before = entries(client)
    publish(site.add_event("Möte", start=moment(2026, 5, 1, 9)), 40)
    publish(site.add_person("Ada Berg"), 41)
    publish(site.add_text_page("Om"), 42)
    after = entries(client)
    changed = {path: after[path] for path in before if after[path] != before[path]}
    days = dict.fromkeys(
        ("/", "/kalender/", "/folj-oss/", "/vad-vi-gor/larandelunch/"), "2026-04-10"
    )
    assert changed == {**days, "/manniskor/": "2026-04-11"}


def test_a_page_of_a_file_has_the_day_of_its_first_version_until_it_is_published(site, client):
    publish(site.news, 45)
    Page.objects.filter(pk=site.news.pk).update(last_published_at=None)
    assert entries(client)["/nyheter/"] == "2026-04-15"


def test_a_change_that_nobody_knows_of_has_no_day(site, client):
    page = site.add_text_page("Om")
    assert entries(client)[page.url] == ""


def test_a_site_of_many_pages_has_its_sitemap_in_parts_that_hold_every_page_once(
    site, client, monkeypatch
):
    whole = entries(client)
    monkeypatch.setattr("malmoandan.sitemap.PART", 3)
    publish(site.add_text_page("Om"), 50)
    parts = list(entries(client))
    assert len(parts) > 1
    found = [entries(client, part) for part in parts]
    assert all(0 < len(part) <= 3 for part in found)
    rows = [row for part in found for row in part.items()]
    assert sorted(rows) == sorted([*whole.items(), ("/om/", "2026-04-20")])
    assert client.get("/sitemap-999999.xml").status_code == 404
    assert client.get("/sitemap-99999999999999999999999.xml").status_code == 404
