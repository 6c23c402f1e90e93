"""Other words for the same thing: what the editors' register says, ready to be looked up."""

import threading
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from sys import intern
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache as shared
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .analyser import content_words, exact_keys, keys, words, written_parts
from .lexicon import lemma
from .word_lists import GENERAL_VERBS

MOST_SYNONYMS = 12  # of one word that are looked for
MOST_ASKED = 28  # of one word of which it is asked whether the site has them
LONGEST_PHRASE = 5  # words that are one synonym together
SHORTEST_REPAIRED = 5  # letters of a word that is taken for one of the register
PLAIN = "?"  # ends the key of words with å, ä or ö for those who type none
SHORTEST_ROOT = 6  # so long is the key of a root that hardly any other family shares

# Under this name all processes share the register as it is, and as a change would make it.
SHARED, MOST_SHARED = "thesaurus", 2

_making = threading.Lock()


def sense(word):
    """Return the key of the words that mean the same as one: its family, if that has a name.

    Families of short roots are no families: lagar is what one does to food, and rules.
    """
    own = keys(word)
    return own.root if len(own.root) >= SHORTEST_ROOT else own.exact


def parts_of(word):
    """Return the parts of a compound, and of three or more also all but the last as one."""
    split = keys(word).parts
    return (*split, "".join(written_parts(word)[:-1])) if len(split) > 2 else split


def as_said(text):
    """Return all words of a text in the form of the dictionary, between spaces."""
    return f" {' '.join(lemma(word) or word for word in words(text))} "


class Phrase(NamedTuple):
    """Words of the register, without stop words.

    Where only one is left of several, as of «hyra ut», `said` is all of them: they mean what the
    row says only where they are typed like that, and nobody can look for them.
    """

    words: tuple[str, ...]
    said: str = ""


class Thesaurus:
    """For words side by side the other words that are looked for as well."""

    def __init__(self, rows=(), beside=None):
        """Take pairs of a phrase and the lists of words that whoever asks for it also finds.

        What another thesaurus knows `beside` these counts as well.
        """
        # Of a row all words have the same list, so that it takes no room for each two of them.
        self._exact, self._senses, self._said = {}, {}, {}
        self._phrases, self._compounds = {}, {}
        single = set()
        for phrase, others in rows:
            words, others = phrase.words[:LONGEST_PHRASE], tuple(others)
            if phrase.said:
                _add(self._said, _key(exact_keys(words)), (phrase.said, others))
            elif words:
                _add_spelled(self._exact, exact_keys(words), words, others)
                _add_spelled(self._senses, map(sense, words), words, others)
                single.update(words if len(words) == 1 else ())
                if len(words) > 1:
                    _add(self._phrases, _in_any_order(words), others)
                elif split := keys(words[0]).parts:
                    _add(self._compounds, _in_any_order(split), others)
        self._single, self._beside = sorted(single), beside

    def at(self, words, said=None):
        """Return how many of the words, from the first on, have others, and these; the most.

        A word that is not in the register has the others of its family: finansiera, finansiering.
        Of phrases with stop words only those count that were `said`, if that is known.
        """
        words = words[:LONGEST_PHRASE]
        for count in range(len(words), 0, -1):
            if others := self._of(words[:count], said):
                return count, others
        return 0, ()

    def _of(self, words, said=None):
        """Return the others of exactly these words, so many at most."""
        phrases = _lists(self._said, _key(exact_keys(words)))
        own = _differing((rest for one, rest in phrases if said is None or one in said), words)
        own += _differing(_spelled_lists(self._exact, exact_keys(words), words), words)
        own = own or _differing(_spelled_lists(self._senses, map(sense, words), words), words)
        own = own or _differing(self._made_of_the_same(words), words)
        beside = self._beside._of(words, said) if self._beside else ()
        return tuple(dict.fromkeys((*own, *beside)))[:MOST_ASKED]

    def _made_of_the_same(self, words):
        """Return the lists of phrases for a compound, and the other way: lokalbokning, boka lokal.

        The words of a phrase may stand in another order. Verbs that tell no topic make none.
        """
        if len(words) == 1:
            split = keys(words[0]).parts
            return _lists(self._phrases, _in_any_order(split)) if split else ()
        key = _in_any_order(words)
        if found := _lists(self._phrases, key):
            return found
        if any(lemma(word) in GENERAL_VERBS for word in words):
            return ()
        return _lists(self._compounds, key)

    def nearest(self, word):
        """Return the word of the register that one is spelled like, but for one edit, or None."""
        if len(word) < SHORTEST_REPAIRED:
            return None
        found = process.extractOne(word, self._single, scorer=OSA.distance, score_cutoff=1)
        beside = self._beside.nearest(word) if self._beside else None
        return found[0] if found else beside

    def further(self, words, others):
        """Return the others of these other words, for words of which nothing nearer is known."""
        known = {exact_keys(words), *map(exact_keys, others)}
        found = {}
        for other in others[:MOST_SYNONYMS]:
            for one in self._of(other, "")[:MOST_SYNONYMS]:
                if exact_keys(one) not in known:
                    found[tuple(one)] = None
        return tuple(found)[:MOST_ASKED]

    def others_of(self, words):
        """Return the words of all that may be looked for instead of words or of their parts."""
        rows = [words[place:] for place in range(len(words))]
        rows += [[part] for word in words for part in parts_of(word)]
        return [word for row in rows for other in self.at(row)[1] for word in other]


