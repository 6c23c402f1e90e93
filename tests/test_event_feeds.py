"""Atom feeds of coming events (RFC 4287)."""

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tests.pages import SmallSite, make_theme, moment

pytestmark = pytest.mark.django_db
NOW = moment(2026, 5, 4, 9)
START, END = moment(2026, 5, 20, 12, 15), moment(2026, 5, 20, 12, 55)
JOIN = "https://zoom.example/j/9496?pwd=hemlig"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def site():
    with time_machine.travel(NOW, tick=False):
        yield SmallSite()


def make(site, title="Offentliga miljöer", **fields):
    """Add an ordinary event online."""
    usual = {"start": START, "end": END, "online_service": "Zoom", "registration": "none"}
    return site.add_event(title, **{**usual, **fields})


def one(element, name):
    """Return the text of a child that RFC 4287 wants exactly once."""
    (found,) = element.findall(ATOM + name)
    assert found.text
    return found.text


def links(element, rel):
    return [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


def read(client, address):
    """Return the feed at an address, after checking what RFC 4287 (4.1.1, 4.1.2) requires."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314
    assert feed.tag == f"{ATOM}feed"
    assert one(feed, "title").endswith("Malmöandan")
    assert links(feed, "self") == [f"http://localhost{address}"]
    (author,) = feed.findall(f"{ATOM}author")
    assert one(author, "name") == "Malmöandan"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        assert re.match(r"[a-z]+:\S+$", one(element, "id"))
        assert datetime.fromisoformat(one(element, "updated")).utcoffset() is not None
    for entry in entries:
        (address,) = links(entry, "alternate")
        assert client.get(address).status_code == 200
        assert one(entry, "title")
        assert entry.find(f"{ATOM}summary").get("type") == "html"
    ids = [one(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    return feed


def titles(client, address):
    return [one(entry, "title") for entry in read(client, address).findall(f"{ATOM}entry")]


def summary(client, address):
    """Return the text of the one entry's summary, as a reader shows it."""
    (entry,) = read(client, address).findall(f"{ATOM}entry")
    text = BeautifulSoup(one(entry, "summary"), "html.parser").get_text(" ").replace(" – ", "–")
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


@pytest.mark.one_database
def test_an_activitys_feed_tells_what_is_coming_in_full(site, client):
    event = make(site, introduction="Hur utvecklas en stad?", join_url=JOIN)
    make(site, "Annat", activity=site.add_activity())
    feed = read(client, f"{site.activity.url}flode.xml")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert one(entry, "title") == "Offentliga miljöer"
    assert one(entry, "id") == f"urn:uuid:{event.translation_key}"
    assert one(entry, "updated") == "2026-05-04T07:00:00+00:00"
    text = summary(client, f"{site.activity.url}flode.xml")
    assert text.startswith(" Onsdag 20 maj 2026 kl. 12.15–12.55 Digitalt via Zoom Hur")
    assert "Ingen anmälan behövs." in text
    assert "zoom.example" not in client.get(f"{site.activity.url}flode.xml").text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "title", "words"),
    [
        ({"change": "cancelled"}, "Inställt: Offentliga miljöer", "är inställt. Sjukdom."),
        ({"change": "postponed"}, "Uppskjutet: Offentliga miljöer", "Tidigare datum: onsdag"),
        (
            {"change": "rescheduled", "previous_start": moment(2026, 5, 13, 12, 15)},
            "Nytt datum: Offentliga miljöer",
            "Tidigare datum: onsdag 13 maj 2026 kl. 12.15",
        ),
    ],
)
def test_a_change_stands_in_the_title_and_why_in_the_summary(site, client, fields, title, words):
    make(site, change_reason="Sjukdom.", **fields)
    for page in (site.activity, site.calendar):
        assert titles(client, f"{page.url}flode.xml") == [title]
        text = summary(client, f"{page.url}flode.xml")
        assert words in text
        assert "Sjukdom." in text


def test_the_next_event_comes_first_and_what_is_over_or_undated_not_at_all(site, client):
    make(site, "Senare", start=START + timedelta(days=2), end=None)
    make(site, "Först", change="cancelled")
    make(site, "Förr", start=NOW - timedelta(days=2), end=None)
    site.add_event("Utan dag")
    address = f"{site.activity.url}flode.xml"
    assert titles(client, address) == ["Inställt: Först", "Senare"]
    with time_machine.travel(END, tick=False):
        assert titles(client, address) == ["Senare"]


def test_an_entry_is_dated_anew_when_what_it_tells_has_changed(site, client):
    event = make(site)
    address = f"{site.activity.url}flode.xml"

    def updated():
        return one(read(client, address).find(f"{ATOM}entry"), "updated")

    before = updated()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        event.evaluation = "<p>Bra.</p>"
        event.save_revision().publish()
        assert updated() == before
        event.change, event.change_reason = "cancelled", "Sjukdom."
        event.save_revision().publish()
        assert updated() == "2026-05-04T08:00:00+00:00"


@pytest.mark.one_database
def test_the_feed_of_a_theme_has_an_address_and_a_name_of_its_own(site, client):
    theme = make_theme(name="Budget")
    event = make(site)
    event.themes = [theme]
    event.save()
    make(site, "Annat")
    address = f"{site.calendar.url}flode.xml?tema={theme.slug}"
    feed = read(client, address)
    assert titles(client, address) == ["Offentliga miljöer"]
    assert "Budget" in one(feed, "title")
    assert one(feed, "id") == f"http://localhost{site.calendar.url}?tema={theme.slug}"


@pytest.mark.one_database
def test_a_text_with_signs_stays_text(site, client):
    make(site, introduction="Vad är <b> & vad är </script>?")
    assert "Vad är <b> & vad är </script>?" in summary(client, f"{site.activity.url}flode.xml")


@pytest.mark.one_database
def test_signs_that_xml_forbids_are_left_out(site, client):
    odd = "a\x0bb\x07c\x1b\ufffe\uffffd"
    make(site, odd, introduction=odd)
    site.activity.refresh_from_db()
    site.activity.introduction = odd
    site.activity.title = odd
    site.activity.save()
    site.add_article(odd, introduction=odd, date=NOW.date())
    assert titles(client, f"{site.activity.url}flode.xml") == ["a\nbcd"]
    assert "bcd" in summary(client, f"{site.activity.url}flode.xml")
    assert titles(client, "/nyheter/flode.xml") == ["a\nbcd"]


def test_drafts_and_private_events_are_in_no_feed(site, client):
    make(site, "Utkast", live=False)
    private = make(site, "Privat")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    for page in (site.activity, site.calendar):
        assert titles(client, f"{page.url}flode.xml") == []


@pytest.mark.one_database
def test_the_activitys_page_names_its_feed(site, client):
    soup = BeautifulSoup(client.get(site.activity.url).content, "html.parser")
    feeds = [link["href"] for link in soup.find_all("link", type="application/atom+xml")]
    assert f"{site.activity.url}flode.xml" in feeds
