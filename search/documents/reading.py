"""Takes in the texts of documents, one after another: a job of `manage.py work`."""

import logging
from datetime import timedelta
from time import monotonic

from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from modelsearch.utils import get_content_type_pk
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from home.documents import SiteDocument

from ..index.entries import count_document, count_documents, write_shown_documents
from ..index.signals import pages_naming
from ..index.tasks import index_now, index_now_or_later
from ..models import DocumentPassage, DocumentText
from .child import KilledError, read_document
from .texts import passages, tidied

logger = logging.getLogger(__name__)

SLICE = 5  # seconds; the document under way then takes some more
AT_ONCE = 500  # documents that are looked at in a round
PASSAGES_AT_ONCE = 50  # so that nobody waits long to write
UNDER_WAY = timedelta(minutes=10)  # before a document is tried again that ended this process
LONGEST_PAUSE = timedelta(hours=12)
MOST_KILLED = 3  # times before a document is believed to be at fault


def read_waiting_documents():
    """Read, for some seconds, the documents that have not been read as they are now."""
    queue(SiteDocument.objects.all())
    stop = monotonic() + SLICE
    for text in DocumentText.objects.due(timezone.now())[:AT_ONCE]:
        if _claim(text):
            _read(text)
        if monotonic() > stop:
            break
    count_documents()


def queue(documents):
    """Have those of the documents read that are new or have a new file, and found by new titles."""
    new = documents.filter(search_text=None).order_by("pk")[:AT_ONCE]
    texts = [DocumentText(document=document) for document in new]
    DocumentText.objects.bulk_create(texts, ignore_conflicts=True)
    texts = DocumentText.objects.filter(document__in=documents)
    replaced = texts.exclude(file="").exclude(file=F("document__file"))
    if counted := [*replaced.filter(document__pages__gt=0).values_list("pk", flat=True)]:
        SiteDocument.objects.filter(pk__in=counted).update(pages=None)
    replaced.update(state=DocumentText.State.WAITING, due=timezone.now(), file="", failures=0)
    searched = texts.filter(state__in=DocumentText.SEARCHED).select_related("document")
    for text in searched.exclude(title=F("document__title"))[:AT_ONCE]:
        if text.counted:
            count_document(text, -1)
        DocumentText.objects.filter(pk=text.pk).update(title=text.document.title)
        kind = get_content_type_pk(DocumentPassage)
        index_now_or_later([(kind, pk) for pk in text.passages.values_list("pk", flat=True)])


def _claim(text):
    """Tell whether it is for this process to read a document: nobody else has begun."""
    waiting = DocumentText.objects.filter(pk=text.pk, state=text.state, due=text.due)
    text.due, text.file = timezone.now() + UNDER_WAY, text.document.file.name
    return waiting.update(due=text.due, file=text.file) == 1


def _read(text):
    """Read a document and keep its text, or try again after a pause that doubles each time."""
    try:
        try:
            reading = read_document(text.document.file, text.document.file_extension)
        except KilledError as error:
            if text.failures < MOST_KILLED:
                raise
            reading = error.reading
        _keep(text, reading)
    except Exception:
        logger.exception("The text of document %s could not be taken in", text.pk)
        pause = min(timedelta(minutes=2 ** min(text.failures, 10)), LONGEST_PAUSE)
        again = {"due": timezone.now() + pause, "failures": text.failures + 1}
        DocumentText.objects.filter(pk=text.pk, due=text.due).update(**again)


def _keep(text, reading):
    """Store the passages of a document and index them, and then say that it has been read.

    Who has read for so long that the document is another's to read, or another file, keeps nothing.
    """
    own = DocumentText.objects.filter(pk=text.pk, due=text.due)
    if not own.exists():
        return
    forget(text)
    text.title = text.document.title
    found = [
        DocumentPassage(source=text, number=number, text=passage)
        for number, passage in enumerate(passages(tidied(reading.text)))
    ]
    found = DocumentPassage.objects.bulk_create(found, batch_size=PASSAGES_AT_ONCE)
    index = get_search_backend().get_index_for_model(DocumentPassage)
    for first in range(0, len(found), PASSAGES_AT_ONCE):
        index.write(DocumentPassage, found[first : first + PASSAGES_AT_ONCE])
    # Of the file that was read alone; every page that shows it says so from now on.
    SiteDocument.objects.filter(pk=text.pk, file=text.file).update(pages=reading.pages)
    known = {"state": reading.state, "title": text.title, "failures": 0}
    if not own.update(**known):
        # Whose passages these are now, of both who wrote them, nobody can tell.
        again = {"state": DocumentText.State.WAITING, "due": timezone.now(), "file": ""}
        DocumentText.objects.filter(pk=text.pk).update(**again)
        return
    index_now(SiteDocument, text.pk)  # for editors
    # Those that were indexed before documents were read do not say which they show.
    named = Page.objects.filter(pk__in=pages_naming([text.document]), search_entry__isnull=False)
    write_shown_documents(named.specific())


def forget(text):
    """Take a document's passages out of the index, and its words out of the counts."""
    if text.counted:
        count_document(text, -1)
    keys = text.passages.order_by().values(key=Cast("pk", TextField()))
    kind = get_content_type_pk(DocumentPassage)
    IndexEntry.objects.filter(content_type_id=kind, object_id__in=keys).delete()
    text.passages.all().delete()
