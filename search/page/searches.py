"""What visitors search for, kept as words and numbers in Wagtail's own register of searches.

Nothing says who searched or when during the day, and what looks like an address, a phone number
or a personal identity number is not kept at all.  A page of hits that a cache answers is not
counted.
"""

import logging
import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from django.db import DatabaseError, connection
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Length
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from home.generation import once_a_generation
from home.querysets import SitePageQuerySet

from ..models import SearchOutcome

logger = logging.getLogger(__name__)

KEPT_DAYS = 90
LONGEST_KEPT = 80
# Six digits are enough of a phone number or an identity number.
PERSONAL = re.compile(r"@|(?:\d\W*){6}")
# Counting a search is not worth waiting for while somebody else writes to SQLite.
BUSY_TIMEOUT = 50  # milliseconds

HITS = QueryDailyHits._meta.db_table
COUNT = (  # in one statement, which Django has none for
    f'INSERT INTO "{HITS}" (query_id, date, hits) VALUES (%s, %s, 1) '  # noqa: S608
    f'ON CONFLICT (query_id, date) DO UPDATE SET hits = "{HITS}".hits + 1'
)

REGISTERED = (  # written out, since Django takes longer to put it together than to be answered
    f'SELECT query.id, found FROM "{Query._meta.db_table}" AS query '  # noqa: S608
    f'LEFT JOIN "{SearchOutcome._meta.db_table}" ON query_id = query.id WHERE query_string = %s'
)

POPULAR_DAYS = 30
POPULAR_TIMES = 3
POPULAR_ON = 3  # different days, which is more than the searches of one visitor
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


class Promotion(NamedTuple):
    """What editors show above the hits of a search."""

    title: str
    url: str
    description: str


@dataclass
class RegisteredSearch:
    """What the register knows of a search, and what it found last.

    `promotions` are what editors show above its hits: pages of ours or addresses elsewhere.
    """

    text: str
    query_id: int | None = None
    found: int | None = None
    promotions: list[Promotion] = field(default_factory=list)


def registered_search(searched, typed):
    """Return a search as it is registered, with the promotions for the words as typed as well."""
    search = RegisteredSearch(normalise_query_string(searched))
    with connection.cursor() as cursor:
        cursor.execute(REGISTERED, [search.text])
        for query_id, found in cursor.fetchall():
            search.query_id, search.found = query_id, found
    texts, promoted = {search.text, normalise_query_string(typed)}, promotions()
    placed = sorted(chain.from_iterable(promoted.get(text, ()) for text in texts))
    search.promotions = [promotion for _place, promotion in placed]
    return search


@once_a_generation
def promotions():
    """Return {search: [(place, promotion)]}; a page that visitors may not see is left out."""
    page = SitePageQuerySet(Page).visible().filter(pk=OuterRef("page"))
    rows = SearchPromotion.objects.annotate(visible=Exists(page)).order_by("sort_order", "pk")
    rows = rows.values_list(
        *("query__query_string", "description", "external_link_text", "external_link_url"),
        *("visible", "page", "page__title", "page__url_path"),
    )
    found = defaultdict(list)
    for place, (text, description, title, link, visible, *page) in enumerate(rows):
        if visible:
            page_id, title, path = page
            link = Page(pk=page_id, url_path=path).get_url()
        if link:
            found[text].append((place, Promotion(title, link, description)))
    return dict(found)


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
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [search.query_id, timezone.localdate().isoformat()])
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
        .annotate(days=Count("daily_hits__date"))
        .filter(length__lte=POPULAR_LENGTH, days__gte=POPULAR_ON)
    )
    texts = queries.order_by("-times", "query_string").values_list("query_string", flat=True)
    return list(texts[:limit])


def delete_old_searches():
    """Delete the counts of days long past, and the searches that nothing is left of."""
    QueryDailyHits.garbage_collect(days=KEPT_DAYS)
    Query.garbage_collect()
