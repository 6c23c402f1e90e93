"""What the search field suggests, as JSON for static/js/search.js."""

import pytest
from wagtail.models import PageViewRestriction

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


@pytest.mark.parametrize("text", ["", "l", " l ", "\x00l"])
def test_nothing_is_suggested_before_the_second_letter(site, suggest, text):
    assert suggest(text) == {"pages": [], "words": []}


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
