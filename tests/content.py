"""Loading content files in tests, and looking at what came of it."""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from wagtail.models import Page


def load(**options):
    """Run the command and return what it says."""
    out = StringIO()
    call_command("load_content", stdout=out, **options)
    return out.getvalue()


def everything():
    """Return every row of every table of the database."""
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = sorted(map(repr, cursor.fetchall()))
        return rows


def page(slug, model=Page):
    """Return the page of that slug."""
    return model.objects.get(slug=slug)
