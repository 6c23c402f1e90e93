"""What people do and where they are now becomes a role that holds, in drafts and older versions too."""

import json
from uuid import uuid4

from django.db import migrations


def role_of(title, organisation, unit):
    """Return a stream with one role, as it is stored; empty where nothing is known."""
    value = {"title": title or "", "organisation": organisation, "unit": unit or ""}
    value |= {"start": None, "end": None, "is_over": False}
    if not (title or organisation or unit):
        return []
    return [{"type": "role", "value": value, "id": str(uuid4())}]


def revisions_of_people(apps):
    kinds = apps.get_model("contenttypes.ContentType").objects
    kind = kinds.filter(app_label="home", model="personpage").first()
    revisions = apps.get_model("wagtailcore.Revision").objects
    return revisions.filter(content_type=kind).iterator(chunk_size=200) if kind else ()


def make_roles(apps, schema_editor):
    for person in apps.get_model("home.PersonPage").objects.iterator(chunk_size=200):
        if roles := role_of(person.job_title, person.organisation_id, person.unit):
            person.roles = roles
            person.save(update_fields=["roles"])
    for revision in revisions_of_people(apps):
        content = revision.content
        names = ("job_title", "organisation", "unit")
        content["roles"] = json.dumps(role_of(*(content.get(name) for name in names)))
        revision.save(update_fields=["content"])


def forget_roles(apps, schema_editor):
    """The columns hold the present role of people, but not that of a draft."""
    for revision in revisions_of_people(apps):
        roles = json.loads(revision.content.pop("roles", None) or "[]")
        now = [role["value"] for role in roles if not (role["value"].get("end") or role["value"].get("is_over"))]
        first = now[0] if now else {}
        revision.content["job_title"] = first.get("title") or ""
        revision.content["organisation"] = first.get("organisation")
        revision.content["unit"] = first.get("unit") or ""
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0011_roles_over_time"),
    ]

    operations = [
        migrations.RunPython(make_roles, forget_roles),
    ]
