"""A feed carries the whole text of a page, as plain HTML that any reader of feeds can show."""

from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from bs4 import BeautifulSoup

from home.feeds import LONGEST, feed_html
from tests.filled_site import full_body, newsletter_item
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = moment(2026, 11, 28, 9)
ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "https://zoom.example/j/9496?pwd=hemlig"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def site():
    return SmallSite()


def add_all(site, body):
    """Add an article, an issue and a coming event with the same text; return their feeds."""
    site.add_article("Nyhet", date=NOW.date(), introduction="Ingress.", body=body)
    texts = [block for block in body if block[0] == "text"]
    site.add_issue(2026, items=[newsletter_item("SKR", "Rubrik", "sv", texts)])
    times = {"start": NOW + timedelta(days=9), "end": NOW + timedelta(days=9, hours=1)}
    site.add_event("Möte", introduction="Ingress.", body=body, join_url=SECRET, **times)
    return [f"{page.url}flode.xml" for page in (site.news, site.newsletters, site.calendar)]


def contents(client, address):
    """Return the texts of a feed, parsed as a reader does."""
    feed = ElementTree.fromstring(client.get(address).content)  # noqa: S314
    found = [entry.find(f"{ATOM}content") for entry in feed.findall(f"{ATOM}entry")]
    assert all(content.get("type") == "html" for content in found)
    return [BeautifulSoup(content.text, "html.parser") for content in found]


def stream_of(body):
    return [(block.block_type, block.value) for block in body]


def test_every_block_stands_in_the_feed_with_full_addresses_and_nothing_but_text(site, client):
    person = site.add_person("Maria", email="maria@example.org")
    for address in add_all(site, stream_of(full_body(person, site.calendar))):
        (text,) = contents(client, address)
        assert "Rubrik" in text.get_text()
        links = [e.get("href") or e.get("src") for e in text.find_all(["a", "img"])]
        assert all(urlsplit(link).scheme in ("http", "https", "mailto", "tel") for link in links)
        assert not text.find_all(["svg", "script", "style", "form", "button", "source", "div"])
        assert not text.find_all(lambda e: e.get("class") or e.get("style") or e.get("onclick"))


def test_the_text_is_set_as_on_the_page(site, client):
    for address in add_all(site, [("text", '<p>Kl 9 - 10, "så".</p>')]):
        (text,) = contents(client, address)
        assert "Kl\xa09–10, ”så”." in text.get_text() or "”så”" in text.get_text()


def test_an_event_says_how_one_takes_part_and_never_the_secret_link(site, client):
    usual = {"start": NOW + timedelta(days=9), "attendance_mode": "mixed", "venue": "Torget"}
    site.add_event(
        "Möte",
        address="Storgatan 1",
        audience="Alla.",
        is_free=True,
        join_url=SECRET,
        registration="link",
        registration_url="https://example.org/anmalan?namn=l'amour--x",
        programme=[("item", {"start": None, "title": "Inledning", "text": "Vi hälsar."})],
        **usual,
    )
    for page in (site.calendar, site.activity):
        assert "hemlig" not in client.get(f"{page.url}flode.xml").text
        (text,) = contents(client, f"{page.url}flode.xml")
        words = text.get_text(" ")
        for said in ("Torget", "Storgatan 1", "Alla.", "gratis", "Inledning", "Vi hälsar."):
            assert said in words
        assert text.find("a", href="https://example.org/anmalan?namn=l%27amour--x")


def test_what_is_very_long_goes_on_at_the_page(site, client):
    body = [("text", "<p>Först.</p>"), ("text", f"<p>{'ord ' * LONGEST}</p>"), ("text", "<p>Sist.")]
    for address in add_all(site, body)[::2]:
        response = client.get(address)
        assert len(response.content) < LONGEST
        (text,) = contents(client, address)
        assert "Först." in text.get_text()
        assert "Sist." not in text.get_text()
        assert text.find_all("a")[-1].get_text() == "Läs resten på webbplatsen"


def test_an_entry_whose_own_fields_are_very_long_is_led_to(site, client):
    long = "ord " * LONGEST
    site.add_event(introduction="Kort.", audience=long, start=NOW + timedelta(days=9))
    site.add_article("Nyhet", date=NOW.date(), introduction=long)
    site.add_issue(2026, editorial=f"<p>{long}</p>")
    for page in (site.calendar, site.news, site.newsletters):
        (text,) = contents(client, f"{page.url}flode.xml")
        assert text.get_text() == "Läs resten på webbplatsen"


@pytest.mark.parametrize("odd", ["a\x0bb\x07c", "]]>&amp;<b>", "日本語 مرحبا", "å" * 3000, ""])
def test_odd_texts_leave_the_feed_whole(site, client, odd):
    for address in add_all(site, [("text", f"<p>{odd}</p>")]):
        assert len(contents(client, address)) == 1


@pytest.mark.parametrize("count", [1, 6])
def test_a_feed_asks_the_database_as_often_however_many_entries_it_has(
    uncached, site, client, count, django_assert_max_num_queries
):
    person = site.add_person("Maria")
    body = stream_of(full_body(person, site.calendar))
    for _number in range(count):
        add_all(site, body)
    for page in (site.news, site.newsletters, site.calendar):
        client.get(f"{page.url}flode.xml")
        with django_assert_max_num_queries(16):
            client.get(f"{page.url}flode.xml")


def test_an_address_within_the_site_becomes_whole():
    markup = (
        '<div class="x"><a href="/kontakt/" class="y">Kontakt</a><svg></svg></div><img src="a.png">'
    )
    assert feed_html(markup, "https://example.org/nyheter/") == (
        '<a href="https://example.org/kontakt/">Kontakt</a>'
        '<img src="https://example.org/nyheter/a.png"/>'
    )
