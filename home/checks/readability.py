"""How hard a text is to read, by LIX (Björnsson 1968)."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from .content import Finding

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?:](?=\s|$)")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
LONG_WORD = 6  # letters; longer words are long
FEWEST = 40  # words of a text of which something can be said
HARD = 55


class Readability(NamedTuple):
    """The number of words of a text, and its LIX; None where there are too few words to say."""

    words: int
    lix: int | None

    @property
    def meaning(self):
        """Return what the LIX of a text means, in Swedish; empty where there is none."""
        if self.lix is None:
            return ""
        for most, said in (
            (30, _("mycket lätt, som en barnbok")),
            (40, _("lätt, som en roman")),
            (50, _("medelsvår, som en dagstidning")),
            (60, _("svår, som en text från en myndighet")),
        ):
            if self.lix < most:
                return said
        return _("mycket svår, som en lag")


def readability(lines):
    """Return the words and the LIX of lines of text; a line ends a sentence."""
    words = sentences = long_words = latin = 0
    for line in lines:
        found = WORD.findall(line)
        if not found:
            continue
        words += len(found)
        long_words += sum(len(word) > LONG_WORD for word in found)
        latin += sum(bool(LATIN.match(word)) for word in found)
        sentences += max(1, len(SENTENCE.findall(line.rstrip())))
    # LIX says nothing of scripts without spaces, and little of others than ours.
    if words < FEWEST or latin < 0.8 * words:
        return Readability(words, None)
    return Readability(words, round(words / sentences + 100 * long_words / words))


def readability_of(content):
    """Return the words and the LIX of the running text of a page."""
    return readability(line for text in _running(content) for line in text.lines)


def hard_texts(content):
    """Yield the running texts that are hard to read."""
    for text in _running(content):
        found = readability(text.lines)
        if found.lix is not None and found.lix > HARD:
            said = _(
                "LIX %(lix)s: texten är %(meaning)s. Kortare meningar och kortare ord gör den "
                "lättare."
            )
            yield Finding(text.place, said % {"lix": found.lix, "meaning": found.meaning})


def _running(content):
    return [text for text in content.texts if text.is_rich or text.place.field == "introduction"]
