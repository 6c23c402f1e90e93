"""The motif: voices that meet, as pure geometry (docs/design.md).

A length is in the units of the frame that it stands in, with y downwards.  Everything follows from
a page's stable key, so that a page looks the same wherever and whenever it is drawn.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import pairwise

FIRST, SECOND = PAIR = ("v1", "v2")  # The pair of the word that the art stands in.
STRAIT, ROSE, RAPESEED = COLOURS = ("strait", "rose", "rapeseed")
MIXTURES = {
    frozenset(PAIR): "v3",
    frozenset({STRAIT, RAPESEED}): "beech",
    frozenset({ROSE, RAPESEED}): "brick",
    frozenset({STRAIT, ROSE}): "cherry",
}

# Which side of the centre the square corner is on: x and y, for bottom left, bottom right, top
# right and top left.
CORNERS = ((-1, 1), (1, 1), (1, -1), (-1, -1))
MIRRORED = (1, 0, 3, 2)

# Of each voice: distance from the centre of the frame, y, size, corner; in u.
TEMPLATES = (
    ((-0.70, 0.20, 0.80, 0), (-0.10, 0.38, 0.62, 1)),
    ((-0.62, 0.30, 0.70, 0), (-0.08, 0.30, 0.70, 1)),
    ((-0.58, 0.07, 0.68, 3), (-0.10, 0.25, 0.68, 1)),
    ((-0.60, 0.10, 0.68, 1), (-0.10, 0.22, 0.68, 3)),
    ((-0.98, -0.30, 1.22, 3), (-0.16, 0.16, 1.22, 1)),
    ((-0.70, 0.06, 0.80, 3), (-0.08, 0.30, 0.64, 1)),
    ((-1.00, 0.30, 1.24, 0), (-0.24, -0.38, 1.24, 2)),
    ((-0.70, 0.34, 0.66, 1), (-0.22, 0.10, 0.90, 0)),
)
STANDING = (0, 1, 7)
CLOSE_UPS = (4, 6)
WHOLE = tuple(number for number in range(len(TEMPLATES)) if number not in CLOSE_UPS)


@dataclass(frozen=True)
class Voice:
    """A circle with one square corner, in a square box with its upper left corner at x, y.

    Its lengths are multiples of a tenth, and its size of two, so that half of it is one too.
    """

    x: float
    y: float
    size: float
    corner: int
    colour: str

    def __post_init__(self):
        object.__setattr__(self, "x", round(self.x, 1))
        object.__setattr__(self, "y", round(self.y, 1))
        object.__setattr__(self, "size", round(2 * round(self.size / 2, 1), 1))

    @property
    def right(self):
        return self.x + self.size

    @cached_property
    def path(self):
        """Return its outline for an SVG path: out from the corner, and three quarters round."""
        half = self.size / 2
        side, down = CORNERS[self.corner]
        middle_x, middle_y = self.x + half, self.y + half
        # Clockwise, the first side is upright where the corner is bottom left or top right.
        start = f"V{tenths(middle_y)}" if side != down else f"H{tenths(middle_x)}"
        turn = (-side, down) if side != down else (side, -down)
        end = " ".join(tenths(half * sign) for sign in turn)
        radius = tenths(half)
        corner = f"M{tenths(middle_x + side * half)} {tenths(middle_y + down * half)}"
        return f"{corner}{start}a{radius} {radius} 0 1 1 {end}z"


@dataclass(frozen=True)
class Art:
    """A frame with voices, of which only neighbours in the row overlap."""

    width: int
    height: int
    voices: tuple[Voice, ...]

    @cached_property
    def overlaps(self):
        """Return (first voice, second voice, colour of their mixture) of the neighbours."""
        return [
            (first, second, MIXTURES[frozenset({first.colour, second.colour})])
            for first, second in pairwise(self.voices)
        ]


def tenths(number):
    """Return a number with at most one decimal, as SVG writes it: «12», «-0.5»."""
    return f"{round(number, 1) + 0:.1f}".removesuffix(".0")


def digest(key):
    """Return the bytes that everything about the art of a page follows from."""
    return sha256(str(key).encode()).digest()


def meeting(key, width, height, close_up=False):
    """Return *Mötet*, the art of one page: two voices of its word, in one of eight compositions.

    `close_up` chooses one of the two that fill wide banners and tall frames.
    """
    k = digest(key)
    template = k[1] % 8
    if close_up:
        # A page whose art is a close-up anyhow keeps its own.
        template = CLOSE_UPS[(k[1] >> 1) & 1]
    return _composed(width, height, template, swapped=k[0] & 1, mirrored=k[2] & 1)


def meeting_in_turn(key, turn, width, height):
    """Return *Mötet* for a place in a list: two neighbours never have the same art.

    The first, number 0, is the page's own where that is no close-up.  The others are squares, of
    which no two among four are alike, whatever pages they belong to.
    """
    if turn:
        # In the order of the pair, or what one turns about another page could turn back.
        number = turn - 1
        return _composed(width, height, CLOSE_UPS[number % 2], mirrored=number // 2 % 2)
    k = digest(key)
    template = k[1] % 8 if k[1] % 8 in WHOLE else WHOLE[(k[1] >> 3) % len(WHOLE)]
    return _composed(width, height, template, swapped=k[0] & 1, mirrored=k[2] & 1)


@lru_cache
def _composed(width, height, template, swapped=False, mirrored=False):
    unit = height if template in CLOSE_UPS else min(height, width / 1.5)
    offset = height - unit if template in STANDING else (height - unit) / 2
    colours = (SECOND, FIRST) if swapped else PAIR
    voices = []
    for (dx, y, size, corner), colour in zip(TEMPLATES[template], colours, strict=True):
        if mirrored:
            dx, corner = -dx - size, MIRRORED[corner]
        left, top = width / 2 + dx * unit, y * unit + offset
        voices.append(Voice(left, top, size * unit, corner, colour))
    return Art(width, height, tuple(voices))


@lru_cache(maxsize=1000)
def conversation(key, width, height, unit, sizes):
    """Return *Samtalet*: a row of voices on a common ground, as wide as the frame or wider."""
    k = digest(key)
    x = -unit * (k[1] % 3) / 2
    colour = k[0] % 3
    voices = []
    previous = overlap = 0
    while x < width:
        number = len(voices)
        b = k[(2 + number) % 32]
        size = unit * sizes[(b + number) % 10]
        if previous and abs(size - previous) < 0.4 * unit:
            size += unit if size < 3 * unit else -unit
        size = min(size, 0.96 * height)
        if previous:
            share = (0.3, 0.4, 0.5)[(b >> 5) % 3]
            # What is left of the one before keeps this one clear of the one before that.
            overlap = min(min(size, previous) * share, previous - overlap - 0.1 * unit)
        voice = Voice(x - overlap, height - size, size, (b >> 4) & 1, COLOURS[colour])
        voices.append(voice)
        x += size - overlap
        previous = size
        colour = (colour + 1 + ((b >> 3) & 1)) % 3
    return Art(width, height, tuple(voices))


def hero(key):
    """Return *Samtalet* of the start page, large."""
    return conversation(str(key), 1440, 300, 84, (1.2, 2.2, 3.2, 1.7, 2.6, 1.2, 3.4, 2, 1.5, 2.8))


def closing(key):
    """Return *Samtalet* that ends every page, standing on the footer."""
    return conversation(str(key), 1440, 170, 36, (2, 3, 1.5, 4, 2.5, 3, 2, 4.5, 1.5, 3.5))


def symbol():
    """Return the symbol of the site: two voices of one size."""
    return Art(48, 30, (Voice(0, 0, 30, 0, FIRST), Voice(18, 0, 30, 1, SECOND)))
