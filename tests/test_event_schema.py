"""An event as structured data: what search engines read is what the page says."""

import json
from datetime import date, time, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import EventPage
from home.blocks.people import PersonBlock
from tests.event_terms import faults
from tests.pages import SmallSite, choose, make_image, make_organisation, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
START, END = moment(2026, 5, 20, 12, 15), moment(2026, 5, 20, 12, 55)
BEFORE = START - timedelta(days=7)
JOIN = "https://zoom.example/j/9496?pwd=hemlig"
LINK = "https://www.eventbrite.se/e/1500"


@pytest.fixture
def site():
    with time_machine.travel(BEFORE, tick=False):
        yield SmallSite()


def make(site, **fields):
    """Add an ordinary event online."""
    usual = {"start": START, "end": END, "online_service": "Zoom", "registration": "none"}
    return site.add_event("Offentliga miljöer", **{**usual, **fields})


def all_data(client, page):
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    return [json.loads(tag.string) for tag in soup.find_all("script", type="application/ld+json")]


def data(client, event, valid=True):
    """Return the structured data of an event's page, after holding it against the schema."""
    (found,) = (found for found in all_data(client, event) if found["@type"] == "Event")
    assert faults(found) == [] or not valid
    return found


def term(found, name):
    return found[name].removeprefix("https://schema.org/")


def test_an_event_says_all_that_is_known(site, client):
    guest = site.add_person("Maria Lagneby", organisation=make_organisation("Föreningen"))
    people = [
        {"person": guest, "name": "", "role": "gäst", "organisation": ""},
        {"person": None, "name": "Ali Holm", "role": "moderator", "organisation": "Malmö stad"},
    ]
    event = make(
        site,
        attendance_mode="mixed",
        venue="Stadshuset",
        address="August Palms plats 1, Malmö",
        doors=time(12, 0),
        introduction="Hur utvecklas en stad?",
        registration="link",
        registration_url=LINK,
        registration_opens=BEFORE - timedelta(days=1),
        registration_closes=START - timedelta(days=1),
        prices=[("price", {"label": "på plats", "amount": 1650, "vat": "excluded", "note": ""})],
        speakers=[("person", PersonBlock().normalize(person)) for person in people],
        change="rescheduled",
        change_reason="Förhinder.",
        previous_start=START - timedelta(days=14),
        join_url=JOIN,
        image=make_image(),
    )
    choose(event, "organisers", make_organisation("Idéburna", url="https://example.org/"))
    url = f"http://localhost{event.url}"
    found = data(client, event)
    assert "zoom.example" not in json.dumps(found)
    assert found.pop("image")[0].startswith("http://localhost/media/")
    amount = {"price": "1650", "priceCurrency": "SEK"}
    assert found == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Offentliga miljöer",
        "description": "Hur utvecklas en stad?",
        "url": url,
        "inLanguage": "sv",
        "startDate": "2026-05-20T12:15:00+02:00",
        "endDate": "2026-05-20T12:55:00+02:00",
        "doorTime": "2026-05-20T12:00:00+02:00",
        "previousStartDate": "2026-05-06T12:15:00+02:00",
        "eventStatus": "https://schema.org/EventRescheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Stadshuset",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "August Palms plats 1",
                    "addressLocality": "Malmö",
                },
            },
            {"@type": "VirtualLocation", "url": url},
        ],
        "offers": [
            {
                "@type": "Offer",
                "name": "på plats",
                "url": LINK,
                "availability": "https://schema.org/InStock",
                "validFrom": "2026-05-12T12:15:00+02:00",
                "validThrough": "2026-05-19T12:15:00+02:00",
                **amount,
                "priceSpecification": {
                    "@type": "PriceSpecification",
                    **amount,
                    "valueAddedTaxIncluded": False,
                },
            }
        ],
        "performer": [
            {
                "@type": "Person",
                "name": "Maria Lagneby",
                "url": f"http://localhost{guest.url}",
                "affiliation": {"@type": "Organization", "name": "Föreningen"},
            },
            {
                "@type": "Person",
                "name": "Ali Holm",
                "affiliation": {"@type": "Organization", "name": "Malmö stad"},
            },
        ],
        "organizer": [{"@type": "Organization", "name": "Idéburna", "url": "https://example.org/"}],
        "superEvent": {
            "@type": "EventSeries",
            "name": "Lärandelunch",
            "url": f"http://localhost{site.activity.url}",
        },
    }


