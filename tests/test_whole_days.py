"""Events of whole days: stored as midnights, printed as days, everywhere."""

import json
from datetime import date, time

import icalendar
import pytest
import time_machine
from bs4 import BeautifulSoup

from activities.models import EventPage
from activities.models.event_rules import normalise
from activities.status import Status
from tests.pages import SmallSite, moment
from tests.reading import get, text_of
from tests.test_admin_editing import add_address, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BEFORE = moment(2027, 5, 1, 9)
FIELDS = {"title": "Festival", "slug": "festival", "attendance_mode": "online"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def festival(site):
    """Three whole days in May."""
    return site.add_event(
        "Festival",
        start=moment(2027, 5, 14),
        end=moment(2027, 5, 17),
        all_day=True,
        join_url="https://example.org/mote",
    )


def plain(markup):
    return text_of(BeautifulSoup(markup, "html.parser")).replace("\xa0", " ")


def save(client, address, action="publish", **changes):
    data = form_of(client, address, EventPage, FIELDS | changes)
    data |= {f"action-{action}": "1"} if action else {}
    response = client.post(address, data)
    if response.status_code == 200:
        # Told of a holiday an editor publishes again.
        known = response.context["form"]["known_warnings"].value()
        response = client.post(address, data | {"known_warnings": known}) if known else response
    return response


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("start", "end", "first", "after"),
    [
        ("2027-05-14", "2027-05-16", (2027, 5, 14), (2027, 5, 17)),
        ("14 maj 2027", "", (2027, 5, 14), (2027, 5, 15)),
        ("2027-05-14 9.00", "16/5 2027 24.00", (2027, 5, 14), (2027, 5, 17)),
        ("2027-12-31", "2028-01-01", (2027, 12, 31), (2028, 1, 2)),
    ],
)
def test_a_day_alone_is_enough_where_whole_days_are_ticked(
    client, site, redaktor, start, end, first, after
):
    client.force_login(redaktor)
    save(client, add_address(site, EventPage), start=start, end=end, all_day="on")
    event = EventPage.objects.get()
    assert (event.start, event.end) == (moment(*first), moment(*after))
    # The form shows the days again, and saving it changes nothing.
    edit = f"/admin/pages/{event.pk}/edit/"
    shown = form_of(client, edit, EventPage, FIELDS | {"all_day": "on"})
    assert shown["start"] == date(*first).isoformat()
    client.post(edit, shown | {"action-publish": "1"})
    event = EventPage.objects.get()
    assert (event.start, event.end) == (moment(*first), moment(*after))


@pytest.mark.parametrize(
    ("start", "end", "first", "after"),
    [
        ((5, 14, 9), (5, 16, 16), (5, 14), (5, 17)),
        ((5, 14, 9), None, (5, 14), (5, 15)),
        ((3, 28, 2), (3, 28, 4), (3, 28), (3, 29)),
        ((10, 31), (11, 1), (10, 31), (11, 1)),
        ((10, 31, 23), None, (10, 31), (11, 1)),
    ],
)
def test_whole_days_begin_and_end_at_midnight_however_they_are_given(start, end, first, after):
    event = EventPage(title="Dag", all_day=True, start=moment(2027, *start))
    event.end = end and moment(2027, *end)
    normalise(event)
    assert (event.start, event.end) == (moment(2027, *first), moment(2027, *after))


@pytest.mark.parametrize("action", [None, "publish"])
def test_without_the_tick_a_day_alone_asks_for_the_clock(client, site, redaktor, action):
    client.force_login(redaktor)
    address = add_address(site, EventPage)
    response = save(client, address, action, start="2027-05-14", end="2027-05-16")
    told = ["Ange klockslag, eller kryssa i ”Heldag”."]
    assert errors(response) == {"start": told, "end": told}
    assert 'value="2027-05-14"' in response.content.decode()
    save(client, address, start="2027-05-14 9", end="2027-05-16 15.30")
    event = EventPage.objects.get()
    assert (event.start, event.end) == (moment(2027, 5, 14, 9), moment(2027, 5, 16, 15, 30))


def test_a_day_alone_has_the_usual_times_of_the_activity(client, site, redaktor):
    site.activity.usual_start, site.activity.usual_end = time(18, 30), time(20)
    site.activity.save()
    client.force_login(redaktor)
    save(client, add_address(site, EventPage), start="tisdag 26 januari 2027", end="26/1 2027")
    event = EventPage.objects.get()
    assert (event.start, event.end) == (moment(2027, 1, 26, 18, 30), moment(2027, 1, 26, 20))
    form = client.get(f"/admin/pages/{event.pk}/edit/").context["form"]
    inputs = [BeautifulSoup(str(form[name]), "html.parser").input for name in ("start", "end")]
    assert [field["value"] for field in inputs] == ["2027-01-26 18.30", "2027-01-26 20.00"]


