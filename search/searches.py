"""What visitors search for, kept as words and numbers in Wagtail's own register of searches.

Nothing says who searched or when during the day, and what looks like an address, a phone number
or a personal identity number is not kept at all.  A page of hits that a cache answers is not
counted.
"""

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.search.utils import normalise_query_string

from .models import SearchOutcome

logger = logging.getLogger(__name__)

KEPT_DAYS = 90
LONGEST_KEPT = 80
# Six digits are enough of a phone number or an identity number.
PERSONAL = re.compile(r"@|(?:\d\W*){6}")
# A search is not worth waiting for while somebody else writes to SQLite.
PATIENCE = 50  # milliseconds

POPULAR_DAYS = 30
POPULAR_TIMES = 3
POPULAR_LENGTH = 40


def may_be_kept(text):
    """Tell whether a search says nothing about a person that is reached or registered by it."""
    return bool(text) and len(text) <= LONGEST_KEPT and not PERSONAL.search(text)


@contextmanager
def little_patience():
    """Let a write give up soon where the database has only one writer at a time."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    database.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        usual = connection.settings_dict["OPTIONS"]["timeout"]
        database.execute(f"PRAGMA busy_timeout = {usual * 1000}")


@dataclass(frozen=True)
class Record:
    """What the register knows of a search: what it found last, and which hits editors chose."""

    text: str
    query: int | None = None
    found: int | None = None
    picks: tuple = ()


def look_up(searched, typed):
    """Return the `Record` of a search, with the chosen hits for what was typed as well."""
    text = normalise_query_string(searched)
    texts = {text, normalise_query_string(typed)}
    rows = Query.objects.filter(query_string__in=texts).values_list(
        "query_string", "pk", "outcome__found", "editors_picks"
    )
    record = Record(text)
    for query_string, query, found, _pick in rows:
        if query_string == text:
            record = Record(text, query, found)
    return replace(record, picks=tuple(pick for *_rest, pick in rows if pick))


def note(record, found):
    """Count a search and what it found; one that cannot be written at once is not counted."""
    if not may_be_kept(record.text):
        return
    try:
        with little_patience():
            _write(record, found)
    except DatabaseError as error:
        logger.info("A search was not counted: %s", error)


def _write(record, found):
    """Write in single statements: no transaction is held, and two at once do no harm."""
    query = record.query
    if query is None:
        Query.objects.bulk_create([Query(query_string=record.text)], ignore_conflicts=True)
        query = Query.objects.get(query_string=record.text).pk
    today = {"query_id": query, "date": timezone.localdate()}
    if not QueryDailyHits.objects.filter(**today).update(hits=F("hits") + 1):
        QueryDailyHits.objects.bulk_create([QueryDailyHits(**today, hits=1)], ignore_conflicts=True)
    if record.found is None:
        row = SearchOutcome(query_id=query, found=found)
        SearchOutcome.objects.bulk_create([row], ignore_conflicts=True)
    elif record.found != found:
        SearchOutcome.objects.filter(query=query).update(found=found)


def popular(limit=6):
    """Return what many have searched for lately and found, as they wrote it, in small letters.

    It is shown to everybody, so a search that found nothing, or is as long as a sentence, is not
    among them.
    """
    since = timezone.localdate() - timedelta(days=POPULAR_DAYS)
    queries = Query.get_most_popular(since).filter(outcome__found__gt=0, _hits__gte=POPULAR_TIMES)
    texts = queries.values_list("query_string", flat=True)[: limit * 3]
    return [text for text in texts if len(text) <= POPULAR_LENGTH][:limit]


def forget_old_searches():
    """Delete the counts of days long past, and the searches that nothing is left of."""
    QueryDailyHits.garbage_collect(days=KEPT_DAYS)
    Query.garbage_collect()
