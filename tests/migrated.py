"""One worker of pytest-xdist migrates; the others begin with a copy of its database.

The copy also puts back what a test with transactions of its own has emptied.
"""

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def one_worker_migrates(folder: Path):
    """Yield a function to call when the database is ready; `folder` is one worker's own.

    The first worker writes its database down at that call. The others wait for it and begin with
    what it has written, so that nothing is left to migrate.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if connection.vendor == "sqlite":
            with copied_file(folder) as (write_down, _):
                yield write_down
        else:
            yield lambda: None
        return
    ways = {"sqlite": copied_file, "postgresql": copied_template}
    done = folder.parent / "migrated"
    with open(folder.parent / "migrated.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ways[connection.vendor](folder.parent) as (write_down, take):
            if done.exists():
                take()
                fcntl.flock(lock, fcntl.LOCK_UN)
                yield lambda: None
                return

            def finish():
                write_down()
                done.touch()
                fcntl.flock(lock, fcntl.LOCK_UN)

            yield finish


@contextmanager
def copied_file(folder: Path):
    """Yield how to write down and how to take over a database of SQLite, which is in memory."""
    copy = folder / "migrated.sqlite3"
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as own:

        def write_down():
            with closing(sqlite3.connect(copy)) as target:
                own.backup(target)

        def take():
            with closing(sqlite3.connect(copy)) as source:
                source.backup(own)

        yield write_down, take


@contextmanager
def copied_template(folder: Path):
    """Yield how to write down and how to take over a database of PostgreSQL.

    The copy stays on the server, under a name of its own that the next run uses anew.
    """
    name = f"{connection.settings_dict['NAME']}_migrated"

    def write_down():
        made, template = map(connection.ops.quote_name, (connection.settings_dict["NAME"], name))
        connection.close()  # nobody may use what is copied
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {template}")
            cursor.execute(f"CREATE DATABASE {template} TEMPLATE {made}")

    def take():
        connection.settings_dict["TEST"]["TEMPLATE"] = name

    yield write_down, take


def put_back(folder: Path):
    """Put a database of SQLite back as it was written down; `folder` is one worker's own."""
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with copied_file(shared) as (_, take):
        take()
