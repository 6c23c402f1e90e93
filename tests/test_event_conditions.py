"""What an event offers: said on its page, in calendars and the search; what is empty is not."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from activities.models import EventPage
from activities.next_event import next_event
from home.dates import day_of
from search.page.results import Results
from tests.pages import SmallSite, moment
from tests.reading import get, text_of
from tests.test_structured_data import data

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
START = moment(2031, 5, 26, 12)
OFFERED = {
    "food": "lunch i foajén",
    "food_contact": "i anmälan, senast den 20 maj",
    "recording": "recorded",
    "recording_text": "Filmen ligger här en vecka senare.",
    "language": "svenska",
    "interpretation": "till arabiska",
    "is_sign_interpreted": True,
    "age": "13–25 år",
    "capacity": 40,
    "least": 6,
    "reservation": "Programmet kan ändras.",
    "part": "del 2 av 3",
}


@pytest.fixture
def event(time_machine):
    time_machine.move_to(START - timedelta(days=3), tick=False)
    return SmallSite().add_event("Workshop", start=START, end=START + timedelta(hours=2), **OFFERED)


def facts(client, event):
    soup = BeautifulSoup(client.get(event.url).content, "html5lib")
    rows = soup.select(".event-more .facts > div")
    text = {
        row.dt.get_text(): [dd.get_text(" ").replace("\xa0", " ") for dd in row.find_all("dd")]
        for row in rows
    }
    return soup, text


def test_more_places_than_any_database_counts_are_refused():
    field = EventPage.get_edit_handler().get_form_class().base_fields["capacity"]
    with pytest.raises(ValidationError):
        field.clean("3000000000")


def test_the_page_says_what_is_offered(client, event):
    soup, said = facts(client, event)
    assert said["Mat"] == ["Lunch i foajén", "Allergier: i anmälan, senast den 20 maj"]
    assert said["Inspelning och bilder"] == [
        "Evenemanget spelas in.",
        "Filmen ligger här en vecka senare.",
    ]
    assert said["Språk"] == ["Svenska", "Tolkas till arabiska. Tolkas till teckenspråk"]
    assert said["Ålder"] == ["13–25 år"]
    assert said["Antal platser"] == ["40", "Blir av om minst 6 anmäler sig"]
    words = " ".join(soup.main.get_text().replace("\xa0", " ").split())
    assert "Del 2 av 3" in words
    assert "Programmet kan ändras." in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("till arabiska", "Tolkas till arabiska"),
        ("ukrainska, dari", "Tolkas till ukrainska, dari"),
        ("Dari", "Tolkas till Dari"),
        ("persiska (dari) och teckenspråk", "Tolkas till persiska (dari) och teckenspråk"),
        ("teckenspråk om du ber om det", "Tolkning: teckenspråk om du ber om det"),
        ("engelska tolkar finns på plats.", "Tolkning: engelska tolkar finns på plats"),
        ("till den som ber", "Tolkning: till den som ber"),
        ("vid behov", "Tolkning: vid behov"),
        ("tolk till arabiska ordnas", "Tolk till arabiska ordnas"),
        ("Teckenspråkstolkas", "Teckenspråkstolkas"),
        ("...", ""),
    ],
)
def test_languages_are_interpreted_to_and_other_words_stay_as_typed(client, event, typed, said):
    event.interpretation, event.is_sign_interpreted = typed, False
    event.save()
    assert facts(client, event)[1]["Språk"][1:] == [said] * bool(said)


def test_what_is_empty_is_not_spoken_of_and_nothing_of_what_is_called_off(client, event):
    bare = SmallSite().add_event("Bar", start=START)
    _soup, said = facts(client, bare)
    assert not {"Mat", "Inspelning och bilder", "Språk", "Ålder", "Antal platser"} & set(said)
    EventPage.objects.filter(pk=event.pk).update(change="cancelled", change_reason="Sjukdom.")
    _soup, said = facts(client, event)
    assert "Mat" not in said


def test_what_has_been_was_recorded(client, event, time_machine):
    time_machine.move_to(START + timedelta(days=1), tick=False)
    _soup, said = facts(client, event)
    assert said["Inspelning och bilder"][0] == "Evenemanget spelades in."


@pytest.mark.searches
def test_calendar_search_and_machines_know_it(client, event):
    file = client.get(f"{event.url}kalender.ics").content.decode().replace("\r\n ", "")
    assert "Del 2 av 3" in file
    assert "Mat: Lunch i foajén. Allergier: i anmälan" in file
    for query in ("foajén", "teckenspråk", "arabiska", "spelas in", "del 2 av 3"):
        assert [hit.card.title for hit in Results(query).hits] == ["Workshop"], query
    known = data(client, event)
    assert (known["maximumAttendeeCapacity"], known["typicalAgeRange"]) == (40, "13–25 år")


def test_the_calendar_says_when_the_doors_open_and_the_way_in(client, event):
    arrival = {"doors": time(11, 30), "directions": "Från torget", "access_info": "Hörslinga"}
    EventPage.objects.filter(pk=event.pk).update(attendance_mode="offline", **arrival)
    for address in (event.url, "/kalender/"):
        file = client.get(f"{address}kalender.ics").content.decode().replace("\r\n ", "")
        for line in ("Dörrarna öppnar kl. 11.30", "Hitta dit: Från torget", "Tillgänglighet: "):
            assert line in file, address


def test_the_next_occasion_offers_the_same_but_is_another_part(event):
    after = next_event(event, "Nästa", day_of(START + timedelta(days=7)))
    assert (after.food, after.capacity, after.part) == (event.food, 40, "")


def test_what_has_become_digital_says_so_why_and_when_it_was_to_begin(client):
    event = SmallSite().add_event(
        start=START,
        attendance_mode="online",
        online_service="Teams",
        link_sent="länken skickas dagen före.",
        change="moved",
        change_reason="Lokalen har en vattenskada.",
        previous_start=moment(2031, 5, 26, 9),
    )
    soup = get(client, event)
    box = text_of(soup.select_one(".event-box"))
    for said in ("blir digitalt.", "vattenskada.", "Länken skickas dagen före."):
        assert said in box
    assert "kl. 9" in text_of(soup.select_one(".event-box s"))
    assert "Evenemanget blir digitalt." in text_of(soup.select_one(".poster"))
    event.attendance_mode, event.venue = "offline", "Moriska"
    event.save()
    box = text_of(get(client, event).select_one(".event-box"))
    assert "Evenemanget har fått en ny plats." in box
    assert "Länken skickas" not in box
