"""The picture that a page is shared with: what it is, when and whose, beside its art.

A PNG that is drawn once and kept on disk until the page says something else.
"""

import logging
from contextlib import suppress
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image, ImageChops, ImageDraw
from wagtail.models import Page

from . import lettering, motif, typography
from .querysets import SitePageQuerySet
from .themes import Word

logger = logging.getLogger(__name__)

WIDTH, HEIGHT = 1200, 630  # What Open Graph readers show whole.
TEXT_WIDTH, MARGIN = 720, 64  # The words stand on paper to the left of the art.
TITLE_SIZES = (84, 76, 68, 60, 54, 48, 42, 36, 32)
TITLE_TOP, WORDS_SIZE, RULE = 150, 30, 4
PNG_END = b"IEND\xaeB`\x82"
VERSION = 1  # Goes up when the drawing changes, so that all pictures are drawn anew.
FINER = 3  # Shapes are drawn this many times larger, which makes their edges smooth.

# The tokens of site.css in their light form: who shares a page has no theme.
PAPER, INK, SLATE = "#fdfcfa", "#14282e", "#3f5358"
HUES = {
    motif.STRAIT: "#0f5a6b",
    motif.ROSE: "#f4b3b5",
    motif.RAPESEED: "#f8c93e",
    "beech": "#5da45e",
    "brick": "#ec7b45",
    "cherry": "#861c4e",
}
PAIRS = {
    Word.KNOWLEDGE: (motif.STRAIT, motif.RAPESEED),
    Word.PARTICIPATION: (motif.ROSE, motif.RAPESEED),
    Word.COLLABORATION: (motif.STRAIT, motif.ROSE),
}
ROOMS = {
    Word.KNOWLEDGE: "#fcebe9",
    Word.PARTICIPATION: "#e8f0f0",
    Word.COLLABORATION: "#fff2cc",
}


class WordConverter:
    """One of the three words as it is written in an address: in Swedish."""

    in_addresses = {
        Word.KNOWLEDGE: "kunskap",
        Word.PARTICIPATION: "delaktighet",
        Word.COLLABORATION: "samverkan",
    }
    regex = "|".join(in_addresses.values())

    def to_python(self, value):
        return next(word for word, written in self.in_addresses.items() if written == value)

    def to_url(self, word):
        return self.in_addresses[word]


def palette(word):
    """Return {colour name of the art: hue} for one of the three words."""
    names = (*PAIRS[word], motif.MIXTURES[frozenset(PAIRS[word])])
    return {**HUES, **dict(zip((*motif.PAIR, "v3"), map(HUES.get, names), strict=True))}


