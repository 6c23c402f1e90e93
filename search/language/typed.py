"""The words of what somebody typed, in order and those in quotation marks apart."""

import re
from itertools import chain
from typing import NamedTuple

from .analyser import as_key, content_words, particle_verbs, words
from .lexicon import lemma

LONGEST_QUERY = 255
MOST_WORDS = 12
SHORTEST_PREFIX = 3
QUOTED = re.compile(r'["“”„»«]([^"“”„»«]*)["“”„»«]')


class TypedWords(NamedTuple):
    """The words of a query: those outside quotation marks, and those of each quotation.

    `joined` has for verbs with a particle what the two are as one: {dela: (utdela, utdelning)}.
    """

    loose: list[str]
    phrases: list[list[str]]
    text: str = ""
    joined: dict[str, tuple[str, ...]] = {}

    @property
    def all(self):
        return [*self.loose, *chain.from_iterable(self.phrases)]

    @property
    def half_typed(self):
        """Return the folded last word if it may not be all of a word, else nothing."""
        last = self.loose[-1] if self.loose else ""
        return as_key(last) if len(last) >= SHORTEST_PREFIX and lemma(last) is None else ""


def truncated(text: str) -> str:
    """Return as much of a query as is searched for, without what no database takes."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]


def typed_words(text: str) -> TypedWords:
    """Return the words of a query without stop words, unless there is nothing else."""
    text = truncated(text)
    phrases, room = [], MOST_WORDS
    for quote in QUOTED.findall(text):
        if found := content_words(quote)[:room]:
            phrases.append(found)
            room -= len(found)
    unquoted = QUOTED.sub(" ", text)
    loose = content_words(unquoted)
    if not loose and not phrases:
        loose = words(text)
    read = words(unquoted)
    joined = {read[place]: several for place, several in particle_verbs(read)}
    return TypedWords(loose[:room], phrases, text, joined)
