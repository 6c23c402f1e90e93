"""What editors type, read as visitors' queries are, and also as half words and misspellings.

Their words are looked for in the texts as well as in what only editors see: drafts and files.
"""

from rapidfuzz.distance import OSA

from .analyser import as_key, keys
from .query import ParsedQuery, QueryBuilder
from .tree import AllOf, AnyOf, Term
from .typed import typed_words
from .vocabulary import ONE_EDIT_FROM, TWO_EDITS_FROM, Vocabulary
from .word_lists import STOP_WORDS

MOST_ALIKE = 5  # words that are tried instead of a misspelt one


class Begun(AnyOf):
    """What may be found instead of each other among the words that editors half type."""


def begun(word: str) -> Begun:
    """Return a word as it begins, and with the keys that it has if it is whole."""
    own = keys(word)
    terms = (Term(as_key(word), prefix=True), Term(own.exact), Term(own.root))
    return Begun(tuple(dict.fromkeys(terms)))


def editors_query(text: str, operator: str, keys_in_sight) -> ParsedQuery:
    """Return the query for what an editor typed.

    `keys_in_sight` returns the keys of what the editor may see; it is called only for a word that
    neither the language nor the site's visitors know.
    """
    return EditorsQueryBuilder(typed_words(text), keys_in_sight).build(operator)


class EditorsQueryBuilder(QueryBuilder):
    """Builds a query that also finds half words, drafts, files and what is misspelt."""

    def __init__(self, typed, keys_in_sight):
        vocabulary = Vocabulary(repairing=True)
        super().__init__(typed, vocabulary)
        unknown = vocabulary.nearest
        in_sight = keys_in_sight() if unknown else ()
        self.alike = {word: alike(as_key(word), in_sight, unknown[word]) for word in unknown}

    def build(self, operator):
        query = super().build(operator)
        if self.typed.loose and all(word in STOP_WORDS for word in self.typed.loose):
            # What is all of a word that says nothing may also be half of one that does.
            others = query.groups[: len(self.typed.phrases)]
            query.groups = others + [
                AnyOf((begun(word), node))
                for word, node in zip(self.typed.loose, query.groups[len(others) :], strict=True)
            ]
        return query

    def _group(self, rest):
        taken, node = super()._group(rest)
        half_typed = [AnyOf((begun(word), *self._instead(word))) for word in rest[:taken]]
        return taken, AnyOf((AllOf(tuple(half_typed)), node))

    def _instead(self, word):
        """Return what may have been meant by a word that nobody writes."""
        return [node for key in self.alike.get(word, ()) for node in (begun(key), self._word(key))]


def alike(typed: str, in_sight, nearest: str | None = None) -> list[str]:
    """Return the keys that a misspelt one is likely meant to be, none if it is half of one.

    `nearest` is what visitors may read that is most like it.
    """
    if any(key.startswith(typed) for key in in_sight):
        return []
    most = (len(typed) >= ONE_EDIT_FROM) + (len(typed) >= TWO_EDITS_FROM)
    edits = {key: OSA.distance(typed, key, score_cutoff=most) for key in in_sight if key.isalpha()}
    fewest = min(edits.values(), default=most + 1)
    found = sorted(key for key, number in edits.items() if number == fewest <= most)
    return [*found[:MOST_ALIKE], *([nearest] if nearest else [])]
