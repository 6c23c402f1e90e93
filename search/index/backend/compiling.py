"""What both databases do when somebody searches."""

from datetime import timedelta
from math import log

from django.contrib.contenttypes.models import ContentType
from django.db.models import AutoField, Case, F, FloatField, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from modelsearch import query as asked
from modelsearch.backends.base import SearchFieldError
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import Page, get_page_models
from wagtail.search.models import IndexEntry

from ...language.analyser import as_key, keys, words
from ...language.query import MOST_WORDS, AnyOf, Query, Term, cut, parse

ENTRIES = IndexEntry._meta.db_table
TITLE, TEXT, COMPLETION = "title", "text", "completion"  # where to look

# Above this number of hits the order is decided without reading every text.
TOO_COMMON = 3000
HALF_LIFE = 15.0  # years after which a page of the same relevance counts half
FRESH_ASKED = 5.0  # how much faster pages grow old where the newest was asked for
COMING_WEIGHT = 0.1  # what an event that is not over gains
UNDATED = timedelta(days=3 * 365)  # a page without a day counts as if it were so old


class Ageing(Func):
    """What is left of a relevance of 1 after the years since a day; 1 for a day to come."""

    output_field = FloatField()

    def __init__(self, day, half_life):
        super().__init__(day, rate=log(2) / (365.25 * half_life))

    def as_sqlite(self, compiler, connection, **extra):
        days = "MAX(0, JULIANDAY('now') - JULIANDAY(%(expressions)s))"
        return self.as_sql(compiler, connection, template=f"EXP(-%(rate)s * {days})")

    def as_postgresql(self, compiler, connection, **extra):
        # In floating point: exact decimals take longer than the search itself.
        days = "GREATEST(0, CURRENT_DATE - %(expressions)s)::double precision"
        return self.as_sql(compiler, connection, template=f"EXP(-%(rate)s * {days})")


