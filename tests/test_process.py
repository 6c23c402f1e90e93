"""A process such as a participatory budget: its phases by the clock, and a table that adds up."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.blocks import StructValue

from home.blocks.process import PhaseBlock, ProcessBlock, ProposalBlock
from search.page.results import Results
from tests.pages import SmallSite, moment
from tests.reading import get, text_of
from tests.test_blocks import errors

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PHASES = [
    {"name": "Lämna förslag", "start": "2026-03-01", "end": "2026-03-31"},
    {"name": "Granskning", "start": "2026-04-01"},
    {"name": "Rösta", "start": "2026-05-02", "end": "2026-05-31", "text": "På biblioteken."},
    {"name": "Genomförande"},
]
PROPOSALS = [
    {"name": "Bänkar i parken", "amount": "150000", "votes": 412, "outcome": "chosen"},
    {"name": "Odlingslådor", "amount": "75500.50", "votes": 388, "outcome": "carried_out"},
    {"name": "Utomhusgym", "amount": "600000", "votes": 1120, "outcome": "left_out"},
]
BUDGET = {
    **{"heading": "Medborgarbudget 2026", "phases": PHASES, "budget": "450000"},
    **{"criteria": "Öppet för alla\n\nGår att göra på ett år", "proposals": PROPOSALS},
}


def rendered(value):
    """Return what the block prints of a value, with ordinary spaces."""
    block = ProcessBlock()
    markup = str(block.render(block.to_python(value))).replace("\xa0", " ")
    return BeautifulSoup(markup, "html.parser")


def words(soup):
    return " ".join(text_of(soup).split())


def phases(day, value=BUDGET):
    with time_machine.travel(moment(*day, 12), tick=False):
        return [words(item) for item in rendered(value).select("ol > li")]


def rows(value, part="tfoot"):
    """Return the rows of a part of the table, each cell as it is read."""
    found = rendered(value).select(f"{part} tr")
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in found]


def test_every_phase_says_its_days_and_what_it_is_now():
    assert phases((2026, 4, 20)) == [
        "Lämna förslag Klart 1–31 mars 2026",
        "Granskning Pågår nu från 1 april 2026",
        "Rösta Kommer 2–31 maj 2026 På biblioteken.",
        "Genomförande",
    ]


@pytest.mark.parametrize(
    ("day", "now"),
    [
        ((2026, 2, 28), None),
        ((2026, 3, 1), 0),
        ((2026, 3, 31), 0),
        ((2026, 5, 1), 1),
        ((2026, 5, 2), 2),
    ],
)
def test_the_phase_of_the_day_is_told_to_screen_readers_too(day, now):
    with time_machine.travel(moment(*day, 12), tick=False):
        items = rendered(BUDGET).select("ol > li")
    current = [at for at, item in enumerate(items) if item.get("aria-current") == "step"]
    assert current == ([] if now is None else [now])


def test_a_phase_may_say_when_in_words_and_criteria_by_whom_they_are_judged():
    value = {"phases": [{"name": "Bygget börjar", "date_text": "augusti 2026"}]}
    value |= {"judges": "två handläggare"}
    assert words(rendered(value)) == ("Bygget börjar Augusti 2026 Bedöms av: två handläggare")
    block = ProcessBlock()
    assert block.get_searchable_content(block.to_python(value)) == [
        "Bygget börjar. Augusti 2026",
        "Bedöms av: två handläggare",
    ]
    both = {"name": "A", "start": "2026-03-01", "date_text": "våren"}
    assert errors(PhaseBlock, PhaseBlock().to_python(both)) == {"date_text"}


def test_the_table_adds_up():
    assert rows(BUDGET, "tbody") == [
        ["Bänkar i parken", "150 000", "412", "Får pengar"],
        ["Odlingslådor", "75 500,50", "388", "Genomfört"],
        ["Utomhusgym", "600 000", "1 120", "Gick inte vidare"],
    ]
    assert rows(BUDGET) == [
        ["Summa", "825 500,50", "1 920", ""],
        ["Varav får pengar", "225 500,50", "", ""],
        ["Att fördela", "450 000", "", ""],
        ["Kvar", "224 499,50", "", ""],
    ]


def test_what_goes_beyond_the_sum_is_said_as_it_is():
    assert rows(BUDGET | {"budget": "200000"})[-1] == ["Utöver summan", "25 500,50", "", ""]


def test_what_is_left_is_not_said_while_a_price_is_missing():
    unpriced = [PROPOSALS[0], {"name": "Scen", "outcome": "chosen"}, PROPOSALS[2]]
    whats = [row[0] for row in rows(BUDGET | {"proposals": unpriced})]
    assert whats == ["Summa", "Varav får pengar", "Att fördela"]
    unknown = [PROPOSALS[2], {"name": "Scen", "outcome": "chosen"}]
    assert rows(BUDGET | {"proposals": unknown})[1][:2] == ["Varav får pengar", "0"]


def test_columns_that_nothing_stands_in_are_left_out():
    names = [{"name": "Bänkar", "outcome": "proposed"}]
    assert rows({"proposals": names}, "thead") == [["Förslag", "Resultat"]]
    assert rows({"proposals": names}) == []
    voted = [{"name": "Bänkar", "votes": 0, "outcome": "proposed"}]
    assert rows({"proposals": voted}) == [["Summa", "0", ""]]


def test_shares_of_the_votes_are_said_in_per_cent_and_not_summed_up():
    shares = [{"name": "Bänkar", "votes": "41.5"}, {"name": "Lekplats", "votes": 38}]
    value = {"proposals": [each | {"outcome": "chosen"} for each in shares], "counts": "shares"}
    assert rows(value, "thead") == [["Förslag", "Andel av rösterna", "Resultat"]]
    assert [row[1] for row in rows(value, "tbody")] == ["41,5 %", "38 %"]
    assert rows(value) == []


def test_points_are_called_points_and_a_reserve_a_reserve():
    given = [
        {"name": "Grillplats", "votes": 1218, "outcome": "chosen"},
        {"name": "Klättervägg", "votes": 1101, "outcome": "reserve"},
    ]
    value = {"proposals": given, "counts": "points"}
    assert rows(value, "thead") == [["Förslag", "Poäng", "Resultat"]]
    assert rows(value, "tbody")[1] == ["Klättervägg", "1 101", "Reserv"]


def test_an_empty_process_prints_nothing():
    block = ProcessBlock()
    for empty in (
        {},
        {"heading": "Budget", "phases": [{}], "proposals": [{}]},
        block.get_default(),
    ):
        value = empty if isinstance(empty, StructValue) else block.to_python(empty)
        assert block.render(value).strip() == ""


@pytest.mark.parametrize(
    ("block", "value", "field"),
    [
        (PhaseBlock, {"name": "A", "start": "2026-02-01", "end": "2026-01-01"}, "end"),
        (PhaseBlock, {"name": ""}, "name"),
        (PhaseBlock, {"name": "x" * 81}, "name"),
        (ProposalBlock, {"name": "A", "votes": -1, "outcome": "proposed"}, "votes"),
        (ProposalBlock, {"name": "A", "amount": "-1", "outcome": "proposed"}, "amount"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(block, value, field):
    assert errors(block, block().to_python(value)) == {field}


def test_a_thousand_proposals_are_added_up():
    many = [{"name": f"Förslag {n}", "amount": "1000", "outcome": "chosen"} for n in range(1000)]
    assert rows({"proposals": many}) == [["Summa", "1 000 000", ""]]


def test_a_criterion_says_its_weight_and_one_of_before_is_a_line_of_a_text():
    criteria = [{"name": "Har unga bestämt?", "weight": "40 %"}, {"name": "Rimlig budget?"}]
    found = [words(item) for item in rendered({"criteria": criteria}).select("ul > li")]
    assert found == ["Har unga bestämt? 40 %", "Rimlig budget?"]
    block = ProcessBlock()
    texts = block.get_searchable_content(block.to_python({"criteria": criteria}))
    assert "Har unga bestämt?, 40 %" in texts
    (bulk,) = block.bulk_to_python([BUDGET])
    for value in (block.to_python(BUDGET), bulk, block.normalize(BUDGET)):
        names = [each["name"] for each in block.normalize(value)["criteria"]]
        assert names == ["Öppet för alla", "Går att göra på ett år"]
    assert not block.to_python({"criteria": ""}).is_shown


def test_a_proposal_says_where_it_is_and_who_proposed_it():
    proposal = {"name": "Lekplats", "about": "Norra parken, föreslagen av 5B", "note": "byggs nu"}
    value = {"proposals": [proposal]}
    assert rows(value, "tbody") == [
        ["Lekplats Norra parken, föreslagen av 5B Byggs nu", "Föreslaget"]
    ]
    block = ProcessBlock()
    texts = block.get_searchable_content(block.to_python(value))
    assert "Lekplats, Föreslaget, Norra parken, föreslagen av 5B, byggs nu" in texts


def test_a_phase_says_what_came_of_it_and_a_sum_where_the_rest_goes():
    phase = {"name": "Granskning", "date_text": "mars", "outcome": "31 föll bort, 21 slogs ihop"}
    value = {"phases": [phase], "comment": "Resten går till affischer."}
    soup = rendered(value)
    assert words(soup.select_one("li")) == "Granskning Mars 31 föll bort, 21 slogs ihop"
    assert words(soup).endswith("Resten går till affischer.")
    block = ProcessBlock()
    texts = block.get_searchable_content(block.to_python(value))
    assert texts[0] == "Granskning. Mars. 31 föll bort, 21 slogs ihop"
    assert "Resten går till affischer." in texts


@pytest.mark.searches
def test_a_process_is_found_by_its_phases_criteria_and_proposals(client):
    body = [("process", ProcessBlock().to_python(BUDGET))]
    page = SmallSite().add_text_page("Var med och bestäm", body=body)
    assert "Medborgarbudget 2026" in text_of(get(client, page).main)
    for query in ("odlingslådor", "granskning", "gå att göra på ett år", "450000", "825500"):
        assert [hit.card.title for hit in Results(query).hits] == ["Var med och bestäm"], query


def test_a_phase_that_has_only_a_last_day_begins_when_the_one_before_is_over():
    value = {
        "phases": [
            {"name": "Projekt", "end": "2028-04-30"},
            {"name": "Rapport", "end": "2028-05-31"},
        ]
    }
    assert [line.split()[1] for line in phases((2027, 1, 1), value)] == ["Pågår", "Kommer"]
    assert [line.split()[1] for line in phases((2028, 5, 2), value)] == ["Klart", "Pågår"]


def test_a_proposal_says_what_becomes_of_it():
    note = {"name": "Utegym", "votes": 3, "outcome": "chosen", "note": "Byggs våren 2027."}
    assert rows({"proposals": [note]}, "tbody") == [["Utegym Byggs våren 2027.", "3", "Får pengar"]]
    block = ProcessBlock()
    said = block.get_searchable_content(block.to_python({"proposals": [note]}))
    assert "Utegym, 3, Får pengar, Byggs våren 2027." in said
