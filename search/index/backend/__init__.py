"""Wagtail's search with the keys of Swedish words; `WAGTAILSEARCH_BACKENDS` names this module.

SQLite and PostgreSQL keep Wagtail's own index tables.  What is written there and what is asked
are keys, so neither database has to know Swedish, and both find the same.
"""

from importlib import import_module

from django.db import connection


def SearchBackend(params):  # noqa: N802 (the name that Wagtail looks for)
    """Return the backend for the database in use."""
    return import_module(f"{__name__}.{connection.vendor}").Backend(params)
