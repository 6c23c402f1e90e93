"""What the rules find in pasted texts: the five source texts, and invitations of many sorts."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
import yaml

from malmoandan.paste.reading import read
from malmoandan.paste.source import plain_source

HERE = Path(__file__).parent
LISTS = ("people", "prices", "links", "told")


def load(name):
    """Return the entries of a data file, every value as the text that it is."""
    with open(HERE / "data" / name, encoding="utf-8") as file:
        return yaml.load(file, yaml.BaseLoader)  # noqa: S506 (it makes nothing but texts)


def seed_item(entry):
    """Return the part of a seed text that an entry names."""
    (path,) = (HERE / "seeds").glob(f"{entry['seed']}_*.txt")
    lines = path.read_text("utf-8").splitlines()
    starts = [" ".join(line.split()) for line in lines]
    first = next(n for n, line in enumerate(starts) if line.startswith(entry["from"]))
    until = entry.get("until")
    last = next(
        (n for n, line in enumerate(starts) if until and n > first and line.startswith(until)),
        len(lines),
    )
    return "\n".join(lines[first:last])


def plain(value):
    """Return a value in which nothing is left but what it says."""
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    return " ".join(re.sub("[–—−-]", "-", text).split()).strip(" .")


def moment(text):
    """Return a moment with its hour in one way."""
    return re.sub(r"\b0(\d\.\d\d)$", r"\1", text)


def facts_of(reading, kind):
    """Yield (name, value) of all that was found, as the data files write it."""
    title, label = reading.get("title", ""), ""
    if kind == "item" and (found := re.match(r"([^:]{1,80}):\s+(.+)", title)):
        label, title = found[1], found[2]
    yield "title", title
    yield "label", label
    for fact in reading.facts:
        if fact.name == "people":
            yield "people", fact.value.name
            if fact.value.organisation:
                yield "people", f"{fact.value.name}, {fact.value.organisation}"
        elif fact.name == "prices":
            yield "prices", int(fact.value.amount)
            yield "vat", fact.value.vat
        elif fact.name == "links":
            yield "links", fact.value[1]
        elif fact.name == "is_free":
            yield "is_free", "true"
        else:
            yield fact.name, fact.value
    for told in reading.told:
        yield "told", told.code


def wanted_facts(facts):
    """Yield (name, value) of all that stands in a text."""
    for name, value in facts.items():
        if name == "people":
            for person, *organisation in value:
                yield name, person
                yield from ((name, f"{person}, {words}") for words in organisation)
        elif name in LISTS:
            yield from ((name, one) for one in value)
        else:
            yield name, moment(value)


def compared(entry, text):
    """Return (facts found, facts there, what is missing, what was found in its place)."""
    reading = read(text, date.fromisoformat(entry["today"]))
    found = {(name, plain(moment(str(v)))) for name, v in facts_of(reading, entry.get("kind"))}
    wanted = list(wanted_facts(entry["facts"]))
    missing = [(name, value) for name, value in wanted if (name, plain(value)) not in found]
    wrong = {
        name: [v for n, v in sorted(found) if n == name] for name in {name for name, _v in missing}
    }
    surplus = {value for name, value in found if name == "people" and "," not in value} - {
        plain(value) for name, value in wanted if name == "people"
    }
    return len(wanted) - len(missing), len(wanted), missing, wrong, surplus


def measure(entries, text_of, name_of):
    """Return {group: [found, there]} of all entries, and print what is missing."""
    totals = {}
    for entry in entries:
        found, there, missing, wrong, surplus = compared(entry, text_of(entry))
        total = totals.setdefault(name_of(entry), [0, 0])
        total[0], total[1] = total[0] + found, total[1] + there
        if missing or surplus:
            print(f"{name_of(entry)} {entry['facts']['title'][:30]}: {missing} {wrong} +{surplus}")
    print(*(f"{name}: {found} of {there}" for name, (found, there) in totals.items()), sep="\n")
    return totals


def test_the_facts_of_the_five_texts_are_found():
    totals = measure(load("seed_items.yaml"), seed_item, lambda entry: entry["seed"])
    found, there = map(sum, zip(*totals.values(), strict=True))
    print(f"{found} of {there}: {found / there:.1%}")
    assert found / there >= 0.95


def test_the_facts_of_twenty_invitations_are_found():
    entries = load("invitations.yaml")
    assert len(entries) == 20
    totals = measure(entries, lambda entry: entry["text"], lambda entry: entry["name"])
    found, there = map(sum, zip(*totals.values(), strict=True))
    print(f"{found} of {there}: {found / there:.1%}")
    assert found / there >= 0.85


def test_the_facts_of_seventeen_invitations_in_the_ways_of_others_are_found():
    entries = load("invitations_of_others.yaml")
    assert len(entries) == 17
    totals = measure(entries, lambda entry: entry["text"], lambda entry: entry["name"])
    found, there = map(sum, zip(*totals.values(), strict=True))
    print(f"{found} of {there}: {found / there:.1%}")
    assert found / there >= 0.95


def test_a_clock_time_in_words_is_that_of_a_time_when_people_meet():
    times = {
        "klockan halv två": "13.30",
        "kl. kvart över sex på kvällen": "18.15",
        "klockan åtta på kvällen": "20.00",
        "klockan nio": "9.00",
        "klockan sex på morgonen": "6.00",
        "klockan tolv": "12.00",
        "klockan kvart i ett": "12.45",
    }
    for words, clock in times.items():
        reading = read(f"Träffen\nDen 4 februari 2027 {words} ses vi.", date(2026, 11, 29))
        assert reading.get("clock") == clock, words


def test_a_day_that_no_year_has_is_told_and_costs_nothing_else():
    today = date(2023, 11, 29)
    for month in ("januari", "februari", "april", "december"):
        for day in range(33):
            for year in ("", " 0001", " 2024", " 9999"):
                text = f"Träffen\n{day} {month}{year} kl. 18–24 i Huset"
                assert read(text, today).get("title") == "Träffen", text
    found = read("Träffen\n31 december 9999 kl. 18–24", today)
    assert found.get("start") is None
    found = read("Träffen\n31 april kl. 18", today)
    assert found.get("start") is None
    assert found.get("said_day") == "31 april"
    assert read("Träffen\n29 februari kl. 18", today).get("start") == "2024-02-29 18.00"


CALLS = {
    "Anmälan på telefon 040-555 01 40 vardagar 9–12.": ("040-555 01 40", "vardagar 9–12"),
    "Ring Eva, 040-555 11 22, måndag–onsdag kl. 10–12, för att anmäla dig. Frågor: 070-555 11 33": (
        *("040-555 11 22", "måndag–onsdag kl. 10–12"),
    ),
    "Anmäl dig senast 4 maj. Ring 040-34 10 00. Telefontid: tisdagar kl. 9.30–11": (
        *("040-34 10 00", "tisdagar kl. 9.30–11"),
    ),
    "Telefonanmälan: 040 34 10 00 (mån–tors kl. 9–11)": ("040 34 10 00", "mån–tors kl. 9–11"),
    "Anmälan tas emot på telefon Vardagar 9–11: 08-123 456 78.": (
        *("08-123 456 78", "vardagar 9–11"),
    ),
    "Frågor och anmälan: +46 40 34 10 00": ("+46 40 34 10 00", None),
    "Kursen hålls torsdagar kl. 18–20, anmälan på 040-34 10 00": ("040-34 10 00", None),
    "Vid frågor om din anmälan, ring 040-34 10 00": (None, None),
    "Anmäl dig på https://a.se/x. Frågor: Eva, 040-34 10 00": (None, None),
    "Avboka på telefon 040-34 10 00.": (None, None),
    "Anmäl dig med sms till 070-123 45 67.": (None, None),
    "Anmälan senast 2027-05-04. Swisha till 123 555 11 00.": (None, None),
}


@pytest.mark.parametrize("words", CALLS)
def test_the_telephone_to_register_by_is_read_with_its_hours(words):
    reading = read(f"Träffen\nDen 14 maj 2027 kl. 18 ses vi.\n{words}", date(2026, 11, 29))
    said = reading.get("registration_phone"), reading.get("registration_hours")
    assert said == CALLS[words]
    assert reading.get("start") == "2027-05-14 18.00"
    if "https" not in words:
        assert reading.get("registration") == (said[0] and "phone")


def test_the_first_event_of_a_calendar_file_is_read_however_many_follow_and_what_it_says_twice():
    event = (
        "BEGIN:VEVENT\nSUMMARY:Träff\nSUMMARY:Möte\nLOCATION:Rådhuset\nLOCATION:Zoom\n"
        "DTSTART:20260526T101500Z\nDTEND:20260526T105500Z\nEND:VEVENT\n"
    )
    said = "Träff\nTid: tisdag 26 maj 2026 kl. 12.15–12.55\nPlats: Rådhuset"
    file = f"BEGIN:VCALENDAR\n{event * 5000}END:VCALENDAR"
    assert plain_source(file).text == said
    assert plain_source(f"BEGIN:VCALENDAR\n{event[:-12]}").text.startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(("place", "venue"), [("", None), ("Rådhuset, ", "Rådhuset")])
def test_the_address_of_a_meeting_is_no_place(place, venue):
    reading = read(
        f"Årsmöte\nTid: 26 maj kl. 18\nPlats: {place}https://zoom.us/j/123456", date(2026, 5, 1)
    )
    assert reading.get("join_url") == "https://zoom.us/j/123456"
    assert reading.get("venue") == venue
    assert reading.get("attendance_mode") == ("mixed" if venue else "online")