class SwedishCompiler:
    """Compiles a search of whole words; a subclass says how its database matches and ranks."""

    place = TEXT

    def __init__(self, queryset, query, fields=None, operator=None, order_by_relevance=True):
        self.queryset, self.fields = queryset, fields
        self.order_by_relevance = order_by_relevance
        self.operator = (operator or "and").lower()
        self.everything = isinstance(query, asked.MatchAll) or query is None
        self.query = Query() if self.everything else self.read(query, self.operator)
        if fields and list(fields) == ["title"]:
            self.place = TITLE

    def check(self):
        """Raise SearchFieldError for a field that is not searched; a database filters by any."""
        model = self.queryset.model
        known = {field.field_name for field in model.get_searchable_search_fields()}
        for name in self.fields or ():
            if name not in known:
                message = f'Cannot search with field "{name}" of {model.__name__}.'
                raise SearchFieldError(message, field_name=name)

    def _get_filterable_field(self, name):
        fields = self.queryset.model.get_filterable_search_fields()
        return {field.get_attname(self.queryset.model): field for field in fields}.get(name)

    def get_config(self, backend):
        """Return nothing: the databases are not asked to know a language."""
        return

    def read(self, query, operator):
        """Return our query for one of Wagtail's, or for a text."""
        match query:
            case Query():
                return query
            case str():
                return self.parse(query, operator)
            case asked.PlainText() | asked.Fuzzy():
                return self.parse(query.query_string, (query.operator or operator).lower())
            case asked.Phrase():
                return parse(query.query_string, phrase=True)
            case asked.Boost():
                return self.read(query.subquery, operator)
            case asked.And() | asked.Or():
                read = [self.read(part, operator) for part in query.subqueries]
                pages = {key: count for part in read for key, count in part.pages.items()}
                groups = [part.tree for part in read if part.tree]
                return Query(groups, "and" if isinstance(query, asked.And) else "or", pages)
        raise NotImplementedError(f"{type(query).__name__} is not supported by this search.")

    def parse(self, text, operator):
        """Return the query for a text."""
        return parse(text, operator)

    def search(self, config, start, stop, score_field=None, backend=None, counted=False):
        """Return the queryset of the hits from `start` to `stop`, the best first.

        `counted` leaves out the order and what only the order needs.
        """
        if self.everything:
            return self.queryset[start:stop]
        if self.query.tree is None:
            return self.queryset.none()
        by_relevance = self.order_by_relevance and not counted
        common = self.query.expected() > TOO_COMMON
        ranked = (by_relevance or bool(score_field)) and not (common and not self.query.whole_first)
        hits = self.matching(lean=not ranked)
        if by_relevance or score_field:
            score = self.weight(common)
            if issubclass(hits.model, Page):
                score = score * self.freshness() * self.standing()
            if score_field:
                hits = hits.annotate(**{score_field: score})
            if by_relevance:
                whole = [self.whole().desc()] if self.query.whole_first else []
                hits = hits.order_by(*whole, score.desc(), "-pk")
        if not by_relevance and not counted and not hits.query.order_by:
            hits = hits.order_by("-pk")
        return hits[start:stop]

    def joined(self, tables, match, params):
        """Return the queryset joined with the index, from the index's side."""
        model = self.queryset.model
        kinds = get_descendants_content_types_pks(model)
        number = f'"{self.queryset.query.get_initial_alias()}"."{model._meta.pk.column}"'
        whole = isinstance(
            model._meta.pk.target_field if model._meta.pk.remote_field else model._meta.pk,
            AutoField | IntegerField,
        )
        entry = f"{ENTRIES}.object_id"
        where = [
            match,
            # The plus keeps SQLite from starting here, which would match once a row.
            f"+{ENTRIES}.content_type_id IN ({', '.join(map(str, map(int, kinds)))})",
            f"{number} = CAST({entry} AS integer)"
            if whole
            else f"{entry} = CAST({number} AS text)",
        ]
        return self.queryset.extra(  # noqa: S610 (what people type is in the parameters)
            tables=[*tables, ENTRIES], where=where, params=params
        )

    def weight(self, common):
        """Return how well a hit fits; hits too many to weigh are told apart by title alone."""
        if not common:
            return self.score()
        told_apart = Case(When(self.in_title(), then=Value(2.0)), default=Value(1.0))
        if not self.query.whole_first:
            return told_apart
        return Case(When(self.whole(), then=self.score()), default=told_apart)

    def whole(self):
        """Return whether a hit has all groups of the query."""
        return self.has(self.query.whole, self.place)

    def in_title(self):
        """Return whether the title of a hit has what is looked for."""
        return self.has(self.query.tree, COMPLETION if self.place == COMPLETION else TITLE)

    def standing(self):
        """Return the `search_weight` of a hit's type, for what is not found by its title."""
        weights = {m: getattr(m, "search_weight", 1.0) for m in get_page_models()}
        types = ContentType.objects.get_for_models(*(m for m, w in weights.items() if w != 1.0))
        cases = [
            When(
                content_type=type_.pk,
                then=Case(When(self.in_title(), then=Value(1.0)), default=Value(weights[model])),
            )
            for model, type_ in types.items()
        ]
        return Case(*cases, default=Value(1.0))

    def freshness(self):
        """Return the factor for what is new, and for what is still to come."""
        day = Coalesce(F("search_entry__date"), Value(timezone.localdate() - UNDATED))
        half_life = HALF_LIFE / FRESH_ASKED if self.query.fresh else HALF_LIFE
        coming = Case(
            When(search_entry__until__gt=timezone.now(), then=Value(1.0 + COMING_WEIGHT)),
            default=Value(1.0),
        )
        return Ageing(day, half_life) * coming


class CompletionCompiler:
    """Compiles a search of half-typed words: every word may go on."""

    place = COMPLETION

    def parse(self, text, operator):
        """Return the query: every word as it begins, or with the keys it has if it is whole."""
        groups = []
        for word in words(cut(text))[:MOST_WORDS]:
            own = keys(word)
            terms = (Term(as_key(word), prefix=True), Term(own.exact), Term(own.root))
            groups.append(AnyOf(tuple(dict.fromkeys(terms))))
        return Query(groups, operator)


class SwedishResults:
    """Counts hits without putting them in order."""

    def _do_count(self):
        compiler = self.query_compiler
        return compiler.search(None, self.start, self.stop, counted=True).count()
