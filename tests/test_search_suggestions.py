"""What the search field suggests, as JSON for static/js/search.js."""

import pytest
from wagtail.models import PageViewRestriction

from search.models import TitleKey
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def suggest(client):
    def ask(text):
        response = client.get("/sok/forslag/", {"q": text})
        assert response.status_code == 200
        return response.json()

    return ask


def titles(found):
    return [page["title"] for page in found["pages"]]


def test_a_page_is_suggested_with_its_address_and_type(site, suggest):
    page = site.add_article("Mangold gror")
    assert suggest("mang")["pages"] == [{"title": "Mangold gror", "url": page.url, "type": "Nyhet"}]


def test_words_of_the_pages_are_suggested_but_not_those_that_are_a_title(site, suggest):
    site.add_text_page("Mangold", introduction="Mangoldsoppa med rabarber.")
    found = suggest("mangold")
    assert titles(found) == ["Mangold"]
    assert [word.casefold() for word in found["words"]] == ["mangoldsoppa"]


@pytest.mark.parametrize("text", ["larande", "LÄRANDE", " lärande ", "lä", "lunch"])
def test_half_words_parts_and_words_without_dots_are_enough(site, suggest, text):
    assert "Lärandelunch" in titles(suggest(text))


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["", "l", " l ", "\x00l"])
def test_nothing_is_suggested_before_the_second_letter(site, suggest, text):
    assert suggest(text) == {"pages": [], "words": []}


@pytest.mark.one_database
def test_no_more_than_eight_are_suggested(site, suggest):
    for number in range(9):
        site.add_text_page(f"Mangold {number}", introduction=f"Mangold{'x' * number}en är god.")
    found = suggest("mang")
    assert len(found["pages"]) == 5
    assert len(found["words"]) == 3


def test_what_is_hidden_is_not_suggested(site, suggest):
    draft, private = site.add_text_page("Mangold ett"), site.add_text_page("Mangold två")
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert titles(suggest("mangold")) == []


def test_a_word_that_says_nothing_suggests_no_page(site, suggest):
    for title in ("Mangold med rabarber", "Medborgarbudget", "Vad gör Mangold"):
        site.add_text_page(title)
    assert titles(suggest("med")) == ["Medborgarbudget"]
    assert titles(suggest("vad")) == []
    assert titles(suggest("vad gö")) == ["Vad gör Mangold"]
    assert titles(suggest("rabarber med")) == []


@pytest.mark.one_database
def test_suggestions_may_be_kept_for_a_minute_by_everybody(client):
    response = client.get("/sok/forslag/", {"q": "lära"})
    assert response.headers["Content-Type"] == "application/json"
    assert set(response.headers["Cache-Control"].split(", ")) == {"public", "max-age=60"}
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.post("/sok/forslag/").status_code == 405


def test_suggestions_ask_three_questions_at_most(site, client, django_assert_max_num_queries):
    site.add_text_page("Mangold")
    client.get("/sok/forslag/", {"q": "mang"})
    with django_assert_max_num_queries(3):
        client.get("/sok/forslag/", {"q": "mang"})


def test_the_words_of_a_draft_are_not_suggested_and_a_new_title_is_at_once(site, suggest):
    page = site.add_text_page("Mangold")
    page.title = "Rabarber"
    page.save_revision()
    assert titles(suggest("rabar")) == []
    page.save_revision().publish()
    assert titles(suggest("rabar")) == ["Rabarber"]
    assert titles(suggest("mang")) == []
    page.delete()
    assert titles(suggest("rabar")) == []


@pytest.mark.parametrize(
    "typed", ["samverkan i malmö", "samverk mal", "mötens samv", "malmö mo", "mötesplatser sam"]
)
def test_a_page_has_all_words_that_were_typed_the_last_one_half(site, suggest, typed):
    site.add_text_page("Möten om samverkan i Malmö")
    site.add_text_page("Samverkan i Lund")
    site.add_text_page("Malmö")
    expected = [] if typed.startswith("mötesp") else ["Möten om samverkan i Malmö"]
    assert titles(suggest(typed)) == expected


def test_however_many_titles_begin_so_as_many_keys_are_read(site, suggest):
    for number in range(3):
        site.add_text_page(f"Mangold {number}")
    hidden = site.add_text_page("Mangold privat")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    mangold = site.add_text_page("Mangold")
    entry = mangold.search_entry
    # As if of very many pages: what comes first in the index, and has no right to be suggested.
    TitleKey.objects.bulk_create(TitleKey(entry=entry, key="mangold") for _ in range(500))
    found = titles(suggest("mangold"))
    assert found[0] == "Mangold"
    assert "Mangold privat" not in found
