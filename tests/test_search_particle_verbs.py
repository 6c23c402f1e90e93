"""Verbs with a particle, and the words that the two are as one: dela ut, utdelning."""

import pytest

from search.language.analyser import particle_verbs, words
from search.language.typed import typed_words
from search.page.highlight import Highlighter
from tests.pages import SmallSite
from tests.test_search_relevance import titles_for


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Utbrytning ur ett avtal", "bryta ut"),
        ("De bröt ut ur avtalet", "utbrytning"),
        ("Utdelningen av priser", "dela ut priser"),
        ("Priserna delas ut", "utdelning av priser"),
        ("Priset delades inte ut", "utdelningen"),
        ("Mötet är inställt", "ställa in möte"),
        ("Mötet ställs in", "inställt möte"),
        ("Årsmötet ställdes in", "inställda"),
        ("Beslutet är uppskjutet", "skjuta upp beslut"),
        ("Beslutet skjuts upp", "uppskjutet beslut"),
        ("Igångsättning av projekt", "sätta igång projekt"),
        ("Vi sätter igång projektet", "igångsättning"),
        ("Framtagning av en plan", "ta fram en plan"),
        ("Vi tar fram en plan", "framtagande"),
        ("Nedläggning av en skola", "lägga ner skolan"),
        ("Skolan läggs ned", "nedläggningen"),
        ("Utbyggnad av parken", "bygga ut"),
        ("Anmälan till festen", "anmäla sig"),
    ],
)
def test_a_verb_with_a_particle_and_its_compound_find_each_other(db, text, query):
    SmallSite().add_article(text)
    assert titles_for(query) == [text]


@pytest.mark.parametrize(
    "text",
    ["Vi arbetar med barn", "Anna står för fikat", "Vi delar. Barnen skriver ut"],
)
def test_a_preposition_or_another_verbs_particle_makes_no_compound(text):
    assert not any(word.startswith(("medarb", "förstå", "utdel")) for word in made_of(text))


def made_of(text):
    return [word for _place, joined in particle_verbs(words(text)) for word in joined]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("dela ut", "En utdelning", "En <mark>utdelning</mark>"),
        ("utdelning", "Vi delar ut pris", "Vi <mark>delar</mark> ut pris"),
    ],
)
def test_what_was_found_by_the_compound_is_marked(query, text, marked):
    assert Highlighter(typed_words(query)).mark(text) == marked
