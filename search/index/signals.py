"""Indexes pages anew when a name that they are found by changes, is hidden, shown or deleted.

Wagtail indexes only what is saved itself.  A page would else be found by the old name of what it
names, such as a person, an organisation, a theme or the activity above it, and not by the new.
"""

import logging
from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, get_page_models
from wagtail.search import index
from wagtail.signals import post_page_move

from activities.models import EventPage
from home.base import page_saved

from ..models import SearchEntry
from .entries import COUNTED_AT_ONCE, count_documents, count_hidden_and_shown, count_out
from .tasks import index_now, index_now_or_later, put_off, remove_from_index, savepoint

logger = logging.getLogger(__name__)

NAMES = {"title", "name", "live"}  # fields without which nothing is told to pages


def related_fields():
    """Yield (page model, field that leads to what a page is found by) for all page models."""

    def within(model, search_fields):
        for search_field in search_fields:
            if isinstance(search_field, index.RelatedFields):
                field = search_field.get_field(model)
                if any(isinstance(one, index.SearchField) for one in search_field.fields):
                    yield field
                yield from within(field.related_model, search_field.fields)

    for model in get_page_models():
        for field in within(model, model.get_search_fields()):
            yield model, field


def connect_signals():
    """Have the pages that name something indexed when it is saved or deleted from now on."""
    for model in get_page_models():
        post_save.connect(index_pages_naming_page, sender=model)
        post_save.connect(index_draft, sender=model)
    related = {field.related_model for _model, field in related_fields()}
    for model in related.union(index.get_indexed_models()):
        if not issubclass(model, Page) and getattr(model, "search_auto_update", True):
            post_save.connect(index_pages_naming_object, sender=model)
            pre_delete.connect(index_pages_naming_deleted_object, sender=model)


def pages_naming(objects):
    """Return the primary keys of the pages that refer to any of the objects."""
    references = ReferenceIndex.get_references_to_in_bulk(objects)
    page_type = ContentType.objects.get_for_model(Page)
    pks = references.filter(base_content_type=page_type).values_list("object_id", flat=True)
    return set(map(int, pks))


def pages_naming_twice(named):
    """Return the primary keys of the pages that refer to an object, or to one of those pages."""
    naming = pages_naming([named])
    for model, field in related_fields():
        if field.many_to_many and isinstance(named, field.related_model):
            # Wagtail's reference index leaves these out.
            rows = model._default_manager.filter(**{field.name: named.pk})
            naming.update(rows.values_list("pk", flat=True))
    return naming | pages_naming(Page.objects.filter(pk__in=naming).order_by())


def index_after_commit(find):
    """Index the pages whose primary keys `find` returns, once the transaction is committed."""
    if later := put_off():
        later.finds.append(find)
        return

    def index_them():
        pages = Page.objects.filter(pk__in=find())
        index_now_or_later(list(pages.values_list("content_type", "pk")))

    # What goes wrong is logged; what has been stored is none the worse for it.
    transaction.on_commit(index_them, robust=True)


def index_after_deletion(find, instance):
    """Find out now which pages name an object, and index them once the object is gone."""
    try:
        with savepoint():
            found = find()
    except Exception:
        logger.exception("What names %s %s is not known", instance._meta.label, instance.pk)
    else:
        index_after_commit(lambda: found)


@receiver(page_saved)
def index_saved_page(instance, **kwargs):
    index_now(type(instance), instance.pk)


def index_draft(sender, instance, update_fields=None, **kwargs):
    """Index a page by the words of its new draft, which is all that Wagtail stores then."""
    if "latest_revision" not in (update_fields or ()):
        return
    page_id = instance.pk
    if put_off():
        index_now(sender, page_id)
    else:
        transaction.on_commit(lambda: index_now(sender, page_id), robust=True)


def index_pages_naming_page(instance, update_fields=None, raw=False, **kwargs):
    """Index what names a page whose title may be new, or may not be shown any more.

    Events are found by the name of their activity.  A row that is loaded as it is (`raw`) has
    only the columns of one table, and what names it is loaded as well.
    """
    if not raw and (update_fields is None or NAMES & set(update_fields)):
        page = Page(pk=instance.pk, path=instance.path, depth=instance.depth)
        events = EventPage.objects.child_of(page).values_list("pk", flat=True)
        index_after_commit(lambda: pages_naming([page]).union(events))


def index_pages_naming_object(sender, instance, update_fields=None, raw=False, **kwargs):
    """Index what names an object, and what names that: pages say for whom a person works."""
    if not raw and (update_fields is None or NAMES & set(update_fields)):
        named = sender(pk=instance.pk)
        index_after_commit(lambda: pages_naming_twice(named))


def count_after_commit(action, *arguments):
    """Count words of pages that are hidden, shown or deleted, once that is committed.

    The documents that they show go with them.
    """
    # No partial: Django names what fails by its `__qualname__`.
    transaction.on_commit(lambda: action(*arguments), robust=True)
    transaction.on_commit(lambda: count_documents(COUNTED_AT_ONCE), robust=True)


@receiver(pre_delete, sender=Page)
def remove_deleted_page(instance, **kwargs):
    """Remove a page from the index, and index what names it: that is known only now."""
    with suppress(DatabaseError), savepoint():
        for entry in SearchEntry.objects.filter(pk=instance.pk):
            count_after_commit(count_out, entry)
    remove_from_index(instance.specific_class or Page, instance.pk)
    index_after_deletion(lambda: pages_naming([instance]), instance)


def index_pages_naming_deleted_object(instance, **kwargs):
    index_after_deletion(lambda: pages_naming_twice(instance), instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def index_restricted_pages(instance, **kwargs):
    """Index a page that is hidden or shown, and what names it or one of those below it."""
    page_id, path = instance.page_id, instance.page.path
    below = Page.objects.filter(path__startswith=path).order_by()
    count_after_commit(count_hidden_and_shown, below)
    index_after_commit(lambda: {page_id} | pages_naming(below))


@receiver(post_page_move)
def index_moved_pages(instance, url_path_before, url_path_after, **kwargs):
    """Index what has moved, which may be hidden there or have a new parent, and what names it."""
    if url_path_before != url_path_after:
        moved = Page.objects.filter(path__startswith=instance.path).order_by()
        count_after_commit(count_hidden_and_shown, moved)
        index_after_commit(lambda: set(moved.values_list("pk", flat=True)) | pages_naming(moved))
