"""The databases of every release reach the newest migrations with all that they held.

`tests/release_dump.py` has kept them. What a migration means to change is named here, with the
release from which on it is so.
"""

import json
import os

import psycopg
import pytest
from django.db import connection

from tests import release_dump

RELEASES = sorted(path.name for path in release_dump.DATA.iterdir() if path.is_dir())
# Rows that Django and Wagtail themselves add for new models, and who may use these; new groups.
MAY_GROW = {
    *("auth_group_permissions", "auth_permission", "django_content_type", "django_migrations"),
    *("auth_group", "wagtailcore_grouppagepermission", "wagtailcore_groupcollectionpermission"),
    "search_indextask",  # an upgrade may have all indexed anew
}
TABLES_GONE = {}  # table: the one that has its rows now, or None
# "app.Model.field": the field that has its value now, or None where rows of their own have it.
FIELDS_GONE = {"news.ArticlePage.event": None}


@pytest.fixture
def empty_database(tmp_path):
    """The address of an empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/db.sqlite3"
        return
    name = f"release_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as psql:
        psql.execute(f"CREATE DATABASE {name}")
        yield release_dump.address_of(name)
        psql.execute(f"DROP DATABASE {name} WITH (FORCE)")


def losses(before, now):
    """Return the tables and the fields of pages that do not hold now what they held before."""
    lost = []
    for table, rows in before["rows"].items():
        name = TABLES_GONE.get(table, table)
        found = now["rows"].get(name, 0)
        if name and found != rows and not (table in MAY_GROW and found > rows):
            lost.append(table)
    for page, fields in before["pages"].items():
        for field, value in fields.items():
            name = FIELDS_GONE.get(f"{page.split()[0]}.{field}", field)
            if name and now["pages"].get(page, {}).get(name) != value:
                lost.append(f"{page}: {field}")
    return lost


@pytest.mark.database
@pytest.mark.parametrize("version", RELEASES)
def test_a_database_of_a_release_reaches_the_head_without_loss(version, empty_database):
    file = release_dump.DATA / version / f"{connection.vendor}.json"
    release_dump.restore(connection.vendor, version, empty_database)
    now = release_dump.run(version, "migrate", url=empty_database)
    assert losses(json.loads(file.read_text()), json.loads(now)) == []


def test_the_first_release_is_kept():
    assert "0.1.0" in RELEASES


def test_a_lost_row_field_or_page_is_noticed():
    before = {"rows": {"a": 2}, "pages": {"home.HomePage /": {"title": "x"}}}
    assert losses(before, before) == []
    assert losses(before, {**before, "rows": {"a": 1}}) == ["a"]
    assert losses(before, {**before, "rows": {"a": 3}}) == ["a"]
    changed = {"home.HomePage /": {"title": "y"}}
    for pages in (changed, {"home.HomePage /": {}}, {}):
        assert losses(before, {**before, "pages": pages}) == ["home.HomePage /: title"]
