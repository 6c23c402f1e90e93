"""Marks what was searched for in titles and texts, also inside a compound."""

import re
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from ..language.analyser import (
    LONGEST_WORD,
    START,
    WORD,
    composed,
    exact_keys,
    fold,
    keys,
    particle_verbs,
    read_word,
    roots,
    written_parts,
)
from ..language.tree import Sequence
from ..language.word_lists import PARTICLES

LONGEST_READ = 20_000  # letters of a text that are looked through
STOPS, QUOTES = ".!?:;,…", '”’"»)'  # what may end a line, and what may follow that
LENGTH = 240  # letters of an excerpt, about
BEFORE = 60  # letters before the first mark of an excerpt, at most
WITH_BETWEEN = re.compile(f"({WORD.pattern})")  # parts a text into what is between words, and words
PARTICLE_FRONTS = tuple(map(fold, PARTICLES))  # how a verb that has a particle begins: utdela


class Span(NamedTuple):
    """A place to mark, and for which word of the query."""

    start: int
    end: int
    number: int


class Highlighter:
    """Marks what the words of a query (`TypedWords`) find in texts, and what `synonyms` find.

    These are those of a parsed query: (keys that were typed, what is looked for instead).
    """

    def __init__(self, typed, synonyms=()):
        self.numbers, self.sequences = {}, []  # {key: number of the word}, words side by side
        self.beginning = typed.half_typed
        self._read = {}  # {text: its places}; a hit asks twice what its title and its text have
        for number, word in enumerate(typed.all):
            own = keys(word)
            self.numbers.setdefault(own.exact, number)
            self.numbers.setdefault(own.root, number)
            if own.parts:
                self.sequences.append((number, exact_keys(own.parts)))
            for root in roots(typed.joined.get(word, ())):
                self.numbers.setdefault(root, number)
        for known, node in synonyms:
            number = next((self.numbers[key] for key in known if key in self.numbers), -1)
            if isinstance(node, Sequence):
                self.sequences.append((number, node.keys))
            else:
                self.numbers.setdefault(node.key, number)
        self.has_particle = any(key.startswith(PARTICLE_FRONTS) for key in self.numbers)

    def mark(self, text):
        """Return the escaped text with <mark> around what is found."""
        text = composed(text)
        return _html(text, self.spans(text))

    def excerpt(self, text, length=LENGTH):
        """Return the part of the text, about `length` letters, that shows most of the query."""
        text = one_line(composed(text[:LONGEST_READ]))
        spans = self.spans(text)
        start = _start(text, spans, length)
        end = len(text)
        if start + length < end:
            end = text.rfind(" ", start, start + length)
            end = end if end > start else start + length
        inside = [
            Span(span.start - start, min(span.end, end) - start, span.number)
            for span in spans
            if start <= span.start < end
        ]
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return SafeString(before) + _html(text[start:end], inside) + SafeString(after)

    def fact(self, lines, *said):
        """Return the line that has most of the words that what is said lacks; empty for none."""
        lines = lines[:LONGEST_READ]
        lacking = {place.number for place in self._places(lines)}
        for text in said:
            if lacking:
                lacking -= {span.number for span in self.spans(text[:LONGEST_READ])}
        best, most = "", 0
        for line in lines.splitlines() if lacking else ():
            has = len({span.number for span in self.spans(line)} & lacking)
            if has > most:
                best, most = line, has
        return self.excerpt(best) if best else ""

    def spans(self, text):
        """Return the places of a text to mark, in order and none within another."""
        return _merged(sorted(self._places(text)))

    def _places(self, text):
        """Return the places of a text that have anything that is looked for; each text once."""
        if text not in self._read:
            self._read[text] = self._places_in(text)
        return self._read[text]

    def _places_in(self, text):
        pieces = WITH_BETWEEN.split(text)
        row = pieces[1::2]
        # A text has most of its words more than once, and few of what is looked for.
        known = {word: read_word(word[:LONGEST_WORD]) for word in set(row)}
        wanted, beginning = self.numbers.keys(), START + self.beginning
        marked = {word for word, read in known.items() if not wanted.isdisjoint(read.keys)}
        if self.beginning:
            marked |= {word for word, read in known.items() if beginning in read.pieces}
        together = self._places_of_sequences(row, known)
        if self.has_particle:
            together += self._places_of_particle_verbs(row, known)
        if not marked and not together:
            return []
        ends = list(accumulate(map(len, pieces)))
        found = [
            Span(ends[2 * first], ends[2 * last + 1], number) for first, last, number in together
        ]
        within = {word: self._spans_of_word(known[word].word, 0, len(word)) for word in marked}
        for word, place in zip(row, ends[::2], strict=False):
            if word in marked:
                found += [Span(place + start, place + end, one) for start, end, one in within[word]]
        return found

    def _places_of_sequences(self, row, known):
        """Return [(first, last, number)] of words that stand side by side as they are wanted."""
        all_keys = {read.exact for read in known.values()} if self.sequences else set()
        sequences = [one for one in self.sequences if all_keys.issuperset(one[1])]
        exact = tuple(known[word].exact for word in row) if sequences else ()
        return [
            (first, first + len(sequence) - 1, number)
            for number, sequence in sequences
            for first, key in enumerate(exact)
            if key == sequence[0] and exact[first : first + len(sequence)] == sequence
        ]

    def _places_of_particle_verbs(self, row, known):
        """Return [(place, place, number)] of verbs that with their particle are what is wanted."""
        return [
            (place, place, self.numbers[root])
            for place, joined in particle_verbs([known[word].word for word in row])
            for root in self.numbers.keys() & roots(joined)
        ]

    def _spans_of_word(self, word, start, end):
        """Return the places in one word: all of it, its parts, or its beginning."""
        for key in keys(word)[:2]:
            if key in self.numbers:
                return [Span(start, end, self.numbers[key])]
        if len(word) != min(end - start, LONGEST_WORD):
            return []
        found, place = [], start
        for piece in written_parts(word):
            # A word that is too long goes on after its last part.
            stop = end if place - start + len(piece) == len(word) else place + len(piece)
            found += self._spans_of_word(piece, place, stop)
            place = stop
        if not found and self.beginning and fold(word).startswith(self.beginning):
            return [Span(start, start + len(self.beginning), -1)]
        return found


