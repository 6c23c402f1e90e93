"""Search in PostgreSQL: vectors of keys, each key ranked by how rare it is."""

from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchVector
from django.db.models import BooleanField, FloatField, Func, TextField, Value
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchResults,
)

from ...language.query import AllOf, Begun, Branch, Sequence, Term, most_pages, rank_only, rarity
from ...models import SearchEntry
from .indexing import Rebuilder, SwedishIndexMixin
from .ranking import (
    AUTOCOMPLETE,
    EDITORS,
    ENTRIES,
    TEXT,
    TITLE,
    TITLE_WEIGHT,
    SwedishQueryCompiler,
    UnorderedCountMixin,
)

BODY = "body"
VECTORS = {
    BODY: f"{ENTRIES}.body",
    TITLE: f"{ENTRIES}.title",
    TEXT: f"search_vector({ENTRIES}.title, {ENTRIES}.body)",
    AUTOCOMPLETE: f"{ENTRIES}.autocomplete",
}
# The normalization of ts_rank: divided by the length, or by the logarithm of it.
BY_LENGTH, BY_LOGARITHM = 2, 1
MOST_RANKED = 40  # so many keys of a query have a say in the order


def tsquery(node, lean=False):
    """Return a tree of keys in the syntax of tsquery; `lean` leaves out what only ranks."""
    match node:
        case Term():
            return f"'{node.key}'{':*' if node.prefix else ''}"
        case Sequence():
            return "({})".format(" <-> ".join(f"'{key}'" for key in node.keys))
        case Branch():
            parts = [part for part in node.nodes if not (lean and rank_only(part))]
            operator = " & " if isinstance(node, AllOf) else " | "
            return f"({operator.join(tsquery(part, lean) for part in parts)})"


def condition(node, place):
    """Return (SQL, parameters) of what finds a tree of keys; editors look in two vectors."""
    if place == EDITORS and _has_begun(node) and not isinstance(node, Begun):
        parts = [condition(part, place) for part in node.nodes if not rank_only(part)]
        operator = " AND " if isinstance(node, AllOf) else " OR "
        sql = operator.join(part_sql for part_sql, _params in parts)
        return f"({sql})", [param for _sql, params in parts for param in params]
    if place == EDITORS:
        place = AUTOCOMPLETE if isinstance(node, Begun) else TEXT
    return f"{VECTORS[place]} @@ %s::tsquery", [tsquery(node, lean=True)]


def _has_begun(node):
    """Tell whether any of a tree is looked for among half-typed words."""
    return isinstance(node, Begun) or (
        isinstance(node, Branch) and any(map(_has_begun, node.nodes))
    )


class SwedishPostgresIndex(SwedishIndexMixin, PostgresIndex):
    """Wagtail's index table, filled with keys."""

    def column(self, keys):
        # All weigh alike: a heavier lead made the answers to the graded queries no better.
        return SearchVector(Value(keys, TextField()), config="simple", weight="A")


class AnalysingRebuilder(Rebuilder):
    """Tells the planner about the rows after all of them have been written anew."""

    def finish(self):
        super().finish()
        with self.index.write_connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {ENTRIES}, {SearchEntry._meta.db_table}, wagtailcore_page")


class PostgreSQLCompiler(SwedishQueryCompiler):
    """One statement, from the index of keys to the page."""

    autocomplete = f"strip({ENTRIES}.autocomplete)::text"
    # In floating point: exact decimals take longer than the search itself.
    days_since = "GREATEST(0, CURRENT_DATE - %(expressions)s)::double precision"

    def matching_queryset(self, lean):
        match, params = condition(self.query.tree, self.place)
        return self.joined_with_index([], match, params)

    def score(self):
        """Return the sum over the keys of rarity times rank, in the title and in the text."""
        places = {TITLE: TITLE_WEIGHT, BODY: 1.0}
        places = places if self.place in (TEXT, EDITORS) else {self.place: 1.0}
        return reduce(
            add,
            (
                Value(self.rarity(node) * weight) * self.rank(node, place)
                for node in self.query.terms()[:MOST_RANKED]
                for place, weight in places.items()
            ),
        )

    def rank(self, node, place):
        """Return how well a hit has a key: more for more often, less for a longer text."""
        normalization = BY_LENGTH if place == TITLE else BY_LOGARITHM
        template = f"ts_rank({VECTORS[place]}, %(expressions)s::tsquery, {normalization})"
        return Func(Value(tsquery(node)), template=template, output_field=FloatField())

    def rarity(self, node):
        """Return how much it says that a page has this; a synonym says less."""
        pages = self.query.pages
        # Squared: a rare word of a long query weighs more than two that are everywhere.
        return rarity(most_pages(node, pages), pages.get("", 0)) ** 2 * node.weight

    def has(self, tree, place):
        template = f"{VECTORS[place]} @@ %(expressions)s::tsquery"
        query = Value(tsquery(tree, lean=True))
        return Func(query, template=template, output_field=BooleanField())


class PostgreSQLAutocompleteCompiler(PostgreSQLCompiler):
    """The search of half-typed words."""

    half_typed = True


class SwedishPostgresResults(UnorderedCountMixin, PostgresSearchResults):
    """Hits, counted without order."""


class Backend(PostgresSearchBackend):
    """The backend for PostgreSQL."""

    query_compiler_class = PostgreSQLCompiler
    autocomplete_query_compiler_class = PostgreSQLAutocompleteCompiler
    index_class = SwedishPostgresIndex
    results_class = SwedishPostgresResults
    rebuilder_class = atomic_rebuilder_class = AnalysingRebuilder
    catch_indexing_errors = True
