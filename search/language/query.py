"""Turns what somebody types into a tree of keys that every database can be asked."""

import re
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from . import questions
from .analyser import (
    STOP,
    apart,
    as_key,
    exact_keys,
    fold,
    is_swedish,
    joins,
    keys,
    roots,
    written_key,
)
from .enough import enough_of
from .lexicon import lemma, relatives
from .synonyms import MOST_SYNONYMS, as_said, parts_of, sense
from .tree import (
    AllOf,
    AnyOf,
    Branch,
    InTitle,
    Near,
    Scattered,
    Sequence,
    Term,
    WithFurther,
    WithSynonyms,
    alternatives,
    leaves,
    most_pages,
    nodes_of,
)
from .typed import TypedWords, typed_words
from .vocabulary import ALL_KEYS, Vocabulary, rarity
from .word_lists import BESIDE_A_TOPIC, FRESH_WORDS, GENERAL_VERBS, PARTICLES, STOP_WORDS

SYNONYM_WEIGHT = 0.4  # of a hit by another word than the typed one
MOST_OF_A_PART = 6  # other words for a part of a compound
SOME, ENOUGH = 100, 1500  # pages that need few more by parts side by side, none by other words
TELLS_ENOUGH = 0.8  # of how rare a phrase is, a word of it that the register has for it
# What a hit gains that has a word as it was typed, the word itself, a verb that tells no topic,
# what answers.
AS_WRITTEN, AS_WRITTEN_ABROAD, VERY_WORD, GENERAL, ANSWERS = 0.15, 2.5, 0.1, 0.3, 0.3
SIDE_BY_SIDE, MOST_PAIRS = 0.3, 4  # gained by a hit in which two words stand together as well
SHARE_OF_YEAR = 0.25  # a page that only is of the year hardly answers
YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass
class ParsedQuery:
    """A query: its groups, how they are combined, and how many pages the keys are on."""

    groups: list = field(default_factory=list)
    operator: str = "and"
    pages: dict[str, int] = field(default_factory=dict)
    neighbours: list = field(default_factory=list)  # rank only: words that stand side by side
    preferred: list = field(default_factory=list)  # (node that a hit had better have, its gain)
    years: list[int] = field(default_factory=list)  # of which a hit had better be
    fresh: bool = False  # what is new was asked for
    whole: list = field(default_factory=list)  # groups; who has all of them goes first
    loose: list = field(default_factory=list)  # groups of which pages may have only some
    least: AnyOf | None = None  # what a page with only some has to have of them
    typed: TypedWords | None = None  # None where it was put together of other queries

    @property
    def tree(self):
        """Return the whole query as one node, or None if there is nothing to look for."""
        if not self.groups:
            return None
        if self.operator == "or":
            any_of = alternatives(AnyOf((*self.groups, *self.neighbours)))
            return AnyOf(tuple(dict.fromkeys(any_of)))
        return AllOf(tuple(self._with_neighbours()))

    def _with_neighbours(self):
        """Yield the groups, each with the neighbours that have a word of it, which find no more."""
        left = self.neighbours
        for group in self.groups:
            own = {leaf.key for leaf in leaves(group) if isinstance(leaf, Term)}
            here = [pair for pair in left if not own.isdisjoint(pair.keys)]
            left = [pair for pair in left if pair not in here]
            yield AnyOf((group, *here)) if here else group

    def loosened(self):
        """Return the query for pages that have only some of this, after those that have all."""
        loose = replace(self, operator="or", whole=self.groups, groups=self.loose)
        return replace(loose, least=enough_of(loose))

    def terms(self):
        """Return every term and sequence once: those typed in their order, then the synonyms."""
        found = dict.fromkeys(leaves(Branch((*self.groups, *self.neighbours))))
        return sorted(found, key=lambda node: node.weight < 1)

    def synonyms(self):
        """Yield (keys of what was typed, term or sequence that is looked for instead)."""
        for one in nodes_of(Branch(tuple(self.groups))):
            if isinstance(one, WithSynonyms):
                known = [leaf.key for leaf in leaves(one.typed) if isinstance(leaf, Term)]
                others = (other for other in one.nodes[1:] if not isinstance(other, Branch))
                yield from ((known, other) for other in others)
            elif isinstance(one, Near):
                yield from (((), Term(key)) for key in (*one.some, *one.others))

    def weights(self):
        """Return [(what was typed, weight of a hit that has only synonyms of it)].

        What else the query asks for is had by both, so the fewer the words, the lighter.
        """
        return [
            (group.typed, 1 - (1 - group.weight) * share)
            for group, share in self.shares()
            if isinstance(group, WithSynonyms)
        ]

    def shares(self):
        """Return [(group, how much of the query it is)]; together they are 1.

        A compound of a dictionary is as rare as it is, however many pages have its parts somewhere.
        """
        total = self.pages.get("", 0)
        known = [most_pages(group, self.pages, scattered=0) for group in self.groups]
        rare = [rarity(max(on, 1), total) for on in known]
        for number, group in enumerate(self.groups):
            if any(isinstance(one, Term) and YEAR.fullmatch(one.key) for one in leaves(group)):
                rare[number] *= SHARE_OF_YEAR
        return [(group, own / sum(rare)) for group, own in zip(self.groups, rare, strict=True)]

    def average_length(self):
        """Return how many keys a page has, or 0 while nobody has counted them."""
        return self.pages.get(ALL_KEYS, 0) / max(self.pages.get("", 0), 1)

    def expected(self):
        """Return about how many pages the query finds at most."""
        counts = [most_pages(group, self.pages) for group in self.groups]
        return sum(counts) if self.operator == "or" else min(counts, default=0)


