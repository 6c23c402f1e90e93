"""Turns what somebody types into a tree of keys that every database can be asked."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .analyser import STOP, as_key, content_words, fold, keys, lemma, words
from .compounds import FRESH_WORDS, STOP_WORDS
from .vocabulary import BEGINNING, Vocabulary

LONGEST_QUERY = 255
MOST_WORDS = 12
SHORTEST_PREFIX = 3
QUOTED = re.compile(r'["“”„»«]([^"“”„»«]*)["“”„»«]')


@dataclass(frozen=True)
class Term:
    """One key; `rank_only` where its root key stands beside it and finds the same and more."""

    key: str
    prefix: bool = False
    rank_only: bool = False

    @property
    def name(self):
        """Return what a vocabulary counts the pages under."""
        return self.key + BEGINNING if self.prefix else self.key


@dataclass(frozen=True)
class Sequence:
    """Keys that stand side by side."""

    keys: tuple[str, ...]
    rank_only: bool = False


@dataclass(frozen=True)
class AllOf:
    """What has to be found together."""

    nodes: tuple


@dataclass(frozen=True)
class AnyOf:
    """What may be found instead of each other."""

    nodes: tuple


@dataclass
class Query:
    """A query: its groups, how they are combined, and how many pages the keys are on."""

    groups: list = field(default_factory=list)
    operator: str = "and"
    pages: dict[str, int] = field(default_factory=dict)
    neighbours: list = field(default_factory=list)  # rank only: words that stand side by side
    fresh: bool = False  # what is new was asked for
    whole_first: bool = False  # where any group will do, what has all of them goes first

    @property
    def tree(self):
        """Return the whole query as one node, or None if there is nothing to look for."""
        if not self.groups:
            return None
        groups = AnyOf(tuple(self.groups)) if self.operator == "or" else self.whole
        return AnyOf((groups, *self.neighbours)) if self.neighbours else groups

    @property
    def whole(self):
        """Return the node for what has all groups."""
        return AllOf(tuple(self.groups))

    def terms(self):
        """Return every term and sequence once, in the order of the query."""
        found = {}

        def walk(node):
            if isinstance(node, AllOf | AnyOf):
                for child in node.nodes:
                    walk(child)
            else:
                found[node] = None

        for group in [*self.groups, *self.neighbours]:
            walk(group)
        return list(found)

    def expected(self):
        """Return about how many pages the query finds at most."""
        counts = [self._most(group) for group in self.groups]
        return sum(counts) if self.operator == "or" else min(counts, default=0)

    def _most(self, node):
        match node:
            case AllOf():
                return min(map(self._most, node.nodes))
            case AnyOf():
                return sum(self._most(child) for child in node.nodes if not rank_only(child))
            case Term():
                return self._on(node.name)
            case _:
                return min(map(self._on, node.keys))

    def _on(self, name):
        """Return on how many pages a key is at most; nobody counts the keys of stop words."""
        return min(self.pages.get(name, 1), self.pages.get("", 1))


def rank_only(node):
    """Tell whether a node adds nothing to what is found."""
    return isinstance(node, Term | Sequence) and node.rank_only


def cut(text: str) -> str:
    """Return as much of a query as is searched for, without what no database takes."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]


def split(text: str) -> tuple[list[str], list[list[str]]]:
    """Return the words of a query outside quotation marks, and those of each quotation.

    Stop words are left out, unless there is nothing else.
    """
    text = cut(text)
    phrases = [found for quote in QUOTED.findall(text) if (found := content_words(quote))]
    loose = content_words(QUOTED.sub(" ", text))
    if not loose and not phrases:
        loose = words(text)
    return loose[:MOST_WORDS], [phrase[:MOST_WORDS] for phrase in phrases]


def half_typed(loose: list[str]) -> str:
    """Return the folded last word if it may not be all of a word, else nothing."""
    last = loose[-1] if loose else ""
    return as_key(last) if len(last) >= SHORTEST_PREFIX and lemma(last) is None else ""