def test_what_is_not_known_is_left_out_and_the_site_organises(site, client):
    found = data(client, make(site, end=None))
    unknown = {"endDate", "doorTime", "offers", "performer", "isAccessibleForFree", "description"}
    assert unknown.isdisjoint(found)
    assert found["organizer"]["url"] == "http://localhost/"
    assert found["image"][0].startswith("http://localhost/delningsbild/")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "EventScheduled"),
        ({"change": "cancelled"}, "EventCancelled"),
        ({"change": "postponed"}, "EventPostponed"),
        ({"change": "moved"}, "EventMovedOnline"),
        ({"change": "moved", "attendance_mode": "offline", "venue": "A"}, "EventScheduled"),
        (
            {"change": "rescheduled", "previous_start": START - timedelta(days=7)},
            "EventRescheduled",
        ),
    ],
)
def test_the_status_is_the_events(site, client, fields, status):
    event = make(site, **fields)
    for when in (BEFORE, START, END + timedelta(days=1)):
        with time_machine.travel(when, tick=False):
            found = data(client, event)
            assert term(found, "eventStatus") == status
            assert ("previousStartDate" in found) is (status == "EventRescheduled")


@pytest.mark.parametrize(
    ("mode", "kind", "places"),
    [
        ("online", "OnlineEventAttendanceMode", ["VirtualLocation"]),
        ("offline", "OfflineEventAttendanceMode", ["Place"]),
        ("mixed", "MixedEventAttendanceMode", ["Place", "VirtualLocation"]),
    ],
)
def test_the_way_to_take_part_decides_where_it_is(site, client, mode, kind, places):
    found = data(client, make(site, attendance_mode=mode, venue="Stadshuset"))
    assert term(found, "eventAttendanceMode") == kind
    location = found["location"]
    listed = location if isinstance(location, list) else [location]
    assert [place["@type"] for place in listed] == places


def test_a_place_that_is_not_decided_is_not_made_up(site, client):
    found = data(client, make(site, attendance_mode="undecided", online_service=""), valid=False)
    assert {"location", "eventAttendanceMode"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("fields", "availability", "is_link"),
    [
        ({}, "InStock", True),
        ({"places": "few"}, "LimitedAvailability", True),
        ({"places": "full"}, "SoldOut", False),
        ({"registration_opens": BEFORE + timedelta(days=1)}, None, False),
        ({"registration_closes": BEFORE - timedelta(days=1)}, None, False),
        ({"registration": "none"}, "InStock", False),
        ({"registration": "invited"}, None, False),
        ({"change": "cancelled"}, None, False),
    ],
)
def test_an_offer_says_what_is_left_and_where_to_register(
    site, client, fields, availability, is_link
):
    usual = {"is_free": True, "registration": "link", "registration_url": LINK}
    event = make(site, **{**usual, **fields})
    found = data(client, event)
    (offer,) = found["offers"]
    assert found["isAccessibleForFree"] is True
    assert (offer["price"], offer["priceCurrency"]) == ("0", "SEK")
    assert offer.get("availability") == (availability and f"https://schema.org/{availability}")
    assert offer["url"] == (LINK if is_link else f"http://localhost{event.url}")


def test_every_price_is_an_offer(site, client):
    prices = [
        ("price", {"label": "på plats", "amount": "925.50", "vat": "included", "note": ""}),
        ("price", {"label": "", "amount": 0, "vat": "", "note": ""}),
    ]
    first, second = data(client, make(site, prices=prices))["offers"]
    assert (first["price"], first["priceSpecification"]["valueAddedTaxIncluded"]) == (
        "925.50",
        True,
    )
    assert second["price"] == "0"
    assert {"name", "priceSpecification"}.isdisjoint(second)


def test_winter_has_its_own_offset(site, client):
    found = data(client, make(site, start=moment(2026, 12, 1, 18), end=moment(2026, 12, 1, 20)))
    assert found["startDate"] == "2026-12-01T18:00:00+01:00"


