"""The analyser: which words meet, which compounds come apart, and which do not."""

import pytest

from search.language.analyser import (
    STOP,
    content_words,
    fold,
    index_text,
    keys,
    parts,
    related,
    words,
    written_key,
)
from search.language.typed import typed_words


@pytest.mark.parametrize(
    "forms",
    [
        "förening föreningen föreningar föreningarna föreningarnas",
        "lärandelunch lärandelunchen lärandeluncher lärandeluncherna larandelunch",
        "medborgardialog medborgardialoger medborgardialogernas",
        "möte mötet möten mötena",
        "stad staden städer städernas",
        "Malmöandan Malmöandans",
        "gräsrot gräsrötter",
        "cykel cykeln cyklar cyklarna",
        "kasse kassen kassar",
        "granne grannen grannar",
    ],
)
def test_the_forms_of_a_word_have_one_key(forms):
    assert len({keys(form.casefold()).exact for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "family",
    [
        "samordna samordnare samordning",
        "forska forskare forskning",
        "anmäla anmälan anmälning",
        "jämlik jämlikhet jämlikt",
        "hållbar hållbart hållbarhet",
        "samverka samverkan",
        "föreläsa föreläsare föreläsning",
        "handel handla handlar handlade handling",
        "cykel cykla cyklar cykling",
        "segel segla seglar seglare segling",
        "vatten vattnet vattna",
        "hinder hindret hindra hindrar",
        "tävling tävla tävlar",
        "öppen öppet öppna öppning öppenhet",
        "säker säkra säkerhet",
        "bo bor bott boende boendet",
        "äga ägare ägande",
        "delta deltagare deltagande",
        "räkna räkning",
        "kosta kostnad kostnader",
        "prenumerera prenumeration",
    ],
)
def test_a_family_of_words_has_one_root(family):
    assert len({keys(word).root for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("kurser", "kur"),
        ("uppdrag", "uppdra"),
        ("planet", "plan"),
        ("medel", "medla"),
        ("varning", "vara"),
        ("väder", "vad"),
    ],
)
def test_what_only_looks_like_a_form_of_a_word_has_another_root(word, other):
    assert keys(word).root != keys(other).root


def test_the_very_word_differs_from_its_relatives():
    assert keys("forskare").exact != keys("forskning").exact


@pytest.mark.parametrize("word", ["innehåll", "uppehåll", "användbarhet"])
def test_what_only_sounds_like_a_compound_has_no_parts(word):
    assert keys(word).parts == ()


@pytest.mark.parametrize("text", ["450 000 kronor", "450.000 kronor", "450,000 kronor"])
def test_a_large_number_is_one_however_it_is_written(text):
    assert words(text) == ["450000", "kronor"]


def test_a_word_with_a_hyphen_is_also_found_as_one():
    assert {"e", "post", "epost"} <= set(index_text("Skicka e-post").split())
    assert keys("pitkäkangas").exact in index_text("Lari Pitkä-Kangas").split()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("medborgardialog", "medborgare dialog"),
        ("lärandelunch", "lära lunch"),
        ("idéverkstad", "idé verkstad"),
        ("samhällsutmaningar", "samhälle utmaning"),
        ("kvinnojour", "kvinna jour"),
        ("idrottsföreningarna", "idrott förening"),
        ("skolgården", "skol gård"),
        ("tjänstepersoner", "tjänst person"),
        ("stadsdelarna", "stad del"),
        ("språkvän", "språk vän"),
        ("byförening", "by förening"),
        ("datorhjälp", "dator hjälp"),
        ("bjursåsskolan", "bjursås skola"),
        ("pumptrackbanan", "pumptrack bana"),
    ],
)
def test_a_compound_has_its_parts(word, expected):
    assert " ".join(keys(word).parts) == expected


def test_a_compound_of_three_has_all_of_them():
    assert {keys("budget").root, keys("medborgare").root, keys("process").root} <= set(
        related("medborgarbudgetprocess")
    )


def test_a_compound_within_a_compound_is_found():
    assert keys("bordtennis").root in related("bordtennisklubb")


def test_a_noun_with_its_article_has_no_key_as_it_is_written():
    assert [written_key(word) for word in ("seminarierna", "föreningen")] == ["", ""]
    assert [written_key(word) for word in ("seminarier", "möten")] == ["seminarier2", "moten2"]


WHOLE = """
centrum bygglov kultur storlek
forskare förening utbildning överenskommelse verkstad planering göteborg samtal organisation
verksamhet delaktighet kompetens samverkan
"""


@pytest.mark.parametrize("word", WHOLE.split())
def test_what_only_looks_like_a_compound_stays_whole(word):
    assert parts(word) == ()


def test_the_opposite_is_about_the_same():
    assert keys("jämlik").root in related("ojämlikhet")


def test_diacritics_are_folded_but_stop_words_are_told_apart_first():
    assert fold("Pitkä-Kangas, idé, Ångström, Łódź") == "pitka-kangas, ide, angstrom, lodz"
    assert keys("larandelunch").exact == keys("lärandelunch").exact
    assert content_words("är år väl val för far") == ["år", "väl", "val", "far"]


def test_words_are_read_as_people_write_them():
    assert words("Fastighets- och gatukontoret") == ["fastighets", "och", "gatukontoret"]
    assert words("450 000 kr, 2 500 kronor") == ["450000", "kr", "2500", "kronor"]
    assert words("kl. 12.15–12.55") == ["kl", "12", "15", "12", "55"]
    assert words("med\u00adborgar e\u0301 https://exempel.se/en/lang/stig?a=b slut") == [
        *("medborgar", "é", "https", "exempel", "se", "slut"),
    ]


def test_what_is_indexed_has_the_words_in_order_then_their_families():
    assert index_text("Öppna möten för föreningar").split() == [
        *("oppen", "mote", "forening"),
        *("oppna2", "oeppn0", "moten2", "moet0", "foreningar2", "foeren0"),
    ]


def test_a_title_of_stop_words_can_be_found():
    assert index_text("Vad vi gör", with_stop_words=True).split() == [
        "vad" + STOP,
        "vi" + STOP,
        "gor" + STOP,
    ]
    assert typed_words("vad vi gör")[:2] == (["vad", "vi", "gör"], [])


def test_a_query_is_read_as_words_and_quotations():
    assert typed_words('dialog "social innovation" i Malmö')[:2] == (
        ["dialog", "malmö"],
        [["social", "innovation"]],
    )
    assert typed_words('ett "ensamt citattecken')[:2] == (["ensamt", "citattecken"], [])
    assert typed_words("nar ar motet")[:2] == (["motet"], [])
    assert typed_words("\x00 \" ' ( ) * % {} [] 🎉 ")[:2] == ([], [])


def test_a_query_is_cut():
    assert len(typed_words(" ".join(f"ord{n}" for n in range(100)))[0]) == 12
    assert typed_words("a" * 4000)[0] == ["a" * 40]


def test_the_longest_word_is_read_quickly():
    assert keys("ab" * 20).exact
    assert parts("medborgar" * 4 + "dial") == ()