def _mask(voice, size, scale):
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    left, top, right, bottom = (
        round(length * scale)
        for length in (voice.x, voice.y, voice.x + voice.size, voice.y + voice.size)
    )
    side, down = motif.CORNERS[voice.corner]
    across = sorted(((left + right) // 2, right if side > 0 else left))
    along = sorted(((top + bottom) // 2, bottom if down > 0 else top))
    # Pillow counts the last row and column in.
    draw.ellipse((left, top, right - 1, bottom - 1), fill=255)
    draw.rectangle((across[0], along[0], across[1] - 1, along[1] - 1), fill=255)
    return mask


def drawn(art, hues, ground, width):
    """Return the art as an RGBA picture, `width` pixels wide, on a ground colour."""
    scale = width * FINER / art.width
    size = width, round(width * art.height / art.width)
    large = size[0] * FINER, size[1] * FINER
    masks = {voice: _mask(voice, large, scale) for voice in art.voices}
    shapes = [(voice.colour, mask) for voice, mask in masks.items()]
    shapes += [
        (colour, ImageChops.darker(masks[first], masks[second]))
        for first, second, colour in art.overlaps
    ]
    picture = Image.new("RGBA", size, ground)
    for colour, mask in shapes:
        layer = Image.new("RGBA", size, hues[colour])
        layer.putalpha(mask.reduce(FINER))
        picture.alpha_composite(layer)
    return picture


def words_of(page):
    """Return what the picture of a page says: its title, and lines about when and whose."""
    return [typography.typeset(str(words)) for words in page.share_words() if words]


def digest_of(page):
    """Return what is new when the picture of a page is."""
    said = repr((VERSION, str(page.word), words_of(page)))
    return sha256(said.encode()).hexdigest()[:12]


def share_png(key, word, words):
    """Return the PNG, as bytes, of the page with this key: its words, and art in those of its word.

    Where the words cannot be drawn the art fills it.
    """
    try:
        picture = _with_words(key, word, *words)
    except Exception:
        logger.exception("The words of the picture of %s could not be drawn", key)
        art = motif.meeting(key, WIDTH, HEIGHT)
        picture = drawn(art, palette(word), ROOMS[word], WIDTH)
    data = BytesIO()
    picture.convert("RGB").save(data, "PNG", optimize=True)
    return data.getvalue()


def _with_words(key, word, title, *lines):
    picture = Image.new("RGBA", (WIDTH, HEIGHT), PAPER)
    art = motif.meeting(key, WIDTH - TEXT_WIDTH, HEIGHT, close_up=True)
    picture.paste(drawn(art, palette(word), ROOMS[word], art.width), (TEXT_WIDTH, 0))
    picture.paste(drawn(motif.symbol(), palette(Word.COLLABORATION), PAPER, 77), (MARGIN, MARGIN))
    canvas = ImageDraw.Draw(picture)
    name = lettering.Type(lettering.HEADING, 640, 36)
    name.draw(canvas, MARGIN + 77 + 18, MARGIN + 37, "Malmöandan", INK)
    bottom = _draw_lines(canvas, lines) if lines else HEIGHT - MARGIN
    box = TEXT_WIDTH - 2 * MARGIN, bottom - TITLE_TOP
    face, title_lines = lettering.fitted(lettering.HEADING, 660, title, box, TITLE_SIZES)
    for number, line in enumerate(title_lines):
        baseline = TITLE_TOP + face.size * (0.9 + number * lettering.LEADING)
        face.draw(canvas, MARGIN, baseline, line, INK, box[0])
    return picture


def _draw_lines(canvas, lines):
    """Draw when and whose at the bottom, below a rule; return where the title has to end."""
    width = TEXT_WIDTH - 2 * MARGIN
    step = round(WORDS_SIZE * 1.4)
    rows = []
    for number, line in enumerate(lines):
        weight, fill = (700, INK) if number == 0 else (460, SLATE)
        face = lettering.Type(lettering.BODY, weight, WORDS_SIZE)
        wrapped, _broken = face.lines(face.legible(line), width)
        rows += [(face, text, fill) for text in wrapped[:2]]
    top = HEIGHT - MARGIN - step * len(rows)
    canvas.rectangle((MARGIN, top - 14 - RULE, MARGIN + width - 1, top - 15), fill=INK)
    for number, (face, text, fill) in enumerate(rows):
        face.draw(canvas, MARGIN, top + number * step + WORDS_SIZE, text, fill, width)
    return top - 14 - RULE - 24


def kept(folder, name, make):
    """Return what the stored file holds, made the first time; a full disk costs its keeping.

    One that ends too soon, as where a server was stopped, is made anew.  What was drawn of the
    page before it said something else goes.
    """
    path, content = f"{folder}/{name}", b""
    with suppress(OSError), default_storage.open(path) as file:
        content = file.read()
    if content.endswith(PNG_END):
        return content
    content = make()
    try:
        if default_storage.exists(folder):
            for old in default_storage.listdir(folder)[1]:
                default_storage.delete(f"{folder}/{old}")
        default_storage.save(path, ContentFile(content))
    except OSError:
        logger.exception("The picture %s could not be kept", path)
    return content


@require_safe
@cache_control(public=True, max_age=30 * 24 * 3600)
def share_image(request, key, word):
    """Serve the picture of a page that a visitor may see, in its own word only (else 404).

    Pages link to it with its digest as a query, so that who has kept it asks anew when it changes.
    """
    page = SitePageQuerySet(Page).visible().with_translation_key(key).specific().first()
    if page is None or getattr(page, "word", None) != word:
        raise Http404
    folder, name = f"delningsbilder/{key}", f"{digest_of(page)}.png"
    content = kept(folder, name, lambda: share_png(key, word, words_of(page)))
    response = HttpResponse(content, content_type="image/png")
    # Unlike all else on the site it is meant to be shown on the sites of others.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
