"""One event through every row of the status table, by the clock and by an editor's hand.

At each step every place that tells the state is read: page, rows, calendar, calendar files,
structured data, feed, search and the admin's list.  What they should say is written here, not
computed.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

import icalendar
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.pages import SmallSite, moment
from tests.reading import get, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ATOM = "{http://www.w3.org/2005/Atom}"
LINK = "https://example.org/anmalan"
REASON = {"change_reason": "Gästen fick förhinder."}
OLD_DAY, DAY = moment(2027, 5, 26, 12, 15), moment(2027, 6, 2, 12, 15)


@dataclass(frozen=True)
class Step:
    """What an editor does or the clock brings, and what everybody shall read afterwards."""

    at: datetime
    label: str
    place: str = "coming"
    edits: dict = field(default_factory=dict)
    moved: bool = False
    # The calendar file: no file, or its status and what stands before the title.
    ics: str | None = "CONFIRMED"
    prefix: str = ""
    # Whether the subscribed files and the feed have it, and what the feed puts before the title.
    subscribed: bool = True
    in_feed: bool = True
    feed_prefix: str = ""
    schema: str | None = "EventScheduled"


UNDATED = {"place": "undated", "ics": None, "subscribed": False, "in_feed": False, "schema": None}
MOVED = {"moved": True, "schema": "EventRescheduled", "feed_prefix": "Nytt datum: "}
CANCELLED = {"ics": "CANCELLED", "prefix": "INSTÄLLT: ", "feed_prefix": "Inställt: "}
POSTPONED = {"ics": "CANCELLED", "prefix": "UPPSKJUTET: ", "feed_prefix": "Uppskjutet: "}
BY_LINK = {
    "registration": "link",
    "registration_url": LINK,
    "registration_opens": moment(2027, 5, 3, 9),
    "registration_closes": moment(2027, 5, 24, 12),
}
PUT_OFF = {"change": "postponed", **REASON}
NEW_DAY = {"start": DAY, "end": moment(2027, 6, 2, 12, 55), "change": "rescheduled"}
LIFE = [
    Step(moment(2027, 3, 1, 9), "Datum meddelas", **UNDATED),
    Step(
        moment(2027, 3, 8, 9),
        "Spara datumet",
        edits={
            "date_to_be_announced": False,
            "start": OLD_DAY,
            "end": moment(2027, 5, 26, 12, 55),
        },
        ics="TENTATIVE",
    ),
    Step(moment(2027, 3, 9, 9), "För inbjudna", edits={"registration": "invited"}),
    Step(moment(2027, 3, 10, 9), "Ingen anmälan behövs", edits={"registration": "none"}),
    Step(moment(2027, 4, 1, 9), "Anmälan öppnar 3 maj", edits=BY_LINK),
    Step(moment(2027, 5, 3, 8, 59), "Anmälan öppnar 3 maj"),
    Step(moment(2027, 5, 3, 9), "Öppet för anmälan"),
    Step(moment(2027, 5, 10, 9), "Få platser kvar", edits={"places": "few"}),
    Step(moment(2027, 5, 11, 9), "Fullbokat", edits={"places": "full"}),
    Step(moment(2027, 5, 12, 9), "Öppet för anmälan", edits={"places": ""}),
    Step(moment(2027, 5, 24, 12), "Anmälan stängd"),
    Step(
        moment(2027, 5, 25, 9),
        "Uppskjutet",
        "undated",
        edits=PUT_OFF,
        **POSTPONED,
        schema="EventPostponed",
    ),
    Step(
        moment(2027, 5, 25, 10),
        "Öppet för anmälan",
        edits={
            **NEW_DAY,
            "previous_start": OLD_DAY,
            "registration_closes": moment(2027, 5, 31, 12),
        },
        **MOVED,
    ),
    Step(
        moment(2027, 5, 26, 9),
        "Inställt",
        edits={"change": "cancelled"},
        **CANCELLED,
        schema="EventCancelled",
    ),
    Step(moment(2027, 5, 27, 9), "Öppet för anmälan", edits={"change": "rescheduled"}, **MOVED),
    Step(moment(2027, 6, 2, 12, 14, 59), "Anmälan stängd", **MOVED),
    Step(DAY, "Pågår nu", **MOVED),
    Step(moment(2027, 6, 2, 12, 54, 59), "Pågår nu", **MOVED),
    Step(moment(2027, 6, 2, 12, 55), "Genomfört", "past", in_feed=False, **MOVED),
    Step(
        moment(2027, 6, 9, 9),
        "Dokumentation finns",
        "past",
        edits={"points_raised": "<p>Fler bänkar.</p>"},
        in_feed=False,
        **MOVED,
    ),
    # Found out afterwards: it never took place.
    Step(
        moment(2027, 6, 10, 9),
        "Inställt",
        "past",
        edits={"change": "cancelled"},
        **CANCELLED,
        subscribed=False,
        in_feed=False,
        schema="EventCancelled",
    ),
]


@pytest.fixture
def site():
    return SmallSite()


def soup_of(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def states(soup):
    return [text_of(state).strip() for state in soup.select(".states .state")]


def rows_of(soup, event):
    """Return [(heading of its section, row)] for each place where a list names the event."""
    links = soup.select(f"main li a[href='{event.url}']")
    rows = [link.find_parent("li") for link in links]
    return [(text_of(row.find_parent("section").h2).strip(), row) for row in rows]


def assert_row(row, step, is_hit=False):
    words = step_states(step)
    if step.label == "Datum meddelas":
        words = []
        assert "Datum meddelas" in text_of(row)
    if step.label in ("Genomfört", "Dokumentation finns") and not is_hit:
        # Where such a row stands says that it is over.
        words = []
        lines = ["Synpunkter"] if step.label == "Dokumentation finns" else []
        assert [text_of(line).strip() for line in row.select(".documented")] == lines
    assert states(row) == words
    if step.label == "Uppskjutet":
        assert "2027" not in text_of(row)


def step_states(step):
    is_new = step.moved and step.label not in ("Pågår nu", "Genomfört", "Dokumentation finns")
    return [*(["Nytt datum"] if is_new else []), step.label]


def assert_page(client, event, step):
    soup = get(client, event)
    box = soup.select_one(".box")
    assert states(soup.select_one(".page-head")) == step_states(step)[:1]
    assert (LINK in [a["href"] for a in box.select("a.button")]) is (
        step.label in ("Öppet för anmälan", "Få platser kvar")
    )
    assert ("Fler bänkar" in text_of(soup)) is (step.label == "Dokumentation finns")
    is_called_off = step.label in ("Inställt", "Uppskjutet")
    assert bool(soup.select(".message")) is is_called_off
    if is_called_off or step.moved:
        told = soup.select_one(".message" if is_called_off else ".event-box")
        assert REASON["change_reason"] in text_of(told)
    assert_schema(soup, step)


def assert_schema(soup, step):
    scripts = [json.loads(s.string) for s in soup.select("script[type='application/ld+json']")]
    found = [data for data in scripts if data["@type"] == "Event"]
    if step.schema is None:
        assert found == []
        return
    (data,) = found
    assert data["eventStatus"] == f"https://schema.org/{step.schema}"
    assert data.get("previousStartDate") == (OLD_DAY.isoformat() if step.moved else None)


def assert_lists(client, site, event, step):
    ((heading, row),) = rows_of(soup_of(client, site.activity.url), event)
    assert heading == ("Tidigare" if step.place == "past" else "Kommande")
    assert_row(row, step)

    ((heading, row),) = rows_of(soup_of(client, site.calendar.url), event)
    month = "Maj" if event.start == OLD_DAY else "Juni"
    names = {"undated": "Utan datum", "past": "Tidigare", "coming": month}
    assert heading.startswith(names[step.place]), heading
    assert_row(row, step)

    archived = soup_of(client, f"{site.calendar.url}arkiv/2027/")
    assert bool(rows_of(archived, event)) is (step.place == "past")


def entries(client, address):
    calendar = icalendar.Calendar.from_ical(client.get(address).content)
    return {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}


def assert_files(client, site, event, step):
    own = f"{event.url}kalender.ics"
    if step.ics is None:
        assert client.get(own).status_code == 404
    for address, held in [
        (own, step.ics is not None),
        (f"{site.calendar.url}kalender.ics", step.subscribed),
        (f"{site.activity.url}kalender.ics", step.subscribed),
    ]:
        if address == own and not held:
            continue
        found = entries(client, address)
        assert (str(event.translation_key) in found) is held, address
        if held:
            (entry,) = found.values()
            assert str(entry["STATUS"]) == step.ics, address
            assert str(entry["SUMMARY"]) == f"{step.prefix}{event.title}", address


def assert_feed(client, site, event, step):
    feed = ElementTree.fromstring(client.get(f"{site.calendar.url}flode.xml").content)  # noqa: S314
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ([f"{step.feed_prefix}{event.title}"] if step.in_feed else [])


def assert_search(client, event, step):
    soup = soup_of(client, "/sok/", q=event.title)
    (link,) = soup.select(f"main li a[href='{event.url}']")
    assert_row(link.find_parent("li"), step, is_hit=True)


def assert_admin(client, user, event, step):
    client.force_login(user)
    soup = soup_of(client, reverse("evenemang:index_results"))  # the list without the frame
    ((row,)) = soup.select("table.listing tbody tr")
    cells = [text_of(cell).strip() for cell in row.find_all("td")]
    assert step.label + (", nytt datum" if step.moved else "") in cells
    client.logout()


@pytest.mark.searches
def test_an_event_lives_through_the_whole_table_and_everybody_says_the_same(client, site, redaktor):
    event = site.add_event("Bänkar i staden", introduction="Om bänkar.")
    sequence = -1
    for step in LIFE:
        with time_machine.travel(step.at, tick=False):
            if step.edits:
                for name, value in step.edits.items():
                    setattr(event, name, value)
                event.save_revision().publish()
                event.refresh_from_db()
            assert_page(client, event, step)
            assert_lists(client, site, event, step)
            assert_files(client, site, event, step)
            assert_feed(client, site, event, step)
            assert_search(client, event, step)
            assert_admin(client, redaktor, event, step)
        assert event.calendar_sequence >= sequence
        sequence = event.calendar_sequence
    assert {step.label for step in LIFE} == {
        "Datum meddelas",
        "Spara datumet",
        "För inbjudna",
        "Ingen anmälan behövs",
        "Anmälan öppnar 3 maj",
        "Öppet för anmälan",
        "Få platser kvar",
        "Fullbokat",
        "Anmälan stängd",
        "Pågår nu",
        "Uppskjutet",
        "Inställt",
        "Genomfört",
        "Dokumentation finns",
    }
