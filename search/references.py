"""Indexes pages anew when a page that they name is published, hidden, shown again or deleted.

Wagtail indexes only what is saved itself.  A person who is no longer public would else be found
by name through pages where that name no longer stands.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.search.index import insert_or_update_object
from wagtail.signals import page_published, page_unpublished


def index_anew(numbers):
    """Index the pages with these primary keys, as many of them as there still are."""
    for page in Page.objects.filter(pk__in=numbers).live().specific():
        insert_or_update_object(page)


def pages_naming(pages):
    """Return the primary keys of the pages that refer to any of `pages`, a queryset."""
    kind = ContentType.objects.get_for_model(Page)
    named = pages.order_by().annotate(number=Cast("pk", CharField())).values("number")
    references = ReferenceIndex.objects.filter(
        base_content_type=kind, to_content_type=kind, to_object_id__in=named
    )
    return set(map(int, references.values_list("object_id", flat=True)))


@receiver([page_published, page_unpublished])
def a_name_changes(sender, instance, **kwargs):
    """Index what names a page whose title may be new, or may not be shown any more."""
    numbers = pages_naming(Page.objects.filter(pk=instance.pk))
    transaction.on_commit(lambda: index_anew(numbers))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def privacy_changes(sender, instance, **kwargs):
    """Index a page that is hidden or shown, and what names it or one of those below it."""
    numbers = {
        instance.page_id,
        *pages_naming(Page.objects.filter(path__startswith=instance.page.path)),
    }
    transaction.on_commit(lambda: index_anew(numbers))
