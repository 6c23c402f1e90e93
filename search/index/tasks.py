"""Keeps the index right where indexing fails, or is too much work for a request.

Saving something never fails for the index's sake: the failure is logged, and a row (`IndexTask`)
has `manage.py work` try again.
"""

import logging
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import monotonic

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from modelsearch.abstract_models import TextIDGenericRelation
from modelsearch.index import class_is_indexed
from modelsearch.utils import get_content_type_pk
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from ..models import IndexTask

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 20  # objects that are indexed while somebody waits
SLICE = 5  # seconds; the object under way then takes some more
IN_A_SLICE = 1000
LONGEST_PAUSE = timedelta(hours=12)
UNDER_WAY = timedelta(minutes=10)  # before an object is tried again that ended the process
_put_off = ContextVar("put_off", default=None)


@dataclass
class PutOff:
    """What is indexed once something else has ended."""

    objects: dict = field(default_factory=dict)  # (model, primary key), in order
    finds: list = field(default_factory=list)  # functions that return primary keys of pages


@contextmanager
def each_indexed_once():
    """Index at the end, once, what is saved within, however often; where that fails, nothing."""
    waiting = PutOff()
    token = _put_off.set(waiting)
    try:
        yield
    finally:
        _put_off.reset(token)
    for find in waiting.finds:
        for page in Page.objects.filter(pk__in=find()).order_by("path"):
            waiting.objects[page.specific_class, page.pk] = True
    for model, pk in waiting.objects:
        index_now(model, pk)


def put_off() -> PutOff | None:
    """Return what holds what is indexed later, within `each_indexed_once`."""
    return _put_off.get()


def savepoint():
    """Return a context that keeps an error in the database from spoiling the transaction."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def attempt(action, model, pk) -> bool:
    """Do what brings the index up to date for an object, and return whether that succeeded.

    A failure is logged and remembered; nothing is raised, and the transaction stays whole.
    """
    try:
        with savepoint():
            action()
            tasks_of(model, [pk]).filter(failures__gt=0).delete()
    except Exception as error:
        logger.exception("The index does not hold %s %s", model._meta.label, pk)
        _remember(model, pk, type(error).__name__)
        return False
    return True


def tasks_of(model, pks):
    """Return the tasks of objects of a model; each has one at most."""
    return IndexTask.objects.filter(
        content_type_id=get_content_type_pk(model), object_id__in=map(str, pks)
    )


def _remember(model, pk, error):
    """Have an object tried again after a pause that doubles each time, where that can be noted."""
    try:
        with transaction.atomic():
            index_later([(get_content_type_pk(model), pk)])
            task = tasks_of(model, [pk]).get()
            pause = timedelta(minutes=2 ** min(task.failures, 10))
            task.due = timezone.now() + min(pause, LONGEST_PAUSE)
            task.failures, task.error = task.failures + 1, error
            task.save()
    except Exception as unwritten:
        logger.error("It was not noted: %s", type(unwritten).__name__)


def index_later(objects, at_once=True):
    """Leave objects to `manage.py work`: (primary key of the content type, primary key).

    One that waits already is due now, or as it was if not `at_once`.
    """
    tasks = [IndexTask(content_type_id=kind, object_id=str(key)) for kind, key in sorted(objects)]
    conflicts = {"ignore_conflicts": True}
    if at_once:
        unique = ["content_type", "object_id"]
        conflicts = {"update_conflicts": True, "unique_fields": unique, "update_fields": ["due"]}
    IndexTask.objects.bulk_create(tasks, batch_size=500, **conflicts)


def index_now_or_later(objects):
    """Index objects at once if they are few, and leave them to `manage.py work` if many."""
    if len(objects) > MOST_AT_ONCE:
        index_later(objects)
        return
    for type_, pk in objects:
        index_now(ContentType.objects.get_for_id(type_).model_class(), pk)


def index_now(model, pk) -> bool:
    """Index an object as it is stored, or take out what is gone; return whether that succeeded."""
    if later := _put_off.get():
        later.objects[model, pk] = True
        return True
    return attempt(partial(_bring_up_to_date, model, pk), model, pk)


def _bring_up_to_date(model, pk):
    found = model.get_indexed_objects().filter(pk=pk).first()
    if found:
        get_search_backend().get_index_for_model(model).write(model, [found])
    else:
        _remove(model, pk)


def remove_from_index(model, pk) -> bool:
    return attempt(partial(_remove, model, pk), model, pk)


def _remove(model, pk):
    kind = get_content_type_pk(model)
    IndexEntry.objects.filter(content_type_id=kind, object_id=str(pk)).delete()


def queue_missing_pages():
    """Leave to be indexed what the index does not hold though nothing says that it failed.

    A process may end between saving and indexing; and what came of an event is found only when
    the event is over.
    """
    late = Q(search_entry=None)
    for moment in ("last_published_at", "search_entry__until"):
        late |= Q(**{f"{moment}__lte": timezone.now(), f"{moment}__gt": F("search_entry__indexed")})
    found = Page.objects.filter(late, depth__gt=1).values_list("content_type", "pk")
    index_later(found[:IN_A_SLICE], at_once=False)  # what has failed before waits for its time


def index_due_objects():
    """Index what waits, for some seconds: first what should have been indexed first."""
    stop = monotonic() + SLICE
    for task in IndexTask.objects.due(timezone.now())[:IN_A_SLICE]:
        model = task.content_type.model_class()
        claimed = timezone.now() + UNDER_WAY
        this = IndexTask.objects.filter(pk=task.pk)
        this.update(due=claimed)
        if not model or not class_is_indexed(model) or index_now(model, task.object_id):
            this.filter(due=claimed).delete()  # unless it has been asked for again meanwhile
        if monotonic() > stop:
            return


def detach_index_entries():
    """Have deleting an object delete its entry in the index by signals alone.

    It would else be a part of the deletion itself, which a broken index would stop.
    """
    TextIDGenericRelation.bulk_related_objects = lambda self, objects, using=None: (
        IndexEntry.objects.none()
    )
