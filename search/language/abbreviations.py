"""Abbreviations that a text spells out, such as «Sveriges Kommuner och Regioner (SKR)»."""

import re
from typing import NamedTuple

from .analyser import clean, content_words, exact_keys, fold, parts
from .lexicon import lemma
from .synonyms import LONGEST_PHRASE
from .word_lists import STOP_WORDS

MOST_READ = 200_000  # letters of a text
MOST_TRIED = 1000  # places of a text that may be an abbreviation
MOST_FOUND = 50  # of a text
NEAR, LONGEST = 160, 120  # letters around an abbreviation that are read, and what it may mean
MOST_WORDS = 10
LONGEST_SHORT, LONGEST_KEYS = 8, 255  # of what is stored

# Fixed words and few letters: a text is read in time that grows with its length alone.
SHORTENED = r"förkorta(?:t|s|d|de)"
AFTER = re.compile(
    rf"(?: ?\((?:{SHORTENED} (?:till )?)?|,? (?:som |ofta )?{SHORTENED} (?:till )?| [–—-] )"
    r"[”\"]?([^\W\d_]{2,8})(?!\w)"
)
BEFORE = re.compile(
    r"(?<!\w)([^\W\d_]{2,8})[”\"]?(?:,? (?:som )?(?:står för|betyder|uttyds) "
    r"|,? (?:är )?(?:en )?förkortning (?:för|av) | \(| [–—-] |, )"
)
END = re.compile(r"[.!?:;,()\n]")  # ends what an abbreviation may mean
WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
LONG_WORD = 9  # letters of a word with parts that nobody knows: neuropsykiatrisk


class SpelledOut(NamedTuple):
    """An abbreviation in small letters without å, ä and ö, what it means, and the keys of that."""

    short: str
    long: str
    keys: str


def phrase_keys(words):
    """Return the keys of words that an abbreviation may mean, as one text."""
    return " ".join(exact_keys(words))


def spelled_out(text: str) -> list[SpelledOut]:
    """Return the abbreviations of a text that it spells out itself, each meaning once.

    Only what has the letters of the abbreviation as the initials of its words, or of their parts.
    """
    text, found, tried = clean(text[:MOST_READ]), {}, 0
    for pattern, before in ((AFTER, True), (BEFORE, False)):
        for place in pattern.finditer(text):
            short = place[1]
            if not _is_short(short):
                continue
            tried += 1
            if tried > MOST_TRIED or len(found) == MOST_FOUND:
                return list(found)
            around = _before(text, place.start()) if before else _after(text, place.end())
            if meaning := _meaning(short, around, from_end=before):
                found[meaning] = None
    return list(found)


def _is_short(word):
    """Tell whether a word may be an abbreviation: in capitals, or one that the language has not.

    A letter of another script may be eighteen without its marks.
    """
    if len(fold(word)) > LONGEST_SHORT:
        return False
    return word.isupper() or (word not in STOP_WORDS and lemma(word.casefold()) is None)


def _before(text, end):
    """Return the part of a sentence that ends at a place."""
    return END.split(text[max(0, end - NEAR) : end])[-1]


def _after(text, start):
    """Return the part of a sentence that begins at a place."""
    return END.split(text[start : start + NEAR], maxsplit=1)[0]


def _meaning(short, around, from_end):
    """Return the fewest words beside an abbreviation that it may stand for, or None."""
    places = [word.span() for word in WORD.finditer(around)]
    places = places[-MOST_WORDS:] if from_end else places[:MOST_WORDS]
    letters = fold(short)
    for count in range(1, len(places) + 1):
        some = places[-count:] if from_end else places[:count]
        long = around[some[0][0] : some[-1][1]]
        if len(long) <= LONGEST and _has_initials([around[a:b] for a, b in some], letters):
            words = content_words(long)
            known = phrase_keys(words)
            if 0 < len(words) <= LONGEST_PHRASE and len(known) <= LONGEST_KEYS:
                return SpelledOut(letters, long, known)
    return None


def _has_initials(words, letters):
    """Tell whether words begin with the letters in order; of small words some may be left out."""
    reached = {0}  # how many of the letters may be used up
    for number, word in enumerate(words):
        small = word in STOP_WORDS or word == "för"
        within = 0 < number < len(words) - 1
        used = set(reached) if small and within else set()
        first, *inner = _initials(word, guess=len(words) > 1)
        for count in reached:
            if letters[count : count + 1] != first:
                continue
            count += 1
            used.add(count)
            for letter in inner:
                if letters[count : count + 1] == letter:
                    count += 1
                    used.add(count)
        reached = used
    return len(letters) in reached


def _initials(word, guess):
    """Return the letters of a word that an abbreviation may have: where it and its parts begin.

    Of a long word without parts that may be anywhere within it, to `guess`.
    """
    plain = word.casefold()
    pieces = re.split("[-‑]", plain)
    if len(pieces) == 1:
        pieces = parts(lemma(plain) or plain)
    if len(pieces) > 1:
        return [fold(piece)[0] for piece in pieces]
    inner = plain[3:-3] if guess and len(plain) >= LONG_WORD else ""
    return [fold(plain)[0], *fold(inner)]
