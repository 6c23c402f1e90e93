"""The documents that a search finds, each with its best passage and a page that shows it."""

from typing import NamedTuple

from django.db.models import Count, F, FloatField, Value
from wagtail.models import Page

from home.documents import SiteDocument

from ..models import DocumentPassage

MOST_ROWS = 500  # so many passages are looked at; a document has several
FIRST = 1e9  # as no passage scores
PAGE = "source__document__search_entries__page"
# The columns that a statement returns of a document, from its passage: where from, and what a row
# that counts pages has instead.
COLUMNS = {
    "source__document_id": Value(0),
    "source__document__title": Value(""),
    "source__document__file": Value(""),
    "source__document__file_size": Value(0),
    "text": Value(""),
    f"{PAGE}_id": Value(0),
    f"{PAGE}__title": Value(""),
    f"{PAGE}__url_path": Value(""),
}


class FoundDocument(NamedTuple):
    """A document that is found: the passage that fits best, and the page that shows it."""

    year: int | None  # of the page
    document: SiteDocument
    passage: str
    page: Page


def matching_passages(query):
    """Return the queryset of the passages of open documents that a parsed query finds, scored."""
    found = DocumentPassage.objects.public().search(query, order_by_relevance=False)
    found = found.annotate_score("score").get_queryset()
    # What has no words finds nothing, which is not scored.
    return found if query.tree else found.annotate(score=Value(0, FloatField()))


def counts_and_documents(pages, passages):
    """Return how many pages are found, as (type, year, count), and the documents, best first.

    One statement fetches both; a document is there once, however many passages and pages it has.
    """
    counted = (
        pages.order_by()
        .values("content_type", "search_entry__year")
        .annotate(count=Count("pk"), score=Value(FIRST, FloatField()))
        .values_list("content_type", "search_entry__year", "count", "score", *COLUMNS.values())
    )
    found = passages.order_by().values_list(Value(0), "year", Value(1), "score", *map(F, COLUMNS))
    counts, documents = [], {}
    for row in counted.union(found, all=True).order_by("-score")[:MOST_ROWS]:
        type_, year, count, _score, key, title, file, size, text, page, page_title, url_path = row
        if not key:
            counts.append((type_, year, count))
        elif key not in documents:
            # Without a collection, which would be asked for, and whatever its size.
            known = {"collection_id": None, "file_size": size or 0}
            document = SiteDocument(pk=key, title=title, file=file, **known)
            shown_on = Page(pk=page, title=page_title, url_path=url_path)
            documents[key] = FoundDocument(year, document, text, shown_on)
    return counts, list(documents.values())
