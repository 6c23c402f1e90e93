"""Have all that is indexed be indexed anew: the keys of families tell å, ä and ö apart now."""

from django.db import migrations


def index_anew(apps, schema_editor):
    entries = apps.get_model("wagtailsearch", "IndexEntry").objects
    task = apps.get_model("search", "IndexTask")
    rows = entries.values_list("content_type_id", "object_id")
    waiting = [task(content_type_id=kind, object_id=key) for kind, key in rows]
    task.objects.bulk_create(waiting, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0009_cost_of_the_index"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
