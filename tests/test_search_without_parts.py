"""A part of the search that fails costs the search page that part, and never the page."""

from contextlib import contextmanager

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from wagtail.contrib.search_promotions.models import Query
from wagtail.search.models import IndexEntry

from search.models import SearchEntry, SearchKey, SearchOutcome, SearchWord, Synonym
from tests.pages import SmallSite, moment

# The tables are taken away within a transaction, which PostgreSQL does not go on with.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    site = SmallSite()
    site.add_article("Mangold", date=moment(2021, 5, 1).date(), introduction="Odla tillsammans.")
    site.add_event("Mangold i maj", start=moment(2020, 5, 1, 12, 0))
    return site


@contextmanager
def without(*tables):
    """Take tables away, as a corrupt database seems to."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


def page(client, query="mangold"):
    response = client.get("/sok/", {"q": query})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib").find("main")


def titles(main):
    return sorted(link.text for link in main.select(".hits h3 a"))


BOTH = ["Mangold", "Mangold i maj"]


@pytest.mark.parametrize("model", [SearchWord, SearchKey, Synonym])
def test_without_what_the_site_knows_of_words_there_are_hits(site, client, caplog, model):
    with without(model._meta.db_table):
        assert titles(page(client)) == BOTH
        assert client.get("/sok/forslag/", {"q": "mang"}).json()["pages"]
    assert "no such table" in caplog.text


@pytest.mark.parametrize("model", [SearchOutcome, Query])
def test_without_the_register_of_searches_there_are_hits(site, client, caplog, model):
    with without(model._meta.db_table):
        assert titles(page(client)) == BOTH
        assert "Inga träffar" in page(client, "finnsintealls").text
        assert client.get("/sok/").status_code == 200
    assert "no such table" in caplog.text


@pytest.mark.parametrize(
    "name", ["Highlighter.mark", "Highlighter.excerpt", "Vocabulary.repaired", "Facets", "cards"]
)
def test_what_cannot_be_marked_counted_or_put_right_is_found_all_the_same(
    site, client, caplog, monkeypatch, name
):
    def broken(*arguments):
        raise RecursionError(f"no {name}")

    monkeypatch.setattr(f"search.page.results.{name}", broken)
    main = page(client)
    assert titles(main) == BOTH
    assert "2 träffar" in main.text
    assert "Odla tillsammans." in main.text
    assert f"no {name}" in caplog.text


@pytest.mark.parametrize("table", [f"{IndexEntry._meta.db_table}_fts", SearchEntry._meta.db_table])
def test_without_the_index_the_page_says_so(site, client, caplog, table):
    with without(table):
        main = page(client)
        assert "Sökningen fungerar inte just nu. Försök igen om en stund." in main.text
        assert "Vad vi gör" in main.text  # where else one may go
        found = client.get("/sok/forslag/", {"q": "mang"}).json()
    # Titles are suggested without the index, and words without the entries.
    without_entries = table == SearchEntry._meta.db_table
    assert [page["title"] for page in found["pages"]] == ([] if without_entries else [*BOTH])
    assert found["words"] == (["Mangold"] if without_entries else [])
    assert "no such table" in caplog.text