def _merged(spans):
    """Return the places with those that meet made one."""
    merged = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            last = merged.pop()
            span = Span(last.start, max(last.end, span.end), last.number)
        merged.append(span)
    return merged


def _html(text, spans):
    """Return a text as safe HTML with the places marked."""
    place, pieces = 0, []
    for span in spans:
        pieces.append((text[place : span.start], text[span.start : span.end]))
        place = span.end
    return format_html_join("", "{}<mark>{}</mark>", pieces) + escape(text[place:])


def one_line(text: str) -> str:
    """Return a text on one line; a heading or another line that has no stop is given one."""
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    ended = [line if line.rstrip(QUOTES)[-1:] in STOPS else f"{line}." for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def _start(text, spans, length):
    """Return where the excerpt begins: at a sentence or a word before the best place."""
    starts = [span.start for span in spans]
    best, best_worth = 0, (-1, -1)
    for index, span in enumerate(spans):
        last = bisect_left(starts, span.start + length - BEFORE)
        near = spans[index:last]
        worth = (len({one.number for one in near}), len(near))
        if worth > best_worth:
            best, best_worth = span.start, worth
    if best <= BEFORE:
        return 0
    far = max(best - length * 2 // 3, 0)
    sentence = max(text.rfind(end, far, best) for end in (". ", "! ", "? "))
    if sentence >= 0 or not far:
        return sentence + 2 if sentence >= 0 else 0
    return text.find(" ", best - BEFORE, best) + 1 or best