def parse(
    text: str, operator: str = "and", phrase: bool = False, vocabulary: Vocabulary | None = None
) -> Query:
    """Return the query for a text that somebody typed.

    `phrase` takes all of it as a quotation; `vocabulary` may know of its words already.
    """
    loose, phrases = split(f'"{text.replace(chr(34), " ")}"' if phrase else text)
    return Builder(loose, phrases, operator, vocabulary or Vocabulary()).query()


class Builder:
    """Builds a query with what the site knows of its words."""

    def __init__(self, loose, phrases, operator, vocabulary):
        self.loose, self.phrases, self.operator = loose, phrases, operator
        self.forms, self.pages = vocabulary.all_forms, vocabulary.pages
        joined = [word for pair in pairwise(loose) for word in joins(*pair)]
        everything = [*loose, *(word for phrase in phrases for word in phrase)]
        vocabulary.learn(everything, joined, half_typed(loose))
        self.synonyms = vocabulary.synonyms

    def query(self):
        """Return the query."""
        groups = [self._phrase(phrase) for phrase in self.phrases]
        if all(word in STOP_WORDS for word in self.loose):
            groups += [Term(fold(word) + STOP) for word in self.loose]
            return Query(groups, self.operator, self.pages)
        exact = [keys(word).exact for word in self.loose]
        required = [word for word in self.loose if word not in FRESH_WORDS]
        fresh = 0 < len(required) < len(self.loose)
        self.loose = required if fresh else self.loose
        place = 0
        while place < len(self.loose):
            taken, node = self._group(place)
            groups.append(node)
            place += taken
        neighbours = [Sequence(pair, rank_only=True) for pair in pairwise(exact)]
        return Query(groups, self.operator, self.pages, neighbours, fresh)

    def _group(self, place):
        """Return how many words from here on make one group, and the group."""
        rest = self.loose[place:]
        for alternatives in self.synonyms:
            for one in alternatives:
                if [keys(w).root for w in rest[: len(one)]] == [keys(w).root for w in one]:
                    nodes = [AllOf(tuple(map(self._word, other))) for other in alternatives]
                    return len(one), AnyOf(tuple(nodes))
        if len(rest) > 1:
            joined = [word for word in joins(*rest[:2]) if self.pages.get(keys(word).root)]
            if joined:
                both = AllOf((self._word(rest[0]), self._word(rest[1], len(rest) == 2)))
                return 2, AnyOf((*_terms(joined[0]), both))
        return 1, self._word(rest[0], len(rest) == 1)

    def _word(self, word, last=False):
        """Return what finds one word: itself, its family, its parts side by side."""
        forms = self.forms(word)
        nodes = [term for form in forms for term in _terms(form)]
        for form in forms:
            if (own := keys(form)).parts:
                nodes.append(Sequence(tuple(keys(part).exact for part in own.parts)))
        if any(self.pages.get(node.key) for node in nodes if isinstance(node, Term)):
            return AnyOf(tuple(dict.fromkeys(nodes)))
        if last and len(word) >= SHORTEST_PREFIX:
            nodes.append(Term(as_key(word), prefix=True))
        if own := keys(word).parts:
            nodes.append(AllOf(tuple(AnyOf(tuple(_terms(part))) for part in own)))
        return AnyOf(tuple(dict.fromkeys(nodes)))

    def _phrase(self, phrase):
        """Return what finds the words side by side, each in any of its forms."""
        return Sequence(tuple(keys(word).exact for word in phrase))


def _terms(word):
    """Return the two terms of a word: its own key for the order, its family's to find it."""
    own = keys(word)
    if own.exact == own.root:
        return [Term(own.exact)]
    return [Term(own.exact, rank_only=True), Term(own.root)]


def joins(first: str, second: str) -> list[str]:
    """Return the compounds that two words may be written as: lärande lunch, lärandelunch."""
    if not (first.isalpha() and second.isalpha()):
        return []
    fronts = [first, first + "s"]
    if first[-1] in "ae" and len(first) > 3:
        fronts.append(first[:-1])
    return [front + second for front in fronts]
