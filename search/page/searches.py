"""What visitors search for, kept as words and numbers in Wagtail's own register of searches.

Nothing says who searched or when during the day, and what looks like an address, a phone number
or a personal identity number is not kept at all.  A page of hits that a cache answers is not
counted.
"""

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
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
# Counting a search is not worth waiting for while somebody else writes to SQLite.
BUSY_TIMEOUT = 50  # milliseconds

POPULAR_DAYS = 30
POPULAR_TIMES = 3
POPULAR_LENGTH = 40


@contextmanager
def short_busy_timeout():
    """Let a write give up soon where the database has only one writer at a time."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    database.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    try:
        yield
    finally:
        usual = connection.settings_dict["OPTIONS"]["timeout"]
        database.execute(f"PRAGMA busy_timeout = {usual * 1000}")


@dataclass
class RegisteredSearch:
    """What the register knows of a search: whether it was made today, and what it found last.

    `promotions` are what editors show above its hits: pages of ours or addresses elsewhere.
    """

    text: str
    query_id: int | None = None
    found: int | None = None
    today: bool = False
    promotions: list[dict] = field(default_factory=list)


def registered_search(searched, typed):
    """Return a search as it is registered, with the promotions for the words as typed as well.

    A promoted page that visitors may not see is left out.
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
    search = RegisteredSearch(text)
    for query_string, query_id, found, day, visible, description, *pick in rows:
        page_id, page_title, path, link, title = pick
        if query_string == text:
            search.query_id, search.found, search.today = query_id, found, day is not None
        if visible:
            title, link = page_title, Page(pk=page_id, url_path=path).get_url()
        if link:
            search.promotions.append({"title": title, "url": link, "description": description})
    return search


def count_search(search, found):
    """Count a search and what it found; one that cannot be written at once is not counted.

    Nor is one that may be about a person, or is as long as a message.
    """
    text = search.text
    if not text or len(text) > LONGEST_KEPT or PERSONAL.search(text):
        return
    try:
        with short_busy_timeout():
            _write(search, found)
    except DatabaseError as error:
        logger.info("A search was not counted: %s", type(error).__name__)


def _write(search, found):
    """Write in single statements: no transaction is held, and two at once do no harm."""
    if search.query_id is None:
        # It is new to the register, or just was.
        (query,) = Query.objects.bulk_create(
            [Query(query_string=search.text)],
            update_conflicts=True,
            unique_fields=["query_string"],
            update_fields=["query_string"],
        )
        search.query_id = query.pk
    today = {"query_id": search.query_id, "date": timezone.localdate()}
    if search.today:
        QueryDailyHits.objects.filter(**today).update(hits=F("hits") + 1)
    else:
        QueryDailyHits.objects.bulk_create([QueryDailyHits(**today, hits=1)], ignore_conflicts=True)
    if search.found != found:
        SearchOutcome.objects.bulk_create(
            [SearchOutcome(query_id=search.query_id, found=found)],
            update_conflicts=True,
            unique_fields=["query"],
            update_fields=["found"],
        )


def popular_searches(limit=6):
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


def delete_old_searches():
    """Delete the counts of days long past, and the searches that nothing is left of."""
    QueryDailyHits.garbage_collect(days=KEPT_DAYS)
    Query.garbage_collect()
