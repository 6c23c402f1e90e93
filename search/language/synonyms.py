"""Other words for the same thing: what the editors' register says, ready to be looked up."""

from collections import defaultdict
from functools import lru_cache
from itertools import chain

from .analyser import content_words, exact_keys, keys

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

    def __init__(self, pairs=(), beside=None):
        """Take pairs of lists of words: whoever asks for the first also finds the second.

        What another thesaurus knows `beside` these counts as well.
        """
        exact, senses = defaultdict(dict), defaultdict(dict)
        for words, other in pairs:
            words = words[:LONGEST_PHRASE]
            if words and other and exact_keys(words) != exact_keys(other):
                exact[exact_keys(words)][tuple(other)] = None
                senses[tuple(map(sense, words))][tuple(other)] = None
        self._exact, self._senses, self._beside = dict(exact), dict(senses), beside

    def at(self, words):
        """Return how many of the words, from the first on, have others, and these; the most.

        A word that is not in the register has the others of its family: finansiera, finansiering.
        """
        words = words[:LONGEST_PHRASE]
        for count in range(len(words), 0, -1):
            if others := self._of(words[:count]):
                return count, tuple(others)
        return 0, ()

    def _of(self, words):
        """Return the others of exactly these words."""
        own = self._exact.get(exact_keys(words)) or self._senses.get(tuple(map(sense, words))) or {}
        return own | self._beside._of(words) if self._beside else own

    def others_of(self, words):
        """Return the words of all that may be looked for instead of words or of their parts."""
        rows = [words[place:] for place in range(len(words))]
        rows += [[part] for word in words for part in keys(word).parts]
        return [word for row in rows for other in self.at(row)[1] for word in other]


def phrases(text):
    """Return the words of each of the phrases that commas part."""
    return [found for one in text.split(",") if (found := content_words(one))]


@lru_cache(maxsize=4)
def thesaurus(rows: tuple[tuple[str, str], ...]) -> Thesaurus:
    """Return the register as it is looked up; its rows are (words, what these also find)."""
    pairs = []
    for words, also in rows:
        mutual, one_way = phrases(words), phrases(also)
        pairs += [(one, other) for one in mutual for other in chain(mutual, one_way)]
    return Thesaurus(pairs)
