"""Our part of PostgreSQL's backend, without a PostgreSQL; the rest is `make prove PART=restart`."""

import pytest
from django.db import OperationalError
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
