"""What a page counts up: entries with their facts and sum, roles with years."""

import re
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings

from home.blocks.coming_dates import ComingDatesBlock
from home.blocks.entries import KINDS, EntriesBlock, EntryBlock
from home.blocks.media import EmbedBlock
from home.blocks.people import PeopleBlock
from home.blocks.process import ProcessBlock
from home.blocks.text import FactsBlock
from home.documents import SiteDocument
from search.page.results import Results
from tests.pages import SmallSite, moment
from tests.reading import get, text_of
from tests.test_blocks import errors

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ENTRIES_SCRIPT = settings.BASE_DIR / "static" / "js" / "entries.js"
GROUPS = [
    {"name": "Lokaler", "responsible": "Lina Berg", "number": 5, "due": "2027-09-01"},
    {"name": "Uppföljning", "responsible": "Tove Ahl", "state": "resting", "amount": "100000"},
    {
        "name": "Maskrosbarn",
        "label": "Monter 4",
        "text": "Söker stödpersoner.",
        "terms": "Från 21 år",
    },
]
MEETINGS = [
    {"day": "2026-10-03", "text": "Möte med barnens workshop", "place": "I parken", "number": 110},
    {"day": "2027-03-17", "begins": "13:00", "ends": "16:00", "text": "Styrgruppen"}
    | {"place": "Stadshuset"},
]


def said(block, value):
    """Return what each row of a block says, with ordinary spaces."""
    markup = str(block.render(block.to_python(value))).replace("\xa0", " ")
    soup = BeautifulSoup(markup, "html.parser")
    rows = soup.select(".rows > li, .people > li, tr, dl > div, .embed p")
    words = (" ".join(row.get_text(" ").split()) for row in rows)
    return [each.replace("@ ", "@").replace(" – ", "–") for each in words], soup


def test_entries_say_what_is_known_of_each_and_what_they_come_to():
    value = {"heading": "Arbetsgrupper", "entries": [*GROUPS, {"name": ""}]}
    rows, soup = said(EntriesBlock(), value)
    assert rows == [
        "Lokaler Ansvarig: Lina Berg Senast: 1 september 2027 5 personer",
        "Uppföljning Vilar Ansvarig: Tove Ahl 100 000 kronor",
        "Maskrosbarn Monter 4 Söker stödpersoner. Krav: Från 21 år",
    ]
    assert "Summa" not in soup.text
    rows, soup = said(EntriesBlock(), value | {"adds_up": True})
    assert "Summa: 100 000 kronor" in " ".join(text_of(soup).split())


def test_what_comes_to_one_krona_is_said_so():
    rows, _soup = said(EntriesBlock(), {"entries": [{"name": "Symboliskt", "amount": "1"}]})
    assert rows == ["Symboliskt 1 krona"]


def test_an_entry_says_between_which_sums_which_share_and_how_a_goal_went():
    entries = [
        {"name": "Projekt", "at_least": "30000", "amount": "250000"}
        | {"share": "högst 80 procent", "state": "open"},
        {"name": "Start", "at_least": "5000"},
        {"name": "Bygge", "amount": "400000", "at_most": True},
        {"name": "Egen lokal", "state": "partly"},
    ]
    assert said(EntriesBlock(), {"entries": entries})[0] == [
        "Projekt Söker fler 30 000–250 000 kronor Högst 80 procent",
        "Start Lägst 5 000 kronor",
        "Bygge Högst 400 000 kronor",
        "Egen lokal Delvis nått",
    ]
    assert errors(EntryBlock, {"name": "Stöd", "at_least": "9", "amount": "9"}) == {"at_least"}


def test_what_is_counted_is_persons_unless_something_else_is_said():
    entries = [{"name": "Stolar", "number": 1200, "unit": "stycken"}, {"name": "Kör", "number": 1}]
    value = {"entries": entries}
    assert said(EntriesBlock(), value)[0] == ["Stolar 1 200 stycken", "Kör 1 person"]
    assert "1 200 stycken" in " ".join(
        EntriesBlock().get_searchable_content(EntriesBlock().to_python(value))
    ).replace("\xa0", " ")


