"""What held before has one name in events and blocks; a meeting can be joined by telephone."""

from django.db import migrations, models

NAMES = ("previously", "before")


def rename_in_revisions(apps, old, new):
    kinds = apps.get_model("contenttypes.ContentType").objects
    kind = kinds.filter(app_label="activities", model="eventpage").first()
    revisions = apps.get_model("wagtailcore.Revision").objects
    for revision in revisions.filter(content_type=kind).iterator(chunk_size=200) if kind else ():
        if old in revision.content:
            revision.content[new] = revision.content.pop(old)
            revision.save(update_fields=["content"])


def rename(apps, schema_editor):
    rename_in_revisions(apps, *NAMES)


def rename_back(apps, schema_editor):
    rename_in_revisions(apps, *reversed(NAMES))


class Migration(migrations.Migration):

    dependencies = [
        ("activities", "0014_what_held_before_and_how_places_are_given"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0095_groupsitepermission"),
    ]

    operations = [
        migrations.RenameField("eventpage", "previously", "before"),
        migrations.RunPython(rename, rename_back),
        migrations.AddField(
            model_name="eventpage",
            name="dial_in",
            field=models.CharField(blank=True, help_text="Nummer och kod. Är möteslänken hemlig visas det först när mötet öppnar.", max_length=160, verbose_name="ring in"),
        ),
    ]
