"""What is found where nobody writes just what was typed: parts, near words, what was meant."""

import pytest

from search.language.guesses import MOST_GUESSES, compounds_meant
from search.models import Synonym
from search.page.results import Results
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db
FILLING = "Här står mycket annat som handlar om väder, vind, färg, form, sten, trä och glas. " * 2


@pytest.fixture
def site():
    site = SmallSite()
    for words, also in {
        "rörelsehinder, funktionsnedsättning": "",
        "bostadslös, hemlös": "",
        "hemlös, uteliggare": "",
        "uteliggare, natthärbärge": "",
        "starta förening, bilda förening": "",
        "bestyrka": "intyga",
    }.items():
        Synonym.objects.create(words=words, also=also)
    for title, text in {
        "Kurs för nya kassörer": "Vi börjar i mars.",
        "Råden i staden": "Ett är rådet för äldre och för personer med funktionsnedsättning.",
        "Vintern": f"Om jul. {FILLING} Sist en marknad.",
        "Gymnastiken": f"Vi hoppar. {FILLING} Sist en kurs.",
        "Bidraget": "Ett bidrag till föreningar.",
        "Härbärget": "Ett natthärbärge öppnar.",
        "Uteliggarna": "Om uteliggare.",
        "En handling": "Någon ska intyga den.",
        "Förening": "Så startar man en förening.",
        "Sladden": "Dra den inte igång, och låt den ligga där den ligger.",
        "Ett nummer": "Den som hotas ringer 010-123 45 67.",
    }.items():
        site.add_article(title, body=[("text", f"<p>{text}</p>")])
    return site


def test_what_nobody_writes_is_found_by_what_is_nearest(site):
    for query, first in {
        "kassörskurs": "Kurs för nya kassörer",
        "kassörskurserna": "Kurs för nya kassörer",
        "rörelsehinderrådet": "Råden i staden",  # another word for one of the parts
        "föreningsbidarg": "Bidraget",  # one of the parts is misspelt
        "föreninsbidrag": "Bidraget",
        "bestyrkka": "En handling",  # a misspelt word of the register
        "bostadslös": "Uteliggarna",  # another word for another word
        "dra igång en förening": "Förening",  # only some of the words
        "vem ska jag ringa om jag hotas": "Ett nummer",  # what only asks is on no page
    }.items():
        results = Results(query)
        titles = [hit.card.title for hit in [*results.hits, *results.fill_up]]
        assert first in titles[:2], (query, titles)


def test_parts_that_stand_far_apart_and_words_further_off_are_no_hit(site):
    assert Results("julmarknad").nothing
    # A part stands in the title, or no dictionary has the word: pages with some of it, no hits.
    for query, title in {
        "gymnastikkurs": "Gymnastiken",
        "marknadsjul": "Vintern",
        "kassörsbidrag": "Kurs för nya kassörer",
        # The other words of its other words; the site has these, so none further off is looked for.
        "bostadslös": "Uteliggarna",
    }.items():
        results = Results(query)
        assert (results.total, [hit.card.title for hit in results.fill_up]) == (0, [title]), query


def test_a_page_is_filled_up_with_the_topic_and_with_parts_of_its_compound(site):
    site.add_article("Programmet", body=[("text", "<p>Kassörsfika på fredag.</p>")])
    site.add_article("Torget", body=[("text", "<p>Det ligger på Storgatan 1.</p>")])
    for query, hits, fill_up in (
        ("kassörsfika", ["Programmet"], ["Kurs för nya kassörer"]),
        ("sladden adress", [], ["Sladden"]),  # no other page for its address alone
        ("aktiviteter sladden", ["Sladden"], []),
    ):
        results = Results(query)
        found = [[hit.card.title for hit in some] for some in (results.hits, results.fill_up)]
        assert found == [hits, fill_up], query


def test_a_page_with_general_words_alone_is_no_answer(site):
    site.add_article("Ansök", body=[("text", "<p>Så ansöker man, och det är villkoren.</p>")])
    for query in ("ansöka om färdtjänst", "villkor för färdtjänst"):
        assert Results(query).nothing, query
    # Where the site has the thing, what it is asked about need not be said of it.
    assert [hit.card.title for hit in Results("bidragets innehåll").fill_up] == ["Bidraget"]


def test_a_word_made_of_a_known_verb_is_not_taken_for_another(site):
    site.add_article("En ökning av något")
    assert Results("sotning").nothing


def test_what_was_found_near_each_other_is_marked(site):
    hit = Results("kassörskurs").hits[0]
    assert hit.title == "<mark>Kurs</mark> för nya <mark>kassörer</mark>"


def test_guesses_are_bounded_for_any_word():
    for word in (
        "å" * 3000,
        "bidrag" * 500,
        "föreningsbidragsansökningsblankettx",
        "日本語の言葉です",
    ):
        assert len(compounds_meant(word)) <= MOST_GUESSES