def test_a_decision_says_how_the_votes_fell():
    decisions = [
        {"name": "Remissvaret antas", "label": "§ 4", "yes": 15, "no": "6", "abstained": 0},
        {"name": "Avgiften höjs", "yes": "68.5", "no": "31.5", "in_percent": True},
        {"name": "Bordläggs", "no": 9},
    ]
    assert said(EntriesBlock(), {"entries": decisions})[0] == [
        "Remissvaret antas § 4 Ja 15, nej 6, avstår 0",
        "Avgiften höjs Ja 68,5 %, nej 31,5 %",
        "Bordläggs Nej 9",
    ]
    block = EntriesBlock()
    assert "Ja 15, nej 6, avstår 0" in block.get_searchable_content(
        block.to_python({"entries": decisions})
    )
    shares = {"name": "A", "yes": 70, "no": 32, "in_percent": True}
    assert errors(EntryBlock, EntryBlock().to_python(shares)) == {"in_percent"}
    assert EntryBlock().clean(EntryBlock().to_python(shares | {"no": 31}))


def test_a_day_that_has_been_says_how_many_came():
    with time_machine.travel(moment(2026, 11, 1)):
        rows, soup = said(ComingDatesBlock(), {"rows": MEETINGS})
    assert rows[0] == "3 oktober 2026 Möte med barnens workshop I parken 110 kom"
    assert rows[1] == "17 mars 2027 Styrgruppen kl. 13–16 Stadshuset"
    assert len(soup.select(".is-over")) == 1


def test_what_is_empty_prints_nothing():
    block = EntriesBlock()
    assert said(block, {"heading": "Tom"})[1].text.strip() == ""
    assert block.get_searchable_content(block.to_python({"heading": "Tom"})) == []


def test_a_consultation_counts_views_and_answers_each():
    proposals = [{"name": "Belysning", "votes": 61, "outcome": "taken_in", "note": "fler lampor"}]
    rows, _soup = said(ProcessBlock(), {"proposals": proposals, "counts": "views"})
    assert rows[:2] == ["Ämne Synpunkter Svar", "Belysning Fler lampor 61 Tas med"]


def test_a_role_says_its_years_and_gives_no_address_when_it_is_over():
    people = [{"name": "Kjell Moe", "role": "ledamot", "email": "kjell@example.org"}]
    people[0] |= {"start": "2024-01-01", "end": "2026-06-30"}
    with time_machine.travel(moment(2026, 5, 1)):
        assert said(PeopleBlock(), {"people": people})[0] == [
            "KM Kjell Moe Ledamot, 2024–2026 kjell@example.org"
        ]
    with time_machine.travel(moment(2026, 11, 1)):
        assert said(PeopleBlock(), {"people": people})[0] == ["KM Kjell Moe Ledamot, 2024–2026"]
    assert errors(PeopleBlock, {"people": [people[0] | {"start": "2027-01-01"}]})


def test_facts_films_and_documents_say_the_rest():
    rows = [
        {"kind": "case_number", "value": "FGK-2026-0457"},
        {"kind": "terms", "value": "Stadgar"},
    ]
    assert said(FactsBlock(), {"rows": rows})[0] == ["Diarienummer FGK-2026-0457", "Krav Stadgar"]
    film = {"kind": "film", "title": "Utdelningen", "url": "https://a.se/", "is_captioned": True}
    assert "Film Textad" in said(EmbedBlock(), film)[0]
    minutes = SiteDocument(kind="minutes", year=2026, dated=date(2026, 11, 25))
    minutes.case_number = "§§ 41–52"
    assert minutes.decision_label == "Ärende:"
    minutes.amended_on, minutes.approved_on = date(2025, 11, 4), date(2026, 12, 2)
    amended = "Ändrat 4 november 2025. Justerat 2 december 2026"
    assert minutes.amendment_text.replace("\xa0", " ") == amended
    assert minutes.kind_text.replace("\xa0", " ") == "Protokoll 25 november 2026"


def test_an_entry_says_the_most_that_is_given_what_was_tabled_and_who_dissented():
    entries = [
        {"name": "Små föreningar", "amount": "20000", "at_most": True},
        {"name": "Avgiften höjs", "yes": 12, "no": 9, "dissent": "kretsen reserverar sig"},
        {"name": "Gemensam lokal", "state": "tabled"},
    ]
    assert said(EntriesBlock(), {"entries": entries})[0] == [
        "Små föreningar Högst 20 000 kronor",
        "Avgiften höjs Ja 12, nej 9 Kretsen reserverar sig",
        "Gemensam lokal Bordlagt",
    ]


def test_an_entry_says_when_it_is_and_what_to_compare_it_with():
    entries = [
        {"name": "Norra Hamra skola", "when": "tisdagar kl. 15-17", "number": 5},
        {"name": "Möten", "amount": "96400", "before": "budget 110 000 kronor"},
    ]
    block = EntriesBlock()
    assert said(block, {"entries": entries})[0] == [
        "Norra Hamra skola Tisdagar kl. 15–17 5 personer",
        "Möten 96 400 kronor Budget 110 000 kronor",
    ]
    found = block.get_searchable_content(block.to_python({"entries": entries}))
    assert {"Tisdagar kl. 15-17", "Budget 110 000 kronor"} <= {*found}


