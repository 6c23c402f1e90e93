"""Marks in titles and texts: whole words, parts of compounds, safe HTML, the best excerpt."""

import pytest

from search.language.typed import typed_words
from search.page.highlight import Highlighter


def mark(text, query):
    return Highlighter(typed_words(query)).mark(text)


def excerpt(text, query, **options):
    return Highlighter(typed_words(query)).excerpt(text, **options)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Lärandelunch om medborgardialoger", "dialog", "medborgar<mark>dialoger</mark>"),
        ("Lärandeluncherna", "larandelunch", "<mark>Lärandeluncherna</mark>"),
        ("Lärandeluncherna", "lärande lunch", "<mark>Lärandeluncherna</mark>"),
        ("En lärande lunch", "lärandelunch", "En <mark>lärande lunch</mark>"),
        ("Idrottsföreningarna", "förening", "Idrotts<mark>föreningarna</mark>"),
        ("Skolgårdens elever", "skolgård", "<mark>Skolgårdens</mark> elever"),
        ("Malmötimmen", "malmöt", "<mark>Malmöt</mark>immen"),
        ("Vad vi gör", "vad vi gör", "<mark>Vad</mark> <mark>vi</mark> <mark>gör</mark>"),
        ("Vad är dialog?", "vad är dialog", "Vad är <mark>dialog</mark>?"),
        ("Forskning", "forskare", "<mark>Forskning</mark>"),
        ("Social innovation", '"social innovation"', "<mark>Social</mark> <mark>innovation"),
    ],
)
def test_what_was_searched_for_is_marked(text, query, expected):
    assert expected in mark(text, query)


def test_the_rest_of_the_text_is_escaped():
    marked = mark("<script>alert('dialog')</script> & mer", "dialog")
    assert marked == (
        "&lt;script&gt;alert(&#x27;<mark>dialog</mark>&#x27;)&lt;/script&gt; &amp; mer"
    )


@pytest.mark.parametrize("query", ["", " ", "\x00", '"', "%s", "(", "<b>", "🎉", "a" * 4000])
def test_no_query_breaks_a_mark(query):
    assert mark("Dialog & samverkan", query) == "Dialog &amp; samverkan"
    assert excerpt("Dialog & samverkan", query) == "Dialog &amp; samverkan"


def test_an_excerpt_shows_the_place_that_has_most_of_the_query():
    text = (
        "Inledningen nämner dialog. " + "Mycket annat sägs också här. " * 30 + "Så kommer "
        "medborgardialogen i Malmö. " + "Och mer därtill. " * 30
    )
    shown = excerpt(text, "dialog malmö", length=120)
    assert shown.startswith("… Så kommer medborgar<mark>dialogen</mark> i <mark>Malmö</mark>.")
    assert shown.endswith(" …")
    assert len(shown) < 200


def test_an_excerpt_without_a_hit_is_the_beginning():
    assert excerpt("Ett två tre fyra", "saknas", length=9) == "Ett två …"
    assert excerpt("", "dialog") == ""


def test_an_excerpt_is_one_line():
    assert excerpt("Rad ett\n\nrad  två", "rad") == "<mark>Rad</mark> ett. <mark>rad</mark> två"
    text = "Tema\nVi möts.\n”Bra!”\nPlats:\nStadshuset\n22 mars\n"
    assert excerpt(text, "x") == "Tema. Vi möts. ”Bra!” Plats: Stadshuset. 22 mars"
