"""Indexes that lists of news are read from: newest first, all or of one category.

What has no date comes last, which is where PostgreSQL's own order of an index would put it first.
"""

from django.db import migrations, models

MAKE = (
    "CREATE INDEX news_article_newest ON news_articlepage (date DESC NULLS LAST)",
    "CREATE INDEX news_article_newest_of_category ON news_articlepage "
    "(category_id, date DESC NULLS LAST)",
)
DROP = (
    "DROP INDEX IF EXISTS news_article_newest",
    "DROP INDEX IF EXISTS news_article_newest_of_category",
)


def on_postgresql(statements):
    """Return an operation that runs the statements on PostgreSQL and nothing elsewhere."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("news", "0004_reports_from_several_events")]

    operations = [
        migrations.AddIndex(
            model_name="articlepage",
            index=models.Index(fields=["category", "-date"], name="news_article_category_newest"),
        ),
        migrations.RunPython(on_postgresql(MAKE), on_postgresql(DROP)),
    ]
