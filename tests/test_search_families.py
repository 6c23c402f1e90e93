"""Which words are forms of one, or of one family, where the dictionary says otherwise."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.search.models import IndexEntry

from search.language.analyser import keys, parts
from search.language.lexicon import with_dots
from search.models import IndexTask
from search.page.results import Results
from tests.pages import SmallSite


@pytest.mark.parametrize(
    "line",
    [
        "aktiv aktiva aktivt",
        "avslag avslaget avslagen",
        "beslut beslutet beslutets",
        "bro broar broarna bron",
        "förbund förbundet förbunden",
        "kontant kontanter kontanta",
        "kår kåren kårer",
        "lov loven lovet",
        "påsk påsken påskens",
        "skuld skulder skulderna",
        "tolka tolkar tolkade",
        "träna tränar tränade tränat",
        "utdrag utdraget",
        "val valen valet valens",
        "vuxen vuxna vuxnas vuxet",
        "måndag mån",
        "torsdag tors",
    ],
)
def test_the_forms_of_a_word_have_one_key(line):
    first, *forms = line.split()
    assert {form: keys(form).exact for form in forms} == dict.fromkeys(forms, keys(first).exact)


@pytest.mark.parametrize(
    ("word", "relative"),
    [("jämställd", "jämställdhet"), ("jämlik", "jämlikhet"), ("säker", "säkerhet")],
)
def test_a_quality_is_of_the_family_of_the_word_that_it_is_made_of(word, relative):
    assert keys(word).root == keys(relative).root


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("billig", "bil"),
        ("farlig", "fara"),
        ("tidig", "tid"),
        ("viktig", "vikt"),
        ("lägenhet", "läge"),
        ("lägenhet", "lag"),
        ("månad", "man"),
        ("vård", "värd"),
        ("råd", "rad"),
        ("sång", "säng"),
        ("inflytande", "inflytta"),
        ("it", "se"),
        ("ref", "räv"),
        ("sn", "socken"),
        ("tkr", "tycker"),
        ("träna", "träd"),
        ("första", "en"),
        ("hlr", "heller"),
    ],
)
def test_words_that_only_look_alike_are_no_family(word, other):
    assert keys(word).root != keys(other).root


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("manad", "Månaden"),
        ("lana talt", "Låna ett tält"),
        ("hjalp med laxor", "Läxhjälp"),
        ("julbrod", "Julbord"),
        ("rad", "En rad"),
    ],
)
def test_who_types_without_dots_finds_what_has_them(db, typed, title):
    site = SmallSite()
    for one in ("Månaden", "Låna ett tält", "Läxhjälp", "Julbord", "En rad", "Ett råd", "Lådor"):
        site.add_article(one, date="2024-05-01")
    results = Results(typed)
    assert next(hit.card.title for hit in [*results.hits, *results.fill_up]) == title


def test_a_word_is_tried_with_dots_in_so_many_ways_and_no_more():
    assert with_dots("laxor") == ("läxor",)
    assert with_dots("baka" * 10) == ()


def test_a_compound_is_taken_apart_where_its_parts_are_known_by_another_form():
    assert parts("kontantbetalning") == ("kontant", "betalning")
    assert keys("förstahjälpenkurs").parts == ("första", "hjälp", "kurs")


def test_an_upgrade_leaves_all_that_is_indexed_to_be_indexed_anew(db):
    SmallSite().add_article("Ett", date="2024-05-01")
    IndexTask.objects.all().delete()
    migration = import_module("search.migrations.0010_index_anew")
    migration.index_anew(apps, None)
    migration.index_anew(apps, None)
    waiting = set(IndexTask.objects.values_list("content_type_id", "object_id"))
    assert waiting == set(IndexEntry.objects.values_list("content_type_id", "object_id")) != set()
