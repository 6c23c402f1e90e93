"""Who may see subscribers and take them away, and who may export and import them.

Permissions are otherwise made after all migrations, so those missing are made here.
"""

from django.db import migrations

NAMES = {
    "view_subscriber": "Can view prenumerant",
    "delete_subscriber": "Can delete prenumerant",
    "export_subscriber": "Får exportera prenumeranter",
    "import_subscriber": "Får importera prenumeranter",
}
EDITORS = ("view_subscriber", "delete_subscriber")
GROUPS = {"Redaktör": EDITORS, "Granskare": EDITORS, "Administratör": tuple(NAMES)}


def allow(apps, schema_editor):
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="news", model="subscriber"
    )
    permissions = apps.get_model("auth.Permission").objects
    for group in apps.get_model("auth.Group").objects.filter(name__in=GROUPS):
        for codename in GROUPS[group.name]:
            found, _created = permissions.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(found)


def forbid(apps, schema_editor):
    groups = apps.get_model("auth.Group").objects.filter(name__in=GROUPS)
    permissions = apps.get_model("auth.Permission").objects
    for permission in permissions.filter(content_type__app_label="news", codename__in=NAMES):
        for group in groups:
            group.permissions.remove(permission)


class Migration(migrations.Migration):
    dependencies = [("news", "0007_subscribers"), ("home", "0016_roles_and_review")]
    operations = [migrations.RunPython(allow, forbid, elidable=False)]
