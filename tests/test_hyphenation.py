"""Soft hyphens: only in the longest words of headings, between the parts of a compound."""

import re

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from home.hyphenation import FITS, ORDINARY, SOFT_HYPHEN, hyphenate, hyphenate_headings
from tests.pages import SmallSite
from tests.test_seeds import seed_lines
from tests.worst_content import LONG, LONGEST_TITLE

WORDS = [
    "Medborgar|budgets|berednings|arbets|gruppsmöte",
    "Förenings|samverkans|överens|kommelse|kommittén",
    "översvämnings|skyddsåtgärder",
    "trygghets|skapande|åtgärds|programmen",
    "demokrati|utvecklings|avdelningen",
    "funktions|nedsättnings|perspektiv",
    "brotts|förebyggande|samordning",
    "Tillgäng|lighets|redogörelse",
]


def shown(source, value):
    return Template("{% load swedish %}" + source).render(Context({"value": value}))


@pytest.mark.parametrize("word", WORDS)
def test_a_long_compound_is_divided_between_its_parts(word):
    assert hyphenate(word.replace("|", "")).replace(SOFT_HYPHEN, "|") == word


@pytest.mark.parametrize("word", WORDS)
def test_every_piece_of_a_long_word_fits_on_the_narrowest_screen(word):
    assert max(map(len, word.split("|"))) <= FITS


@given(st.text(alphabet="abdeginorstuåäöABÅ -.", max_size=80))
def test_no_letter_is_lost_and_ordinary_words_are_left_alone(text):
    result = hyphenate(text)
    assert result.replace(SOFT_HYPHEN, "") == text
    if all(len(word) <= ORDINARY for word in re.split(r"[ .-]", text)):
        assert result == text


def test_no_word_of_the_source_texts_is_changed():
    assert [line for line in seed_lines() if hyphenate(line) != line] == []


@pytest.mark.parametrize(
    "address",
    [
        f"{LONG.lower()}@malmo.se",
        f"https://exempel.se/{LONG.lower()}/",
        f"www.{LONG.lower()}.se",
    ],
)
def test_an_address_in_a_heading_keeps_its_characters(address):
    assert hyphenate(address) == address


def test_an_editors_own_soft_hyphens_are_the_only_ones():
    word = "översvämningsskydds\u00adåtgärder"
    assert hyphenate(word) == word


def test_in_rich_text_only_the_headings_are_hyphenated():
    markup = f'<h2 id="{LONG}"><a title="{LONG}">{LONG}</a></h2><p>{LONG}</p>'
    result = hyphenate_headings(markup)
    assert result == f'<h2 id="{LONG}"><a title="{LONG}">{hyphenate(LONG)}</a></h2><p>{LONG}</p>'
    assert shown("{{ value|typeset }}", mark_safe(markup)) == result


def test_a_heading_is_escaped_once_and_an_empty_one_is_empty():
    assert shown("{{ value|heading }}", f"{LONG} & <b>") == f"{hyphenate(LONG)} &amp; &lt;b&gt;"
    assert shown("{{ value|heading }}", mark_safe("a &amp; b")) == "a &amp; b"
    assert shown("{{ value|heading }}", None) == ""


@pytest.mark.django_db
def test_a_page_has_soft_hyphens_in_its_headings_and_nowhere_else(client):
    site = SmallSite()
    article = site.add_article(LONGEST_TITLE, introduction=LONGEST_TITLE)
    for url in (article.get_url(), site.news.get_url()):
        html = client.get(url).content.decode()
        assert hyphenate(LONG) in html
        assert SOFT_HYPHEN not in re.sub(r"<h[123].*?</h[123]>", "", html, flags=re.DOTALL)
    assert SOFT_HYPHEN not in client.get(f"{site.news.get_url()}flode.xml").content.decode()
