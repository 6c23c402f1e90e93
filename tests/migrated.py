"""Who needs a migrated database begins with a copy of one, where it has been made before.

One worker of pytest-xdist migrates; the others begin with a copy of its database, which also puts
back what a test with transactions of its own has emptied. What came of the migrations is kept in
`.pytest_cache` for the next run as well, which then begins within seconds.
"""

import fcntl
import hashlib
import os
import sqlite3
import sys
from collections import namedtuple
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from home import migration_texts
from tests.release_dump import address_of, dumped

COPY = "migrated.sqlite3"
Way = namedtuple("Way", "write_down take")


def nothing():
    """Do nothing: it is done."""


def kept_file(folder: Path) -> Path:
    """Return the file for what comes of the migrations as they stand today, the libraries' too."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    modules = {type(migration).__module__ for migration in migrations}
    digest = hashlib.sha256()
    for name in sorted({*modules, migration_texts.__name__}):
        digest.update(name.encode() + Path(sys.modules[name].__file__).read_bytes())
    return folder / f"{connection.vendor}-{digest.hexdigest()[:16]}"


@contextmanager
def one_worker_migrates(folder: Path, kept: Path):
    """Yield what to call after the migrations and what to call when the database is ready.

    `folder` is one worker's own. The first worker writes its database down at these calls, for
    the next run and for the others, which wait for it and have nothing left to migrate.
    """
    side_by_side = "PYTEST_XDIST_WORKER" in os.environ
    shared = folder.parent if side_by_side else folder
    copy, done = shared / COPY, shared / "migrated"
    ways = {"sqlite": (copied_file, copied_file), "postgresql": (copied_template, loaded_dump)}
    share_by, keep_by = ways[connection.vendor]
    with open(shared / "migrated.lock", "w") as lock, share_by() as share, keep_by() as keep:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            share.take(copy)
            fcntl.flock(lock, fcntl.LOCK_UN)
            yield nothing, nothing
            return

        def keep_anew():
            part = kept.with_suffix(f".{os.getpid()}")
            keep.write_down(part)
            if part.exists():
                part.replace(kept)
            for other in {*kept.parent.glob(f"{connection.vendor}-*")} - {kept}:
                other.unlink(missing_ok=True)

        def finish():
            if side_by_side or connection.vendor == "sqlite":
                share.write_down(copy)
            done.touch()
            fcntl.flock(lock, fcntl.LOCK_UN)

        if kept.exists() and could_take(keep, kept):
            yield nothing, finish
        else:
            yield keep_anew, finish


def could_take(keep: Way, kept: Path) -> bool:
    """Take what is kept; a file that is damaged is made anew, rather than stop all tests."""
    try:
        keep.take(kept)
    except (sqlite3.Error, psycopg.Error):
        kept.unlink()
        return False
    return True


@contextmanager
def copied_file():
    """Yield how a database of SQLite, which is in memory, is written to a file and taken."""
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as own:

        def write_down(copy):
            with closing(sqlite3.connect(copy)) as target:
                own.backup(target)

        def take(copy):
            with closing(sqlite3.connect(copy)) as source:
                source.backup(own)

        yield Way(write_down, take)


def name_of_template() -> str:
    """Return the name of the database that others are made of, before the first is made."""
    return f"{connection.settings_dict['NAME']}_migrated"


@contextmanager
def copied_template():
    """Yield how a database of PostgreSQL is copied, and how this run begins with the copy.

    The copy stays on the server, under a name of its own that the next run uses anew.
    """
    name = name_of_template()

    def write_down(_copy):
        made, template = map(connection.ops.quote_name, (connection.settings_dict["NAME"], name))
        connection.close()  # nobody may use what is copied
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {template}")
            cursor.execute(f"CREATE DATABASE {template} TEMPLATE {made}")

    def take(_copy):
        connection.settings_dict["TEST"]["TEMPLATE"] = name

    yield Way(write_down, take)


@contextmanager
def loaded_dump():
    """Yield how a database of PostgreSQL is written to a file, where that can be, and taken."""
    template = name_of_template()

    def write_down(copy):
        if data := dumped(address_of(connection.settings_dict["NAME"])):
            copy.write_bytes(data)

    def take(copy):
        name = connection.ops.quote_name(template)
        # Not by Django's connection, which no test may use yet.
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(address_of(template), autocommit=True) as server:
            server.execute(copy.read_bytes())
        connection.settings_dict["TEST"]["TEMPLATE"] = template

    yield Way(write_down, take)


def put_back(folder: Path):
    """Put a database of SQLite back as it was written down; `folder` is one worker's own."""
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with copied_file() as own:
        own.take(shared / COPY)
