import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

BATCH = 500


def to_rows(apps, schema_editor):
    """Write a row for the event of each article, and say so in what revisions hold."""
    Article, Row = (apps.get_model("news", name) for name in ("ArticlePage", "ReportedEvent"))
    pairs = Article.objects.exclude(event=None).values_list("pk", "event_id")
    Row.objects.bulk_create(
        Row(article_id=article, event_id=event, sort_order=0) for article, event in pairs
    )
    change_revisions(apps, with_rows)


def with_rows(content):
    """Change what a revision holds: a row for its event."""
    event = content.pop("event", None)
    row = {"pk": None, "sort_order": 0, "article": content.get("pk"), "event": event}
    content["reported_events"] = [row] if event else []


def with_one_event(content):
    """Change what a revision holds back: its first event alone."""
    rows = content.pop("reported_events", None) or []
    content["event"] = rows[0]["event"] if rows else None


def to_one_event(apps, schema_editor):
    """Write the first event of each article back."""
    Article, Row = (apps.get_model("news", name) for name in ("ArticlePage", "ReportedEvent"))
    for row in Row.objects.order_by("-sort_order").iterator(BATCH):
        Article.objects.filter(pk=row.article_id).update(event=row.event_id)
    change_revisions(apps, with_one_event)


def change_revisions(apps, change):
    revisions = apps.get_model("wagtailcore.Revision").objects
    kinds = apps.get_model("contenttypes.ContentType").objects
    of_articles = kinds.filter(app_label="news", model="articlepage")
    for revision in revisions.filter(content_type__in=of_articles).iterator(BATCH):
        change(revision.content)
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0005_what_an_event_offers'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('news', '0003_streams_are_json'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('article', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='reported_events', to='news.articlepage')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='activities.eventpage', verbose_name='evenemang')),
            ],
            options={
                'verbose_name': 'rapport från evenemang',
                'verbose_name_plural': 'rapporter från evenemang',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.RunPython(to_rows, to_one_event),
        migrations.RemoveField(model_name='articlepage', name='event'),
    ]
