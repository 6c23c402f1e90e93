"""Our part of PostgreSQL's backend; the rest is `make prove PART=restart`."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections
from django.db.utils import ConnectionHandler


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
