"""The documents that a search finds, each with its best passage and a page that shows it."""

from typing import NamedTuple

from wagtail.models import Page

from home.documents import SiteDocument
from home.generation import once_a_generation

from ..models import DocumentPassage

MOST_ROWS = 500  # so many passages are looked at; a document has several
PAGE = "source__document__search_entries__page"
COLUMNS = (
    *("year", "source__document_id", "source__document__title", "source__document__file"),
    *("source__document__file_size", "text", f"{PAGE}_id", f"{PAGE}__title", f"{PAGE}__url_path"),
)


class FoundDocument(NamedTuple):
    """A document that is found: the passage that fits best, and the page that shows it."""

    year: int | None  # of the page
    document: SiteDocument
    passage: str
    page: Page


@once_a_generation
def has_documents():
    """Tell whether there is any document to look for."""
    return SiteDocument.objects.exists()


def found_documents(query):
    """Return the open documents that a parsed query finds, best first.

    A document is there once, however many passages and pages it has.
    """
    if not query.tree or not has_documents():
        return []
    passages = DocumentPassage.objects.public().search(query, order_by_relevance=False)
    passages = passages.annotate_score("score").get_queryset().order_by("-score")
    documents = {}
    for row in passages.values_list(*COLUMNS)[:MOST_ROWS]:
        year, key, title, file, size, text, page, page_title, url_path = row
        if key not in documents:
            # Without a collection, which would be asked for, and whatever its size.
            known = {"collection_id": None, "file_size": size or 0}
            document = SiteDocument(pk=key, title=title, file=file, **known)
            shown_on = Page(pk=page, title=page_title, url_path=url_path)
            documents[key] = FoundDocument(year, document, text, shown_on)
    return list(documents.values())