def test_whoever_takes_the_tick_away_is_asked_for_the_clock(client, festival, redaktor):
    client.force_login(redaktor)
    edit = f"/admin/pages/{festival.pk}/edit/"
    response = save(client, edit, all_day="", start="2027-05-14", end="2027-05-16")
    assert set(errors(response)) == {"start", "end"}


def test_a_last_day_before_the_first_is_refused(client, site, redaktor):
    client.force_login(redaktor)
    address = add_address(site, EventPage)
    response = save(client, address, start="2027-05-16", end="2027-05-14", all_day="on")
    assert set(errors(response)) == {"end"}


def test_a_last_day_of_registration_counts_to_its_end(client, site, redaktor, clock):
    client.force_login(redaktor)
    by_mail = {"registration": "email", "registration_email": "a@example.org"}
    days = {"registration_opens": "2027-05-02", "registration_closes": "13 maj 2027"}
    address = add_address(site, EventPage)
    save(client, address, start="2027-05-14", all_day="on", **by_mail, **days)
    event = EventPage.objects.get()
    assert event.registration_opens == moment(2027, 5, 2)
    assert event.registration_closes == moment(2027, 5, 13, 23, 59)
    shown = form_of(client, f"/admin/pages/{event.pk}/edit/", EventPage, {})
    assert (shown["registration_opens"], shown["registration_closes"]) == (
        "2027-05-02",
        "2027-05-13",
    )
    clock.move_to(moment(2027, 5, 13, 23, 58))
    assert event.status == Status.OPEN
    clock.move_to(moment(2027, 5, 13, 23, 59))
    assert event.status == Status.CLOSED


def test_it_goes_on_from_the_first_midnight_to_the_end_of_the_last_day(festival, clock):
    def states():
        for moment_of_day in [(13, 23, 59), (14, 0, 0), (15, 12, 0), (16, 23, 59), (17, 0, 0)]:
            clock.move_to(moment(2027, 5, *moment_of_day))
            yield festival.status

    ahead, *during, after = states()
    assert ahead == Status.SAVE_THE_DATE
    assert set(during) == {Status.ONGOING}
    assert after == Status.PAST


@pytest.mark.searches
def test_a_page_a_row_and_the_tile_say_days_and_no_clock(client, site, festival):
    for address in (festival.url, site.calendar.url, site.activity.url, "/sok/?q=festival"):
        text = plain(client.get(address).content)
        assert "14–16 maj" in text, address
        assert "kl. 0" not in text, address
        assert "kl. 24" not in text, address
    assert festival.search_entry.until == moment(2027, 5, 16, 23, 59, 59, 999_999)
    tile = get(client, festival).select_one(".date-tile")
    assert text_of(tile.select_one(".date-tile-day")) == "14–16"
    assert "maj" in text_of(tile)
    row = BeautifulSoup(client.get(site.calendar.url).content, "html.parser").select_one(".rows li")
    assert "3 dagar" in text_of(row.select_one(".date-tile"))
    assert "Fredag–söndag" in text_of(row)


@pytest.mark.parametrize(
    ("start", "end", "words", "tile"),
    [
        ((2027, 5, 14), (2027, 5, 15), "fredag 14 maj 2027", "14"),
        ((2027, 5, 31), (2027, 6, 2), "31 maj–1 juni 2027", "31–1"),
        ((2027, 12, 31), (2028, 1, 2), "31 december 2027–1 januari 2028", "31–1"),
        ((2027, 10, 31), (2027, 11, 1), "söndag 31 oktober 2027", "31"),
    ],
)
def test_one_day_months_and_years_are_said_as_they_are(client, site, start, end, words, tile):
    event = site.add_event("Dag", start=moment(*start), end=moment(*end), all_day=True)
    soup = get(client, event)
    said = text_of(soup.select_one(".event-facts dd")).replace("\xa0", " ")
    assert said.strip().lower() == words
    assert text_of(soup.select_one(".date-tile-day")) == tile


