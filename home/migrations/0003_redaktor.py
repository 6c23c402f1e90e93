"""The group Redaktör: all work with content, but neither settings nor users.

Permissions are otherwise made after all migrations, so those that are missing are made here, as
Wagtail's own first migrations do.
"""

from django.db import migrations

NAME = "Redaktör"
ALL = ("add", "change", "delete", "view")
ADMIN = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
ON_ROWS = {
    ("home", "organisation"): ALL,
    ("home", "theme"): ALL,
    ("news", "category"): ALL,
    ("search", "synonym"): ALL,
    # Messages come from visitors; exporting them is a permission that can be taken away alone.
    ("home", "message"): ("change", "delete", "export", "view"),
    ("wagtailredirects", "redirect"): ALL,
    ("wagtailsearchpromotions", "searchpromotion"): ALL,
}
ON_PAGES = ("add", "bulk_delete", "change", "lock", "publish", "unlock")
ON_FILES = {
    ("wagtailimages", "image"): ("add", "change", "choose"),
    ("wagtaildocs", "document"): ("add", "change", "choose"),
}
STOCK = ("Editors", "Moderators")


def permission(apps, app_label, model, codename, name):
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    found, _created = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return found


def permissions(apps, app_label, model, actions):
    for action in actions:
        name = f"Can {action.replace('_', ' ')} {model}"
        yield permission(apps, app_label, model, f"{action}_{model}", name)


def make_group(apps, schema_editor):
    group, _created = apps.get_model("auth.Group").objects.get_or_create(name=NAME)
    group.permissions.add(permission(apps, *ADMIN))
    for (app_label, model), actions in ON_ROWS.items():
        group.permissions.add(*permissions(apps, app_label, model, actions))
    root = apps.get_model("wagtailcore.Page").objects.get(depth=1)
    on_pages = apps.get_model("wagtailcore.GroupPagePermission").objects
    for found in permissions(apps, "wagtailcore", "page", ON_PAGES):
        on_pages.get_or_create(group=group, page=root, permission=found)
    everything = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    on_files = apps.get_model("wagtailcore.GroupCollectionPermission").objects
    for (app_label, model), actions in ON_FILES.items():
        for found in permissions(apps, app_label, model, actions):
            on_files.get_or_create(group=group, collection=everything, permission=found)


def remove_group(apps, schema_editor):
    apps.get_model("auth.Group").objects.filter(name=NAME).delete()


def remove_stock_groups(apps, schema_editor):
    """Remove Wagtail's two English groups and the approval that needs them, if nobody is in them.

    A workflow that has been used, or changed to ask another group, stays.
    """
    groups = apps.get_model("auth.Group").objects.filter(name__in=STOCK)
    if groups.filter(user__isnull=False).exists():
        return
    for task in apps.get_model("wagtailcore.GroupApprovalTask").objects.all():
        names = set(task.groups.values_list("name", flat=True))
        used = apps.get_model("wagtailcore.TaskState").objects.filter(task_id=task.pk).exists()
        if used or not names or not names <= set(STOCK):
            continue
        workflows = apps.get_model("wagtailcore.Workflow").objects
        workflows.filter(workflow_tasks__task_id=task.pk).delete()
        apps.get_model("wagtailcore.Task").objects.filter(pk=task.pk).delete()
    groups.delete()


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0002_pages"),
        ("activities", "0001_initial"),
        ("news", "0001_initial"),
        ("search", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    operations = [
        migrations.RunPython(make_group, remove_group, elidable=False),
        # Not put back: Wagtail makes them on an empty database only.
        migrations.RunPython(remove_stock_groups, migrations.RunPython.noop, elidable=False),
    ]
