"""Search in SQLite: full-text tables (FTS5) of keys, ranked by bm25."""

from django.db.models import BooleanField, FloatField, Func, Value
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchResults,
)
from wagtail.search.models import SQLiteFTSIndexEntry

from ...language.query import AllOf, AnyOf, Sequence, Term, rank_only
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

FTS = SQLiteFTSIndexEntry._meta.db_table
COLUMNS = {TITLE: "title", TEXT: "title body", COMPLETION: "autocomplete"}
# Of the columns in the table: autocomplete, body, title.
WEIGHTS = {TITLE: "0, 0, 1", TEXT: "0, 1, 8", COMPLETION: "1, 0, 0"}


def expression(node, lean=False):
    """Return a tree of keys in the syntax of FTS5; `lean` leaves out what only ranks."""
    match node:
        case Term():
            return f'"{node.key}"{"*" if node.prefix else ""}'
        case Sequence():
            return f'"{" ".join(node.keys)}"'
        case AllOf() | AnyOf():
            parts = [part for part in node.nodes if not (lean and rank_only(part))]
            operator = " AND " if isinstance(node, AllOf) else " OR "
            return f"({operator.join(expression(part, lean) for part in parts)})"


def within(place, tree, lean):
    """Return a tree of keys in the syntax of FTS5, for the columns of a place."""
    return f"{{{COLUMNS[place]}}} : {expression(tree, lean)}"


class Index(SwedishIndex, SQLiteIndex):
    """Wagtail's index tables, filled with keys; its triggers carry them to the full-text table."""

    def columns(self, keyed):
        """Return the columns of a row of the index."""
        return {
            "title": keyed.title,
            "body": f"{keyed.lead} {keyed.body}",
            "autocomplete": keyed.completion,
        }


class Score(Func):
    """How well a row fits (bm25, greater for better), with the weights of the columns."""

    template = f"-bm25({FTS}, %(weights)s)"
    output_field = FloatField()


class Matches(Func):
    """Whether a row has what is looked for."""

    template = f"{FTS}.rowid IN (SELECT rowid FROM {FTS} WHERE {FTS} MATCH %(expressions)s)"  # noqa: S608
    output_field = BooleanField()


class Compiler(SwedishCompiler):
    """One statement, from the full-text table to the page."""

    def matching(self, lean):
        """Return the queryset of the hits."""
        match = f"{FTS} MATCH %s AND {ENTRIES}.id = {FTS}.rowid"
        return self.joined([FTS], match, [within(self.place, self.query.tree, lean)])

    def score(self):
        """Return bm25, greater for better."""
        return Score(weights=WEIGHTS[self.place])

    def has(self, tree, place):
        """Return whether a hit has a tree of keys in a place."""
        return Matches(Value(within(place, tree, lean=True)))


class Completion(CompletionCompiler, Compiler):
    """The search of half-typed words."""


class Results(SwedishResults, SQLiteSearchResults):
    """Hits, counted without order."""


class Backend(SQLiteSearchBackend):
    """The backend for SQLite."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = Completion
    index_class = Index
    results_class = Results
    catch_indexing_errors = True

    def __init__(self, params):
        super().__init__(params)
        self.rebuilder_class = Rebuilder
