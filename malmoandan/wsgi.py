"""The WSGI application that the server (granian) loads."""

import gc
import os
import sys
from contextlib import suppress

import django
from django.conf import settings
from django.urls import get_resolver

from malmoandan.settings import read_env_file

read_env_file()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malmoandan.settings.production")

# Packages that others read where they are installed, as if they were not: 3 MB and 9 of a worker.
# Willow would have the pictures of phones (HEIC), which nobody can upload, and the API of Wagtail's
# admin PostgreSQL's fields.  Two more no server has: a developer's worker shall be as large as one.
UNUSED = ["pillow_heif", "html5lib", "pygments"]
if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    UNUSED.append("psycopg")
sys.modules |= dict.fromkeys(UNUSED)

django.setup(set_prefix=False)

from malmoandan.at_hand import FirstHandler  # noqa: E402 (it needs what is set up)

application = FirstHandler()


def hold_the_database():
    """Keep one connection to SQLite open as long as the process lives.

    With the last one go the files beside the database, which cannot be made anew on a full disk:
    then no page could be read. Requests have connections of their own, in other threads.
    """
    from django.db import DatabaseError, connection

    if connection.vendor == "sqlite":
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master")


def limit_queries():
    """Have PostgreSQL end what a visitor or an editor would wait too long for."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.limit_queries()


hold_the_database()
limit_queries()
# What all requests need stays: to look through it for garbage costs as much as a page, each time.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
