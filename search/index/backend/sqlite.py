"""Search in SQLite: full-text tables (FTS5) of keys, ranked by bm25."""

from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchResults,
)
from wagtail.search.models import SQLiteFTSIndexEntry

from ...language.editors_query import Begun
from ...language.tree import NEAR_BY, AllOf, Branch, InTitle, Near, Sequence, Term, rank_only
from .indexing import Rebuilder, SwedishIndexMixin
from .ranking import (
    AUTOCOMPLETE,
    EDITORS,
    ENTRIES,
    TEXT,
    TITLE,
    TITLE_WEIGHT,
    Sql,
    SwedishQueryCompiler,
    UnorderedCountMixin,
)

FTS = SQLiteFTSIndexEntry._meta.db_table
COLUMNS = {TITLE: "{title}", TEXT: "{title body}", AUTOCOMPLETE: "{autocomplete}"}
ROW_MATCHES = f"{FTS}.rowid IN (SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s)"  # noqa: S608
# Of the columns in the table: autocomplete, body, title.
WEIGHTS = {
    TITLE: "0, 0, 1",
    TEXT: f"0, 1, {TITLE_WEIGHT}",
    AUTOCOMPLETE: "1, 0, 0",
    EDITORS: f"1, 1, {TITLE_WEIGHT}",
}


def fts_query(node, place, lean=False):
    """Return a tree of keys in the syntax of FTS5; `lean` leaves out what only ranks."""
    if place == EDITORS:
        place = TEXT if not isinstance(node, Branch) else place
        place = AUTOCOMPLETE if isinstance(node, Begun) else place
    match node:
        case Term():
            return f'{COLUMNS[place]} : "{node.key}"{"*" if node.prefix else ""}'
        case Sequence():
            return f'{COLUMNS[place]} : "{" ".join(node.keys)}"'
        case Near():
            pairs = [
                f'NEAR("{one}" "{two}", {NEAR_BY})' for one in node.some for two in node.others
            ]
            return f"{COLUMNS[place]} : ({' OR '.join(pairs)})"
        case Branch():
            place = TITLE if isinstance(node, InTitle) else place
            parts = [part for part in node.nodes if not (lean and rank_only(part))]
            operator = " AND " if isinstance(node, AllOf) else " OR "
            return f"({operator.join(fts_query(part, place, lean) for part in parts)})"


class SwedishSQLiteIndex(SwedishIndexMixin, SQLiteIndex):
    """Wagtail's index tables, filled with keys; its triggers carry them to the full-text table."""


class SQLiteCompiler(SwedishQueryCompiler):
    """One statement, from the full-text table to the page."""

    autocomplete = f"{ENTRIES}.autocomplete"
    days_since = "MAX(0, JULIANDAY('now') - JULIANDAY({}))"
    end_of_year = "{} || '-12-31'"

    def matching_queryset(self, lean):
        match = f"{FTS} MATCH %s AND {ENTRIES}.id = {FTS}.rowid"
        params = [fts_query(self.query.tree, self.place, lean)]
        if self.query.least:
            # Apart from what is ranked by, which would count twice.
            match += f" AND {ROW_MATCHES}"
            params.append(fts_query(self.query.least, self.place, lean=True))
        return self.joined_with_index([FTS], match, params)

    def score(self):
        # Negative, since bm25 is the less the better a row fits.
        return Sql(f"-bm25({FTS}, {WEIGHTS[self.place]})")

    def has(self, tree, place):
        return Sql(ROW_MATCHES, (fts_query(tree, place, lean=True),))


class SQLiteAutocompleteCompiler(SQLiteCompiler):
    """The search of half-typed words."""

    half_typed = True


class SwedishSQLiteResults(UnorderedCountMixin, SQLiteSearchResults):
    """Hits, counted without order."""


class Backend(SQLiteSearchBackend):
    """The backend for SQLite."""

    query_compiler_class = SQLiteCompiler
    autocomplete_query_compiler_class = SQLiteAutocompleteCompiler
    index_class = SwedishSQLiteIndex
    results_class = SwedishSQLiteResults
    rebuilder_class = atomic_rebuilder_class = Rebuilder
    catch_indexing_errors = True
