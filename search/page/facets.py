"""How the hits are narrowed down: by type and by the year of the card's date."""

import re
from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from activities.models import ActivityPage, EventPage
from home.documents import SiteDocument
from home.models import PersonPage
from news.models import ArticlePage, NewsletterPage

from .documents import found_documents

YEAR = re.compile("(?:19|20)[0-9]{2}")
# The kinds of hits as the address writes them: the type, and what one and many are called.
KINDS = {
    "evenemang": (EventPage, _("Evenemang"), _("Evenemang")),
    "aktivitet": (ActivityPage, _("Aktivitet"), _("Aktiviteter")),
    "nyhet": (ArticlePage, _("Nyhet"), _("Nyheter")),
    "nyhetsbrev": (NewsletterPage, _("Nyhetsbrev"), _("Nyhetsbrev")),
    "person": (PersonPage, _("Person"), _("Personer")),
    "sida": (None, _("Sida"), _("Andra sidor")),
    "dokument": (SiteDocument, _("Dokument"), _("Dokument")),
}
OTHER, DOCUMENT = "sida", "dokument"
NAMES = {model: name for model, name, _plural in KINDS.values()}  # of no model: of all others


def kinds_by_type():
    """Return {id of a content type: kind} of the types that have a kind of their own."""
    types = ContentType.objects.get_for_models(*(kind[0] for kind in KINDS.values() if kind[0]))
    return {types[model].pk: kind for kind, (model, _one, _many) in KINDS.items() if model}


def kind_of(page):
    """Return what a visitor calls a page of this type."""
    return str(NAMES.get(page.specific_class, NAMES[None]))


@dataclass(frozen=True)
class FacetSelection:
    """What a visitor has narrowed the hits down to; empty means all."""

    kinds: frozenset = frozenset()
    years: frozenset = frozenset()

    @classmethod
    def from_querydict(cls, parameters):
        """Return the selection in the `typ` and `ar` of an address, without what is unknown."""
        years = filter(YEAR.fullmatch, parameters.getlist("ar"))
        kinds = frozenset(KINDS) & frozenset(parameters.getlist("typ"))
        return cls(kinds, frozenset(map(int, years)))

    def __bool__(self):
        return bool(self.kinds or self.years)

    def filter(self, pages):
        """Return the queryset of those of the pages that are selected."""
        if self.kinds:
            types = kinds_by_type()
            wanted = Q(content_type__in=[t for t, kind in types.items() if kind in self.kinds])
            if OTHER in self.kinds:
                wanted |= ~Q(content_type__in=list(types))
            pages = pages.filter(wanted)
        if self.years:
            pages = pages.filter(search_entry__year__in=self.years)
        return pages

    def fits(self, kind, year):
        """Return whether a hit is of a kind, and whether it is of a year, that is selected."""
        return not self.kinds or kind in self.kinds, not self.years or year in self.years


@dataclass(frozen=True)
class FacetOption:
    """One box of a facet; `count` is how many hits it would show."""

    value: str
    label: str
    count: int
    selected: bool


class Facets:
    """The boxes of both facets, counted over all hits: of `pages` and the documents of a query.

    Each facet is counted without its own selection, so that its other boxes say what they add.
    `total` is how many hits the selection leaves, `unnarrowed` how many there are without it, and
    `documents` those of the documents found that it leaves, best first.
    """

    def __init__(self, pages, query, selection):
        types = kinds_by_type()
        by_kind, by_year = Counter(), Counter()
        self.selection, self.total, self.unnarrowed = selection, 0, 0
        found = found_documents(query)
        counted = pages.order_by().values_list("content_type", "search_entry__year")
        counted = counted.annotate(count=Count("pk"))
        counts = [(types.get(type_, OTHER), year, count) for type_, year, count in counted]
        counts += [(DOCUMENT, document.year, 1) for document in found]
        self.documents = [one for one in found if all(selection.fits(DOCUMENT, one.year))]
        for kind, year, count in counts:
            kind_fits, year_fits = selection.fits(kind, year)
            self.unnarrowed += count
            self.total += count if kind_fits and year_fits else 0
            by_kind[kind] += count if year_fits else 0
            by_year[year] += count if kind_fits else 0
        self.kinds = [
            FacetOption(kind, plural, by_kind[kind], kind in selection.kinds)
            for kind, (_model, _name, plural) in KINDS.items()
            if by_kind[kind] or kind in selection.kinds
        ]
        years = {year for year, count in by_year.items() if year and count} | selection.years
        self.years = [
            FacetOption(str(year), str(year), by_year[year], year in selection.years)
            for year in sorted(years, reverse=True)
        ]

    def useful(self):
        """Tell whether there is anything to choose between, or a selection to take back."""
        if not self.unnarrowed:
            return False  # pages with some of the words are not counted
        return bool(self.selection or len(self.kinds) > 1 or len(self.years) > 1)
