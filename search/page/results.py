"""What a search finds: the hits of one page, what was meant, and what the editors chose."""

import logging
import re
import unicodedata
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from wagtail.models import Page

from activities.models import EventPage
from home.base import BasePage, Card, cards
from home.querysets import SitePageQuerySet

from ..language.query import LONGEST_QUERY, parse
from ..language.vocabulary import Vocabulary
from ..language.words import repair
from ..models import SearchEntry
from .facets import Choice, Facets, kind_of
from .failing import or_else
from .highlight import LENGTH, excerpt, mark

logger = logging.getLogger(__name__)

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HITS_A_PAGE = 10


def cleaned(text):
    """Return what a visitor wrote without what cannot be seen or stored, at most 255 letters."""
    text = unicodedata.normalize("NFC", text[: LONGEST_QUERY * 4])
    # Soft hyphens and marks of direction stand within words; the rest stands between them.
    # What could not be read on the way here has become a question mark in a lozenge.
    text = INVISIBLE.sub("", text).replace("\ufffd", " ")
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())[:LONGEST_QUERY].strip()


def found_pages(results):
    """Return the pages of search results that a visitor may see, as a queryset, best first.

    Narrowed down afterwards: Wagtail's search takes no expression in the filters before it.
    """
    return results.get_queryset().visible().type(BasePage).select_related("search_entry")


def matching(query):
    """Return the visible pages that a parsed query finds as a queryset, best first."""
    return found_pages(SitePageQuerySet(Page).search(query))


def beginning(text):
    """Return the visible pages with words in their titles that begin so, best first."""
    return found_pages(SitePageQuerySet(Page).autocomplete(text))


@dataclass(frozen=True)
class Hit:
    """A page as the list prints it: its type and card, with what was searched for marked."""

    kind: str
    card: Card
    title: str
    excerpt: str


def as_hits(pages, text):
    """Return the hits of pages in their order.

    An event's state depends on the clock, so events are asked for their cards, in one query.
    What the cards of other pages say of time stands in their search entries, which came along
    with the hits: their cards cost nothing, however many types there are.
    """
    events = [page for page in pages if page.specific_class is EventPage]
    event_cards = {card.page.pk: card for card in or_else([], cards, events)}
    hits = []
    for page in pages:
        entry = getattr(page, "search_entry", None) or SearchEntry()
        kind = kind_of(page)
        card = event_cards.get(page.pk) or Card(
            page=page, kind=kind, start=entry.date, date_text=entry.date_text
        )
        said = entry.text or card.sentence
        title = or_else(card.title, mark, card.title, text)
        hits.append(Hit(kind, card, title, or_else(said[:LENGTH], excerpt, said, text)))
    return hits


class Results:
    """The answer to a search, for one page of hits.

    `typed` is what the visitor wrote; `searched` what was searched for, which differs where a
    word that nobody writes was put right.  With `exact` nothing is put right; `meant` then says
    what would have been, and `meant_total`, where nothing is found, how many pages that finds.
    Hits have all words.  Where they are fewer than ten, `fill_up` has
    pages with some of them, so that the first page has ten; those are never counted.
    `failed` says that nobody could look; `facets` is None where the hits could not be counted by
    type and year.
    """

    def __init__(self, text, *, choice=None, number=1, exact=False):
        self.typed = self.searched = text
        self.failed = False
        self.meant, self.meant_total, self.total = "", 0, 0
        self.facets, self.hits, self.fill_up, self.page = None, [], [], None
        try:
            self._search(choice or Choice(), number, exact)
        except Exception:
            logger.exception("A search failed")
            self.failed = True

    def _search(self, choice, number, exact):
        known = Vocabulary(repairing=True)
        query = parse(self.typed, vocabulary=known)
        right = or_else(None, repair, self.typed, known)
        self.searched = right if right and not exact else self.typed
        self.meant = right if right and exact else ""
        query = parse(self.searched, vocabulary=known) if self.repaired else query
        self._find(query, choice, number)
        if self.meant and self.nothing:
            self.meant_total = matching(parse(self.meant, vocabulary=known)).count()

    @property
    def repaired(self):
        """Tell whether something else was searched for than what was written."""
        return self.searched != self.typed

    @property
    def nothing(self):
        """Tell whether there is no page to show, and no facet to choose others by."""
        unnarrowed = self.facets.unnarrowed if self.facets else self.total
        return not (self.failed or unnarrowed or self.fill_up)

    def _find(self, query, choice, number):
        pages = matching(query)
        self.facets = or_else(None, Facets, pages, choice)
        # How many pages have all words, after narrowing.
        self.total = self.facets.total if self.facets else choice.narrow(pages).count()
        some = replace(query, operator="or", whole_first=True)
        filling = self.total < HITS_A_PAGE and len(query.groups) > 1 and some.expected() > 0
        # One statement fetches both: those with all words go first.
        pages = matching(some) if filling else pages
        pages = choice.narrow(pages)
        paginator = Paginator(pages, HITS_A_PAGE)
        paginator.count = self.total
        self.page = paginator.get_page(number)
        found = list(pages[:HITS_A_PAGE] if filling else self.page) if self.total or filling else []
        hits = as_hits(found, self.searched)
        self.hits, self.fill_up = hits[: self.total], hits[self.total :]
