"""What a word that nobody writes may be meant as where the site does not write it either.

A compound of which one part is misspelt is put right within itself (föreningsbidarg), and a word
may be one of the register's.  Both are guessed without asking the site, in a bounded time.
"""

from functools import lru_cache

from .analyser import is_first_part, is_last_part, parts
from .lexicon import lemma, lexicon

ALPHABET = "abcdefghijklmnopqrstuvwxyzåäöé"
SHORTEST_PART = 4
LONGEST_COMPOUND = 30  # letters
MOST_PLACES = 4  # where a word is tried to be apart
MOST_GUESSES = 20


@lru_cache(maxsize=1000)
def compounds_meant(word: str) -> tuple[str, ...]:
    """Return the compounds that a word may be, one letter of which is wrong in one part."""
    if not (2 * SHORTEST_PART <= len(word) <= LONGEST_COMPOUND and word.isalpha()):
        return ()
    if lemma(word) or parts(word):
        return ()
    places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    fronts = [place for place in reversed(places) if is_first_part(word[:place])]
    heads = [place for place in places if is_last_part(word[place:])]
    guesses = [
        word[:place] + head
        for place in fronts[:MOST_PLACES]
        for head in _one_edit(word[place:])
        if head in lexicon() and is_last_part(head)
    ]
    guesses += [
        front + word[place:]
        for place in heads[:MOST_PLACES]
        for front in _one_edit(word[:place])
        if (front in lexicon() or front.removesuffix("s") in lexicon()) and is_first_part(front)
    ]
    return tuple(dict.fromkeys(guesses))[:MOST_GUESSES]


def _one_edit(word):
    """Yield what a word is with two letters changed about, one left out, put in or replaced."""
    for place in range(len(word)):
        before, after = word[:place], word[place:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield before + after[1:]
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in ALPHABET:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
