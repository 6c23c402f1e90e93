"""What a search finds: the hits of one page, and what was meant."""

import logging
import re
import unicodedata
from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

from django.core.paginator import Paginator
from django.db import connection
from wagtail.models import Page

from activities.models import EventPage
from home.base import BasePage, Card
from home.documents import SiteDocument
from home.generation import once_a_generation
from home.people import PersonPage
from home.querysets import SitePageQuerySet
from home.site import site_root_paths

from ..index.backend.ranking import TOO_COMMON
from ..index.texts import REACHED, is_sentence
from ..language.query import parse
from ..language.typed import LONGEST_QUERY
from ..language.vocabulary import Vocabulary
from ..models import SearchEntry
from .documents import found_documents
from .facets import DOCUMENT, KINDS, Facets, FacetSelection, kind_of
from .highlight import LENGTH, LONGEST_READ, Highlighter, one_line

logger = logging.getLogger(__name__)

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HITS_A_PAGE = 10
# What a page with all of several words counts for over one with some of them.
ALL_WORDS_WEIGHT = 1.5
# What is printed of a page, except of an event.
PRINTED = ("title", "url_path", "content_type") + tuple(
    f"search_entry__{name}" for name in ("date", "date_text", "text", "sentence", "facts")
)


def result_or_default(default, function, *arguments):
    """Return what a function returns, or the default where it fails, which is logged.

    A part of the search page that fails costs the visitor that part alone.
    """
    try:
        return function(*arguments)
    except Exception:
        logger.exception("%s.%s failed", function.__module__, function.__qualname__)
        return default


def cleaned(text):
    """Return what a visitor wrote without what cannot be seen or stored, at most 255 letters."""
    text = unicodedata.normalize("NFC", text[: LONGEST_QUERY * 4])
    # Soft hyphens and marks of direction stand within words; the rest stands between them.
    # What could not be read on the way here has become a question mark in a lozenge.
    text = INVISIBLE.sub("", text).replace("\ufffd", " ")
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())[:LONGEST_QUERY].strip()


@once_a_generation
def visible_sql():
    """Return the condition of our pages that everybody may see, as Django writes it out."""
    pages = SitePageQuerySet(Page).visible().type(BasePage).query
    return pages.get_compiler(connection=connection).compile(pages.where)


def matching_pages(query):
    """Return the queryset of the visible pages that a parsed query finds, best first.

    Those that a loosened one finds have their `score`.
    """
    condition, parameters = visible_sql()
    found = SitePageQuerySet(Page).search(query)
    found = found.annotate_score("score") if query.whole else found
    pages = found.get_queryset().extra(where=[condition], params=parameters)  # noqa: S610 (ours)
    return pages.select_related("search_entry").only(*PRINTED)


@dataclass(frozen=True)
class Hit:
    """A page as the list prints it: its type and card, with the words of the query marked.

    `excerpt` is sentences; `fact` says where else a word stands that they and the title lack.
    `partial` says of one among the hits that it has only some of the words.
    """

    template: ClassVar = "search/hit.html"
    kind: str
    card: Card
    title: str
    excerpt: str
    fact: str
    partial: bool = False


@dataclass(frozen=True)
class DocumentHit:
    """A document as the list prints it, with the sentence that was found and a page that has it."""

    template: ClassVar = "search/document_hit.html"
    document: SiteDocument
    page: Page
    title: str
    excerpt: str

    @property
    def kind(self):
        return KINDS[DOCUMENT][1]


def document_hits(documents, highlighter):
    """Return the hits of documents (`FoundDocument`) in their order."""
    hits = []
    for found in documents:
        name, passage = found.document.title, found.passage
        title = result_or_default(name, highlighter.mark, name)
        excerpt = result_or_default(passage[:LENGTH], highlighter.excerpt, passage)
        hits.append(DocumentHit(found.document, found.page, title, excerpt))
    return hits


def cards(keys):
    """Return the cards of events that visitors may see."""
    return [event.card() for event in EventPage.objects.rows_of(keys)]


def hits_of(pages, highlighter):
    """Return the hits of pages in their order.

    An event's state depends on the clock, so events are asked for their cards.  What the cards of
    other pages say of time stands in their search entries, which are selected with the pages:
    their cards cost nothing, however many types there are.
    """
    events = [page.pk for page in pages if page.specific_class is EventPage]
    event_cards = {card.page.pk: card for card in result_or_default([], cards, events)}
    hits = []
    for page in pages:
        page._wagtail_cached_site_root_paths = site_root_paths()  # else Wagtail asks its cache
        entry = getattr(page, "search_entry", None) or SearchEntry()
        kind = kind_of(page)
        card = event_cards.get(page.pk) or Card(
            page=page, kind=kind, start=entry.date, date_text=entry.date_text
        )
        said = sentences(entry, of_person=page.specific_class is PersonPage) or card.sentence
        title = result_or_default(card.title, highlighter.mark, card.title)
        excerpt = result_or_default(said[:LENGTH], highlighter.excerpt, said)
        fact = result_or_default("", highlighter.fact, entry.facts, card.title, said)
        hits.append(Hit(kind, card, title, excerpt, fact))
    return hits


