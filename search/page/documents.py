"""The documents that a search finds, each with its best passage and a page that shows it."""

from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from home.documents import SiteDocument
from home.generation import once_a_generation

from ..models import DocumentPassage, DocumentText, with_open_pages

MOST_ROWS = 500  # so many passages are looked at; a document has several
MOST_NAMED = 20_000  # passages that are named to the database one by one
PAGE = "document__search_entries__page"
# What is asked of a document that is found, and of each page that shows it.
COLUMNS = ("document_id", "document__title", "document__file", "document__file_size", "year")
COLUMNS += ("document__pages", "document__kind", "document__year")
COLUMNS += (f"{PAGE}_id", f"{PAGE}__title", f"{PAGE}__url_path")


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

    A document is there once, however many passages and pages it has.  First the passages are
    found, as rows of the index joined with nothing: of thousands PostgreSQL would go through all
    passages for each.  Who may open the documents is asked of those that are found.
    """
    if not query.tree or not has_documents():
        return []
    kind = ContentType.objects.get_for_model(DocumentPassage)
    entries = IndexEntry.objects.filter(content_type=kind)
    compiler = get_search_backend().query_compiler_class(entries, query, order_by_relevance=False)
    found = compiler.search(None, None, None, score_field="score").order_by("-score")
    best = list(found.values_list("object_id", flat=True)[:MOST_ROWS])
    if len(best) == MOST_ROWS:
        # What is not for all could have taken the place of what is.
        public = DocumentPassage.objects.filter(source__in=DocumentText.objects.searched())
        public = [str(key) for key in public.values_list("pk", flat=True)[:MOST_NAMED]]
        found = found.filter(object_id__in=public)
        best = found.values_list("object_id", flat=True)[:MOST_ROWS]
    return _documents_of([int(key) for key in best]) if best else []


def _documents_of(keys):
    """Return the documents of passages in their order, each with the first page it is on."""
    passages, best = DocumentPassage.objects.in_bulk(keys), {}
    for key in keys:
        if key in passages:
            best.setdefault(passages[key].source_id, passages[key].text)
    texts = with_open_pages(DocumentText.objects.filter(pk__in=list(best)))
    rows, found = texts.order_by(f"{PAGE}__path").values_list(*COLUMNS), {}
    for key, title, file, size, year, *known, page, page_title, url_path in rows:
        if key not in found:
            # Without a collection, which would be asked for, and whatever its size.
            known = dict(zip(("pages", "kind", "year"), known, strict=True))
            known |= {"collection_id": None, "file_size": size or 0}
            document = SiteDocument(pk=key, title=title, file=file, **known)
            shown_on = Page(pk=page, title=page_title, url_path=url_path)
            found[key] = FoundDocument(year, document, best[key], shown_on)
    return [found[key] for key in best if key in found]