def test_what_has_changed_or_is_compared_says_what_held_before():
    row = {"kind": "deadline", "value": "11 oktober", "before": "4 oktober"}
    assert said(FactsBlock(), {"rows": [row]})[0] == [
        "Sista anmälningsdag 11 oktober Tidigare: 4 oktober"
    ]
    block = FactsBlock()
    found = block.get_searchable_content(block.to_python({"rows": [row]}))
    assert found[-1] == "Tidigare: 4 oktober"


def test_an_entry_is_a_small_invitation_or_a_result_without_a_number():
    entries = [
        {"name": "Föreningstorget", "number": 22, "unit": "bord", "amount": "0", "place": "smedjan"}
        | {"contact": "torget@example.org", "due": "2027-02-01", "terms": "Ingen försäljning"},
        {"name": "Salongen", "amount": "700", "per": "kväll", "state": "approved"},
        {"name": "Damlaget", "result": "upp i division 2", "at_least": "50", "per": "match"},
    ]
    rows, soup = said(EntriesBlock(), {"entries": entries})
    assert rows == [
        "Föreningstorget Smedjan Krav: Ingen försäljning Senast: 1 februari 2027 22 bord Gratis "
        "Kontakt: torget@example.org",
        "Salongen Bifallet 700 kronor per kväll",
        "Damlaget Lägst 50 kronor per match Resultat: upp i division 2",
    ]
    assert soup.select_one("a")["href"] == "mailto:torget@example.org"
    block = EntriesBlock()
    found = block.get_searchable_content(block.to_python({"entries": entries}))
    assert {"Gratis", "Resultat: upp i division 2", "Kontakt: torget@example.org"} <= {*found}


def test_what_is_counted_up_is_its_heading_where_none_is_written():
    block, goals = EntriesBlock(), {"kind": "goals", "entries": [{"name": "20 nya ledare"}]}
    for value, heading in ((goals, "Mål"), (goals | {"heading": "Det vi vill"}, "Det vi vill")):
        assert said(block, value)[1].h2.text == heading
        assert block.get_searchable_content(block.to_python(value))[0] == heading
    assert not said(block, {"entries": goals["entries"]})[1].h2


def test_a_plan_of_works_says_what_when_who_and_the_sum():
    works = [{"name": "Byta tak", "when": "våren 2027", "responsible": "styrelsen"}]
    works[0] |= {"amount": "40000"}
    rows, soup = said(EntriesBlock(), {"kind": "works", "entries": works, "adds_up": True})
    assert rows == ["Byta tak Våren 2027 Ansvarig: styrelsen 40 000 kronor"]
    assert soup.h2.text == "Åtgärder"
    fields = re.findall(r"^ {4}(\w+): \"(.*)\",$", ENTRIES_SCRIPT.read_text(), re.MULTILINE)
    asked = {kind: names.split() for kind, names in fields}
    assert set(asked) == set(dict(KINDS))
    assert {name for names in asked.values() for name in names} <= set(EntryBlock().child_blocks)
    assert {"text", "when", "due", "responsible", "amount", "state"} <= set(asked["works"])
    assert "responsible" in asked["tasks"]


def test_nothing_is_free_in_a_budget():
    budget = {"entries": [{"name": "Hyra", "amount": "0"}], "adds_up": True}
    assert said(EntriesBlock(), budget)[0] == ["Hyra 0 kronor"]


def test_a_film_says_that_it_is_described():
    film = {"kind": "film", "title": "Helgen", "url": "https://a.se/", "is_described": True}
    assert "Film Syntolkad" in said(EmbedBlock(), film)[0]
    assert "Syntolkad" in EmbedBlock().get_searchable_content(EmbedBlock().to_python(film))


@pytest.mark.searches
def test_a_page_of_entries_and_days_is_found_by_what_they_say(client):
    body = [
        ("entries", EntriesBlock().to_python({"entries": GROUPS, "adds_up": True})),
        ("dates", ComingDatesBlock().to_python({"rows": MEETINGS})),
    ]
    page = SmallSite().add_text_page("Styrgruppen", body=body)
    assert get(client, page)
    for query in ("monter 4", "lina berg", "1 september 2027", "17 mars 2027", "barnens workshop"):
        assert [hit.card.title for hit in Results(query).hits] == ["Styrgruppen"], query
