"""Have PostgreSQL weigh how it joins what the index finds.

Beside what the function of 0002 said that it costs, no join made a difference: tables were compared
row by row.  A hundredth of it is still enough for the index to be used.
"""

from django.db import migrations


def costs(cost):
    """Return an operation that says on PostgreSQL what the function costs."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER FUNCTION search_vector(tsvector, tsvector) COST {cost}")

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0008_keys_of_titles")]

    operations = [migrations.RunPython(costs(1000), costs(100000))]
