"""What the rules find in pasted texts: the five source texts, and invitations of many sorts."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import yaml

from malmoandan.paste.reading import read

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


def test_the_facts_of_twelve_invitations_in_the_ways_of_others_are_found():
    entries = load("invitations_of_others.yaml")
    assert len(entries) == 12
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
