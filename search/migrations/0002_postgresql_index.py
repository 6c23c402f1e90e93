"""The index of searches in PostgreSQL; modelsearch speaks of one but does not make it.

Title and text are searched together.  Putting two vectors together looks cheap to PostgreSQL, so
for a common word it would rather read every row than the index, and unpack every text.  The
function says what it costs; it is called when a row is indexed, hardly ever in a search.  With
`fastupdate` every search would go through what was indexed last until the next vacuum.
"""

from django.db import migrations

MAKE = (
    """
    CREATE FUNCTION search_vector(title tsvector, body tsvector) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000
    AS $$ BEGIN RETURN title || body; END $$
    """,
    """
    CREATE INDEX search_title_and_body ON wagtailsearch_indexentry
    USING gin (search_vector(title, body)) WITH (fastupdate = off)
    """,
)
DROP = (
    "DROP INDEX IF EXISTS search_title_and_body",
    "DROP FUNCTION IF EXISTS search_vector(tsvector, tsvector)",
)


def on_postgresql(statements):
    """Return an operation that runs the statements on PostgreSQL and nothing elsewhere."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(on_postgresql(MAKE), on_postgresql(DROP))]
