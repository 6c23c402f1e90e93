"""Migrations are killed and told to stop again and again: the database comes out as if never."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

DATABASES = ("SQLite", "PostgreSQL")
ROOT = Path(__file__).parents[2]
KILLS = 8


@contextmanager
def empty_database():
    """Yield the address of a database of its own, with nothing in it."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        file = settings.DATA_DIR / "migrated.sqlite3"
        yield f"sqlite:///{file}"
        file.unlink()
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE migrated")
    address, _mark, rest = os.environ["DATABASE_URL"].partition("?")
    yield f"{address.rpartition('/')[0]}/migrated?{rest}"
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE migrated WITH (FORCE)")


def schema(address):
    """Return every table with its columns and constraints, and every migration that was applied."""
    command = [sys.executable, "-m", "tests.prove.migrations"]
    environment = os.environ | {"DATABASE_URL": address}
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def print_schema():
    """Print what `schema` returns, of the database of the environment."""
    import django

    django.setup()
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder
    from wagtail.models import Page

    with connection.cursor() as cursor:
        asked = connection.introspection
        for table in sorted(asked.table_names(cursor)):
            described = asked.get_table_description(cursor, table)
            columns = sorted(str(column[:2]) for column in described)
            found = asked.get_constraints(cursor, table).values()
            kept = sorted(str((each["columns"], each["unique"], each["index"])) for each in found)
            print(table, columns, kept)
    print(sorted(MigrationRecorder(connection).applied_migrations()))
    print(Page.objects.count(), ContentType.objects.count(), Permission.objects.count())


def migrate(address):
    """Begin to migrate a database; return the process."""
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address},
        stderr=subprocess.DEVNULL,
    )


def prove(report):
    """Compare a database that was migrated past signals with one that was left alone."""
    chance, ended = random.Random(5), 0
    with empty_database() as address:
        begun = time.monotonic()
        assert migrate(address).wait() == 0
        alone, seconds = schema(address), time.monotonic() - begun
    with empty_database() as address:
        for number in range(KILLS):
            process = migrate(address)
            try:
                process.wait(chance.uniform(0.2, 1) * seconds / 3)
                ended += 1
            except subprocess.TimeoutExpired:
                process.send_signal((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[number % 3])
                process.wait()
        last = migrate(address).wait()
        same = schema(address) == alone if last == 0 else False
    result = "the same" if same else "another"
    figure = f"{KILLS - ended} of {KILLS} broken off, then {last}: {result} as without"
    report.line("tables, constraints, migrations and rows", figure, same and ended < KILLS)


if __name__ == "__main__":
    print_schema()
