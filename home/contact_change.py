"""Another person becomes the contact: on every page that is about now, in one go.

What has been is left alone.  A page with a draft gets the change in its draft and, published, in
what visitors read, so that nobody else's draft is published; what cannot be done so is named, to be
done by hand.
"""

import logging
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.models import Page, ReferenceIndex

from .base import last_saved
from .blocks.people import ContactBlock
from .blocks.references import children_of
from .querysets import SitePageQuerySet
from .streams import StreamField

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """A page where somebody is the contact: published, in a draft, or both.

    `by_hand` says why it has to be changed by hand, or is empty; `is_history` tells that it is
    about what has been, and is left alone.
    """

    page: Page
    is_published: bool
    is_draft: bool
    is_history: bool = False
    by_hand: str = ""


def names(raw, key):
    """Tell whether the stored data of a contact is of a person, by their primary key."""
    return isinstance(raw, dict) and raw.get("person") == key


def replaced(block, raw, old, new):
    """Return the stored data of a block with one person (a primary key) as contact for another.

    What the page says of organisation and hours goes with the one who leaves; who is beside already
    is not named twice.
    """
    if isinstance(block, ContactBlock):
        if not names(raw, old):
            return raw
        return {**raw, "person": new, "organisation": "", "hours": ""}
    if isinstance(block, ListBlock | StreamBlock):
        items = list(children_of(block, raw))
        beside = any(
            isinstance(child, ContactBlock) and names(value, new) for _item, child, value in items
        )
        changed = []
        for item, child, value in items:
            if beside and isinstance(child, ContactBlock) and names(value, old):
                continue
            value = replaced(child, value, old, new) if child else value
            changed.append({**item, "value": value} if item else value)
        return changed
    if isinstance(block, StructBlock) and isinstance(raw, dict):
        parts = block.child_blocks.items()
        return raw | {
            name: replaced(child, raw[name], old, new) for name, child in parts if name in raw
        }
    return raw


def replace_in(page, old, new):
    """Replace one person by another in the streams of a page; tell whether there was anything."""
    found = False
    for field in page._meta.get_fields():
        if not isinstance(field, StreamField):
            continue
        raw = list(getattr(page, field.name).raw_data)
        changed = replaced(field.stream_block, raw, old.pk, new and new.pk)
        if changed != raw:
            found = True
            setattr(page, field.name, StreamValue(field.stream_block, changed, is_lazy=True))
    return found


def places_of(person, user):
    """Return where a person is the contact as a list of `Place`, in the order of the tree."""
    named = ReferenceIndex.get_references_to(person).values_list("object_id", flat=True)
    pages = Page.objects.filter(pk__in=set(map(int, named)))
    # What is in a draft alone stands in no index; drafts are few.
    pages |= Page.objects.filter(has_unpublished_changes=True)
    found = (place_on(page, person, user) for page in pages.order_by("path").specific())
    return [place for place in found if place]


def place_on(page, person, user):
    """Return the `Place` that a page is, or None where the person is not its contact."""
    if page.alias_of_id:
        return None  # it follows its source
    draft = last_saved(page) if page.has_unpublished_changes else None
    in_draft = bool(draft) and replace_in(draft, person, None)
    published = page.live and replace_in(page, person, None)
    in_draft |= not page.live and not draft and replace_in(page, person, None)
    if not (published or in_draft):
        return None
    return Place(
        page=page,
        is_published=published,
        is_draft=in_draft,
        is_history=getattr(page if page.live or not draft else draft, "is_history", False),
        by_hand=_why_by_hand(page, published, user),
    )


def _why_by_hand(page, published, user):
    """Return why somebody has to change a page by hand, or nothing."""
    rights = page.permissions_for_user(user)
    if not rights.can_edit():
        return _("Du får inte ändra sidan.")
    if published and not rights.can_publish():
        return _("Du får inte publicera sidan.")
    waits = page.go_live_at and page.go_live_at > timezone.now()
    if waits or page.scheduled_revision:
        return _("Ett utkast ska publiceras på utsatt tid.")
    if page.workflow_in_progress:
        return _("Sidan väntar på granskning.")
    return _("Sidan är låst.") if rights.page_locked() else ""


def change_contact(key, old, new, user):
    """Replace a person on one page, by its key, as new revisions; return what stood against it.

    Nothing of the page is changed where anything does.
    """
    try:
        with transaction.atomic():
            # Who takes over neither, until it is done.
            held = Page.objects.select_for_update(no_key=True).filter(pk__in=[key, new.pk])
            list(held.order_by("pk"))
            page = Page.objects.get(pk=key).specific
            if not SitePageQuerySet(Page).visible().filter(pk=new.pk).exists():
                return _("”%s” är inte publicerad längre.") % new.title
            place = place_on(page, old, user)
            if place is None or place.is_history:
                return ""
            if not place.by_hand:
                _write(Page.objects.get(pk=key).specific, place, old, new, user)
            return place.by_hand
    except Page.DoesNotExist:
        return ""
    except (ValidationError, PermissionDenied) as error:
        messages = error.messages if isinstance(error, ValidationError) else map(str, error.args)
        return " ".join(messages)


def _write(page, place, old, new, user):
    """Write the change into what is published and into the draft, which stays one."""
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
    if place.is_published:
        replace_in(page, old, new)
        page.save_revision(user=user, log_action=True).publish(user=user)
    if draft is not page or not page.live:
        # The draft is the latest revision again, also where only the published page was changed.
        replace_in(draft, old, new)
        draft.save_revision(user=user, log_action=True, clean=False)
