"""What the table of pages lacks: an index of addresses, and one of first publishing.

Each request asks for pages by their addresses (`home/routing.py`).  An address may be longer than
PostgreSQL lets a row of an ordinary index be, so there the index holds digests.
"""

from django.db import migrations, models


def make(apps, schema_editor):
    digests = "USING hash" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE INDEX home_page_url_path ON wagtailcore_page {digests} (url_path)"
    )
    schema_editor.execute(
        "CREATE INDEX home_page_first_published ON wagtailcore_page (first_published_at)"
    )


def drop(apps, schema_editor):
    for name in ("home_page_url_path", "home_page_first_published"):
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("home", "0009_feedback")]

    operations = [
        migrations.RunPython(make, drop),
        migrations.AddIndex(
            model_name="personpage",
            index=models.Index(fields=["sort_key"], name="home_person_sort_key_idx"),
        ),
    ]
