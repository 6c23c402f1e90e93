"""Marks what was searched for in titles and texts, also inside a compound."""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from ..language.analyser import LONGEST_WORD, composed, fold, keys, lemma, parts, tokens
from ..language.query import half_typed, split

LONGEST_READ = 20_000  # letters of a text that are looked through
STOPS, QUOTES = ".!?:;,…", '”’"»)'  # what may end a line, and what may follow that
LENGTH = 240  # letters of an excerpt, about
BEFORE = 60  # letters before the first mark of an excerpt, at most


class Sought(NamedTuple):
    """What a query finds: {key: number of the word}, words side by side, a half-typed word."""

    keys: dict[str, int]
    sequences: tuple[tuple[int, tuple[str, ...]], ...]
    beginning: str


class Span(NamedTuple):
    """A place to mark, and for which word of the query."""

    start: int
    end: int
    number: int


@lru_cache(maxsize=200)
def sought(query: str) -> Sought:
    """Return what is to be marked for a query."""
    loose, phrases = split(query)
    everything = [*loose, *(word for phrase in phrases for word in phrase)]
    wanted, sequences = {}, []
    for number, word in enumerate(everything):
        own = keys(word)
        wanted.setdefault(own.exact, number)
        wanted.setdefault(own.root, number)
        if own.parts:
            sequences.append((number, tuple(keys(part).exact for part in own.parts)))
    return Sought(wanted, tuple(sequences), half_typed(loose))


def find(text: str, query: str) -> list[Span]:
    """Return the places of a text that a query finds, in order and none within another."""
    wanted = sought(query)
    found, row = [], []
    for token in tokens(text):
        row.append((keys(token.word).exact, token))
        found += _in_word(token.word, token.start, token.end, wanted)
    for number, sequence in wanted.sequences:
        for place in range(len(row) - len(sequence) + 1):
            part = row[place : place + len(sequence)]
            if tuple(key for key, _token in part) == sequence:
                found.append(Span(part[0][1].start, part[-1][1].end, number))
    return _merged(sorted(found))


def _in_word(word, start, end, wanted):
    """Return the places in one word: all of it, its parts, or its beginning."""
    own = keys(word)
    for key in (own.exact, own.root):
        if key in wanted.keys:
            return [Span(start, end, wanted.keys[key])]
    if len(word) != min(end - start, LONGEST_WORD):
        return []
    found, place = [], start
    pieces = parts(lemma(word) or word)
    front = "".join(pieces[:-1])
    # Every piece has to be shorter than the word, which may be one of its own parts (fre, dag).
    if pieces and len(front) < len(word) and word.startswith(front):
        for piece in pieces:
            stop = end if piece is pieces[-1] else place + len(piece)
            found += _in_word(word[place - start : stop - start], place, stop, wanted)
            place = stop
    if not found and wanted.beginning and fold(word).startswith(wanted.beginning):
        return [Span(start, start + len(wanted.beginning), -1)]
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


def mark(text: str, query: str) -> SafeString:
    """Return the escaped text with <mark> around what the query finds."""
    text = composed(text)
    return _html(text, find(text, query))


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


def excerpt(text: str, query: str, length: int = LENGTH) -> SafeString:
    """Return the part of the text, about `length` letters, that shows most of the query."""
    text = one_line(composed(text[:LONGEST_READ]))
    spans = find(text, query)
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
    body = _html(text[start:end], inside)
    return SafeString("… " if start else "") + body + SafeString(" …" if end < len(text) else "")


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
    sentence = max(text.rfind(end, best - BEFORE, best) for end in (". ", "! ", "? "))
    if sentence >= 0:
        return sentence + 2
    return text.find(" ", best - BEFORE, best) + 1 or best
