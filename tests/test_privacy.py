"""Private pages and drafts appear nowhere that a visitor can look."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.blocks.people import PersonBlock
from home.models import StandardPage
from tests.pages import SmallSite, add

pytestmark = pytest.mark.django_db
SECRET = "Hemlighuset"
JOIN = "https://zoom.example/j/9496?pwd=hemlig"


@pytest.fixture
def site():
    return SmallSite()


def hide(page):
    """Make a page private: only those who are logged in may see it."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def secret_pages(site):
    """Return one page of every kind that lists print, all with the secret word as title."""
    tomorrow = timezone.now() + timedelta(days=1)
    person = site.add_person(f"{SECRET} person", show_in_menus=True)
    stream = [("person", {"person": person, "name": "", "role": "gäst", "organisation": ""})]
    block = PersonBlock()
    article = site.add_article("Öppen artikel", date_text="2016")
    article.authors = [("person", block.normalize(stream[0][1]))]
    article.body = [
        ("text", "<p>Text</p>"),
        ("people", {"heading": "Medverkande", "people": [stream[0][1]], "organisations": []}),
        ("links", {"heading": "Mer", "links": [{"text": f"{SECRET} länk", "page": person}]}),
    ]
    article.save()
    event = site.add_event(f"{SECRET} kommande", start=tomorrow)
    return [
        person,
        event,
        site.add_event(f"{SECRET} förr", start=tomorrow - timedelta(days=9)),
        site.add_event(f"{SECRET} utan dag"),
        site.add_article(f"{SECRET} artikel", date_text="2016", event=event),
        site.add_issue(2022, 1, title=f"{SECRET} nummer"),
        site.add_activity(f"{SECRET} aktivitet"),
        add(
            site.home,
            StandardPage(title=f"{SECRET} sida", show_in_menus=True, show_in_footer=True),
        ),
    ]


def public_addresses(site, client):
    """Return every address that a visitor can find, from the sitemap and by rule."""
    sitemap = client.get("/sitemap.xml").content.decode()
    found = {
        re.sub(r"^https?://[^/]+", "", url) for url in re.findall(r"<loc>(.*?)</loc>", sitemap)
    }
    return found | {
        "/sitemap.xml",
        "/robots.txt",
        "/nyheter/flode.xml",
        f"/sok/?q={SECRET}",
        "/kalender/",
        "/nyheter/",
        "/nyhetsbrev/",
        "/manniskor/",
        "/finns-inte/",
    }


def add_sections(site):
    """Put every section that lists pages on the start and the landing page."""
    sections = [
        ("activities", {"heading": "Mötesplatser", "text": "", "chosen": [], "extra_lines": []}),
        ("coming_events", {"heading": "På gång", "how_many": 12}),
        ("latest_news", {"heading": "Nyheter", "how_many": 12}),
    ]
    for page in (site.home, site.landing):
        page.refresh_from_db()
        page.body = sections
        page.save()


def assert_hidden(site, client):
    # The search page repeats what was searched for, and only that.
    for address in public_addresses(site, client):
        text = client.get(address).content.decode()
        if address.startswith("/sok/"):
            assert f"{SECRET} " not in text, address
        else:
            assert SECRET not in text, address


@pytest.mark.one_database
@pytest.mark.searches
def test_the_crawl_below_finds_what_is_public(site, client):
    add_sections(site)
    secret_pages(site)
    pages = {
        address: client.get(address).content.decode() for address in public_addresses(site, client)
    }
    shown = [address for address, text in pages.items() if f"{SECRET} " in text]
    assert {"/", "/vad-vi-gor/", "/kalender/", "/nyheter/", "/nyhetsbrev/", "/manniskor/"} <= set(
        shown
    )
    assert {"/nyheter/flode.xml", f"/sok/?q={SECRET}", "/nyheter/oppen-artikel/"} <= set(shown)


@pytest.mark.searches
def test_a_private_page_appears_nowhere(site, client):
    add_sections(site)
    for page in secret_pages(site):
        hide(page)
    assert_hidden(site, client)


@pytest.mark.searches
def test_a_draft_appears_nowhere(site, client):
    add_sections(site)
    for page in secret_pages(site):
        page.refresh_from_db()
        page.unpublish()
    assert_hidden(site, client)


@pytest.mark.searches
def test_what_lies_below_a_private_page_appears_nowhere(site, client):
    add_sections(site)
    secret_pages(site)
    for page in (site.landing, site.news, site.newsletters, site.people):
        hide(page)
    StandardPage.objects.all().delete()
    for address in ("/", "/sitemap.xml", "/kalender/", f"/sok/?q={SECRET}"):
        assert f"{SECRET} " not in client.get(address).content.decode(), address


@pytest.mark.one_database
def test_a_visitor_who_goes_to_a_private_page_is_asked_to_log_in(site, client):
    page = site.add_text_page("Hemlig")
    hide(page)
    response = client.get(page.url)
    assert response.status_code == 302
    assert "next=/hemlig/" in response.url


@pytest.mark.one_database
@pytest.mark.searches
def test_the_secret_link_of_an_event_is_nowhere(site, client):
    add_sections(site)
    now = timezone.now()
    for minutes in (-60, -1, 5, 600):
        site.add_event(
            start=now + timedelta(minutes=minutes),
            end=now + timedelta(minutes=minutes + 30),
            join_url=JOIN,
            online_service="Zoom",
            registration="none",
        )
    addresses = public_addresses(site, client) | {"/sok/?q=zoom", "/sok/?q=hemlig", "/sok/?q=9496"}
    for address in addresses:
        text = client.get(address).content.decode()
        assert "zoom.example" not in text, address
        assert "pwd" not in text, address
