"""What editors see of searches, what is kept of them, and what they can do about them."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from search.models import SearchOutcome, Synonym
from search.page import synonym_effect
from search.page.searches import BUSY_TIMEOUT, popular_searches, short_busy_timeout
from search.page.synonym_effect import effect_of
from tests.pages import SmallSite
from tests.reading import text_of

REPORT = "/admin/sokningar/"
NOT_KEPT = [
    "anna@example.org",
    "kontakta anna@example.org nu",
    "040-34 10 00",
    "+46 70 123 45 67",
    "19800101-1234",
    "800101-1234",
    "800101",
    "8 0 0 1 0 1",
    "mangold " * 12,
]


@pytest.fixture
def site(db):
    return SmallSite()


def look_for(client, query, times=1, **more):
    for _ in range(times):
        assert client.get("/sok/", {"q": query, **more}).status_code == 200


def kept():
    """Return {words: (how many times, how many hits)}."""
    outcomes = dict(SearchOutcome.objects.values_list("query_id", "found"))
    return {
        query.query_string: (query.hits, outcomes.get(query.pk)) for query in Query.objects.all()
    }


def rows(client, **more):
    """Return the report as rows of texts."""
    response = client.get(REPORT, more)
    assert response.status_code == 200
    table = BeautifulSoup(response.content, "html.parser").find("table", class_="listing")
    if table is None:
        return []
    for actions in table.select(".search-actions"):
        actions.decompose()
    return [[text_of(cell).strip() for cell in row("td")] for row in table.tbody("tr")]


def test_searches_are_counted_with_what_they_found(site, client):
    site.add_text_page("Mangold")
    look_for(client, "mangold", times=2)
    look_for(client, " MANGOLD ")
    look_for(client, "xyzzy")
    assert kept() == {"mangold": (3, 1), "xyzzy": (1, 0)}


def test_what_a_search_finds_is_what_it_found_last(site, client):
    look_for(client, "mangold")
    site.add_text_page("Mangold")
    look_for(client, "mangold")
    assert kept() == {"mangold": (2, 1)}


def test_a_misspelt_search_is_counted_as_what_was_meant(site, client):
    site.add_text_page("medborgarbudget")
    look_for(client, "medborgarbugdet")
    assert kept() == {"medborgarbudget": (1, 1)}


def test_further_pages_facets_suggestions_and_heads_are_not_searches(site, client):
    for number in range(12):
        site.add_text_page(f"Mangold {number}")
    look_for(client, "mangold", sida="2")
    look_for(client, "mangold", typ="sida")
    client.get("/sok/forslag/", {"q": "mangold"})
    client.head("/sok/", {"q": "mangold"})
    look_for(client, "")
    assert kept() == {}


@pytest.mark.one_database
@pytest.mark.parametrize("query", NOT_KEPT)
def test_what_may_be_about_a_person_is_searched_for_but_not_kept(site, client, query):
    look_for(client, query)
    assert kept() == {}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query", ["våren 2021", "26 maj 2021", "agenda 2030", "föreningar i hyllie"]
)
def test_years_days_and_names_of_pages_are_kept(site, client, query):
    look_for(client, query)
    assert list(kept()) == [query]


def test_nothing_is_kept_of_who_searched():
    fields = {
        f.name for model in (Query, QueryDailyHits, SearchOutcome) for f in model._meta.fields
    }
    assert fields == {"id", "query_string", "query", "date", "hits", "found"}


def test_a_search_is_written_in_few_statements(site, client):
    look_for(client, "mangold", times=2)
    with CaptureQueriesContext(connection) as captured:
        look_for(client, "mangold")
    written = [q for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(written) == 1


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="on PostgreSQL nobody waits: only SQLite has one writer"
)
def test_a_search_does_not_wait_for_another_writer(db):
    def patience():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    usual = patience()
    with short_busy_timeout():
        assert patience() == BUSY_TIMEOUT < usual
    assert patience() == usual


def test_old_counts_are_forgotten_by_the_periodic_work_but_not_chosen_hits(site, client):
    look_for(client, "mangold")
    look_for(client, "rabarber")
    page = site.add_text_page("Sida")
    Query.objects.get(query_string="rabarber").editors_picks.create(page=page)
    call_command("work")
    assert set(kept()) == {"mangold", "rabarber"}
    QueryDailyHits.objects.update(date=timezone.localdate() - timedelta(days=200))
    call_command("work")
    assert set(kept()) == {"rabarber"}
    assert not QueryDailyHits.objects.exists()


def test_the_report_shows_the_most_frequent_first_and_those_without_hits(site, client, redaktor):
    site.add_text_page("Mangold")
    look_for(client, "xyzzy")
    look_for(client, "mangold", times=3)
    client.force_login(redaktor)
    today = timezone.localdate()
    everything = rows(client)
    assert [row[:3] for row in everything] == [["mangold", "3", "1"], ["xyzzy", "1", "0"]]
    assert everything[0][3] == date_format(today, "j F Y")
    assert [row[0] for row in rows(client, traffar="inga")] == ["xyzzy"]
    assert [row[0] for row in rows(client, q="xyz")] == ["xyzzy"]
    assert rows(client, q="finns inte") == []


def test_a_search_whose_outcome_is_not_known_is_in_the_report(db, client, redaktor):
    Query.get("mangold").add_hit()
    client.force_login(redaktor)
    assert rows(client)[0][:3] == ["mangold", "1", ""]
    assert rows(client, traffar="inga") == []


@pytest.mark.one_database
def test_the_report_leads_to_choosing_a_page_for_a_search(site, client, redaktor):
    chosen = site.add_text_page("Odla själv")
    look_for(client, "xyzzy")
    client.force_login(redaktor)
    html = BeautifulSoup(client.get(REPORT).content, "html.parser")
    button = next(link for link in html("a") if text_of(link).strip() == "Lyft fram en sida")
    form = BeautifulSoup(client.get(button["href"]).content, "html.parser")
    assert form.find("input", {"name": "query_string"})["value"] == "xyzzy"
    data = {
        "query_string": "xyzzy",
        "editors_picks-TOTAL_FORMS": "1",
        "editors_picks-INITIAL_FORMS": "0",
        "editors_picks-0-page": chosen.pk,
        "editors_picks-0-ORDER": "1",
        "editors_picks-0-description": "Så gör du.",
    }
    assert client.post(button["href"], data).status_code == 302
    assert SearchPromotion.objects.get().page_id == chosen.pk
    assert "Vi tipsar" in client.get("/sok/", {"q": "xyzzy"}).content.decode()
    assert "Ändra söktips" in client.get(REPORT).content.decode()


SYNONYMS = "/admin/snippets/search/synonym/"


def test_a_search_is_made_a_synonym_and_what_that_changes_is_shown_before_it_is_saved(
    site, client, redaktor
):
    site.add_text_page("Så söker ni bidrag")
    site.add_text_page("Bidrag till kultur")
    look_for(client, "pengar", times=2)
    look_for(client, "pengar till kultur")
    look_for(client, "rabarber")
    client.force_login(redaktor)
    report = BeautifulSoup(client.get(REPORT).content, "html.parser")
    link = next(a for a in report("a") if text_of(a).strip() == "Gör till synonym")
    assert link["href"] == f"{SYNONYMS}add/?ord=pengar"
    form = BeautifulSoup(client.get(link["href"]).content, "html.parser")
    assert form.find("input", {"name": "words"})["value"] == "pengar, "
    assert form.find("button", {"name": "show-effect"})
    data = {"words": "pengar, bidrag", "also": "", "show-effect": "1"}
    shown = BeautifulSoup(client.post(f"{SYNONYMS}add/", data).content, "html.parser")
    rows = shown.find(id="synonym-effect").tbody("tr")
    assert [[text_of(cell).strip() for cell in row(["th", "td"])] for row in rows] == [
        ["pengar", "2", "0", "2"],
        ["pengar till kultur", "1", "0", "1"],
    ]
    assert shown.find("input", {"name": "words"})["value"] == "pengar, bidrag"
    assert not Synonym.objects.exists()
    client.post(f"{SYNONYMS}add/", {"words": "pengar, bidrag", "also": ""})
    synonym = Synonym.objects.get()
    # Taken away again, searches find fewer.
    data["words"] = "pengar, mynt"
    shown = client.post(f"{SYNONYMS}edit/{synonym.pk}/", data).content.decode()
    assert "Träffar sedan" in shown
    synonym.refresh_from_db()
    assert synonym.words == "pengar, bidrag"


@pytest.mark.one_database
@pytest.mark.parametrize("word", ["\x00", "a" * 4000, ", ,", '"><script>', "  "])
def test_whatever_was_searched_for_a_synonym_can_be_begun_with_it(site, client, redaktor, word):
    client.force_login(redaktor)
    assert client.get(f"{SYNONYMS}add/", {"ord": word}).status_code == 200
    data = {"words": f"{word}, bidrag", "also": "", "show-effect": "1"}
    assert client.post(f"{SYNONYMS}add/", data).status_code == 200
    assert not Synonym.objects.exists()


def test_the_effect_of_a_synonym_is_counted_for_so_many_searches_only(site, monkeypatch):
    monkeypatch.setattr(synonym_effect, "MOST_COMPARED", 2)
    site.add_text_page("Bidrag")
    for number in range(4):
        Query.get(f"pengar {number}").add_hit()
    assert effect_of(Synonym(words="pengar, bidrag")).more


@pytest.mark.one_database
def test_who_may_not_write_synonyms_is_not_led_there(site, client, redaktor):
    look_for(client, "pengar")
    group = redaktor.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="add_synonym"))
    client.force_login(redaktor)
    page = client.get(REPORT).content.decode()
    assert "Lyft fram en sida" in page
    assert "Gör till synonym" not in page
    assert client.get(f"{SYNONYMS}add/").status_code == 302


@pytest.mark.one_database
def test_the_report_is_for_those_who_may_choose_hits(site, client, django_user_model, redaktor):
    assert client.get(REPORT).status_code == 302
    redaktor.groups.get().permissions.remove(
        *redaktor.groups.get().permissions.filter(codename__endswith="_searchpromotion")
    )
    client.force_login(redaktor)
    assert client.get(REPORT).status_code == 302
    assert "Utan träffar" not in client.get("/admin/").content.decode()


@pytest.mark.one_database
def test_everything_about_search_is_in_one_menu(site, client, redaktor):
    client.force_login(redaktor)
    html = client.get("/admin/").content.decode()
    for address in (REPORT, f"{REPORT}?traffar=inga", "/admin/snippets/search/synonym/"):
        assert address in html
    assert html.count("/admin/searchpicks/") == 1
    assert "/admin/searchpicks/reports/" not in html


def test_whoever_searches_for_a_synonym_finds_the_other_word(site, client):
    site.add_text_page("Så söker ni bidrag")
    assert b"bidrag" not in client.get("/sok/", {"q": "pengar"}).content
    Synonym.objects.create(words="pengar, bidrag")
    page = BeautifulSoup(client.get("/sok/", {"q": "pengar"}).content, "html.parser")
    assert page.select_one(".hits h3").get_text() == "Så söker ni bidrag"


def test_a_tip_without_a_page_is_told_of_above_the_form(site, client, redaktor):
    client.force_login(redaktor)
    sent = {"query_string": "mangold", "editors_picks-TOTAL_FORMS": "1"}
    sent |= {"editors_picks-INITIAL_FORMS": "0", "editors_picks-0-ORDER": "1"}
    for address in ("add/", f"{Query.get('rabarber').pk}/"):
        answer = client.post(f"/admin/searchpicks/{address}", sent)
        page = BeautifulSoup(answer.content, "html.parser")
        assert "eftersom något behöver rättas" in text_of(page.select_one(".messages"))


def test_the_empty_page_shows_what_was_found_on_several_days(site, client):
    """What one visitor tries again and again in an hour is not what many look for."""
    site.add_text_page("Mangold")
    for words, days in (("mangold", 3), ("xyzzy", 5), ("rabarber", 1)):
        for day in range(days):
            with time_machine.travel(timezone.now() - timedelta(days=day)):
                look_for(client, words)
    look_for(client, "rabarber", times=5)
    page = BeautifulSoup(client.get("/sok/").content, "html.parser")
    chips = page.select(".chips a")
    assert [(chip.get_text(), chip["href"]) for chip in chips] == [("Mangold", "/sok/?q=mangold")]


def test_searches_of_several_days_are_added_up_once(site):
    today = timezone.localdate()
    for words, days in (("mangold", 2), ("rabarber", 3)):
        query = Query.get(words)
        SearchOutcome.objects.create(query=query, found=1)
        for day in range(days):
            query.daily_hits.create(date=today - timedelta(days=day), hits=1)
    assert popular_searches() == ["rabarber"]
