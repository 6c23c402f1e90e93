"""An activity that is unpublished leaves its events standing alone; a private one hides them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.filled_site import person_value
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NAME, EVENT = "Knackningskväll", "Träff om gåträning"


@pytest.fixture
def site():
    site = SmallSite()
    keeper = site.add_person("Kim Kontakt", email="kim@example.org")
    site.own = site.add_activity(
        NAME, slug="hemlig-adress", contacts=[("person", person_value(keeper))]
    )
    start = timezone.now() + timedelta(days=3)
    site.event = site.add_event(EVENT, activity=site.own, start=start)
    site.other = site.add_event("En till", activity=site.own, start=start)
    site.article = site.add_article("Referat", activity=site.own, event=site.event)
    site.home.body = [
        ("coming_events", {"heading": "På gång", "how_many": 4}),
        ("activities", {"heading": "Vad", "chosen": [site.own], "extra_lines": []}),
    ]
    site.home.save()
    return site


@pytest.fixture
def stored(django_capture_on_commit_callbacks):
    """Do what waits for a transaction to be stored, such as indexing what names a page."""
    return django_capture_on_commit_callbacks


def places(site):
    """Return every address where the event or its activity may be told of."""
    calendar, day = site.calendar.url, timezone.localdate(site.event.start)
    return [
        *(site.event.url, site.article.url, site.home.url, site.landing.url, site.news.url),
        *(calendar, f"{calendar}{day:%Y/%m}/", f"{calendar}kalender.ics", f"{calendar}flode.xml"),
        *(f"{site.event.url}kalender.ics", "/sitemap.xml", "/sok/?q=gåträning", "/kontakt-saknas/"),
    ]


def read(client, site):
    """Return {address: text} of all these places."""
    return {address: client.get(address).content.decode() for address in places(site)}


@pytest.mark.searches
def test_an_event_stands_alone_without_link_and_name_once_its_activity_is_unpublished(
    client, site, stored
):
    before = read(client, site)
    assert sum(NAME in text for text in before.values()) > 4
    assert "kim@example.org" in before[site.event.url]
    with stored(execute=True):
        site.own.unpublish()
    after = read(client, site)
    for address, text in after.items():
        assert NAME not in text, address
        assert f'"{site.own.url}"' not in text, address
        assert f"{site.own.full_url}<" not in text, address
    assert "kim@example.org" not in after[site.event.url]
    assert "superEvent" not in after[site.event.url]
    # The event itself is where it was.
    for address in (site.event.url, site.calendar.url, f"{site.calendar.url}flode.xml", "/"):
        assert EVENT in after[address], address
    assert site.event.full_url in after["/sitemap.xml"]
    assert EVENT.split()[0] in after["/sok/?q=gåträning"]
    assert "Inga träffar" in client.get("/sok/?q=knackningskväll").content.decode()
    assert client.get(site.own.url).status_code == 404


@pytest.mark.searches
def test_an_activity_that_comes_back_is_linked_again(client, site, stored):
    with stored(execute=True):
        site.own.unpublish()
    site.own.refresh_from_db()
    with stored(execute=True):
        site.own.save_revision().publish()
    text = client.get(site.event.url).content.decode()
    assert f'href="{site.own.url}"' in text
    assert NAME in text
    found = client.get("/sok/?q=knackningskväll").content.decode()
    assert "Inga träffar" not in found
    assert EVENT in found


@pytest.mark.searches
def test_a_draft_of_a_new_name_is_said_nowhere(client, site):
    site.own.title = "Hemligt namn"
    site.own.save_revision()
    assert not any("Hemligt namn" in text for text in read(client, site).values())


@pytest.mark.searches
def test_a_private_activity_hides_its_events_everywhere(client, site, stored):
    with stored(execute=True):
        PageViewRestriction.objects.create(page=site.own, restriction_type="login")
    for address, text in read(client, site).items():
        assert NAME not in text, address
        assert EVENT not in text, address


def test_whoever_unpublishes_an_activity_is_told_what_stays(client, site, editor):
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:unpublish", args=[site.own.pk])
    page = client.get(address).content.decode()
    assert f"2 publicerade evenemang under ”{NAME}” ligger kvar" in page
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    page = client.get(f"{bulk}?id={site.own.pk}&id={site.article.pk}").content.decode()
    assert page.count("publicerade evenemang under") == 1
    site.other.unpublish()
    assert f"1 publicerat evenemang under ”{NAME}” ligger" in client.get(address).content.decode()
    client.post(address, {"include_descendants": "on"})
    assert client.get(site.event.url).status_code == 404


def test_other_pages_are_unpublished_without_a_word_of_events(client, site, editor):
    client.force_login(editor)
    for page in (site.article, site.event, site.landing):
        address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
        assert "ligger kvar" not in client.get(address).content.decode()
