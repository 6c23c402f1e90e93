"""Coming and past events: what the named queries answer."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.text import slugify

from activities.models import EventPage
from activities.models.event_rules import copy_defaults
from activities.status import event_status, is_past
from home.typed_dates import YEARS
from tests.bench.rows import insert
from tests.pages import SmallSite, moment
from tests.reading import get, text_of

pytestmark = pytest.mark.django_db
NOW = moment(2021, 5, 12, 12, 30)


def titles(pages):
    return [page.title for page in pages]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def events(site):
    hour, day = timedelta(hours=1), timedelta(days=1)
    site.add_event("utan dag", date_to_be_announced=True)
    site.add_event("hållet utan datum", date_text="våren 2020", held=True)
    site.add_event("i morgon", start=NOW + day, end=NOW + day + hour)
    site.add_event("pågår", start=NOW - hour, end=NOW + hour)
    site.add_event("pågår dagen ut", start=NOW - 2 * hour)
    site.add_event("slutade nyss", start=NOW - 2 * hour, end=NOW)
    site.add_event("i går utan slut", start=NOW - day)
    site.add_event("uppskjutet", start=NOW - 3 * day, change="postponed", change_reason="Sjukdom")
    site.add_event("inställt", start=NOW + 2 * day, change="cancelled", change_reason="Sjukdom")
    return EventPage.objects.all()


def test_coming_events_stand_in_order_with_the_undated_last(events):
    assert titles(events.upcoming(NOW)) == [
        "pågår dagen ut",
        "pågår",
        "i morgon",
        "inställt",
        "utan dag",
        "uppskjutet",
    ]


def test_past_events_stand_latest_first_with_the_unknown_day_last(events):
    assert titles(events.past(NOW)) == ["slutade nyss", "i går utan slut", "hållet utan datum"]


def test_an_event_is_either_coming_or_past_and_never_both(events):
    coming, past = set(events.upcoming(NOW)), set(events.past(NOW))
    assert not coming & past
    assert coming | past == set(events)


def test_lists_and_status_agree_on_what_is_over(events):
    for event in events:
        over = event_status(event, NOW).is_over
        assert (event in events.past(NOW)) is over, event.title


def test_a_postponed_event_stands_with_those_without_a_day(events):
    assert set(titles(events.upcoming(NOW).undated())) == {"utan dag", "uppskjutet"}
    assert "uppskjutet" not in titles(events.upcoming_dated(NOW))


EDGES = [
    {"start": moment(2021, 5, 12, 12), "end": moment(2021, 5, 12, 12, 30)},
    {"start": moment(2021, 5, 12, 12)},
    {"start": moment(2021, 5, 12, 23, 59)},
    {"start": moment(2021, 5, 12, 22), "end": moment(2021, 5, 13, 0)},
    {"start": moment(2021, 5, 12, 22), "end": moment(2021, 5, 13, 1)},
    {"start": moment(2021, 5, 10, 9), "end": moment(2021, 5, 14, 16)},
    {"start": moment(2021, 4, 30, 9), "end": moment(2021, 5, 1, 16)},
    {"start": moment(2021, 3, 27, 22)},
    {"start": moment(2021, 3, 28, 1, 30), "end": moment(2021, 3, 28, 3, 30)},
    {"start": moment(2021, 10, 30, 22)},
    {"start": moment(2021, 10, 31, 1, 30), "end": moment(2021, 10, 31, 3, 30)},
    {"start": moment(2020, 12, 31, 20), "end": moment(2021, 1, 1, 2)},
    {"start": moment(2021, 5, 12, 12), "change": "cancelled", "change_reason": "Sjuk"},
    {"start": moment(2021, 5, 12, 12), "change": "postponed", "change_reason": "Sjuk"},
    {"date_to_be_announced": True},
    {"date_text": "våren 2020", "held": True},
    {"date_text": "våren 2030"},
]
MINUTE = timedelta(minutes=1)
# The nights between which the clock goes forward and back, and others.
ENDS = [edge.get("end") or edge.get("start") for edge in EDGES]
NIGHTS = [moment(2021, *day) for day in [(1, 1), (3, 28), (3, 29), (5, 13), (10, 31), (11, 1)]]
STEPS = (-MINUTE, timedelta(0), MINUTE)
CLOCKS = [clock + step for clock in [*filter(None, ENDS), *NIGHTS] for step in STEPS]


def test_at_every_clock_an_event_has_one_place_and_it_is_the_one_that_its_state_says(site):
    for fields in EDGES:
        site.add_event(**fields)
    events = EventPage.objects.all()
    for now in CLOCKS:
        places = [events.upcoming_dated(now), events.past_dated(now), events.upcoming_undated()]
        places.append(events.past_undated())
        ahead, behind, waiting, some_day = ({event.pk for event in place} for place in places)
        for event in events:
            postponed = event.change == "postponed"
            over = is_past(event, now) and not postponed
            dated = event.start is not None and not postponed
            found = [event.pk in place for place in (ahead, behind, waiting, some_day)]
            expected = [dated and not over, dated and over, not dated and not over]
            expected.append(not dated and over)
            assert found == expected, (event.start, event.end, now)
        assert set(titles(events.upcoming(now))) == {
            e.title for e in events if e.pk in ahead | waiting
        }
        assert set(titles(events.past(now))) == {
            e.title for e in events if e.pk in behind | some_day
        }


def test_registrations_that_close_within_two_weeks_are_those_that_are_open(site):
    soon, form = (
        NOW + timedelta(days=3),
        {"registration": "link", "registration_url": "https://a.se"},
    )
    ahead = {"start": NOW + timedelta(days=5), **form, "registration_closes": soon}
    later = soon + timedelta(days=1)
    site.add_event("sist", **{**ahead, "registration_closes": later})
    site.add_event("först", **ahead)
    site.add_event("få platser", places="few", **{**ahead, "registration_closes": later})
    site.add_event("utan dag", **form, registration_closes=NOW + timedelta(days=14))
    site.add_event("full", places="full", **ahead)
    site.add_event("inställt", change="cancelled", change_reason="Sjuk", **ahead)
    site.add_event("inte öppen", registration_opens=NOW + MINUTE, **ahead)
    site.add_event("inbjudna", **{**ahead, "registration": "invited"})
    site.add_event("stängd", **{**ahead, "registration_closes": NOW})
    far = NOW + timedelta(days=14, minutes=1)
    site.add_event("långt dit", **{**ahead, "start": far, "registration_closes": far})
    site.add_event("stänger aldrig", **{**ahead, "registration_closes": None})
    closing = EventPage.objects.closing_soon(NOW)
    assert titles(closing) == ["först", "sist", "få platser", "utan dag"]
    for event in EventPage.objects.all():
        if event in closing:
            assert event_status(event, NOW).value in ("open", "few")


def test_a_calendar_file_keeps_the_last_year_and_what_is_called_off_until_its_day(site):
    day = timedelta(days=1)
    for title, start, change in [
        ("länge sedan", NOW - 366 * day, ""),
        ("i fjol", NOW - 300 * day, ""),
        ("var inställt", NOW - 2 * day, "cancelled"),
        ("ställs in", NOW + 2 * day, "cancelled"),
        ("skjuts upp", NOW + 3 * day, "postponed"),
    ]:
        site.add_event(title, start=start, change=change, change_reason="Sjuk" if change else "")
    site.add_event("utan dag")
    assert titles(EventPage.objects.for_calendar_files(NOW)) == [
        "i fjol",
        "ställs in",
        "skjuts upp",
    ]
    assert titles(EventPage.objects.for_feeds(NOW)) == ["ställs in", "skjuts upp"]


def test_a_calendar_file_holds_a_hundred_events_and_keeps_a_tenth_for_what_has_been(site):
    day = timedelta(days=1)
    days = {f"var {number}": NOW - number * day for number in range(12, 0, -1)}
    days |= {f"blir {number}": NOW + number * day for number in range(1, 96)}
    planned = [
        EventPage(title=title, slug=slugify(title), start=start) for title, start in days.items()
    ]
    insert([(site.activity, event) for event in planned])
    events, names = EventPage.objects.all(), list(days)
    assert titles(events.for_calendar_files(NOW)) == names[2:102]
    few = events.filter(start__lt=NOW + 89 * day)
    assert titles(few.for_calendar_files(NOW)) == names[:100]


@pytest.mark.one_database
def test_the_start_page_shows_which_registrations_close_soon(site, client):
    now, day = timezone.now(), timedelta(days=1)
    site.home.body = [("coming_events", {"heading": "På gång", "how_many": 4})]
    site.home.save()
    assert "Anmälan stänger snart" not in client.get("/").text
    form = {"registration": "link", "registration_url": "https://a.se"}
    for number in range(1, 6):
        closes = {"registration_closes": now + 2 * day} if number in (1, 2, 5) else {}
        site.add_event(f"Träff {number}", start=now + (5 + number) * day, **closes, **form)
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    # What stands above says its last day there, and is not said again.
    assert "Sista anmälan" in text_of(soup.select_one(".next-event"))
    rows = {text_of(row.h3).strip(): text_of(row) for row in soup.select(".event-row")}
    assert list(rows) == ["Träff 2", "Träff 3", "Träff 4", "Träff 5"]
    last_day = [name for name, text in rows.items() if "Sista dag att anmäla sig" in text]
    assert last_day == ["Träff 2", "Träff 5"]
    closing = soup.find("h2", string="Anmälan stänger snart").find_parent("section")
    assert [text_of(row).strip() for row in closing.select("h3")] == ["Träff 5"]


@pytest.mark.one_database
def test_a_row_says_nothing_of_a_day_that_nobody_knows(site, client):
    event = site.add_event("Förr", start=None, date_text="Datum saknas", held=True)
    row = get(client, site.activity).select_one(".event-row")
    assert "Datum saknas" not in text_of(row)
    assert "Datum saknas" in text_of(get(client, event).select_one("main"))


def test_what_is_called_off_does_not_take_place(events):
    assert {"inställt", "uppskjutet"}.isdisjoint(titles(events.taking_place()))


def test_a_live_report_makes_a_past_event_documented(site):
    event = site.add_event(start=NOW - timedelta(days=3))
    report = site.add_article(event=event)
    assert EventPage.objects.as_rows().get().status.value == "documented"
    report.unpublish()
    assert EventPage.objects.as_rows().get().status.value == "past"


@pytest.mark.one_database
def test_a_row_says_which_activity_the_event_belongs_to(site):
    site.add_event()
    assert EventPage.objects.as_rows().get().card().kind == "Lärandelunch"


@pytest.mark.one_database
def test_a_new_event_starts_with_what_its_activity_usually_says(site):
    theme_fields = {
        "attendance_mode": "online",
        "usual_place": "Zoom",
        "is_free": True,
        "audience": "Alla är välkomna.",
        "registration": "link",
        "registration_text": "Anmäl dig på Eventbrite.",
    }
    for field, value in theme_fields.items():
        setattr(site.activity, field, value)
    event = EventPage(title="Nästa")
    copy_defaults(event, site.activity)
    assert (event.attendance_mode, event.online_service, event.venue) == ("online", "Zoom", "")
    assert event.is_free
    assert event.audience == "Alla är välkomna."
    assert event.registration_text == "Anmäl dig på Eventbrite."
    assert event.start is None


def test_a_new_event_gets_the_next_day_in_the_rhythm(site):
    site.activity.interval_weeks = 2
    site.activity.usual_start = moment(2021, 1, 1, 12, 15).time()
    site.activity.usual_end = moment(2021, 1, 1, 12, 55).time()
    site.activity.save()
    latest = site.add_event(start=moment(2021, 5, 12, 12, 15))
    event = EventPage(title="Nästa")
    copy_defaults(event, site.activity)
    start = timezone.localtime(event.start)
    days = (start.date() - timezone.localtime(latest.start).date()).days
    assert days % 14 == 0
    assert timedelta(0) < event.start - timezone.now() <= timedelta(days=15)
    assert (start.hour, start.minute) == (12, 15)
    assert event.end - event.start == timedelta(minutes=40)


def test_a_new_event_is_proposed_no_day_in_a_year_that_its_form_refuses(site):
    site.activity.interval_weeks = 2
    site.activity.usual_start = moment(2021, 1, 1, 12, 15).time()
    site.activity.save()
    site.add_event(start=moment(YEARS[-1], 12, 31, 12, 15))
    event = EventPage(title="Nästa")
    copy_defaults(event, site.activity)
    assert event.start is None


@pytest.mark.one_database
def test_changing_the_activity_never_rewrites_an_existing_event(site):
    event = site.add_event(audience="Alla")
    site.activity.audience = "Bara inbjudna"
    site.activity.save()
    event.refresh_from_db()
    assert event.audience == "Alla"
