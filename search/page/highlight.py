"""Marks what was searched for in titles and texts, also inside a compound."""

from bisect import bisect_left
from typing import NamedTuple

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from ..language.analyser import (
    LONGEST_WORD,
    composed,
    exact_keys,
    fold,
    keys,
    particle_verbs,
    parts,
    roots,
    tokens,
)
from ..language.lexicon import lemma
from ..language.query import Sequence

LONGEST_READ = 20_000  # letters of a text that are looked through
STOPS, QUOTES = ".!?:;,…", '”’"»)'  # what may end a line, and what may follow that
LENGTH = 240  # letters of an excerpt, about
BEFORE = 60  # letters before the first mark of an excerpt, at most


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
        known = {span.number for text in said for span in self.spans(text[:LONGEST_READ])}
        best, most = "", 0
        for line in lines[:LONGEST_READ].splitlines():
            new = len({span.number for span in self.spans(line)} - known)
            if new > most:
                best, most = line, new
        return self.excerpt(best) if best else ""

    def spans(self, text):
        """Return the places of a text to mark, in order and none within another."""
        found, row = [], tokens(text)
        for token in row:
            found += self._spans_of_word(*token)
        for place, joined in particle_verbs([token.word for token in row]):
            for root in self.numbers.keys() & roots(joined):
                found.append(Span(row[place].start, row[place].end, self.numbers[root]))
        read = exact_keys(token.word for token in row) if self.sequences else ()
        for number, sequence in self.sequences:
            for place in range(len(row) - len(sequence) + 1):
                after = place + len(sequence)
                if read[place:after] == sequence:
                    found.append(Span(row[place].start, row[after - 1].end, number))
        return _merged(sorted(found))

    def _spans_of_word(self, word, start, end):
        """Return the places in one word: all of it, its parts, or its beginning."""
        for key in keys(word)[:2]:
            if key in self.numbers:
                return [Span(start, end, self.numbers[key])]
        if len(word) != min(end - start, LONGEST_WORD):
            return []
        found, place = [], start
        pieces = parts(lemma(word) or word)
        front = "".join(pieces[:-1])
        # Every piece has to be shorter than the word, which may be one of its own parts (fre, dag).
        if pieces and len(front) < len(word) and word.startswith(front):
            for piece in pieces:
                stop = end if piece is pieces[-1] else place + len(piece)
                found += self._spans_of_word(word[place - start : stop - start], place, stop)
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
