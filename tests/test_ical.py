"""What a calendar file says of an event."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from dateutil import tz

from tests.calendar_files import END, JOIN, NOW, START, entry, make
from tests.pages import STOCKHOLM, SmallSite, make_theme, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    with time_machine.travel(NOW, tick=False):
        yield SmallSite()


def test_a_file_says_what_when_where_and_whence(site, client):
    event = make(site)
    found = entry(client, event)
    assert str(found["SUMMARY"]) == "Offentliga miljöer"
    assert (found.start, found.end) == (START, END)
    assert found["DTSTART"].params["TZID"] == found["DTEND"].params["TZID"] == "Europe/Stockholm"
    assert str(found["LOCATION"]) == "Digitalt via Zoom"
    assert str(found["STATUS"]) == "CONFIRMED"
    assert str(found["URL"]) == f"http://localhost{event.url}"
    assert str(found["UID"]) == str(event.translation_key)
    assert found["SEQUENCE"] == 0
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == NOW
    text = str(found["DESCRIPTION"])
    assert text.startswith("Hur utvecklas en stad?\n\nIngen anmälan behövs.")
    assert text.endswith(f"http://localhost{event.url}")


def test_a_file_is_named_after_its_page_and_opens_where_it_is_clicked(site, client):
    response = client.get(f"{make(site).url}kalender.ics")
    assert response["Content-Disposition"] == 'inline; filename="miljoer.ics"'


def test_a_file_says_where_on_site_and_that_one_can_be_there_from_afar(site, client):
    place = {"venue": "Stadshuset", "address": "August Palms plats 1, Malmö"}
    event = make(site, attendance_mode="offline", **place)
    assert str(entry(client, event)["LOCATION"]) == "Stadshuset, August Palms plats 1, Malmö"
    event.attendance_mode = "mixed"
    event.save()
    where = str(entry(client, event)["LOCATION"])
    assert where == "Stadshuset, August Palms plats 1, Malmö, och digitalt via Zoom"
    event.attendance_mode, event.venue, event.address = "undecided", "", ""
    event.save()
    assert str(entry(client, event)["LOCATION"]) == "Platsen meddelas"
    event.attendance_mode = ""
    event.save()
    assert "LOCATION" not in entry(client, event)
    assert "None" not in client.get(f"{event.url}kalender.ics").text


def test_a_file_says_what_it_costs_and_how_to_register_but_not_the_secret_link(site, client):
    event = make(
        site,
        registration="link",
        registration_url="https://www.eventbrite.se/e/1500",
        registration_opens=moment(2026, 5, 3, 8),
        registration_closes=moment(2026, 5, 19, 12),
        registration_text="Säg till om du vill ha mat.",
        prices=[("price", {"label": "på plats", "amount": 1650, "vat": "excluded", "note": ""})],
        price_text="Studenter går in gratis",
        price_conditions="Uteblir du kostar det 500 kronor.",
        join_url=JOIN,
    )
    text = str(entry(client, event)["DESCRIPTION"]).replace("\xa0", " ")
    for words in (
        "Kostnad: på plats, 1 650 kronor, exklusive moms; Studenter går in gratis",
        "Uteblir du kostar det 500 kronor.",
        "Anmälan öppnar: söndag 3 maj 2026 kl. 8",
        "Anmälan: https://www.eventbrite.se/e/1500",
        "Sista anmälan: tisdag 19 maj 2026 kl. 12",
        "Säg till om du vill ha mat.",
        f"Anslut (öppnar 30 minuter före start): http://localhost{event.url}anslut/",
    ):
        assert words in text
    assert "zoom.example" not in client.get(f"{event.url}kalender.ics").text.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"registration": "invited"}, "Bara för den som är inbjuden."),
        ({"registration": "email", "registration_email": "a@example.org"}, "a@example.org"),
        ({"registration": "link", "registration_url": "https://a.se", "places": "full"}, "full"),
        ({"is_free": True, "price_text": "Gratis"}, "Kostnad: gratis"),
        ({"is_free": True, "price_text": "Lunch ingår"}, "Kostnad: gratis; Lunch ingår"),
        ({"is_free": True, "price_text": "Gratis. Med soppa."}, "Kostnad: gratis. Med soppa."),
    ],
)
def test_the_description_follows_the_fields(site, client, fields, words):
    text = str(entry(client, make(site, **fields))["DESCRIPTION"])
    assert words in text
    assert ("https://a.se" in text) is False
    assert text.count("Kostnad") == words.startswith("Kostnad")


def test_an_open_end_is_not_made_up(site, client):
    found = entry(client, make(site, end=None))
    assert "DTEND" not in found
    assert "DURATION" not in found


def test_an_event_over_several_days_keeps_both_ends(site, client):
    end = moment(2026, 5, 22, 15)
    assert entry(client, make(site, end=end)).end == end


@pytest.mark.parametrize("start", [moment(2026, 3, 29, 3), moment(2026, 10, 25, 1, 30)])
def test_the_times_around_the_changes_of_clocks_are_kept_to_the_minute(site, client, start):
    for hours in (1, 2):
        end = start.astimezone(UTC) + timedelta(hours=hours)
        event = make(site, start=start, end=end)
        found = entry(client, event)
        assert found.start.astimezone(UTC) == start.astimezone(UTC)
        assert found.end.astimezone(UTC) == end
        event.delete()


def test_the_zone_in_a_file_is_stockholms_each_day_and_each_hour_around_a_shift(site, client):
    text = client.get(f"{make(site).url}kalender.ics").content.decode()
    start, end = text.index("BEGIN:VTIMEZONE"), text.index("BEGIN:VEVENT")
    parsed = vobject.readOne(f"BEGIN:VCALENDAR\r\n{text[start:end]}END:VCALENDAR\r\n")
    zone = parsed.vtimezone.tzinfo
    assert zone is not None
    for year in (1997, 2026, 2040):
        hour = datetime(year, 1, 1, tzinfo=UTC)
        while hour.year == year:
            wanted = hour.astimezone(STOCKHOLM).utcoffset()
            assert tz.resolve_imaginary(hour.astimezone(zone)).utcoffset() == wanted, hour
            hour += timedelta(hours=1 if hour.month in (3, 4, 10, 11) else 24)


def test_what_is_cancelled_says_so_first_and_why(site, client):
    event = make(site, change="cancelled", change_reason="Gästen är sjuk.", join_url=JOIN)
    found = entry(client, event)
    assert str(found["SUMMARY"]) == "INSTÄLLT: Offentliga miljöer"
    assert str(found["STATUS"]) == "CANCELLED"
    assert str(found["DESCRIPTION"]).startswith("Evenemanget är inställt. Gästen är sjuk.")
    assert "anslut" not in str(found["DESCRIPTION"])
    assert "anmälan" not in str(found["DESCRIPTION"])


def test_what_is_put_off_is_not_on_its_day_and_what_is_moved_is_on_the_new_one(site, client):
    event = make(site, change="postponed", change_reason="Lokalen brann.")
    found = entry(client, event)
    assert str(found["SUMMARY"]) == "UPPSKJUTET: Offentliga miljöer"
    assert (str(found["STATUS"]), found.start) == ("CANCELLED", START)
    event.change, event.previous_start = "rescheduled", START
    event.start, event.end = moment(2026, 6, 3, 12, 15), moment(2026, 6, 3, 12, 55)
    event.save()
    moved = entry(client, event)
    assert (str(moved["STATUS"]), moved.start) == ("CONFIRMED", event.start)
    assert str(moved["SUMMARY"]) == "Offentliga miljöer"
    text = str(moved["DESCRIPTION"]).replace("\xa0", " ")
    assert text.startswith(
        "Evenemanget har fått ett nytt datum. Tidigare datum: onsdag 20 maj 2026 kl. 12.15."
    )
    assert moved["UID"] == found["UID"]
    assert moved["SEQUENCE"] > found["SEQUENCE"]


def test_a_date_to_save_is_tentative_until_one_can_register(site, client):
    event = make(site, registration="")
    assert str(entry(client, event)["STATUS"]) == "TENTATIVE"
    event.registration = "none"
    event.save()
    assert str(entry(client, event)["STATUS"]) == "CONFIRMED"


def test_signs_that_no_line_may_hold_are_left_out(site, client):
    odd = "a\x0bb\x0cc\x85d\u2028e\x07f\x1bg\x7fh\ti\rj"
    event = make(site, introduction=odd, venue=odd, attendance_mode="offline")
    event.title = odd
    event.save()
    event.themes = [make_theme(name=odd)]
    event.save()
    found = entry(client, event)
    plain = "a\nb\nc\nd\nefgh\ti\nj"
    assert str(found["SUMMARY"]) == str(found["LOCATION"]) == plain
    assert plain in str(found["DESCRIPTION"])


def test_no_text_of_an_editor_can_break_a_file(site, client):
    odd = 'Komma, semikolon; snedstreck \\ och "citat"\r\nEND:VEVENT\r\nny rad ' + "å" * 200
    event = make(site, introduction=odd, change="rescheduled", change_reason=odd, venue="a;b,c")
    event.title = 'Först; sedan, "så" \\n'
    event.save()
    found = entry(client, event)
    assert str(found["SUMMARY"]) == event.title
    assert odd.replace("\r\n", "\n") in str(found["DESCRIPTION"])