def _add(lists, key, one):
    """Add to the list of a key; where there is one thing, as mostly, it stands for its list."""
    known = lists.setdefault(key, one)
    if isinstance(known, list):
        known.append(one)
    elif known is not one:
        lists[key] = [known, one]


def _lists(lists, key):
    """Return the list of a key."""
    found = lists.get(key, [])
    return found if isinstance(found, list) else [found]


def _add_spelled(lists, keys, words, one):
    """Add to the list of words as they are spelled: keys are folded, but lån is no lan."""
    key, own_letters = _key(keys), _own_letters(words)
    _add(lists, key + own_letters, one)
    if own_letters:
        _add(lists, key + PLAIN, one)


def _spelled_lists(lists, keys, words):
    """Return the lists of words as they are spelled; who types no å, ä or ö may mean either."""
    key = _key(keys)
    found = _lists(lists, key + _own_letters(words))
    plain = all(map(str.isascii, words))
    return [*found, *_lists(lists, key + PLAIN)] if plain else found


def _own_letters(words):
    """Return the å, ä and ö of words in the form of the dictionary: bönder has none."""
    return "".join(letter for word in words for letter in lemma(word) or word if letter in "åäö")


def _key(keys):
    """Return several keys as one, which takes less room than a tuple of them."""
    return intern("|".join(keys))


def _differing(lists, words):
    """Return what stands in any of the lists of words but is not these, so many at most.

    A short list goes first: the fewer words a row has, the nearer they are to each other.
    """
    known, found = exact_keys(words), {}
    for other in chain.from_iterable(sorted(lists, key=len)):
        if len(found) == MOST_ASKED:
            break
        if exact_keys(other) != known:
            found[tuple(other)] = None
    return tuple(found)


def _in_any_order(words):
    """Return a key of words that mean the same in any order, or of the parts of a compound."""
    return _key(sorted(keys(word).root for word in words))


def phrases(text):
    """Return each of the phrases that commas part."""
    found = []
    for one in text.split(","):
        # Words come again and again in the register; each is there once.
        if known := tuple(map(intern, content_words(one))):
            alone = len(known) == 1 < len(words(one))
            found.append(Phrase(known, as_said(one) if alone else ""))
    return found


def thesaurus(rows: tuple[tuple[str, str], ...]) -> Thesaurus:
    """Return the register as it is looked up; its rows are (words, what these also find).

    One thread makes it while others wait: each would else make one of its own, of 12 MB meanwhile.
    To make it takes seconds, so what one process has made the others take over.
    """
    with _making:
        return _thesaurus(rows)


@lru_cache(maxsize=1)  # after a change of the register the one before is let go
def _thesaurus(rows):
    mark = sha256(repr((_code(), rows)).encode()).hexdigest()
    known = shared.get(SHARED)
    known = known if isinstance(known, dict) else {}  # an entry may be anybody's, or damaged
    if not isinstance(known.get(mark), Thesaurus):
        others = dict(islice(known.items(), MOST_SHARED - 1))
        known = {mark: Thesaurus(_pairs(rows)), **others}
        shared.set(SHARED, known, timeout=None)
    return known[mark]


@cache
def _code():
    """Return a mark of what makes it: the code here, and the dictionary, of another version."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), settings.BASE_DIR / "requirements.lock"]
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _pairs(rows):
    """Yield each phrase of the rows with the others of its row, of which equal ones are one."""
    once = {}
    for listed, also in rows:
        mutual, one_way = phrases(listed), phrases(also)
        others = (one.words for one in (*mutual, *one_way) if not one.said)
        others = tuple(once.setdefault(words, words) for words in others)
        yield from ((one, others) for one in mutual)
