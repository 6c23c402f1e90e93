"""Words drawn into a picture in the site's own typefaces, as large as there is room for.

Every drawing opens the files for itself, since FreeType's fonts are not safe between threads.
"""

import re
from contextlib import suppress
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from unicodedata import bidirectional

from django.contrib.staticfiles import finders
from PIL import ImageFont

HEADING, BODY = "besley", "wix-madefor-text"
# For scripts that our files do not have; a server without it leaves such letters out.
SYSTEM = "DejaVuSans-Bold.ttf"
MISSING = "\U0010fffe"
ELLIPSIS, HYPHEN, SOFT_HYPHEN = "…", "-", "\u00ad"
SPACES = re.compile(r"[^\S\u00a0]+")  # Those that a line may break in.
LEADING = 1.14  # of one line below the other


class Type:
    """A typeface in one weight and size, with what stands in for letters that it lacks.

    Raises OSError where the files cannot be read.
    """

    def __init__(self, family, weight, size):
        self.size = size
        self.fonts = [_weighted(family, part, weight, size) for part in ("latin", "latin-ext")]
        with suppress(OSError):
            self.fonts.append(ImageFont.truetype(SYSTEM, round(size * 0.9)))
        self.font_of = cache(self._font_of)

    @cached_property
    def _boxes(self):
        return [bytes(font.getmask(MISSING)) for font in self.fonts]

    def _font_of(self, letter):
        if letter.isspace():
            return self.fonts[0]
        drawn = zip(self.fonts, self._boxes, strict=True)
        return next((font for font, box in drawn if bytes(font.getmask(letter)) != box), None)

    def legible(self, text):
        """Return the text without what no font can draw: empty where that is most of it."""
        kept = "".join(letter for letter in text if self.font_of(letter))
        letters, shown = (sum(map(str.isalnum, each)) for each in (text, kept))
        return SPACES.sub(" ", kept).strip() if 2 * shown >= letters else ""

    def _runs(self, text):
        """Yield (font, letters) of each part in one font; between two words it does not change."""
        fonts = []
        for letter in text:
            fonts.append(fonts[-1] if fonts and letter.isspace() else self.font_of(letter))
        for font, pairs in groupby(zip(fonts, text, strict=True), itemgetter(0)):
            if font:
                yield font, "".join(letter for _font, letter in pairs)

    def length(self, text):
        """Return how wide the text is."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def draw(self, canvas, x, baseline, text, fill, width=0):
        """Draw one line from its left end, or to the right of `width` what is written leftwards."""
        if text and width and bidirectional(text[0]) in ("R", "AL"):
            x += width - self.length(text)
        for font, run in self._runs(text):
            canvas.text((x, baseline), run, fill, font, anchor="ls")
            x += font.getlength(run)

    def lines(self, text, width):
        """Return the text in lines of at most this width, and whether a word had to be broken."""
        lines, line, broken = [], "", False
        for word in text.replace(SOFT_HYPHEN, "").split(" "):
            longer = f"{line} {word}" if line else word
            if self.length(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while self.length(word) > width:
                end = self._longest(word, width)
                lines.append(word[:end] + HYPHEN)
                word, broken = word[end:], True
            line = word
        return [*lines, line], broken

    def _longest(self, word, width):
        """Return how many letters of a word fit with a hyphen after them: at least one."""
        end = 1
        while end < len(word) and self.length(word[: end + 1] + HYPHEN) <= width:
            end += 1
        return end


def _weighted(family, part, weight, size):
    font = ImageFont.truetype(finders.find(f"fonts/{family}-{part}-wght-normal.woff2"), size)
    font.set_variation_by_axes([weight])
    return font


def fitted(family, weight, text, box, sizes):
    """Return (type, lines) of the largest size in which the text fits in a box: width, height.

    The smallest one breaks words, and ends in an ellipsis where all of it does not fit.
    """
    width, height = box
    for size in sizes:
        face = Type(family, weight, size)
        most = int(height // (size * LEADING))
        lines, broken = face.lines(face.legible(text[: 60 * most]), width)
        if len(lines) <= most and not broken:
            return face, lines
    if len(lines) > most:
        last = lines[most - 1].removesuffix(HYPHEN)
        while last and face.length(last + ELLIPSIS) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,.;:–") + ELLIPSIS]
    return face, lines
