"""The search page: facets, pages, what was meant, chosen hits, and help where there is nothing."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query
from wagtail.models import PageViewRestriction

from home.models import SiteSettings
from tests.pages import SmallSite, moment
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def search(client):
    """Return a function that searches and returns the <main> of the page."""

    def look_for(query, **more):
        response = client.get("/sok/", {"q": query, **more})
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser").main

    return look_for


def titles(main, where=".hits"):
    return [link.get_text() for link in main.select(f"{where} h3 a")]


def status(main):
    return text_of(main.select_one("[role=status]")).strip()


def boxes(main, name):
    """Return {label of a box: whether it is ticked} of a facet."""
    return {
        text_of(main.find("label", {"for": box["id"]})): box.has_attr("checked")
        for box in main.find_all("input", {"name": name})
    }


def news_of_two_years(site):
    site.add_article("Mangold sås", date=moment(2021, 5, 1).date())
    site.add_article("Mangold gror", date=moment(2022, 5, 1).date())
    site.add_event("Mangold skördas", start=moment(2022, 9, 1, 12))
    site.add_text_page("Mangold")


def test_hits_are_counted_by_type_and_by_the_year_of_the_card(site, search):
    news_of_two_years(site)
    main = search("mangold")
    assert main.details.summary.get_text(strip=True) == "Filtrera träffarna"
    assert not main.details.has_attr("open")
    kinds = {"Evenemang (1)": False, "Nyheter (2)": False, "Andra sidor (1)": False}
    assert boxes(main, "typ") == kinds
    assert boxes(main, "ar") == {"2022 (2)": False, "2021 (1)": False}


def test_a_facet_narrows_the_hits_and_is_counted_without_its_own_choice(site, search):
    news_of_two_years(site)
    main = search("mangold", typ="nyhet", ar="2022")
    assert titles(main) == ["Mangold gror"]
    assert "1 träff på ”mangold” med ditt filter." in status(main)
    assert main.details.has_attr("open")
    assert boxes(main, "typ") == {"Evenemang (1)": False, "Nyheter (1)": True}
    assert boxes(main, "ar") == {"2022 (1)": True, "2021 (1)": False}
    assert main.find("a", string="Visa alla 4 träffar")["href"] == "?q=mangold"


@pytest.mark.one_database
def test_several_boxes_of_one_facet_add_up(site, search):
    news_of_two_years(site)
    assert len(titles(search("mangold", typ=["nyhet", "sida"]))) == 3
    assert len(titles(search("mangold", ar=["2021", "2022"]))) == 3


@pytest.mark.one_database
def test_a_choice_that_leaves_nothing_says_so_and_can_be_taken_back(site, search):
    news_of_two_years(site)
    main = search("mangold", typ="person")
    assert "Inga träffar på ”mangold” med ditt filter." in status(main)
    assert boxes(main, "typ")["Personer (0)"]
    assert main.find("a", string="Visa alla 4 träffar")


@pytest.mark.parametrize(
    "choice",
    [
        {"typ": "bil"},
        {"typ": ""},
        {"ar": "tvåtusen"},
        {"ar": "99999"},
        {"ar": "\x00"},
        {"ar": "²²²²"},
    ],
)
def test_an_unknown_choice_is_no_choice(site, search, choice):
    news_of_two_years(site)
    main = search("mangold", **choice)
    assert len(titles(main)) == 4
    assert not main.details.has_attr("open")


@pytest.mark.one_database
def test_the_facets_keep_the_query_and_so_does_the_next_page(site, search):
    for number in range(12):
        site.add_text_page(f"Mangold {number}")
    site.add_article("Mangold")
    main = search("mangold", typ="sida", exakt="1")
    form = main.details.form
    assert form.find("input", {"name": "q"})["value"] == "mangold"
    assert form.find("input", {"name": "exakt"})
    following = main.find("a", rel="next")["href"]
    assert set(following.lstrip("?").split("&")) == {"q=mangold", "typ=sida", "exakt=1", "sida=2"}


@pytest.mark.one_database
def test_one_kind_and_no_years_leave_nothing_to_choose_between(site, search):
    site.add_text_page("Mangold")
    assert search("mangold").details is None


@pytest.mark.one_database
def test_the_title_says_what_was_searched_for_and_which_page_it_is(site, client):
    for number in range(12):
        site.add_text_page(f"Mangold {number}")
    response = client.get("/sok/", {"q": "mangold", "sida": "2"})
    page = BeautifulSoup(response.content, "html.parser")
    assert page.title.get_text() == "Sök efter ”mangold”, sida 2 av 2 – Malmöandan"
    assert page.find("link", rel="canonical") is None


@pytest.mark.one_database
def test_what_was_searched_for_is_marked_in_title_and_excerpt(site, search):
    site.add_text_page("Medborgardialog", introduction="Vi för <dialoger> i staden.")
    hit = search("dialog").select_one(".hit")
    assert hit.h3.mark
    assert "dialoger" in [mark.get_text() for mark in hit.select("p mark")]
    assert "<dialoger>" in hit.get_text()


@pytest.mark.one_database
def test_whoever_insists_and_gets_some_of_the_words_is_asked_what_was_meant(site, search):
    site.add_text_page("Medborgarbudget")
    site.add_text_page("Mangold")
    main = search("medborgarbugdet mangold", exakt="1")
    assert titles(main) == ["Mangold"]
    assert "menade du medborgarbudget mangold?" in status(main).casefold()


@pytest.mark.one_database
def test_an_event_among_the_hits_says_its_state(site, search):
    site.add_event("Mangold", start=timezone.now() + timedelta(days=3), registration="none")
    assert text_of(search("mangold").select_one(".hit .state")).strip() == "Ingen anmälan behövs"


def test_few_hits_are_filled_up_under_a_heading_of_their_own(site, search):
    site.add_text_page("Mangold och rabarber")
    for number in range(12):
        site.add_text_page(f"Rabarber {number}")
    main = search("mangold rabarber")
    assert status(main) == "1 träff på ”mangold rabarber”"
    first, others = main.select(".hits")
    assert [a.get_text() for a in first.select("h3 a")] == ["Mangold och rabarber"]
    assert others.find_previous("h2").get_text() == "Sidor med några av orden"
    assert len(others.select(".hit")) == 9
    assert "Mangold och rabarber" not in others.get_text()
    assert main.select_one(".pagination") is None


@pytest.mark.one_database
def test_of_one_word_a_page_has_parts_and_not_some_of_the_words(site, search):
    site.add_text_page("Budgeten i år")
    site.add_text_page("En park")
    main = search("parkbudget")
    assert status(main) == "Inga träffar på ”parkbudget”."
    assert "Sidor om något liknande" in [heading.get_text() for heading in main.select("h2")]


@pytest.mark.one_database
def test_a_page_with_some_of_the_words_that_stands_among_the_hits_says_so(site, search):
    elsewhere = "".join(f"<p>Punkt {number} om annat i staden.</p>" for number in range(60))
    both = [("text", f"<p>En kväll.</p>{elsewhere}<p>Någon odlar mangold.</p>")]
    site.add_text_page("Allt möjligt", body=both)
    site.add_text_page("Odla mangold")
    main = search("mangold på kvällen")
    assert status(main) == "1 träff på ”mangold på kvällen”"
    partial, whole = main.select(".hits .hit")
    assert partial.select_one("h3").get_text() == "Odla mangold"
    assert "Har några av orden" in text_of(partial)
    assert "Har några av orden" not in text_of(whole)


@pytest.mark.one_database
def test_when_no_page_has_all_words_that_is_said_before_pages_with_some(site, search):
    site.add_text_page("Mangold")
    site.add_text_page("Rabarber")
    main = search("mangold rabarber")
    assert status(main) == "Inga träffar på alla orden i ”mangold rabarber”."
    assert set(titles(main)) == {"Mangold", "Rabarber"}


@pytest.mark.one_database
def test_pages_with_some_of_the_words_have_no_boxes_that_would_count_none_of_them(site, search):
    site.add_event("Mangold", start=moment(2022, 9, 1, 12))
    site.add_article("Rabarber", date=moment(2021, 5, 1).date())
    assert search("mangold rabarber").details is None
    main = search("mangold rabarber", typ="evenemang")
    assert titles(main) == ["Mangold"]
    assert main.details is None
    assert main.find("a", string="Ta bort filtret")["href"] == "?q=mangold+rabarber"


@pytest.mark.one_database
def test_ten_hits_need_no_filling_up(site, search):
    for number in range(10):
        site.add_text_page(f"Mangold och rabarber {number}")
    site.add_text_page("Rabarber")
    assert len(search("mangold rabarber").select(".hits")) == 1


def test_a_misspelt_word_is_put_right_and_the_way_back_is_shown(site, search):
    site.add_text_page("Medborgarbudget")
    main = search("medborgarbugdet")
    assert titles(main) == ["Medborgarbudget"]
    assert "Visar träffar för medborgarbudget." in status(main).replace("Medborgar", "medborgar")
    assert main.find("input", {"name": "q"})["value"] == "medborgarbugdet"
    back = main.find("a", string="Sök i stället efter medborgarbugdet")["href"]
    assert back == "?q=medborgarbugdet&exakt=1"


@pytest.mark.one_database
def test_whoever_insists_gets_no_hits_and_the_question_what_was_meant(site, search):
    site.add_text_page("Medborgarbudget")
    main = search("medborgarbugdet", exakt="1")
    assert titles(main) == []
    text = text_of(main)
    assert "Inga träffar på ”medborgarbugdet”" in text
    assert "Där finns 1 träff." in text
    meant = main.select_one("strong > a")
    assert meant.get_text().casefold() == "medborgarbudget"
    assert "exakt" not in meant["href"]


def test_editors_choice_stands_above_the_hits(site, search):
    page = site.add_text_page("Mangold")
    chosen = site.add_text_page("Odla själv")
    query = Query.get("mangold")
    query.editors_picks.create(page=chosen, description="Så gör du.", sort_order=0)
    elsewhere = {"external_link_url": "https://example.org/", "external_link_text": "En bok"}
    query.editors_picks.create(**elsewhere, sort_order=1)
    main = search("Mangold")
    assert main.select_one(".promoted h2").get_text() == "Vi tipsar"
    assert titles(main, ".promoted") == ["Odla själv", "En bok"]
    assert main.select_one(".promoted a")["href"] == chosen.url
    assert titles(main) == [page.title]
    assert status(main) == "1 träff på ”Mangold”"


def test_a_chosen_page_that_is_hidden_is_not_shown(site, search):
    draft, private = site.add_text_page("Ofärdigt"), site.add_text_page("Privat")
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (draft, private):
        Query.get("mangold").editors_picks.create(page=page)
    main = search("mangold")
    assert main.select_one(".promoted") is None
    assert "Ofärdigt" not in main.get_text()


@pytest.mark.one_database
def test_finding_nothing_shows_what_else_there_is(site, search):
    site.add_article("En nyhet", date=moment(2022, 5, 1).date())
    site.add_event("Ett möte", start=timezone.now() + timedelta(days=3))
    site.add_event("Inställt möte", start=timezone.now() + timedelta(days=2), change="cancelled")
    settings = SiteSettings.for_site(site.site)
    settings.contact_email = "hej@example.org"
    settings.save()
    main = search("xyzzy")
    for words in ("Inga träffar på ”xyzzy”", "Kontrollera", "hej@example"):
        assert words in text_of(main)
    assert main.select("h3") == []  # what nobody asked for is no hit
    beside = text_of(main.find_next_sibling("aside"))
    assert "En nyhet" in beside
    assert "Ett möte" in beside
    assert "Inställt möte" not in beside


@pytest.mark.one_database
def test_the_empty_page_leads_to_the_sections_and_counts_nothing(site, search):
    main = search("  ")
    assert titles(main) == []
    assert [link.get_text(strip=True) for link in main.select(".link-list a")] == ["Vad vi gör"]
    assert "träffar" not in text_of(main)
