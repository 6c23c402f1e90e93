"""How the hits are narrowed down: by type and by the year of the card's date."""

import re
from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from activities.models import ActivityPage, EventPage
from home.models import PersonPage
from news.models import ArticlePage, NewsletterPage

YEAR = re.compile("(?:19|20)[0-9]{2}")
# The types of page that have a kind of their own, as the address writes it.
KINDS = {
    "evenemang": EventPage,
    "aktivitet": ActivityPage,
    "nyhet": ArticlePage,
    "nyhetsbrev": NewsletterPage,
    "person": PersonPage,
}
OTHER = "sida"
# What one of them is called, and many.
NAMES = {
    "evenemang": (_("Evenemang"), _("Evenemang")),
    "aktivitet": (_("Aktivitet"), _("Aktiviteter")),
    "nyhet": (_("Nyhet"), _("Nyheter")),
    "nyhetsbrev": (_("Nyhetsbrev"), _("Nyhetsbrev")),
    "person": (_("Person"), _("Personer")),
    OTHER: (_("Sida"), _("Andra sidor")),
}


def kinds_by_type():
    """Return {id of a content type: kind} of the types that have a kind of their own."""
    models = ContentType.objects.get_for_models(*KINDS.values())
    return {models[model].pk: kind for kind, model in KINDS.items()}


def kind_of(page):
    """Return what a visitor calls a page of this type."""
    name, _plural = NAMES[kinds_by_type().get(page.content_type_id, OTHER)]
    return str(name)


@dataclass(frozen=True)
class Choice:
    """What a visitor has narrowed the hits down to; empty means all."""

    kinds: frozenset = frozenset()
    years: frozenset = frozenset()

    @classmethod
    def of(cls, parameters):
        """Return the choice in the `typ` and `ar` of an address; what is unknown is left out."""
        years = filter(YEAR.fullmatch, parameters.getlist("ar"))
        kinds = frozenset(NAMES) & frozenset(parameters.getlist("typ"))
        return cls(kinds, frozenset(map(int, years)))

    def __bool__(self):
        return bool(self.kinds or self.years)

    def narrow(self, pages):
        """Return those of the pages that are chosen; `pages` is a queryset."""
        if self.kinds:
            types = kinds_by_type()
            wanted = Q(content_type__in=[t for t, kind in types.items() if kind in self.kinds])
            if OTHER in self.kinds:
                wanted |= ~Q(content_type__in=list(types))
            pages = pages.filter(wanted)
        if self.years:
            pages = pages.filter(search_entry__year__in=self.years)
        return pages


@dataclass(frozen=True)
class Option:
    """One box of a facet; `count` is how many hits it would show."""

    value: str
    label: str
    count: int
    chosen: bool


class Facets:
    """The boxes of both facets, counted in one query over all hits of `pages`.

    Each facet is counted without its own choice, so that its other boxes say what they add.
    """

    def __init__(self, pages, choice):
        rows = pages.order_by().values_list("content_type", "search_entry__year")
        kinds = kinds_by_type()
        self.choice = choice
        self.counts = Counter()
        for type_, year, count in rows.annotate(Count("pk")):
            self.counts[kinds.get(type_, OTHER), year] += count

    @property
    def total(self):
        """Return how many hits the choice leaves."""
        return sum(self._counted(lambda kind, year: None).values())

    @property
    def unnarrowed(self):
        """Return how many hits there are without any choice."""
        return self.counts.total()

    def _counted(self, value, *, any_kind=False, any_year=False):
        counted = Counter()
        for (kind, year), count in self.counts.items():
            kind_fits = any_kind or not self.choice.kinds or kind in self.choice.kinds
            year_fits = any_year or not self.choice.years or year in self.choice.years
            if kind_fits and year_fits:
                counted[value(kind, year)] += count
        return counted

    def kinds(self):
        """Return the types that have hits or are chosen, in the order of KINDS."""
        counted = self._counted(lambda kind, year: kind, any_kind=True)
        chosen = self.choice.kinds
        return [
            Option(kind, plural, counted[kind], kind in chosen)
            for kind, (_name, plural) in NAMES.items()
            if counted[kind] or kind in chosen
        ]

    def years(self):
        """Return the years that have hits or are chosen, latest first."""
        counted = self._counted(lambda kind, year: year, any_year=True)
        chosen = self.choice.years
        years = sorted({year for year in counted if year} | chosen, reverse=True)
        return [Option(str(y), str(y), counted[y], y in chosen) for y in years]

    def useful(self):
        """Tell whether there is anything to choose between, or a choice to take back."""
        if not self.unnarrowed:
            return False  # pages with some of the words are not counted
        return bool(self.choice or len(self.kinds()) > 1 or len(self.years()) > 1)