def test_an_event_without_a_day_and_other_pages_say_only_where_they_stand(site, client):
    for page in (site.add_event("Senare"), site.activity, site.calendar):
        assert [found["@type"] for found in all_data(client, page)] == ["BreadcrumbList"]


def test_the_data_costs_no_query(uncached, site, client, monkeypatch):
    event = make(site)
    choose(event, "organisers", make_organisation())

    def queries():
        client.get(event.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(event.url)
        return len(captured)

    with_data = queries()
    monkeypatch.setattr(type(event), "structured_data", lambda *_: None)
    assert queries() == with_data


def test_a_price_says_until_when_it_holds(site, client):
    early = {"label": "förening", "amount": 1450, "vat": "", "until": date(2026, 4, 30)}
    event = make(site, prices=[("price", early), ("price", {"amount": 1850})])
    with time_machine.travel(moment(2026, 4, 30, 23, 59), tick=False):
        early, late = data(client, event)["offers"]
        costs = event.printed.costs
        page = client.get(event.url).text.replace("\xa0", " ").replace("&nbsp;", " ")
    assert (early["priceValidUntil"], "priceValidUntil" in late) == ("2026-04-30", False)
    assert costs == [
        "förening, 1\xa0450\xa0kronor, till och med 30\xa0april\xa02026",
        "1\xa0850\xa0kronor",
    ]
    assert "Förening: 1 450 kronor, till och med 30 april 2026" in page


def test_a_price_past_its_day_is_told_as_past_and_offered_no_more(site, client):
    early = {"label": "förening", "amount": 1450, "vat": "", "until": date(2026, 4, 30)}
    event = make(site, prices=[("price", early), ("price", {"amount": 1850})])
    with time_machine.travel(moment(2026, 5, 1, 0, 1)):
        (offer,) = data(client, event)["offers"]
        page = client.get(event.url).text.replace("\xa0", " ").replace("&nbsp;", " ")
        assert event.printed.costs == ["1\xa0850\xa0kronor"]
        assert "Kostnad: 1 850" in client.get(f"{event.url}kalender.ics").text.replace("\xa0", " ")
        event.prices = [("price", early)]
        assert "gällde till och med 30\xa0april\xa02026" in event.printed.costs[0]
    assert offer["price"] == "1850"
    assert "Förening: 1 450 kronor, gällde till och med 30 april 2026" in page


def test_an_event_says_how_often_its_kind_comes_back(site, client):
    activity = site.activity
    activity.interval_weeks, activity.usual_start = 2, time(12, 15)
    activity.save()
    event = make(site)
    schedule = data(client, event)["superEvent"]["eventSchedule"]
    assert schedule == {
        "@type": "Schedule",
        "repeatFrequency": "P2W",
        "startTime": "12:15:00",
        "scheduleTimezone": "Europe/Stockholm",
    }
    assert "Återkommer varannan vecka." in client.get(event.url).text
    course = make(site, slug="kurs", end=END + timedelta(days=90))
    morning = make(site, slug="morgon", start=START - timedelta(hours=3))
    for other in (course, morning):
        assert "Återkommer" not in client.get(other.url).text
    event.change, event.change_reason = "cancelled", "Sjukdom."
    event.save()
    assert "Återkommer" not in client.get(event.url).text


def test_a_title_cannot_break_out_of_the_data(site, client):
    title = "</script><script>alert(1)</script> & <b>"
    event = make(site, introduction=title)
    event.title = title
    event.save()
    assert data(client, event)["name"] == data(client, event)["description"] == title
    assert "<script>alert" not in client.get(event.url).text


def test_a_new_event_can_be_previewed_before_it_is_saved(site, client, editor):
    client.force_login(editor)
    event = EventPage(
        title="Nytt", slug="nytt", start=START, join_url=JOIN, attendance_mode="online"
    )
    site.activity.refresh_from_db()
    event.path, event.depth = site.activity.path + "0001", site.activity.depth + 1
    event.set_url_path(site.activity)
    response = event.make_preview_request(preview_mode="")
    response.render()
    assert response.status_code == 200
    assert '"@type": "Event"' in response.text
    assert "zoom.example" not in response.text
