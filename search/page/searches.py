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
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Sum
from django.db.models.functions import Length
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from home.querysets import SitePageQuerySet

from ..models import SearchOutcome

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
class Chosen:
    """What editors show above the hits of a search: a page of ours or an address elsewhere."""

    title: str
    url: str
    description: str


@dataclass(frozen=True)
class Record:
    """What the register knows of a search: whether it was made today, and what it found last."""

    text: str
    query: int | None = None
    found: int | None = None
    today: bool = False
    chosen: tuple[Chosen, ...] = ()


def look_up(searched, typed):
    """Return the `Record` of a search, with what is chosen for the words as typed as well.

    A chosen page that visitors may not see is left out.
    """
    text = normalise_query_string(searched)
    today = Q(daily_hits__date=timezone.localdate())
    page = SitePageQuerySet(Page).visible().filter(pk=OuterRef("editors_picks__page"))
    pick = ("page", "page__title", "page__url_path", "external_link_url", "external_link_text")
    rows = (
        Query.objects.filter(query_string__in={text, normalise_query_string(typed)})
        .alias(day=FilteredRelation("daily_hits", condition=today))
        .annotate(visible=Exists(page))
        .order_by("editors_picks__sort_order", "editors_picks__pk")
        .values_list(
            *("query_string", "pk", "outcome__found", "day", "visible"),
            *(f"editors_picks__{name}" for name in ("description", *pick)),
        )
    )
    record, chosen = Record(text), []
    for query_string, query, found, day, visible, description, *pick in rows:
        number, title, path, link, link_text = pick
        if query_string == text:
            record = Record(text, query, found, today=day is not None)
        if visible:
            address = Page(pk=number, url_path=path).get_url()
            chosen.append(Chosen(title, address, description))
        elif link:
            chosen.append(Chosen(link_text, link, description))
    return replace(record, chosen=tuple(chosen))


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
    number = record.query or _number_of(record.text)
    today = {"query_id": number, "date": timezone.localdate()}
    if record.today:
        QueryDailyHits.objects.filter(**today).update(hits=F("hits") + 1)
    else:
        QueryDailyHits.objects.bulk_create([QueryDailyHits(**today, hits=1)], ignore_conflicts=True)
    if record.found != found:
        SearchOutcome.objects.bulk_create(
            [SearchOutcome(query_id=number, found=found)],
            update_conflicts=True,
            unique_fields=["query"],
            update_fields=["found"],
        )


def _number_of(text):
    """Return the primary key of a search that is new to the register, or just was."""
    (query,) = Query.objects.bulk_create(
        [Query(query_string=text)],
        update_conflicts=True,
        unique_fields=["query_string"],
        update_fields=["query_string"],
    )
    return query.pk


def popular(limit=6):
    """Return what many have searched for lately and found, as they wrote it, in small letters.

    It is shown to everybody, so a search that found nothing, or is as long as a sentence, is not
    among them.
    """
    since = timezone.localdate() - timedelta(days=POPULAR_DAYS)
    queries = (
        Query.objects.filter(daily_hits__date__gte=since, outcome__found__gt=0)
        .annotate(length=Length("query_string"), times=Sum("daily_hits__hits"))
        .filter(length__lte=POPULAR_LENGTH, times__gte=POPULAR_TIMES)
    )
    texts = queries.order_by("-times", "query_string").values_list("query_string", flat=True)
    return list(texts[:limit])


def forget_old_searches():
    """Delete the counts of days long past, and the searches that nothing is left of."""
    QueryDailyHits.garbage_collect(days=KEPT_DAYS)
    Query.garbage_collect()
