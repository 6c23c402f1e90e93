"""Search in PostgreSQL: vectors of keys, each key ranked by how rare it is."""

from functools import reduce
from math import log
from operator import add

from django.contrib.postgres.search import SearchVector
from django.db.models import BooleanField, FloatField, Func, TextField, Value
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchResults,
)

from ...language.query import AllOf, AnyOf, Sequence, Term, rank_only
from ...models import SearchEntry
from .compiling import (
    COMPLETION,
    ENTRIES,
    TEXT,
    TITLE,
    CompletionCompiler,
    SwedishCompiler,
    SwedishResults,
)
from .indexes import Rebuilder, SwedishIndex

BODY = "body"
VECTORS = {
    BODY: f"{ENTRIES}.body",
    TITLE: f"{ENTRIES}.title",
    TEXT: f"search_vector({ENTRIES}.title, {ENTRIES}.body)",
    COMPLETION: f"{ENTRIES}.autocomplete",
}
TITLE_WEIGHT = 8.0
# What a rank is divided by, as ts_rank has numbered it: the length, or the logarithm of it.
BY_LENGTH, BY_LOGARITHM = 2, 1
MOST_RANKED = 40  # so many keys of a query have a say in the order


def expression(node, lean=False):
    """Return a tree of keys in the syntax of tsquery; `lean` leaves out what only ranks."""
    match node:
        case Term():
            return f"'{node.key}'{':*' if node.prefix else ''}"
        case Sequence():
            return "({})".format(" <-> ".join(f"'{key}'" for key in node.keys))
        case AllOf() | AnyOf():
            parts = [part for part in node.nodes if not (lean and rank_only(part))]
            operator = " & " if isinstance(node, AllOf) else " | "
            return f"({operator.join(expression(part, lean) for part in parts)})"


def vector(text):
    """Return the vector of a text of keys, which are words of the configuration `simple`.

    All weigh alike: a heavier lead made the answers to the graded queries no better.
    """
    return SearchVector(Value(text, TextField()), config="simple", weight="A")


class Index(SwedishIndex, PostgresIndex):
    """Wagtail's index table, filled with keys."""

    def columns(self, keyed):
        """Return the columns of a row of the index."""
        return {
            "title": vector(keyed.title),
            "body": vector(f"{keyed.lead} {keyed.body}"),
            "autocomplete": vector(keyed.completion),
        }


class Analysing(Rebuilder):
    """Tells the planner about the rows after all of them have been written anew."""

    def finish(self):
        """Count all words anew, and let PostgreSQL count its own."""
        super().finish()
        with self.index.write_connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {ENTRIES}, {SearchEntry._meta.db_table}, wagtailcore_page")


class Matches(Func):
    """Whether a vector has what is looked for."""

    template = "%(vector)s @@ %(expressions)s::tsquery"
    output_field = BooleanField()


class Rank(Func):
    """How well a vector has it: more for more often, less for a longer text."""

    template = "ts_rank(%(vector)s, %(expressions)s::tsquery, %(divided)s)"
    output_field = FloatField()


class Compiler(SwedishCompiler):
    """One statement, from the index of keys to the page."""

    def matching(self, lean):
        """Return the queryset of the hits."""
        match = f"{VECTORS[self.place]} @@ %s::tsquery"
        return self.joined([], match, [expression(self.query.tree, lean=True)])

    def score(self):
        """Return the sum over the keys of rarity times rank, in the title and in the text."""
        places = {self.place: 1.0}
        if self.place == TEXT:
            places = {TITLE: TITLE_WEIGHT, BODY: 1.0}
        ranked = self.query.terms()[:MOST_RANKED]
        return reduce(
            add,
            (
                Value(self.rarity(node) * weight)
                * Rank(
                    Value(expression(node)),
                    vector=VECTORS[place],
                    divided=BY_LENGTH if place == TITLE else BY_LOGARITHM,
                )
                for node in ranked
                for place, weight in places.items()
            ),
        )

    def rarity(self, node):
        """Return how much it says that a page has this: the rarer, the more."""
        pages = self.query.pages
        names = node.keys if isinstance(node, Sequence) else (node.name,)
        total = pages.get("", 0)
        on = min(total, *(pages.get(name, 0) for name in names))
        # Squared: a rare word of a long query weighs more than two that are everywhere.
        return log(1 + (total - on + 0.5) / (on + 0.5)) ** 2

    def has(self, tree, place):
        """Return whether a hit has a tree of keys in a place."""
        return Matches(Value(expression(tree, lean=True)), vector=VECTORS[place])


class Completion(CompletionCompiler, Compiler):
    """The search of half-typed words."""


class Results(SwedishResults, PostgresSearchResults):
    """Hits, counted without order."""


class Backend(PostgresSearchBackend):
    """The backend for PostgreSQL."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = Completion
    index_class = Index
    results_class = Results
    catch_indexing_errors = True

    def __init__(self, params):
        super().__init__(params)
        self.rebuilder_class = Analysing
