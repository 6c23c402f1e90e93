"""Where something is used, told before it is deleted."""

from dataclasses import dataclass
from itertools import chain

from django import template
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, get_page_models

from home.base import last_saved

register = template.Library()

MOST = 30
MOST_DRAFTS = 50
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
    drafts = (draft for draft in _drafts(context["request"]) if _names(draft, thing))
    users = {}
    for user in chain(_choosers_of(thing), references, drafts):
        users.setdefault(_key(user), user)
        if len(users) == MOST:
            break
    return [_place(user, finder) for user in users.values()]


@register.simple_tag
def most_drafts():
    """Return how many of the drafts are looked through."""
    return MOST_DRAFTS


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


def _drafts(request):
    """Return the pages as last saved where that is not what is published, read once a request."""
    if not hasattr(request, "read_drafts"):
        pages = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
        latest = pages.order_by("-latest_revision_created_at").select_related("latest_revision")
        request.read_drafts = [last_saved(page) for page in latest[:MOST_DRAFTS]]
        for draft in request.read_drafts:
            draft.is_read_as_draft = True
    return request.read_drafts


def _names(draft, thing):
    # What Wagtail's index would hold of the draft if it were published.
    references = ReferenceIndex._extract_references_from_object(draft)
    wanted = ReferenceIndex._get_base_content_type(thing).pk, str(thing.pk)
    return any(reference[:2] == wanted for reference in references) or any(
        isinstance(thing, field.related_model) and thing in getattr(draft, field.name).all()
        for field in draft._meta.local_many_to_many
    )


def _key(user):
    return (Page if isinstance(user, Page) else type(user), user.pk)


def _place(user, finder):
    specific = getattr(user, "cached_content_type", None)
    kind = specific.model_class()._meta.verbose_name if specific else user._meta.verbose_name
    if hasattr(user, "is_read_as_draft"):
        kind = _("%(kind)s, utkast") % {"kind": kind}
    return Place(str(user), str(kind), finder.get_edit_url(user))
