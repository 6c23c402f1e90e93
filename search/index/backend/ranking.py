"""How hits are matched and ranked on both databases: the weights, and the query compiler."""

from datetime import timedelta
from math import log
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, TextField
from django.db.models.expressions import RawSQL
from django.utils import timezone
from modelsearch import query as wagtail_query
from modelsearch.backends.base import BaseSearchQueryCompiler, SearchFieldError
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from activities.models import ActivityPage, EventPage
from home.people import PersonPage
from news.models import ArticlePage, NewsletterPage

from ...language.analyser import words
from ...language.editors_query import begun, editors_query
from ...language.lexicon import lemma
from ...language.query import ParsedQuery, parse
from ...language.questions import CONTACT
from ...language.tree import AllOf, Term
from ...language.typed import MOST_WORDS, truncated
from ...models import SearchEntry

ENTRIES, PAGE_ENTRIES = IndexEntry._meta.db_table, SearchEntry._meta.db_table
PAGES = Page._meta.db_table
# Where to look; editors look in all columns, for whole words and for what words begin with.
TITLE, TEXT, AUTOCOMPLETE, EDITORS = "title", "text", "autocomplete", "editors"

TITLE_WEIGHT = 8.0  # of a hit in the title; one in the text has 1
TITLE_GAIN = 0.3  # what a hit gains whose title has all of the query
# Above this number of hits the order is decided without reading every text.
TOO_COMMON = 3000
HALF_LIFE = 20.0  # years after which a page of the same relevance counts half
FRESH_ASKED = 5.0  # how much faster pages grow old where the newest was asked for
COMING_WEIGHT = 0.1  # what an event that is not over gains
# Of a person who is not found by name: a few words on a person explain no topic.
PERSON_WEIGHT = 0.5
# Of an issue, which has a little of much: who looks for one thing wants the page on that.
ISSUE_WEIGHT = 0.8
# Of the types of pages that a word beside others asks for: aktiviteter för äldre; and where the
# newest of them is, which no page that tells of them can be: senaste nyhetsbrevet.
ASKED_TYPE_WEIGHT, NEWEST_OF_TYPE_WEIGHT = 1.5, 4.0
TYPES_ASKED = {
    "aktivitet": (ActivityPage, EventPage),
    "evenemang": (EventPage,),
    "nyhet": (ArticlePage,),
    "nyhetsbrev": (NewsletterPage,),
}
YEAR_WEIGHT = 1.0  # what a hit gains that is of the year in the query
# The constants of bm25, which SQLite has built in: how soon more of a word says no more, and how
# much a text that is longer than others counts less.
SATURATION, LENGTH_COUNTS = 1.2, 0.75
MOST_IN_SIGHT = 5000  # objects whose words a misspelling is compared with
UNDATED = timedelta(days=3 * 365)  # a page without a day counts as if it were so old


class Sql(NamedTuple):
    """A piece of a statement, with its parameters.

    The order of the hits is put together of these: of expressions Django would make the same
    statement, but in longer than most databases take to answer it.
    """

    text: str
    parameters: tuple = ()

    def as_expression(self, field):
        return RawSQL(self.text, self.parameters, field)  # noqa: S611 (ours, with parameters)


def product(*factors):
    return _joined(" * ", factors)


def factor(condition, where_true, otherwise=1.0):
    """Return the factor of a hit for which a condition holds, or else another one."""
    text = f"CASE WHEN {condition.text} THEN {where_true} ELSE {otherwise} END"
    return Sql(text, condition.parameters)


def _joined(operator, pieces):
    text = operator.join(piece.text for piece in pieces)
    return Sql(f"({text})", tuple(one for piece in pieces for one in piece.parameters))


