"""Turns what somebody types into a tree of keys that every database can be asked."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Value

from .compounds import FRESH_WORDS, PLAIN_STOP_WORDS, STOP_WORDS
from .models import SearchKey, SearchWord, Synonym
from .swedish import STOP, fold, keys, lemma, words

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
    doubtful: frozenset = frozenset()  # its words that neither language nor site has whole

    @property
    def tree(self):
        """Return the whole query as one node, or None if there is nothing to look for."""
        if not self.groups:
            return None
        whole = (AnyOf if self.operator == "or" else AllOf)(tuple(self.groups))
        return AnyOf((whole, *self.neighbours)) if self.neighbours else whole

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
                return self.pages.get("", 0) if node.prefix else self.pages.get(node.key, 0)
            case _:
                return min(self.pages.get(key, 0) for key in node.keys)


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
    phrases = [found for quote in QUOTED.findall(text) if (found := _content(quote))]
    loose = _content(QUOTED.sub(" ", text))
    if not loose and not phrases:
        loose = words(text)
    return loose[:MOST_WORDS], [phrase[:MOST_WORDS] for phrase in phrases]


def _content(text):
    stops = STOP_WORDS | PLAIN_STOP_WORDS if text.isascii() else STOP_WORDS
    return [word for word in words(text) if word not in stops]


def parse(text: str, operator: str = "and", phrase: bool = False) -> Query:
    """Return the query for a text that somebody typed; `phrase` takes all of it as a quotation."""
    loose, phrases = split(f'"{text.replace(chr(34), " ")}"' if phrase else text)
    builder = Builder(loose, phrases, operator)
    query = builder.query()
    query.doubtful = builder.doubtful
    return query


class Builder:
    """Builds a query with what the site knows, in two questions to the database."""

    def __init__(self, loose, phrases, operator):
        self.loose, self.phrases, self.operator = loose, phrases, operator
        everything = [*loose, *(word for phrase in phrases for word in phrase)]
        self.forms, self.synonyms = self._from_the_site(everything)
        wanted = {""}
        for word in everything:
            for form in self._all_forms(word):
                wanted |= _keys_of(form)
        for alternatives in self.synonyms:
            wanted |= {key for one in alternatives for word in one for key in _keys_of(word)}
        for first, second in pairwise(loose):
            wanted |= {keys(joined).root for joined in joins(first, second)}
            wanted |= {keys(joined).exact for joined in joins(first, second)}
        rows = SearchKey.objects.filter(key__in=wanted)
        self.pages = dict(rows.values_list("key", "pages"))

    def _from_the_site(self, everything):
        """Return the site's forms of words and its synonyms, which one question fetches.

        The forms are {word: how the site writes it}, for words typed without å, ä and ö; each
        synonym is a list of alternatives, and each of these a list of words.
        """
        unknown = {fold(word): word for word in everything if lemma(word) is None}
        rows = Synonym.objects.order_by().values_list("words", Value(""))
        if unknown:
            written = SearchWord.objects.filter(folded__in=unknown)
            rows = rows.union(written.values_list("word", "folded"), all=True)
        forms, synonyms = {}, []
        for text, folded in sorted(rows):
            if folded:
                forms.setdefault(unknown[folded], []).append(text)
            else:
                synonyms.append([found for one in text.split(",") if (found := _content(one))])
        self.doubtful = frozenset(unknown.values()) - frozenset(forms)
        return forms, synonyms

    def _all_forms(self, word):
        return dict.fromkeys([word, *self.forms.get(word, ())])

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
            joined = [word for word in joins(*rest[:2]) if keys(word).root in self.pages]
            if joined:
                both = AllOf((self._word(rest[0]), self._word(rest[1], len(rest) == 2)))
                one = [term for word in joined[:1] for term in _terms(word)]
                return 2, AnyOf((*one, both))
        return 1, self._word(rest[0], len(rest) == 1)

    def _word(self, word, last=False):
        """Return what finds one word: itself, its family, its parts side by side."""
        forms = self._all_forms(word)
        nodes = [term for form in forms for term in _terms(form)]
        for form in forms:
            if (own := keys(form)).parts:
                nodes.append(Sequence(tuple(keys(part).exact for part in own.parts)))
        if any(self.pages.get(node.key) for node in nodes if isinstance(node, Term)):
            return AnyOf(tuple(dict.fromkeys(nodes)))
        if last and len(word) >= SHORTEST_PREFIX:
            nodes.append(Term(fold(word), prefix=True))
        if own := keys(word).parts:
            nodes.append(AllOf(tuple(AnyOf(tuple(_terms(part))) for part in own)))
        return AnyOf(tuple(dict.fromkeys(nodes)))

    def _phrase(self, phrase):
        """Return what finds the words side by side, each in any of its forms."""
        return Sequence(tuple(keys(word).exact for word in phrase))


def _keys_of(word):
    own = keys(word)
    parts = {keys(part).root for part in own.parts} | {keys(part).exact for part in own.parts}
    return {own.exact, own.root} | parts


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
