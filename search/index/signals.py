"""Indexes pages anew when a name that they are found by changes, is hidden, shown or deleted.

Wagtail indexes only what is saved itself.  A page would else be found by the old name of what it
names, such as a person, an organisation, a theme or the activity above it, and not by the new.
"""

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, get_page_models
from wagtail.search import index
from wagtail.signals import post_page_move

from home.base import page_saved

from .tasks import index_now, index_soon, part_of_transaction, take_out

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


def named_models():
    """Return the models other than pages whose names pages are found by."""
    related = {field.related_model for _model, field in related_fields()}
    return {m for m in related.union(index.get_indexed_models()) if not issubclass(m, Page)}


def listen():
    """Have the pages that name something indexed when it is saved or deleted from now on."""
    for model in get_page_models():
        post_save.connect(page_is_saved, sender=model)
    for model in named_models():
        post_save.connect(named_object_is_saved, sender=model)
        pre_delete.connect(named_object_goes, sender=model)


@receiver(page_saved)
def page_is_written(instance, **_kwargs):
    """Index a page that has been written with all that belongs to it."""
    index_now(type(instance), instance.pk)


def pages_naming(objects):
    """Return the primary keys of the pages that refer to any of the objects."""
    references = ReferenceIndex.get_references_to_in_bulk(objects)
    kind = ContentType.objects.get_for_model(Page)
    keys = references.filter(base_content_type=kind).values_list("object_id", flat=True)
    return set(map(int, keys))


def pages_below(page):
    """Return the primary keys of the pages that are found by the name of the one above them."""
    types = [model for model in get_page_models() if getattr(model, "is_found_by_parent", False)]
    return set(Page.objects.child_of(page).type(*types).values_list("pk", flat=True))


def when_stored(find):
    """Index the pages whose primary keys `find` returns, once what is under way is stored."""

    def index_them():
        pages = Page.objects.filter(pk__in=find())
        index_soon(list(pages.values_list("content_type", "pk")))

    # What goes wrong is logged; what has been stored is none the worse for it.
    transaction.on_commit(index_them, robust=True)


def page_is_saved(instance, update_fields=None, raw=False, **kwargs):
    """Index what names a page whose title may be new, or may not be shown any more.

    A row that is loaded as it is (`raw`) has only the columns of one table, and what names it is
    loaded as well.
    """
    if not raw and (update_fields is None or NAMES & set(update_fields)):
        page = Page(pk=instance.pk, path=instance.path, depth=instance.depth)
        when_stored(lambda: pages_naming([page]) | pages_below(page))


def named_object_is_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    """Index what names an object, and what names that: pages say for whom a person works."""
    if not raw and (update_fields is None or NAMES & set(update_fields)):
        named = sender(pk=instance.pk)
        when_stored(lambda: naming_twice(named))


def naming_twice(named):
    """Return the primary keys of the pages that refer to an object, or to one of those pages."""
    naming = pages_naming([named])
    for model, field in related_fields():
        if field.many_to_many and isinstance(named, field.related_model):
            # Wagtail's reference index leaves these out.
            rows = model._default_manager.filter(**{field.name: named.pk})
            naming.update(rows.values_list("pk", flat=True))
    return naming | pages_naming(Page.objects.filter(pk__in=naming).order_by())


@receiver(pre_delete, sender=Page)
def page_goes(instance, **kwargs):
    """Take out a page that is being deleted, and index what names it: that is known only now."""
    take_out(instance.specific_class or Page, instance.pk)
    index_what_is_left(lambda: pages_naming([instance]), instance)


def named_object_goes(instance, **kwargs):
    """Index what names an object that is being deleted."""
    index_what_is_left(lambda: naming_twice(instance), instance)


def index_what_is_left(find, instance):
    """Find out now what names an object, and index it once the object is gone."""
    try:
        with part_of_transaction():
            found = find()
    except Exception:
        logger.exception("What names %s %s is not known", instance._meta.label, instance.pk)
    else:
        when_stored(lambda: found)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def privacy_changes(instance, **kwargs):
    """Index a page that is hidden or shown, and what names it or one of those below it."""
    number, path = instance.page_id, instance.page.path
    below = Page.objects.filter(path__startswith=path).order_by()
    when_stored(lambda: {number} | pages_naming(below))


@receiver(post_page_move)
def place_changes(instance, url_path_before, url_path_after, **kwargs):
    """Index what has moved, which may be hidden there or have a new parent, and what names it."""
    if url_path_before != url_path_after:
        moved = Page.objects.filter(path__startswith=instance.path).order_by()
        when_stored(lambda: set(moved.values_list("pk", flat=True)) | pages_naming(moved))