class SwedishQueryCompiler(BaseSearchQueryCompiler):
    """Compiles a search; a subclass says how its database matches, ranks and counts days."""

    DEFAULT_OPERATOR = "and"
    half_typed = False  # asked for by Wagtail's `autocomplete`, rather than by `search`

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.place = self.place_asked_for()
        self.match_all = isinstance(self.query, wagtail_query.MatchAll)
        self.query = ParsedQuery() if self.match_all else self.read(self.query)

    def place_asked_for(self):
        """Return where to look; editors alone look for what is no page and found half typed."""
        if self.fields and list(self.fields) == ["title"]:
            return AUTOCOMPLETE if self.half_typed else TITLE
        model = self.queryset.model
        for_visitors = (
            issubclass(model, Page | IndexEntry) or not model.get_autocomplete_search_fields()
        )
        return TEXT if for_visitors and not self.half_typed else EDITORS

    def check(self):
        """Raise SearchFieldError for a field that is not searched; a database filters by any."""
        model = self.queryset.model
        known = {field.field_name for field in model.get_searchable_search_fields()}
        for name in set(self.fields or ()) - known:
            raise SearchFieldError(f"{model.__name__} is not searched by {name}.", field_name=name)

    def get_config(self, backend):
        return None  # the databases are not asked to know a language

    def read(self, query):
        """Return the parsed query for one of Wagtail's."""
        match query:
            case ParsedQuery():
                return query
            case wagtail_query.PlainText() | wagtail_query.Fuzzy():
                return self.parse(query.query_string, query.operator)
            case wagtail_query.Phrase():
                return parse('"{}"'.format(query.query_string.replace('"', " ")))
            case wagtail_query.Boost():
                return self.read(query.subquery)
            case wagtail_query.And() | wagtail_query.Or():
                read = [self.read(part) for part in query.subqueries]
                pages = {key: count for part in read for key, count in part.pages.items()}
                groups = [part.tree for part in read if part.tree]
                operator = "and" if isinstance(query, wagtail_query.And) else "or"
                return ParsedQuery(groups, operator, pages)
        raise NotImplementedError(f"{type(query).__name__} is not supported by this search.")

    def parse(self, text, operator):
        """Return the parsed query for a text, with half-typed words where they may be."""
        if self.place == EDITORS:
            return editors_query(text, operator, self.keys_in_sight)
        if self.place == AUTOCOMPLETE:
            groups = [begun(word) for word in words(truncated(text))[:MOST_WORDS]]
            return ParsedQuery(groups, operator)
        return parse(text, operator)

    def keys_in_sight(self):
        """Return the keys of half-typed words that are in any of what is searched, or in much."""
        rows = self.joined_with_index([], "1 = 1", []).order_by()
        keys_of_row = Func(template=self.autocomplete, output_field=TextField())
        texts = rows.values_list(keys_of_row, flat=True)[:MOST_IN_SIGHT]
        return {key for text in texts for key in (text or "").replace("'", "").split()}

    def search(self, config, start, stop, score_field=None, backend=None, counted=False):
        """Return the queryset of the hits from `start` to `stop`, the best first.

        `counted` leaves out the order and what only the order needs.
        """
        if self.match_all:
            return self.queryset[start:stop]
        if self.query.tree is None:
            return self.queryset.none()
        by_relevance = self.order_by_relevance and not counted
        common = self.query.expected() > TOO_COMMON
        ranked = (by_relevance or bool(score_field)) and not (common and not self.query.whole)
        hits = self.matching_queryset(lean=not ranked)
        if by_relevance or score_field:
            factors = [self.weight(common)]
            if issubclass(hits.model, Page):
                # Joins the tables that the factors name.
                hits = hits.alias(entry_day=F("search_entry__date"), kind=F("content_type"))
                factors += [self.freshness(), self.type_weight(), *self.preferences(common)]
                if not common and self.place == TEXT:
                    factors.append(self.title_coverage())
            if self.query.whole:
                factors.append(self.coverage())
            score = product(*factors).as_expression(FloatField())
            if score_field:
                hits = hits.annotate(**{score_field: score})
            if by_relevance:
                whole = [self.has_all_groups()] if self.query.whole else []
                whole = [one.as_expression(BooleanField()).desc() for one in whole]
                score = F(score_field) if score_field else score  # is reckoned once
                hits = hits.order_by(*whole, score.desc(), "-pk")
        if not by_relevance and not counted and not hits.query.order_by:
            hits = hits.order_by("-pk")
        return hits[start:stop]

    def joined_with_index(self, tables, match, params):
        """Return the queryset joined with the index, from the index's side.

        It may be one of rows of the index, which are joined with nothing.
        """
        model = self.queryset.model
        if model is IndexEntry:
            return self.queryset.extra(  # noqa: S610 (what people type is in the parameters)
                tables=tables, where=[match], params=params
            )
        kinds = get_descendants_content_types_pks(model)
        table, key = self.queryset.query.get_initial_alias(), model._meta.pk
        # SQLite would start here, and match once a row; PostgreSQL reckons how many there are.
        column = f"{'+' * (connection.vendor == 'sqlite')}{ENTRIES}.content_type_id"
        where = [
            match,
            f"{column} IN ({', '.join(map(str, map(int, kinds)))})",
            f'"{table}"."{key.column}" = '
            f"CAST({ENTRIES}.object_id AS {key.cast_db_type(connection)})",
        ]
        return self.queryset.extra(  # noqa: S610 (what people type is in the parameters)
            tables=[*tables, ENTRIES], where=where, params=params
        )

    def weight(self, common):
        """Return how well a hit fits; hits too many to weigh are told apart by title alone."""
        if common and not self.query.whole:
            return self.told_apart()
        score = product(self.score(), *self.for_synonyms())
        if not common:
            return score
        whole, told_apart = self.has_all_groups(), self.told_apart()
        text = f"CASE WHEN {whole.text} THEN {score.text} ELSE {told_apart.text} END"
        return Sql(text, whole.parameters + score.parameters + told_apart.parameters)

    def told_apart(self):
        return factor(self.in_title(), 2.0)

    def has_all_groups(self):
        return self.has(AllOf(tuple(self.query.whole)), self.place)

    def coverage(self):
        """Return 1 and how much of the query a hit has, from 0 to 1: rare words are more of it."""
        shares = [
            factor(self.has(group, self.place), share, 0.0) for group, share in self.query.shares()
        ]
        return _joined(" + ", [Sql("1.0"), *shares])

    def title_coverage(self):
        """Return 1 and what a hit gains by how much of the query its title has."""
        shares = [
            factor(self.has(group, TITLE), TITLE_GAIN * share, 0.0)
            for group, share in self.query.shares()
        ]
        return _joined(" + ", [Sql("1.0"), *shares])

    def in_title(self):
        """Return whether the title of a hit has what is looked for."""
        return self.has(self.query.tree, AUTOCOMPLETE if self.place == AUTOCOMPLETE else TITLE)

    def type_weight(self):
        """Return the factor for a hit's type: of a person, where the name is not looked for."""
        person = ContentType.objects.get_for_model(PersonPage).pk
        title = self.in_title()
        text = f"{PAGES}.content_type_id = {person} AND NOT {title.text}"
        asked = any(node == Term(CONTACT) for node, _gain in self.query.preferred)
        issue = ContentType.objects.get_for_model(NewsletterPage).pk
        return product(
            factor(Sql(text, title.parameters), 1.0 if asked else PERSON_WEIGHT),
            factor(Sql(f"{PAGES}.content_type_id = {issue}"), ISSUE_WEIGHT),
            *self.types_asked(),
        )

    def types_asked(self):
        """Return a factor for each type of pages that a word beside others asks for."""
        typed = self.query.typed.loose if self.query.typed else []
        asked = {lemma(word) for word in typed if len(typed) > 1} & TYPES_ASKED.keys()
        types = ContentType.objects.get_for_models
        numbers = [sorted(one.pk for one in types(*TYPES_ASKED[word]).values()) for word in asked]
        weight = NEWEST_OF_TYPE_WEIGHT if self.query.fresh else ASKED_TYPE_WEIGHT
        return [
            factor(Sql(f"{PAGES}.content_type_id IN ({', '.join(map(str, some))})"), weight)
            for some in numbers
        ]

    def preferences(self, common):
        """Return factors for the year, the facts and the very words that were asked for."""
        factors = []
        if self.query.years:
            years = ", ".join(map(str, map(int, self.query.years)))
            factors.append(factor(Sql(f"{PAGE_ENTRIES}.year IN ({years})"), 1 + YEAR_WEIGHT))
        if common:
            return factors
        wanted = self.query.preferred
        return factors + [factor(self.has(node, self.place), 1 + gain) for node, gain in wanted]

    def for_synonyms(self):
        """Return factors for a hit that has other words than those that were typed."""
        return [
            factor(self.has(typed, self.place), 1.0, weight)
            for typed, weight in self.query.weights()
        ]

    def freshness(self):
        """Return the factor for age, which halves over the years, and for what is still to come."""
        half_life = HALF_LIFE / FRESH_ASKED if self.query.fresh else HALF_LIFE
        rate = log(2) / (365.25 * half_life)
        year = self.end_of_year.format(f"{PAGE_ENTRIES}.year")
        undated = timezone.localdate() - UNDATED
        day = f"COALESCE({PAGE_ENTRIES}.date, {year}, '{undated}')"
        age = Sql(f"EXP(-{rate} * {self.days_since.format(day)})")
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        coming = Sql(f"{PAGE_ENTRIES}.until > %s", (now,))
        return product(age, factor(coming, 1.0 + COMING_WEIGHT))


class UnorderedCountMixin:
    """Counts hits without putting them in order."""

    def _do_count(self):
        compiler = self.query_compiler
        return compiler.search(None, self.start, self.stop, counted=True).count()