def sentences(entry, of_person):
    """Return what somebody wrote in sentences on a page, on one line: first that of its card.

    How a person is reached stands on the person's page, and is no news in a list.
    """
    lines = [line for line in entry.text[:LONGEST_READ].splitlines() if is_sentence(line)]
    lines = [entry.sentence, *(line for line in lines if line not in entry.sentence)]
    said = (line for line in lines if not (of_person and REACHED.search(line)))
    return one_line("\n".join(said))


def places_of_hits(pages, whole):
    """Return the places in a list of what stands among the hits, in the order that it stands in.

    The first `whole` pages have all words, the others some, each part with the best first. Of the
    others those are taken that fit better than one with all words, as whose titles have the topic.
    """
    weighed = [page.score * (ALL_WORDS_WEIGHT if n < whole else 1) for n, page in enumerate(pages)]
    least = min(weighed[:whole], default=inf)
    taken = [n for n, weight in enumerate(weighed) if n < whole or weight > least]
    return sorted(taken, key=lambda n: -weighed[n])


class Results:
    """The answer to a search, for one page of hits.

    `typed` is what the visitor wrote; `searched` what was searched for, which differs where a
    word that nobody writes was put right.  With `exact` nothing is put right; `meant` then says
    what would have been, and `meant_total`, where nothing is found, how many pages that finds, or
    how many documents where it finds no page.
    `hits` have all words.  Where they are fewer than ten, `fill_up` has pages with some of them,
    so that the first page has ten; those that fit better than a hit, as whose titles have the
    topic, stand among the hits instead.  None of them is counted.
    `failed` says that nobody could look; `facets` is None where the hits could not be counted by
    type and year.
    """

    def __init__(self, text, *, selection=None, number=1, exact=False):
        self.typed = self.searched = text
        self.failed = False
        self.meant, self.meant_total, self.total = "", 0, 0
        self.facets, self.hits, self.fill_up, self.page = None, [], [], None
        try:
            self._search(selection or FacetSelection(), number, exact)
        except Exception:
            logger.exception("A search failed")
            self.failed = True

    def _search(self, selection, number, exact):
        vocabulary = Vocabulary(repairing=True)
        query = parse(self.typed, vocabulary=vocabulary)
        right = result_or_default(None, vocabulary.repaired, self.typed)
        if right and exact:
            self.meant = right
        elif right:
            self.searched = right
            query = parse(right, vocabulary=vocabulary)
        self._find(query, selection, number)
        if self.meant and self.nothing:
            meant = parse(self.meant, vocabulary=vocabulary)
            self.meant_total = matching_pages(meant).count() or len(found_documents(meant))

    @property
    def repaired(self):
        """Tell whether something else was searched for than what was written."""
        return self.searched != self.typed

    @property
    def of_one_word(self):
        """Tell whether one word was searched for, so that nothing can have some of several."""
        return len(self.searched.split()) == 1

    @property
    def nothing(self):
        """Tell whether there is no page to show, and no facet to choose others by."""
        unnarrowed = self.facets.unnarrowed if self.facets else self.total
        return not (self.failed or unnarrowed or self.fill_up)

    def _find(self, query, selection, number):
        pages = matching_pages(query)
        self.facets = result_or_default(None, Facets, pages, query, selection)
        # How many have all words, after narrowing.
        documents = self.facets.documents if self.facets else []
        self.total = self.facets.total if self.facets else selection.filter(pages).count()
        page_total = self.total - len(documents)
        some = query.loosened()
        more = len(some.groups) > 1 or some.groups != query.groups
        filling = self.total < HITS_A_PAGE and more and some.expected() > 0
        filling = filling and (some.least is None or bool(some.least.nodes))
        # One statement fetches both: those with all words go first.
        pages = selection.filter(matching_pages(some) if filling else pages)
        paginator = Paginator(pages, HITS_A_PAGE)
        paginator.count = self.total
        self.page = paginator.get_page(number)
        last = self.page.number * HITS_A_PAGE - page_total
        documents = documents[max(0, last - HITS_A_PAGE) : max(0, last)]
        found = []
        if filling or len(documents) < min(self.total, HITS_A_PAGE):
            found = list(pages[:HITS_A_PAGE] if filling else self.page)
        highlighter = Highlighter(query.typed, query.synonyms())
        hits = hits_of(found, highlighter)
        places = range(len(hits[:page_total]))
        if filling:
            hits = hits[: HITS_A_PAGE - len(documents)]
            # Of one word nothing is missing, and scores of what is too common are no measure.
            if len(some.groups) > 1 and some.expected() <= TOO_COMMON:
                places = places_of_hits(found[: len(hits)], page_total)
            self.fill_up = hits[len(places) :]
        self.hits = [replace(hits[place], partial=place >= page_total) for place in places]
        self.hits += document_hits(documents, highlighter)