def parse(text: str, operator: str = "and", vocabulary: Vocabulary | None = None) -> ParsedQuery:
    """Return the query for what somebody typed; a vocabulary may know of its words already."""
    return QueryBuilder(typed_words(text), vocabulary or Vocabulary()).build(operator)


class QueryBuilder:
    """Builds a query with what the site knows of its words."""

    def __init__(self, typed, vocabulary):
        self.typed = typed
        joined = [word for pair in pairwise(typed.loose) for word in joins(*pair)]
        joined += chain.from_iterable(typed.joined.values())
        joined += chain.from_iterable(pair for word in typed.loose for pair in apart(word))
        vocabulary.learn(typed.all, joined, typed.half_typed, plain=typed.text.isascii())
        self.forms, self.pages = vocabulary.all_forms, vocabulary.pages
        self.said = as_said(typed.text)
        self.thesaurus = vocabulary.thesaurus

    def build(self, operator):
        query = ParsedQuery(operator=operator, pages=self.pages, typed=self.typed)
        query.groups = [Sequence(exact_keys(phrase)) for phrase in self.typed.phrases]
        query.loose = list(query.groups)
        loose = self.typed.loose
        if all(word in STOP_WORDS for word in loose):
            query.groups += [Term(fold(word) + STOP) for word in loose]
            query.loose = list(query.groups)
            return query
        query.neighbours = [Sequence(pair, rank_only=True) for pair in pairwise(exact_keys(loose))]
        query.years = [int(word) for word in loose if YEAR.fullmatch(word)]
        required = [word for word in loose if word not in FRESH_WORDS]
        query.fresh = 0 < len(required) < len(loose)
        rest, asking = self._without_asking(required if query.fresh else loose)
        rest, general = self._without_general(rest)
        query.preferred += [(self._word(word), GENERAL) for word in general + asking]
        together = [Sequence(exact_keys(pair)) for pair in pairwise(loose) if {*pair} <= {*rest}]
        query.preferred += [(pair, SIDE_BY_SIDE) for pair in together[:MOST_PAIRS]]
        query.preferred += [*self._answers(rest), *self._very_words(rest)]
        alone = len(rest) == 1
        while rest:
            taken, node = self._group(rest)
            if taken == 1 and not alone and (fact := questions.fact_of(rest[0])):
                node = AnyOf((node, Term(fact)))  # a price is as good as the word
                self.pages[fact] = self.pages.get("", 0)  # says little by itself
            query.groups.append(node)
            query.loose += self._loosened(rest[:taken], node)
            rest = rest[taken:]
        return query

    def _answers(self, words):
        """Return what a question prefers: pages that tell the fact, or explain the words."""
        wanted = [Term(fact) for fact in questions.facts_asked(self.typed.text)]
        if questions.asks_for_explanation(self.typed.text) and (keys := questions.explained(words)):
            wanted.append(AllOf(tuple(map(Term, keys))))
        return [(node, ANSWERS) for node in wanted]

    def _very_words(self, words):
        """Yield what prefers pages with words as they are written, or rather than a relative."""
        for word in words:
            own = keys(word)
            if 0 < self.pages.get(own.exact, 0) < self.pages.get(own.root, 0):
                yield Term(own.exact), VERY_WORD
            if written := written_key(word):
                yield Term(written), AS_WRITTEN if is_swedish(word) else AS_WRITTEN_ABROAD

    def _without_general(self, words):
        """Return the words without those that tell no topic, unless all do, and these."""
        general = {word for word in words if lemma(word) in GENERAL_VERBS | BESIDE_A_TOPIC}
        general -= {*self.typed.joined}
        for place in range(len(words) if general else 0):
            count, _others = self.thesaurus.at(words[place:], self.said)
            if count > 1:  # jobba hemifrån
                general -= {*words[place : place + count]}
        rest = [word for word in words if word not in general]
        return (rest, sorted(general)) if rest else (words, [])

    def _without_asking(self, words):
        """Return the words without those that only ask, unless there is nothing else, and these."""
        asking = questions.asking_words(words, self.typed.text)
        rest = [word for word in words if word not in asking]
        return (rest, asking) if rest else (words, [])

    def _group(self, rest):
        """Return how many of the words make one group, and the group."""
        taken, node = self._typed_group(rest)
        count, others = self.thesaurus.at(rest, self.said)
        if count > taken:
            return count, self._phrase(rest[:count], others)
        others = others if count in (0, taken) else ()
        if taken == 1:
            others = [other for other in others if not self._is_part(other, rest[0])]
        return taken, self._with_synonyms(node, others)

    @staticmethod
    def _is_part(other, word):
        """Tell whether another word is a part of a compound, and says less: cykel, of cykelkurs."""
        return len(other) == 1 and sense(other[0]) in map(sense, parts_of(word))

    def _phrase(self, words, others):
        """Return what finds words that the register has as one phrase, or each by other words."""
        typed = AllOf(tuple(map(self._word, words)))
        group = self._with_synonyms(typed, others, words)
        apart = [
            self._with_synonyms(self._word(word), self.thesaurus.at([word], self.said)[1])
            for word in words
        ]
        if not any(isinstance(one, WithSynonyms) for one in apart):
            return group
        nodes = group.nodes if isinstance(group, WithSynonyms) else (typed,)
        return WithSynonyms((*nodes, AllOf(tuple(apart))))

    def _with_synonyms(self, typed, others, phrase=()):
        """Return a node with the other words of it that the site has, unless it needs none."""
        typed, *known = typed.nodes if isinstance(typed, WithSynonyms) else (typed,)
        nodes = dict.fromkeys([*known, *self._others(typed, others, SYNONYM_WEIGHT, phrase)])
        return WithSynonyms((typed, *nodes)) if nodes else typed

    def _with_further(self, node, words):
        """Return a node with the other words of its other words, where the site has neither."""
        if most_pages(node, self.pages, scattered=0):
            return node
        further = self.thesaurus.further(words, self.thesaurus.at(words, self.said)[1])
        nodes = self._others(node, further, SYNONYM_WEIGHT**2)
        return WithFurther((node, *nodes)) if nodes else node

    def _others(self, typed, others, most, phrase=()):
        """Return what finds other words, or some of a phrase, weighing `most` at most."""
        total = self.pages.get("", 0)
        found = own = most_pages(typed, self.pages)
        nodes = {}
        asked, own_words = set(map(sense, self.typed.loose)), set(map(sense, phrase))
        for other in others:
            if len(nodes) == MOST_SYNONYMS:
                break
            senses = set(map(sense, other))
            if senses <= asked and not senses < own_words:
                continue  # that it is there says nothing of this word
            on = min(self.pages.get(sense(word), 0) for word in other)
            if senses <= asked and rarity(on, total) < rarity(max(own, 1), total) * TELLS_ENOUGH:
                continue  # föreningarnas dag is more than any förening
            found += on
            if found > ENOUGH:
                break
            # One that is rarer than what was typed does not count for more.
            weight = most * min(1, rarity(own, total) / rarity(on, total)) ** 2
            if on and len(other) > 1:
                nodes[exact_keys(other)] = Sequence(exact_keys(other), weight=weight)
            elif on:
                nodes[sense(other[0])] = Term(sense(other[0]), weight=weight)
        return list(nodes.values())

    def _typed_group(self, rest):
        """Return how many of the words are looked for together as they are, and how."""
        compounds = [
            Term(root) for root in roots(self.typed.joined.get(rest[0], ())) if self.pages.get(root)
        ]
        if compounds:
            taken = 2 if rest[1:2] and rest[1] in PARTICLES else 1
            apart = AllOf(tuple(map(self._word, rest[:taken])))
            return taken, AnyOf((apart, *compounds))
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
        splits = filter(None, (keys(form).parts for form in forms))
        # medborgardialog, dialog med medborgare
        beside = [Sequence(exact_keys(way)) for one in splits for way in (one, one[::-1])]
        found, read = (most_pages(AnyOf(tuple(some)), self.pages) for some in (nodes, beside))
        nodes += beside if found < SOME or found + read < ENOUGH else ()
        if not any(self.pages.get(node.key) for node in nodes if isinstance(node, Term)):
            if last and self.typed.half_typed:
                nodes.append(Term(as_key(word), prefix=True))
            nodes += self._near(word, keys(word).parts)
            for pair in apart(word):
                if all(self.pages.get(keys(half).root) for half in pair):
                    nodes.append(Sequence(exact_keys(pair)))
        return AnyOf(tuple(dict.fromkeys(nodes)))

    def _near(self, word, split):
        """Return what finds the parts of a compound near each other, or other words for them.

        For kassörskurs a kurs för nya kassörer, for föreningspengar a bidrag till föreningar.
        """
        if not split:
            return []
        near = [AllOf(tuple(Near(*pair) for pair in pairwise(self._as_parts(split))))]
        if len(split) > 2:  # rörelsehinder|råd as well as rörelse|hinder|råd
            near.append(Near(*self._as_parts((parts_of(word)[-1], split[-1]))))
        return near

    def _as_parts(self, split):
        """Return for each part of a compound its keys, and those of other words for it."""
        return [self._as_part(part, split) for part in split]

    def _as_part(self, part, split):
        """Return the keys of a part of a compound and of other words for it that the site has."""
        others = [other[0] for other in self.thesaurus.at([part], "")[1] if len(other) == 1]
        others = [*relatives(part), *others]
        found = dict.fromkeys(key for key in exact_keys(others) if self.pages.get(key))
        own = [key for key in found if key not in exact_keys(split)]
        return (keys(part).exact, *own[:MOST_OF_A_PART])

    def _loosened(self, words, node):
        """Return the groups of which a page may have only some, for words that make up one group.

        They are its words, each with what is looked for instead of all of them; a compound that
        the site has not is its parts, wherever they are on a page.
        """
        if len(words) == 1:
            split = keys(words[0]).parts
            known = most_pages(node, self.pages, scattered=0)
            if not split:
                return [self._with_further(node, words)]
            parts = tuple(map(self._part, split))
            others = self.thesaurus.at(words, self.said)[1]
            own = [other for other in others if self._is_part(other, words[0])]
            node = self._with_further(self._with_synonyms(node, own), words)
            if lemma(words[0]):
                return [AnyOf((node, Scattered(parts)))]
            if known:
                one = AnyOf(tuple(chain.from_iterable(map(_terms, split))))
                return [AnyOf((node, Scattered(parts), InTitle((one,))))]
            return [AnyOf((node, Scattered(parts, made_up=True), InTitle(parts[:1])))]
        node = self._with_further(node, words)
        groups = []
        together = [one for one in alternatives(node) if not isinstance(one, Branch)]
        for word in words:
            typed = self._word(word)
            own = set(leaves(typed))
            instead = [one for one in together if one not in own]
            group = self._with_synonyms(typed, self.thesaurus.at([word], self.said)[1])
            group = self._with_further(group, [word])
            if any(one.weight < 1 for one in instead):
                nodes = group.nodes if isinstance(group, WithSynonyms) else (typed,)
                groups.append(WithSynonyms((*nodes, *instead)))
            else:
                groups.append(AnyOf((group, *instead)))
        return groups

    def _part(self, part):
        """Return what finds a part of a compound that the site has not, perhaps by another word."""
        _count, others = self.thesaurus.at([part], "")
        return self._with_synonyms(AnyOf(tuple(_terms(part))), others)


def _terms(word):
    """Return the two terms of a word: its own key for the order, its family's to find it."""
    own = keys(word)
    if own.exact == own.root:
        return [Term(own.exact)]
    return [Term(own.exact, rank_only=True), Term(own.root)]
