"""Other words for the same thing: what the editors' register says, ready to be looked up."""

from collections import defaultdict
from functools import lru_cache
from itertools import chain

from .analyser import content_words, exact_keys, keys

MOST_SYNONYMS = 12  # of one word
LONGEST_PHRASE = 5  # words that are one synonym together
SHORTEST_ROOT = 6  # so long is the key of a root that hardly any other family shares


def sense(word):
    """Return the key of the words that mean the same as one: its family, if that has a name.

    Families of short roots are no families: lagar is what one does to food, and rules.
    """
    own = keys(word)
    return own.root if len(own.root) >= SHORTEST_ROOT else own.exact


class Thesaurus:
    """For words side by side the other words that are looked for as well."""

    def __init__(self, rows=(), beside=None):
        """Take pairs of words and the lists of words that whoever asks for them also finds.

        What another thesaurus knows `beside` these counts as well.
        """
        # Of a row all words have the same list, so that it takes no room for each two of them.
        exact, senses = defaultdict(list), defaultdict(list)
        for words, others in rows:
            if words := words[:LONGEST_PHRASE]:
                exact[exact_keys(words)].append(others)
                senses[tuple(map(sense, words))].append(others)
        self._exact, self._senses, self._beside = dict(exact), dict(senses), beside

    def at(self, words):
        """Return how many of the words, from the first on, have others, and these; the most.

        A word that is not in the register has the others of its family: finansiera, finansiering.
        """
        words = words[:LONGEST_PHRASE]
        for count in range(len(words), 0, -1):
            if others := self._of(words[:count]):
                return count, others
        return 0, ()

    def _of(self, words):
        """Return the others of exactly these words, so many at most."""
        own = _differing(self._exact.get(exact_keys(words), ()), words)
        own = own or _differing(self._senses.get(tuple(map(sense, words)), ()), words)
        beside = self._beside._of(words) if self._beside else ()
        return tuple(dict.fromkeys((*own, *beside)))[:MOST_SYNONYMS]

    def others_of(self, words):
        """Return the words of all that may be looked for instead of words or of their parts."""
        rows = [words[place:] for place in range(len(words))]
        rows += [[part] for word in words for part in keys(word).parts]
        return [word for row in rows for other in self.at(row)[1] for word in other]


def _differing(lists, words):
    """Return what stands in any of the lists of words but is not these, so many at most."""
    known, found = exact_keys(words), {}
    for other in chain.from_iterable(lists):
        if len(found) == MOST_SYNONYMS:
            break
        if exact_keys(other) != known:
            found[tuple(other)] = None
    return tuple(found)


def phrases(text):
    """Return the words of each of the phrases that commas part."""
    return [found for one in text.split(",") if (found := content_words(one))]


@lru_cache(maxsize=4)
def thesaurus(rows: tuple[tuple[str, str], ...]) -> Thesaurus:
    """Return the register as it is looked up; its rows are (words, what these also find)."""
    pairs = []
    for words, also in rows:
        mutual, one_way = phrases(words), phrases(also)
        others = [*mutual, *one_way]
        pairs += [(one, others) for one in mutual]
    return Thesaurus(pairs)
