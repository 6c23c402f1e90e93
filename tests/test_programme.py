"""The programme of an event: by time, with people and rooms, on the page and in calendars."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from activities.next_event import next_event
from activities.programme import ProgrammeItemBlock, moved
from search.page.results import Results
from tests.pages import SmallSite, moment
from tests.test_blocks import errors
from tests.test_structured_data import data

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
START = moment(2031, 5, 26, 9)


@pytest.fixture
def site(time_machine):
    time_machine.move_to(START - timedelta(days=3), tick=False)
    return SmallSite()


@pytest.fixture
def event(site):
    anna = site.add_person("Anna Öst", job_title="Samordnare")
    hidden = site.add_person("Dold Person", live=False)
    host = [{"person": anna, "role": "moderator"}, {"person": hidden}, {"name": "Bo Ek"}]
    programme = [
        {"title": "Välkomna", "people": host},
        {"start": time(9), "end": time(9, 45), "title": "Inledning", "place": "Stora salen"},
        {"start": time(9, 45), "title": "Fika", "is_break": True},
        {"start": time(10), "end": time(11), "title": "Om lokaler", "track": "spår A"},
        {"start": time(10), "end": time(10, 30), "title": "Om pengar", "track": "spår B"},
        {"start": time(11), "end": time(12), "title": "Avslutning"},
    ]
    return site.add_event(
        "Konferens",
        start=START,
        end=START + timedelta(hours=4),
        programme=[("item", point) for point in programme],
    )


def programme_of(client, event):
    soup = BeautifulSoup(client.get(event.url).content, "html5lib")
    found = soup.select_one(".programme")
    return found and [
        " ".join(slot.get_text(" ").replace("\xa0", " ").split())
        for slot in found.find_all("li", recursive=False)
    ]


def test_points_stand_by_time_and_parallel_ones_side_by_side(client, event):
    assert programme_of(client, event) == [
        "Välkomna Anna Öst , moderator Bo Ek",
        "9.00 – 9.45 Stora salen Inledning",
        "kl. 9.45 Fika",
        "kl. 10.00 Spår A, till kl. 11.00 Om lokaler Spår B, till kl. 10.30 Om pengar",
        "11.00 – 12.00 Avslutning",
    ]
    soup = BeautifulSoup(client.get(event.url).content, "html5lib")
    assert [h3.get_text() for h3 in soup.select(".programme h3")][:2] == ["Välkomna", "Inledning"]
    assert "Fika" not in [h3.get_text() for h3 in soup.select(".programme h3")]


def test_a_point_is_cancelled_changed_or_registered_for_by_itself(client, site):
    points = [
        {"start": time(9), "title": "Workshop", "registration": "välj en, högst 30 i varje grupp"},
        {"start": time(10), "title": "Unga", "is_cancelled": True, "people": [{"name": "Bo Ek"}]},
        {"start": time(18, 30), "title": "Träff", "before": "kl. 18.00"},
    ]
    event = site.add_event(
        "Konferens", start=START, programme=[("item", point) for point in points]
    )
    assert programme_of(client, event) == [
        "kl. 9.00 Workshop Välj en, högst 30 i varje grupp",
        "kl. 10.00 Unga Inställt Bo Ek",
        "kl. 18.30 Träff Tidigare: kl. 18.00",
    ]
    file = client.get(f"{event.url}kalender.ics").content.decode().replace("\r\n ", "")
    assert r"9.00 Workshop\; välj en\, högst 30 i varje grupp\n10.00 Inställt: Unga\n" in file
    assert r"18.30 Träff\; Tidigare: kl. 18.00" in file
    assert "performer" not in data(client, event)
    copy = next_event(event, "Igen", START.date(), with_text=True)
    assert not any(b.value["is_cancelled"] or b.value["before"] for b in copy.programme)


def test_a_point_may_go_on_for_days_and_be_streamed(client, site):
    points = [
        {"day": START.date(), "last_day": (START + timedelta(days=2)).date(), "title": "Träff 1"}
        | {"place": "skolan", "is_streamed": True}
    ]
    event = site.add_event(
        "Kurs", start=START, end=START + timedelta(days=9), programme=[("item", points[0])]
    )
    assert programme_of(client, event) == ["Till och med onsdag 28 maj, skolan Träff 1 Sänds"]
    lines = client.get(f"{event.url}kalender.ics").text.replace("\r\n ", "").replace("\xa0", " ")
    assert "Träff 1 (Till och med onsdag 28 maj\\, skolan)\\; Sänds" in lines
    days = [value["last_day"] for _kind, value in moved(event.programme, timedelta(days=7))]
    assert days == [(START + timedelta(days=9)).date()]
    event.end = START + timedelta(hours=30)
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert "Onsdag 28" in refused.value.message_dict["programme"][0]


def test_the_times_of_a_point_that_goes_on_for_days_are_said_to_be_of_each(client, site):
    last = (START + timedelta(days=2)).date()
    point = {"day": START.date(), "last_day": last, "title": "Utställning"}
    timed = point | {"start": time(11), "end": time(15)}
    open_ended = point | {"start": time(11), "title": "Läger"}
    points = [("item", point), ("item", timed), ("item", open_ended)]
    event = site.add_event("Vecka", start=START, end=START + timedelta(days=9), programme=points)
    said = [block.value.last_day_text.replace("\xa0", " ") for block in event.programme]
    until = "ill och med onsdag 28 maj"
    assert said == [f"T{until}", f"Varje dag t{until}", f"T{until}"]
    assert f"Varje dag t{until}" in " ".join(programme_of(client, event))


@pytest.mark.parametrize("last", ["2031-05-26", "2031-05-25"])
def test_the_last_day_of_a_point_is_after_its_first(last):
    days = {"title": "Träff", "day": "2031-05-26", "last_day": last}
    assert errors(ProgrammeItemBlock, days) == {"last_day"}
    assert errors(ProgrammeItemBlock, days | {"day": None}) == {"day"}


def test_an_event_without_a_programme_says_nothing_of_one(client, site):
    assert programme_of(client, site.add_event("Bar", start=START)) is None


def test_its_own_calendar_file_has_a_line_a_point_and_a_list_of_many_has_none(client, event):
    file = client.get(f"{event.url}kalender.ics").content.decode().replace("\r\n ", "")
    assert r"9.00–9.45 Inledning (Stora salen)\n9.45 Fika\n10.00–11.00 Om lokaler (Spår A)" in file
    listed = client.get("/kalender/kalender.ics").content.decode().replace("\r\n ", "")
    assert "Konferens" in listed
    assert "Inledning" not in listed


@pytest.mark.searches
def test_search_and_machines_know_who_takes_part_and_nobody_who_is_hidden(client, event):
    for query in ("om lokaler", "spår b", "stora salen", "bo ek"):
        assert "Konferens" in [hit.card.title for hit in Results(query).hits], query
    assert "Konferens" not in [hit.card.title for hit in Results("dold person").hits]
    names = [person["name"] for person in data(client, event)["performer"]]
    assert names == ["Anna Öst", "Bo Ek"]


@pytest.mark.parametrize(
    ("times", "field"),
    [({"end": time(9)}, "start"), ({"start": time(9), "end": time(9)}, "end")],
)
def test_times_that_say_nothing_are_told_at_the_field(times, field):
    block = ProgrammeItemBlock()
    value = block.to_python({"title": "Fika"})
    value.update(times)
    with pytest.raises(ValidationError) as error:
        block.clean(value)
    assert list(error.value.block_errors) == [field]


def test_the_queries_of_a_page_do_not_grow_with_its_programme(
    client, site, event, django_assert_max_num_queries
):
    client.get(event.url)
    with django_assert_max_num_queries(10):
        client.get(event.url)


@pytest.mark.searches
def test_a_programme_of_several_days_says_each_of_them(client, site):
    evenings = [(time(17, 30), "Öppna"), (time(19), "Fika"), (time(17, 30), "Lyssna")]
    programme = [{"start": start, "title": title} for start, title in evenings]
    programme[0]["day"], programme[2]["day"] = START.date(), START.date() + timedelta(days=7)
    course = site.add_event(
        "Kurs",
        start=START.replace(hour=17, minute=30),
        end=START.replace(hour=20) + timedelta(days=7),
        programme=[("item", point) for point in programme],
    )
    soup = BeautifulSoup(client.get(course.url).content, "html5lib")
    assert [h3.get_text().replace("\xa0", " ") for h3 in soup.select(".flow > h3")] == [
        "Måndag 26 maj",
        "Måndag 2 juni",
    ]
    assert "Dagarna står i programmet." in soup.select_one(".event-facts").get_text()
    days = [[h4.get_text() for h4 in day.select("h4")] for day in soup.select(".programme")]
    assert days == [["Öppna", "Fika"], ["Lyssna"]]
    file = client.get(f"{course.url}kalender.ics").content.decode().replace("\r\n ", "")
    lines = r"Måndag 26 maj 2031\n17.30 Öppna\n19.00 Fika\nMåndag 2 juni 2031\n17.30 Lyssna"
    assert lines in file.replace("\xa0", " ")
    assert [hit.card.title for hit in Results("måndag 2 juni").hits] == ["Kurs"]

    again = next_event(course, "Kurs i höst", (START + timedelta(days=100)).date(), with_text=True)
    days = [block.value["day"] for block in again.programme]
    assert days == [START.date() + timedelta(days=100), None, START.date() + timedelta(days=107)]

    course.end = START.replace(hour=20)
    with pytest.raises(ValidationError) as refusal:
        course.full_clean()
    assert "Måndag" in refusal.value.message_dict["programme"][0]


def test_a_point_in_another_language_says_which(client, site):
    point = {"start": time(9), "title": "Sagostund", "place": "Barnrummet", "language": "Persiska"}
    event = site.add_event("Öppet hus", start=START, programme=[("item", point)])
    text = client.get(event.url).content.decode()
    assert "Barnrummet, på persiska" in text
    file = client.get(f"{event.url}kalender.ics").content.decode().replace("\r\n ", "")
    assert "9.00 Sagostund (Barnrummet\\, på persiska)" in file
