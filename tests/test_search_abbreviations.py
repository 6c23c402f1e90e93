"""Abbreviations that pages spell out: which are recognised, and what they find."""

import time

import pytest
from wagtail.models import Page, PageViewRestriction

from search.language.abbreviations import MOST_FOUND, spelled_out
from search.language.query import parse
from search.language.vocabulary import Vocabulary
from search.models import Abbreviation
from tests.pages import SmallSite
from tests.test_search_relevance import titles_for

SKR = "Sveriges Kommuner och Regioner"


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (f"Vi frågade {SKR} (SKR) om saken.", "skr", SKR),
        (f"Vi frågade SKR ({SKR}) om saken.", "skr", SKR),
        (f"SKR – {SKR} – svarade.", "skr", SKR),
        (f"Det säger {SKR}, förkortat SKR, i dag.", "skr", SKR),
        (f"{SKR}, som förkortas SKR.", "skr", SKR),
        (f"SKR står för {SKR}.", "skr", SKR),
        ("SKR (Sveriges Kom-\u00admuner) och annat", None, None),
        ("Ett idéburet offentligt partnerskap (IOP)", "iop", "idéburet offentligt partnerskap"),
        ("neuropsykiatriska diagnoser (NPD)", "npd", "neuropsykiatriska diagnoser"),
        ("svenska för invandrare (sfi)", "sfi", "svenska för invandrare"),
        ("LSS, lagen om stöd och service till vissa", "lss", "lagen om stöd och service"),
        ("Hos Arbetsförmedlingen (AF) finns", "af", "Arbetsförmedlingen"),
        ("Post- och telestyrelsen (PTS)", "pts", "Post- och telestyrelsen"),
        ("Mötet (se nedan) är öppet (OBS) för alla", None, None),
        ("Malmö stad (kommunen) och Malmö (Sverige)", None, None),
        ("Bidrag (högst 10 %) ges. SKR. Sveriges Kommuner och Regioner", None, None),
        ("Lägenheterna (LG) och Planen (PN)", None, None),
        ("SKR (som företräder Sveriges Kommuner och Regioner)", None, None),
    ],
)
def test_an_abbreviation_is_learned_where_a_text_spells_it_out(text, short, long):
    found = [(one.short, one.long) for one in spelled_out(text)]
    assert found == ([(short, long)] if short else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00 (\ud800)",
        "AB (AB) – AB (" * 20_000,
        "neuropsykiatriska funktionsnedsättningar (NPF) " * 10_000,
        ", som förkortas" * 20_000,
        "(" * 300_000,
        "A" * 300_000 + " (AAA)",
        " ".join(f"Anna{n} Bo{n} (AB)" for n in range(5000)),
    ],
)
def test_no_text_takes_long_or_has_many(text):
    start = time.process_time()
    assert len(spelled_out(text)) <= MOST_FOUND
    assert time.process_time() - start < 5


@pytest.fixture
def site(db):
    site = SmallSite()
    site.spelled_out = site.add_article("Avtal", introduction=f"Med {SKR} (SKR) har vi ett avtal.")
    site.add_article("SKR svarar")
    site.add_article(f"Vi frågar {SKR}")
    return site


@pytest.mark.parametrize("query", ["SKR", "skr", SKR, f"vad gör {SKR}", f'"{SKR}"'])
def test_an_abbreviation_and_what_it_means_find_each_other(site, query):
    found = titles_for(query)
    quoted = query.startswith('"')  # what is quoted stands so in the text
    assert len(found) == (2 if quoted else 3)
    first = "SKR svarar" if query.casefold() == "skr" else f"Vi frågar {SKR}"
    assert found.index(first) < 2


def test_what_a_hidden_page_or_a_draft_spells_out_is_not_known(site, commits):
    with commits():
        PageViewRestriction.objects.create(
            page=site.spelled_out, restriction_type=PageViewRestriction.LOGIN
        )
    assert titles_for("SKR") == ["SKR svarar"]
    with commits():
        PageViewRestriction.objects.all().delete()
    assert len(titles_for("SKR")) == 3
    page = Page.objects.get(pk=site.spelled_out.pk).specific
    page.introduction = "Ett annat avtal."
    page.save_revision()
    assert len(titles_for("SKR")) == 3
    page.unpublish()
    assert titles_for("SKR") == ["SKR svarar"]


def test_an_abbreviation_is_forgotten_with_the_last_text_that_has_it(site, commits):
    second = site.add_article("Mer", introduction=f"SKR ({SKR}) igen.")
    site.spelled_out.introduction = "Ett avtal."
    site.spelled_out.save_revision().publish()
    assert len(titles_for("SKR")) == 3
    with commits():
        second.delete()
    assert titles_for("SKR") == ["SKR svarar"]
    assert not Abbreviation.objects.exists()


def test_of_many_meanings_the_most_frequent_are_looked_for(db):
    site = SmallSite()
    for times, word in enumerate(("Sol", "Sten", "Stol", "Snö"), 1):
        for _ in range(times):
            site.add_article("Ordlista", introduction=f"{word} Kring Runt (SKR)")
    vocabulary = Vocabulary()
    parse("SKR", vocabulary=vocabulary)
    meanings = [one[0] for one in vocabulary.thesaurus.at(["skr"])[1]]
    assert meanings == ["snö", "stol", "sten"]


def test_an_abbreviation_whose_letters_are_many_does_not_keep_its_page_from_being_found(db):
    ligature = "\ufdfa"  # eighteen letters and spaces in one
    text = f"Abc{ligature * 3}xyzw bxx (a{ligature * 3}b)"
    SmallSite().add_text_page("Mangold", introduction=text)
    assert spelled_out(text) == []
    assert titles_for("mangold") == ["Mangold"]
