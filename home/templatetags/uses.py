"""Where something is used, told before it is deleted."""

from dataclasses import dataclass
from itertools import chain, islice

from django import template
from django.db.models import Model
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ReferenceIndex, get_page_models

register = template.Library()

MOST = 30
# What Wagtail's pages call the thing: alone, and one of several.
ALONE = ("object", "page")
IN_LISTS = ("image", "document", "snippet", "page")


@dataclass(frozen=True)
class Place:
    """Something that uses another: its name, what it is, and where it is edited."""

    title: str
    kind: str
    url: str | None


@register.simple_tag(takes_context=True)
def places_of(context):
    """Return the places that use what the page of the admin is about, at most `MOST` of them."""
    thing = _thing_in(context)
    if thing is None:
        return []
    finder = AdminURLFinder(context["request"].user)
    references = (user for user, _fields in ReferenceIndex.get_grouped_references_to(thing))
    users = {_key(user): user for user in islice(chain(_choosers_of(thing), references), MOST)}
    return [_place(user, finder) for user in users.values()]


def _thing_in(context):
    for name in IN_LISTS:
        value = context.get(name)
        if isinstance(value, dict) and isinstance(value.get("item"), Model):
            return value["item"]
    items = context.get("items")
    if isinstance(items, list) and items and isinstance(items[0].get("item"), Model):
        return items[0]["item"]
    found = (context.get(name) for name in ALONE)
    return next((value for value in found if isinstance(value, Model)), None)


def _choosers_of(thing):
    """Yield the pages that have chosen one among several, which Wagtail's index leaves out."""
    for model in get_page_models():
        for field in model._meta.local_many_to_many:
            if isinstance(thing, field.related_model):
                yield from model._default_manager.filter(**{field.name: thing})


def _key(user):
    return getattr(user, "page_ptr_id", None) or (user._meta.label, user.pk)


def _place(user, finder):
    specific = getattr(user, "cached_content_type", None)
    kind = specific.model_class()._meta.verbose_name if specific else user._meta.verbose_name
    return Place(str(user), str(kind), finder.get_edit_url(user))
