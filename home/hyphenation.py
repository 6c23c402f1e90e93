"""Soft hyphens in the longest words of headings, for browsers that cannot divide Swedish words.

Pyphen knows the syllables; of those, the places between the parts of a compound are chosen first,
as Svenska skrivregler ask. Words of ordinary length are left to the style sheet's `hyphens: auto`.
"""

import re

from pyphen import Pyphen

from .typography import TAG, as_written_on_failure

SOFT_HYPHEN = "\u00ad"
# The longest word of the texts that the site began with: those stay as they were written.
ORDINARY = 25
# No word that anybody reads is longer; the style sheet cuts such a one where the line ends.
LONGEST = 200
# What fits on a line of the largest heading on the narrowest screen.
FITS = 14
_SYLLABLES = Pyphen(lang="sv", left=4, right=4)
# How the later parts of compounds often begin; a linking -s ends the part before.
_BEGINNING = re.compile("an|av|bud|dialog|för|grupp|om|pro|sam|stra|upp|ut|verk|över")
_OFF_THE_JOINT = 6
_HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[@/]|\.\w")
_LONG = re.compile(rf"[^\W\d_]{{{ORDINARY + 1},}}")
_PIECE = re.compile(r"\S+")


def _places(word, syllables, start, end):
    """Return where to divide the part of a word between two places, so that its pieces fit."""
    inside = [place for place in syllables if start + 4 <= place <= end - 4]
    if end - start <= FITS or not inside:
        return []

    def cost(place):
        linked = word[place - 1] == "s" and word[place] != "s"
        joint = linked or _BEGINNING.match(word, place)
        return abs(2 * place - start - end) / 2 + (0 if joint else _OFF_THE_JOINT)

    best = min(inside, key=cost)
    return [*_places(word, syllables, start, best), best, *_places(word, syllables, best, end)]


def _divided(match):
    word = match[0]
    if len(word) > LONGEST:
        return word
    places = _places(word.lower(), _SYLLABLES.positions(word), 0, len(word))
    ends = zip([0, *places], [*places, len(word)], strict=True)
    return SOFT_HYPHEN.join(word[start:end] for start, end in ends)


def _hyphenate(text):
    return _PIECE.sub(
        lambda part: part[0] if _ADDRESS.search(part[0]) else _LONG.sub(_divided, part[0]), text
    )


def _hyphenate_headings(markup):
    pieces, is_heading = TAG.split(markup), False
    for number, piece in enumerate(pieces):
        heading = _HEADING.match(piece) if number % 2 else None
        if heading:
            is_heading = not heading[1]
        elif is_heading and not number % 2:
            pieces[number] = _hyphenate(piece)
    return "".join(pieces)


def hyphenate(text):
    """Return plain text with soft hyphens in words longer than `ORDINARY`, but in no address."""
    return as_written_on_failure(_hyphenate, text)


def hyphenate_html(markup):
    """Return HTML with its text hyphenated; tags and attributes are left as they are."""
    pieces = TAG.split(markup)
    return "".join(part if n % 2 else hyphenate(part) for n, part in enumerate(pieces))


def hyphenate_headings(markup):
    """Return HTML with the text of its headings hyphenated; all else is left as it is."""
    return as_written_on_failure(_hyphenate_headings, markup)
