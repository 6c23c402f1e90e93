"""Have everything that is indexed be indexed anew by `manage.py work`.

The keys of families tell å, ä and ö apart now, so what is asked would miss what was written before.
"""

from django.db import migrations

AT_ONCE = 500


def index_anew(apps, schema_editor):
    entries = apps.get_model("wagtailsearch", "IndexEntry").objects
    tasks = apps.get_model("search", "IndexTask")
    waiting = []
    for kind, key in entries.values_list("content_type_id", "object_id").iterator(AT_ONCE):
        waiting.append(tasks(content_type_id=kind, object_id=key))
        if len(waiting) == AT_ONCE:
            tasks.objects.bulk_create(waiting, ignore_conflicts=True)
            waiting = []
    tasks.objects.bulk_create(waiting, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0009_cost_of_the_index"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
