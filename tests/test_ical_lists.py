"""Calendar files to subscribe to, and the ways to them."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home.models import SiteSettings
from tests.calendar_files import END, NOW, START, entries, entry, make, read
from tests.pages import SmallSite, choose, make_organisation, make_theme

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    with time_machine.travel(NOW, tick=False):
        yield SmallSite()


def test_an_event_without_a_day_has_no_file_and_no_link_to_one(site, client):
    event = site.add_event("Senare", date_text="våren 2027")
    response = client.get(f"{event.url}kalender.ics")
    assert response.status_code == 404
    assert "<h1" in response.text
    assert "kalender.ics" not in client.get(event.url).text
    assert entries(client, f"{site.activity.url}kalender.ics") == {}


def test_an_activitys_file_is_a_list_to_subscribe_to(site, client):
    make(site)
    site.add_event("En annans", activity=site.add_activity(), start=START)
    calendar = read(client, f"{site.activity.url}kalender.ics")
    assert [str(found["SUMMARY"]) for found in calendar.events] == ["Offentliga miljöer"]
    assert str(calendar["X-WR-CALNAME"]) == "Lärandelunch"
    assert calendar.refresh_interval == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["URL"]) == f"http://localhost{site.activity.url}"


def test_the_whole_calendar_has_a_file_and_every_theme_has_one(site, client):
    theme = make_theme(name="Budget")
    event = make(site)
    event.themes = [theme]
    event.save()
    site.add_event("Annat", start=START)
    both = {"Offentliga miljöer", "Annat"}
    assert set(entries(client, f"{site.calendar.url}kalender.ics")) == both
    of_theme = entries(client, f"{site.calendar.url}kalender.ics?tema={theme.slug}")
    assert set(of_theme) == {"Offentliga miljöer"}


def test_what_is_cancelled_or_put_off_stays_in_the_lists_until_its_day_has_passed(site, client):
    make(site, change="cancelled", change_reason="Sjukdom.")
    site.add_event("Annat", start=START, end=END, change="postponed")
    names = {"INSTÄLLT: Offentliga miljöer", "UPPSKJUTET: Annat"}
    for when in (NOW, END - timedelta(minutes=1)):
        with time_machine.travel(when, tick=False):
            for page in (site.activity, site.calendar):
                assert set(entries(client, f"{page.url}kalender.ics")) == names


def test_drafts_and_private_events_are_in_no_file(site, client):
    draft, private = make(site, live=False), site.add_event("Privat", start=START)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    for page in (site.activity, site.calendar):
        assert entries(client, f"{page.url}kalender.ics") == {}
    assert client.get(f"{draft.url}kalender.ics").status_code == 404
    asked = client.get(f"{private.url}kalender.ics")
    assert asked.status_code == 302
    assert "login" in asked["Location"]
    PageViewRestriction.objects.create(
        page=site.activity, restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(f"{site.activity.url}kalender.ics").status_code == 302


def test_the_organiser_is_named_only_where_it_can_be_reached(site, client):
    event = make(site)
    assert "ORGANIZER" not in entry(client, event)
    settings = SiteSettings.for_site(site.site)
    settings.contact_email = "kontakt@example.org"
    settings.save()
    organiser = entry(client, event)["ORGANIZER"]
    assert str(organiser) == "mailto:kontakt@example.org"
    assert organiser.params["CN"] == "Malmöandan"


def test_an_event_that_is_ahead_can_be_put_in_a_calendar_from_its_page(site, client):
    event = make(site)

    def link():
        return BeautifulSoup(client.get(event.url).content, "html.parser").find(
            "a", href=f"{event.url}kalender.ics"
        )

    assert link().get_text(strip=True) == "Lägg i kalendern"
    with time_machine.travel(END, tick=False):
        assert link() is None
    event.change, event.change_reason = "cancelled", "Sjukdom."
    event.save()
    assert link() is None


def test_one_subscribes_to_an_activity_from_its_page(site, client):
    soup = BeautifulSoup(client.get(site.activity.url).content, "html.parser")
    (link,) = soup.find_all("a", string="Prenumerera i din kalender")
    assert link["href"] == f"webcal://localhost{site.activity.url}kalender.ics"
    assert soup.find("a", href=f"{site.activity.url}kalender.ics")


def queries(client, address):
    """Return how many queries an address makes when what outlives a request is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["kalender.ics", "flode.xml"])
def test_a_file_makes_no_more_queries_when_there_is_more_in_it(uncached, site, client, name):
    addresses = [f"{page.url}{name}" for page in (site.activity, site.calendar)]
    counts = []
    for number in (2, 5):
        for _index in range(number):
            event = site.add_event(
                start=START,
                online_service="Zoom",
                prices=[("price", {"label": "", "amount": 100, "vat": "", "note": ""})],
            )
            event.themes = [make_theme()]
            choose(event, "organisers", make_organisation())
        counts.append([queries(client, address) for address in addresses])
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "rest",
    ["kalender.xml", "flode.ics", "x.ics", "a.b.xml"],
)
def test_no_other_name_is_a_file(site, client, rest):
    event = make(site)
    for page in (event, site.activity, site.calendar):
        assert client.get(f"{page.url}{rest}").status_code == 404
    for name in ("flode.xml", "anslut.ics", "anslut/x/", "kalender/", "2026/05/"):
        assert client.get(f"{event.url}{name}").status_code == 404


@pytest.mark.parametrize("rest", ["kalender.ics/", "Kalender.ics", "flode.xml/"])
def test_a_file_that_is_spelt_otherwise_leads_to_the_file(site, client, rest):
    make(site)
    for page in (site.activity, site.calendar):
        response = client.get(f"{page.url}{rest}?tema=")
        assert response.status_code == 301
        assert response.url == f"{page.url}{rest.lower().rstrip('/')}?tema="


@pytest.mark.parametrize("query", ["?tema=", "?tema=finns-inte", "?tema=%00", "?tema=a&tema=b"])
def test_a_malformed_choice_of_theme_is_no_fault_of_the_server(site, client, query):
    for name in ("kalender.ics", "flode.xml"):
        assert client.get(f"{site.calendar.url}{name}{query}").status_code in (200, 404)
