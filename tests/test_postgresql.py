"""Our part of PostgreSQL's backend; the rest is `make prove PART=restart`."""

import re
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from search.models import SearchEntry
from tests.pages import SmallSite


def test_nobody_waits_twice_for_a_database_that_is_gone(django_db_blocker):
    pool = {"min_size": 1, "max_size": 2, "timeout": 1, "reconnect_timeout": 1}
    nowhere = {"ENGINE": "malmoandan.postgresql", "NAME": "x", "HOST": "127.0.0.1", "PORT": "1"}
    gone = ConnectionHandler({"default": nowhere | {"OPTIONS": {"pool": pool}}})["default"]
    try:
        with django_db_blocker.unblock():
            with pytest.raises(OperationalError, match="couldn't get a connection"):
                gone.ensure_connection()
            with pytest.raises(OperationalError, match="refused"):
                gone.ensure_connection()
    finally:
        gone.absence.is_known = False
        gone.close_pool()


@contextmanager
def opened(name, **options):
    """Yield how to ask the test's own database by a pool of its own."""
    pool = {"min_size": 1, "max_size": 1, "timeout": 5}
    own = connection.settings_dict.copy()
    own |= {"OPTIONS": own["OPTIONS"] | {"pool": pool} | options}
    wrapper = type(connections["default"])(own, name)

    def ask(sql):
        with wrapper.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    try:
        yield ask
    finally:
        wrapper.close()
        wrapper.close_pool()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks no server")
def test_a_query_that_somebody_waits_for_ends_by_itself_and_that_of_a_command_does_not(monkeypatch):
    from malmoandan.postgresql import base

    with opened("command") as ask:
        assert (ask("SHOW lock_timeout"), ask("SHOW statement_timeout")) == ("20s", "0")
    with opened("told", options="-c lock_timeout=5s") as ask:
        assert ask("SHOW lock_timeout") == "5s"
    for name in ("statement_timeout", "longest_wait"):
        owner = base.DatabaseWrapper if name == "statement_timeout" else base.Connection
        monkeypatch.setattr(owner, name, None)  # and is put back
    base.DatabaseWrapper.limit_queries()
    with opened("site") as ask:
        assert ask("SHOW statement_timeout") == "30s"
        ask("SELECT set_config('statement_timeout', '50ms', false)")
        with pytest.raises(OperationalError, match="statement timeout"):
            ask("SELECT pg_sleep(30)")
        assert ask("SELECT 1") == 1
    # A server that says nothing is given up by whoever waits, and so is the connection.
    base.Connection.longest_wait = 0.3
    with opened("frozen") as ask:
        assert ask("SELECT 1") == 1
        with pytest.raises(OperationalError):
            ask("SELECT pg_sleep(30)")
    base.Connection.longest_wait = 5
    with opened("back") as ask:
        assert ask("SELECT 1") == 1


MANY = 10_000


def copies(model, condition, **columns):
    """Add a thousand copies of a row, with these columns by number."""
    owned = {field.column: f'"{field.column}"' for field in model._meta.local_concrete_fields}
    owned |= columns
    names, values = ", ".join(f'"{name}"' for name in owned), ", ".join(owned.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} "  # noqa: S608
            f"FROM {table}, generate_series(1, 1000) AS number WHERE {condition}"
        )
        cursor.execute(f"ANALYZE {table}")


@pytest.mark.django_db
@pytest.mark.searches
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite joins in another way")
def test_the_planner_uses_the_index_and_knows_how_many_pages_a_common_word_finds():
    site = SmallSite()
    for text in ("Om mangold.", "Om annat."):
        page = site.add_article("Rubriken", introduction=text)
        number = f"{page.pk * MANY} + number"
        unique = {"path": f"({number})::text", "translation_key": "gen_random_uuid()"}
        copies(Page, f"id = {page.pk}", id=number, **unique)
        copies(SearchEntry, f"page_id = {page.pk}", page_id=number)
        copies(IndexEntry, f"object_id = '{page.pk}'", id=number, object_id=f"({number})::text")
    with CaptureQueriesContext(connection) as asked:
        assert len(Page.objects.live().search("mangold")[:10]) == 10
    statement = next(one["sql"] for one in asked if "LIMIT 10" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_title_and_body" in plan
    # Taken for a few, they are compared with all pages row by row.
    assert int(re.search(r"Heap Scan on wagtailsearch_indexentry .* rows=(\d+)", plan)[1]) > 500
