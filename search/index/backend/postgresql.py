"""Search in PostgreSQL: vectors of keys, each key ranked by how rare it is."""

from math import log

from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchResults,
)

from ...language.editors_query import Begun
from ...language.tree import (
    NEAR_BY,
    AllOf,
    Branch,
    InTitle,
    Near,
    Sequence,
    Term,
    most_pages,
    rank_only,
)
from ...models import SearchEntry
from .indexing import Rebuilder, SwedishIndexMixin
from .ranking import (
    AUTOCOMPLETE,
    EDITORS,
    ENTRIES,
    LENGTH_COUNTS,
    SATURATION,
    TEXT,
    TITLE,
    TITLE_WEIGHT,
    Sql,
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
# How often a vector has a key: ts_rank adds 1 + 1/4 + 1/9 … and divides by what all of these come
# to, 1.645, of which the rest after so many is about 1 / (so many + 0.61).
OFTEN = "(1 / (1.6449341 * (1 - ts_rank('{{1,1,1,1}}', {0}, %s::tsquery)::float8)) - 0.6079271)"
MATCHES = "({0} @@ %s::tsquery)::int"  # for what it counts otherwise: once, however often
MOST_RANKED = 40  # so many keys of a query have a say in the order


def tsquery(node, lean=False):
    """Return a tree of keys in the syntax of tsquery; `lean` leaves out what only ranks."""
    match node:
        case Term():
            return f"'{node.key}'{':*' if node.prefix else ''}"
        case Sequence():
            return "({})".format(" <-> ".join(f"'{key}'" for key in node.keys))
        case Near():
            some, others = (
                " | ".join(f"'{key}'" for key in keys) for keys in (node.some, node.others)
            )
            pairs = [(some, others), (others, some)]
            apart = range(1, NEAR_BY + 2)
            near = [f"(({one}) <{by}> ({two}))" for one, two in pairs for by in apart]
            return f"({' | '.join(near)})"
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
        # All weigh alike: what the lead says is there twice.
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
    days_since = "GREATEST(0, CURRENT_DATE - {})::double precision"
    end_of_year = "({} || '-12-31')::date"

    def matching_queryset(self, lean):
        match, params = condition(self.query.least or self.query.tree, self.place)
        if self.query.least:
            # The index does not know what stands in a title.
            exactly = self.has(self.query.least, self.place)
            match, params = f"{match} AND {exactly.text}", [*params, *exactly.parameters]
        return self.joined_with_index([], match, params)

    def score(self):
        """Return bm25, as SQLite has it: for each key how rare it is, times how much of it."""
        average = self.query.average_length()
        length = f"(LENGTH({ENTRIES}.title) + LENGTH({ENTRIES}.body)) / {average}"
        longer = f"{1 - LENGTH_COUNTS} + {LENGTH_COUNTS} * {length}" if average else "1"
        keys, parameters = [], []
        for node in self.query.terms()[:MOST_RANKED]:
            keys.append(f"%s * (1 - longer / (longer + {self.frequency(node)}))")
            parameters += [self.rarity(node), *[tsquery(node)] * keys[-1].count("tsquery")]
        # Worked out once for all keys, which OFFSET makes sure of.
        once = f"SELECT {SATURATION} * ({longer})::float8 AS longer OFFSET 0"
        statement = f"(SELECT {' + '.join(keys)} FROM ({once}) AS of_this_page)"  # noqa: S608
        return Sql(statement, tuple(parameters))

    def frequency(self, node):
        """Return how often a page has a key, in the title each time for several."""
        often = OFTEN if isinstance(node, Term) and not node.prefix else MATCHES
        if self.place not in (TEXT, EDITORS):
            return often.format(VECTORS[self.place])
        return f"{TITLE_WEIGHT} * {often.format(VECTORS[TITLE])} + {often.format(VECTORS[BODY])}"

    def rarity(self, node):
        """Return how much it says that a page has this, as SQLite reckons it."""
        pages = self.query.pages
        total = pages.get("", 0)
        on = min(total, most_pages(node, pages))
        return max(log((total - on + 0.5) / (on + 0.5)), 1e-6)

    def has(self, tree, place):
        statement, parameters = _in_any_vector(tree, place)
        return Sql(statement, tuple(parameters))


def _in_any_vector(node, place):
    """Return (SQL, parameters) of the condition that a page has a tree of keys.

    Title and text are looked at one by one, since it takes longer to put them together.
    """
    if isinstance(node, Begun) and place == EDITORS:
        place = AUTOCOMPLETE
    if isinstance(node, InTitle):
        place = TITLE
    if isinstance(node, Branch):
        found = [_in_any_vector(part, place) for part in node.nodes if not rank_only(part)]
        operator = " AND " if isinstance(node, AllOf) else " OR "
    else:
        names = (TITLE, BODY) if place in (TEXT, EDITORS) else (place,)
        found = [(f"{VECTORS[name]} @@ %s::tsquery", [tsquery(node)]) for name in names]
        operator = " OR "
    statement = operator.join(sql for sql, _parameters in found)
    return f"({statement})", [one for _sql, parameters in found for one in parameters]


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
