"""The page that says how to follow us, and what is new since last month."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from activities.models import EventPage
from home.following import NEW_SHOWN
from home.models import LandingPage
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = moment(2026, 11, 28, 9)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def site():
    site = SmallSite()
    site.follow = site.add_follow_page()
    return site


def soup_of(client, address="/sa-foljer-du-oss/"):
    return BeautifulSoup(client.get(address).content, "html.parser")


def news(client):
    """Return (title, kind) of what is new, in order."""
    rows = soup_of(client).select("#nytt li")
    return [(row.h3.get_text(), row.select_one(".meta span").get_text()) for row in rows]


def test_each_calendar_and_feed_stands_in_a_field_that_can_be_copied(site, client):
    page = soup_of(client)
    addresses = [field["value"] for field in page.select(".copy-address input[readonly]")]
    for address in ("kalender/kalender.ics", "kalender/flode.xml", "nyheter/flode.xml"):
        assert f"http://localhost/{address}" in addresses
    assert "http://localhost/vad-vi-gor/larandelunch/flode.xml" in addresses
    assert all(
        page.find("label", attrs={"for": f["id"]}) for f in page.select(".copy-address input")
    )
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200
    assert page.select_one('main a.button[href="webcal://localhost/kalender/kalender.ics"]')


def test_what_is_not_published_is_not_offered(site, client):
    for page in (site.calendar, site.newsletters):
        page.unpublish()
    PageViewRestriction.objects.create(page=site.news, restriction_type="login")
    site.activity.unpublish()
    page = soup_of(client)
    assert page.select(".copy-address") == []
    assert page.select("main details") == []


def test_new_pages_of_the_last_month_stand_in_order_and_no_others(site, client):
    site.add_event("Möte", first_published_at=NOW - 2 * DAY)
    site.add_article("Nyhet", first_published_at=NOW - DAY, date_text="i höst")
    site.add_issue(2026, 1, title="Numret", first_published_at=NOW - 3 * DAY)
    site.add_event("Gammalt", first_published_at=NOW - 32 * DAY)
    site.add_event("Okänt när")
    site.add_event("Utkast", first_published_at=NOW - DAY, live=False)
    hidden = site.add_article("Hemligt", first_published_at=NOW - DAY, date_text="i höst")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert news(client) == [("Nyhet", "Nyhet"), ("Möte", "Evenemang"), ("Numret", "Nyhetsbrev")]


def test_documentation_is_new_when_it_comes_and_not_when_it_is_mended(site, client):
    event = site.add_event("Möte", start=NOW - 90 * DAY, first_published_at=NOW - 95 * DAY)
    assert news(client) == []
    event.points_raised = "<p>Fler bänkar.</p>"
    event.save_revision().publish()
    assert news(client) == [("Möte", "Dokumentation")]
    with time_machine.travel(NOW + 40 * DAY, tick=False):
        event = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
        event.points_raised = "<p>Fler bänkar och träd.</p>"
        event.save_revision().publish()
        assert news(client) == []


def test_an_event_that_is_new_with_its_documentation_stands_once(site, client):
    event = site.add_event("Möte", start=NOW - 3 * DAY, first_published_at=NOW - 10 * DAY)
    event.points_raised = "<p>Fler bänkar.</p>"
    event.save_revision().publish()
    assert news(client) == [("Möte", "Dokumentation")]


def test_documentation_waits_until_the_event_is_over(site, client):
    event = site.add_event("Möte", start=NOW + DAY, first_published_at=NOW - 90 * DAY)
    event.points_raised = "<p>Fler bänkar.</p>"
    event.save_revision().publish()
    assert news(client) == []


def test_what_is_new_is_bounded_and_says_so_when_there_is_nothing(site, client):
    assert "Inget nytt" in soup_of(client).select_one("#nytt").get_text()
    for number in range(NEW_SHOWN + 2):
        site.add_article(f"Nyhet {number}", first_published_at=NOW - DAY, date_text="i höst")
    assert len(news(client)) == NEW_SHOWN


def footer(client):
    return [link.get_text() for link in soup_of(client, "/").select("footer a")]


def test_the_footer_leads_to_it_first(site, client):
    for page in (site.calendar, site.news):
        page.show_in_menus = True
        page.save()
    links = footer(client)
    at = links.index("Så följer du oss")
    assert links[at : at + 3] == ["Så följer du oss", "Nyhetsflöde (RSS)", "Kalenderflöde"]


def test_a_feed_is_called_what_no_other_feed_on_the_page_is(site, client):
    site.news.show_in_menus = True
    site.news.save()
    site.add_issue(2026, 1)
    for address in ("/kalender/", "/nyhetsbrev/", "/nyheter/"):
        named = {}
        for link in soup_of(client, address).select('a[href*="flode.xml"]'):
            named.setdefault(link.get_text(strip=True), set()).add(link["href"])
        assert max(len(feeds) for feeds in named.values()) == 1, address


def test_the_footer_does_not_lead_to_it_where_visitors_cannot_go(site, client):
    restriction = PageViewRestriction.objects.create(page=site.follow, restriction_type="login")
    assert "Så följer du oss" not in footer(client)
    restriction.delete()
    assert "Så följer du oss" in footer(client)
    site.follow.unpublish()
    assert "Så följer du oss" not in footer(client)
    site.follow.delete()
    assert "Så följer du oss" not in footer(client)


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_the_database_as_often_however_much_is_new(
    uncached, site, client, count, django_assert_max_num_queries
):
    for number in range(count):
        moment_of = {"first_published_at": timezone.now() - DAY}
        site.add_event(f"Möte {number}", **moment_of)
        site.add_article(f"Nyhet {number}", date_text="i höst", **moment_of)
    client.get("/sa-foljer-du-oss/")
    with django_assert_max_num_queries(16):
        client.get("/sa-foljer-du-oss/")


def test_an_activity_outside_the_site_is_left_out(site, client):
    site.add_activity("Dialogforum")
    outside = Page.get_first_root_node().add_child(
        instance=LandingPage(title="Utanför", slug="utanfor")
    )
    site.activity.refresh_from_db()
    site.activity.move(outside, "last-child")
    names = [heading.get_text() for heading in soup_of(client).select("details h3")]
    assert names == ["Dialogforum"]


def test_documentation_that_was_written_before_the_end_is_new_when_the_event_is_over(site, client):
    first = {"first_published_at": NOW - 90 * DAY}
    with time_machine.travel(NOW - 60 * DAY, tick=False):
        end = NOW - 2 * DAY
        event = site.add_event("Möte", start=end - DAY / 24, end=end, **first)
        event.points_raised = "<p>Bänkar</p>"
        event.save()
        assert ("Möte", "Dokumentation") not in news(client)
    assert ("Möte", "Dokumentation") in news(client)
    row = soup_of(client).select_one("#nytt li .meta")
    assert "26 november" in row.get_text().replace("\xa0", " ")
