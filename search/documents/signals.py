"""Notices documents that are new, replaced, hidden or deleted."""

from contextlib import suppress

from django.db import DatabaseError, transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction

from home.documents import SiteDocument

from ..index.entries import COUNTED_AT_ONCE, count_documents
from ..index.tasks import savepoint
from ..models import DocumentText
from .reading import forget, queue


def count_after_commit():
    transaction.on_commit(lambda: count_documents(COUNTED_AT_ONCE), robust=True)


@receiver(post_save, sender=SiteDocument)
def queue_saved_document(instance, raw=False, **kwargs):
    """Have a document read; it may also be another file now, or lie where not everybody comes."""
    if not raw:
        saved = SiteDocument.objects.filter(pk=instance.pk)
        transaction.on_commit(lambda: queue(saved), robust=True)
        count_after_commit()


@receiver(pre_delete, sender=SiteDocument)
def forget_deleted_document(instance, **kwargs):
    with suppress(DatabaseError), savepoint():
        for text in DocumentText.objects.filter(pk=instance.pk):
            forget(text)


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def count_restricted_documents(**kwargs):
    count_after_commit()
