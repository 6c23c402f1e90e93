"""Rows of the database as lines of JSON, which another database and another site can take in.

Each row keeps its numbers, and those of content types, permissions and of Wagtail's own tables come
along: whatever refers to a row by its number, also within a text or by its type, stays right.
"""

import json
from contextlib import contextmanager
from itertools import islice

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast

from home.models import Letter

from . import BackupError

# What nobody would want back, and what is made anew of the rest.
LEFT_OUT = {
    "sessions.Session",
    "home.Attempt",  # who tried to log in; counts for an hour or two
    "home.DraftLink",  # what has been ended would hold again
    "home.Generation",  # begins anew with every row
    "home.LinkReading",
    "home.PageLink",
    "wagtailadmin.EditingSession",
    "wagtailcore.UploadedFile",  # uploads that nobody has finished
    "search.Abbreviation",
    "search.DocumentPassage",
    "search.DocumentText",
    "search.IndexTask",
    "search.SearchEntry",
    "search.SearchKey",
    "search.SearchWord",
    "search.TitleKey",
    "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry",
}
AT_ONCE = 100  # rows; a text may be long


def tables():
    """Return every model that has a table of its own, those between two models too."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def tables_to_keep():
    """Return the models whose rows are in a back-up."""
    # A table between two models belongs to the one that declares it.
    owners = {model: model._meta.auto_created or model for model in tables()}
    return [model for model, owner in owners.items() if owner._meta.label not in LEFT_OUT]


def columns(model):
    """Return the fields of a table that are written; the database itself makes the others."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def is_json(field):
    return field.get_internal_type() == "JSONField"


def read(field):
    """Return what a column is read by.

    JSON is taken as the text that it is: a stream leaves out blocks that it knows no more.
    """
    if is_json(field):
        return Cast(field.attname, TextField())
    if (field.model, field.name) == (Letter, "content"):
        # A link to a new password is to live no longer than its hours.
        return Case(When(secret=True, then=Value("")), default="content", output_field=TextField())
    return field.attname


def plain(value):
    """Return a value that JSON does not know as a text that its field reads."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def lines_of(model):
    """Yield each row of a table as a line of JSON, a list in the order of its columns."""
    names = [read(field) for field in columns(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps(row, ensure_ascii=False, default=plain).encode() + b"\n"


@contextmanager
def snapshot():
    """Let all that is read inside be of one moment, while others go on writing.

    On SQLite not by `atomic`, in which every transaction waits for, and then is, the only writer.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def empty_tables():
    """Delete what migrations have put into the tables."""
    with connection.cursor() as cursor:
        for model in tables():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def insert(model, lines):
    """Put rows into an empty table as they were, without a signal.

    Returns how many. Raises BackupError for what this database does not take.
    """
    count = 0
    fields, lines = columns(model), iter(lines)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        while batch := list(islice(lines, AT_ONCE)):
            count += len(batch)
            rows = [
                [stored(*pair) for pair in zip(fields, json.loads(line), strict=True)]
                for line in batch
            ]
            try:
                cursor.executemany(sql, rows)
            except DatabaseError as error:
                why = str(error).partition("\n")[0]
                raise BackupError(
                    f"The database does not take a {model._meta.label}: {why}"
                ) from error
    return count


def stored(field, value):
    """Return a value of a line as this database takes it."""
    if not is_json(field):
        value = field.get_db_prep_save(field.to_python(value), connection)
    if isinstance(value, str) and connection.vendor == "postgresql":
        value = value.replace("\0", "")  # SQLite stores it, PostgreSQL never does
    return value


def count_on():
    """Let the next row of each table get a number that none of them has."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables_to_keep()):
            cursor.execute(statement)
