"""The groups Granskare and Administratör, and the setting that has pages reviewed.

Both begin with what a Redaktör has; where that group has been taken away, somebody has roles of
their own.  Permissions are otherwise made after all migrations, so those missing are made here.
"""

from django.db import migrations, models

SOURCE, REVIEWERS, ADMINISTRATORS = "Redaktör", "Granskare", "Administratör"
FURTHER = {
    ("home", "sitesettings"): ("change", "view"),
    ("home", "user"): ("add", "change", "delete", "view"),
    ("home", "letter"): ("change", "view"),
    ("home", "job"): ("view_faults",),
}
NAMES = {"view_faults": "Får se vad som inte fungerar"}


def permissions(apps, app_label, model, actions):
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    for action in actions:
        codename = action if "_" in action else f"{action}_{model}"
        name = NAMES.get(codename, f"Can {action} {model}")
        found, _created = apps.get_model("auth.Permission").objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        yield found


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth.Group").objects
    source = groups.filter(name=SOURCE).first()
    if source is None:
        return
    places = {
        apps.get_model("wagtailcore.GroupPagePermission"): "page",
        apps.get_model("wagtailcore.GroupCollectionPermission"): "collection",
    }
    for name in (REVIEWERS, ADMINISTRATORS):
        group, _created = groups.get_or_create(name=name)
        group.permissions.add(*source.permissions.all())
        for model, place in places.items():
            for row in model.objects.filter(group=source):
                model.objects.get_or_create(
                    group=group, permission=row.permission, **{place: getattr(row, place)}
                )
    administrators = groups.get(name=ADMINISTRATORS)
    for (app_label, model), actions in FURTHER.items():
        administrators.permissions.add(*permissions(apps, app_label, model, actions))


def remove_groups(apps, schema_editor):
    apps.get_model("auth.Group").objects.filter(name__in=(REVIEWERS, ADMINISTRATORS)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0015_what_a_document_is"),
        # Whatever has given a Redaktör anything.
        ("activities", "0007_alternative_text_by_example"),
        ("news", "0006_alternative_text_by_example"),
        ("search", "0007_abbreviations_of_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="is_reviewed",
            field=models.BooleanField(
                default=False,
                help_text="Redaktörer skriver och skickar in, granskare publicerar. När du kryssar ur det kan redaktörer publicera igen, och det som väntar på granskning blir utkast.",
                verbose_name="granska innan publicering",
            ),
        ),
        migrations.RunPython(make_groups, remove_groups, elidable=False),
    ]