def test_the_calendar_has_it_in_the_months_that_it_touches_and_no_other(client, site):
    site.add_event("Byte", start=moment(2027, 5, 31), end=moment(2027, 6, 2), all_day=True)
    site.add_event("Sist", start=moment(2027, 6, 30), end=moment(2027, 7, 1), all_day=True)
    site.add_event("Nyår", start=moment(2027, 12, 31), end=moment(2028, 1, 2), all_day=True)

    def shown(month):
        soup = BeautifulSoup(client.get(f"{site.calendar.url}{month}/").content, "html.parser")
        return [text_of(title).strip() for title in soup.select(".event-row h3")]

    assert shown("2027/05") == ["Byte"]
    assert shown("2027/06") == ["Byte", "Sist"]
    assert shown("2027/07") == []
    assert shown("2027/12") == shown("2028/01") == ["Nyår"]
    assert shown("2028/02") == []
    june = plain(client.get(f"{site.calendar.url}2027/06/").content)
    assert "31 maj–1 juni 2027" in june
    january = plain(client.get(f"{site.calendar.url}2028/01/").content)
    assert "31 december 2027–1 januari 2028" in january


def test_a_calendar_file_has_dates_and_the_end_is_the_day_after(client, site, festival):
    for address in (festival.url, site.calendar.url, site.activity.url):
        file = client.get(f"{address}kalender.ics").content.decode()
        assert "DTSTART;VALUE=DATE:20270514" in file
        assert "DTEND;VALUE=DATE:20270517" in file
        (entry,) = icalendar.Calendar.from_ical(file).walk("VEVENT")
        assert (entry.start, entry.end) == (date(2027, 5, 14), date(2027, 5, 17))


def test_structured_data_has_dates_and_the_last_day(client, festival):
    soup = get(client, festival)
    scripts = [json.loads(s.string) for s in soup.select("script[type='application/ld+json']")]
    (data,) = [found for found in scripts if found["@type"] == "Event"]
    assert (data["startDate"], data["endDate"]) == ("2027-05-14", "2027-05-16")
    assert "doorTime" not in data


def test_the_feed_and_the_admins_list_say_days(client, site, festival, redaktor):
    feed = client.get(f"{site.calendar.url}flode.xml").content.decode().replace("\xa0", " ")
    assert "kl. 0" not in feed
    assert "maj 2027" in feed
    client.force_login(redaktor)
    assert "14–16 maj 2027" in plain(client.get("/admin/evenemang/").content)


def test_the_way_in_opens_as_the_first_day_begins_and_closes_after_the_last(
    client, festival, clock
):
    text = plain(client.get(f"{festival.url}anslut/").content)
    assert "Du kan ansluta från fredag 14 maj 2027." in text
    assert "Anslut från dagens början" in plain(client.get(festival.url).content)
    clock.move_to(moment(2027, 5, 13, 23, 45))
    assert client.get(f"{festival.url}anslut/").status_code == 200
    for day in ((14, 0, 0), (16, 23, 59)):
        clock.move_to(moment(2027, 5, *day))
        assert client.get(f"{festival.url}anslut/").status_code == 302
    clock.move_to(moment(2027, 5, 17))
    assert client.get(f"{festival.url}anslut/").status_code == 200


def test_the_next_one_has_as_many_days_also_where_clocks_change(client, festival, redaktor):
    client.force_login(redaktor)
    address = f"/admin/nasta-tillfalle/{festival.pk}/"
    fields = client.get(address).context["form"].fields
    assert {"begins", "ends"}.isdisjoint(fields)
    client.post(address, {"title": "Festival igen", "day": "30 oktober 2027"})
    event = EventPage.objects.get(title="Festival igen")
    assert event.all_day
    assert (event.start, event.end) == (moment(2027, 10, 30), moment(2027, 11, 2))


def test_a_new_day_says_the_old_one_without_a_clock(client, festival, redaktor):
    client.force_login(redaktor)
    edit = f"/admin/pages/{festival.pk}/edit/"
    changed = {"change": "rescheduled", "change_reason": "Regn."}
    save(client, edit, all_day="on", start="2027-06-04", end="2027-06-06", **changed)
    text = plain(client.get(festival.url).content)
    assert "Tidigare datum: Fredag 14 maj 2027" in text
    assert "Nytt datum: 4–6 juni 2027" in text
    file = client.get(f"{festival.url}kalender.ics").content.decode()
    told = str(icalendar.Calendar.from_ical(file).walk("VEVENT")[0]["DESCRIPTION"])
    assert "Tidigare datum: fredag 14 maj 2027." in told.replace("\xa0", " ")


def test_lists_ask_for_it_as_for_any_other(site, festival, clock):
    events = EventPage.objects
    coming, past = "upcoming_dated", "past_dated"
    for day, name in [((14, 0, 0), coming), ((16, 23, 59), coming), ((17, 0, 0), past)]:
        now = moment(2027, 5, *day)
        assert list(getattr(events, name)(now)) == [festival], day
