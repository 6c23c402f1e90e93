"""The picture that a page is shared with: its art as a PNG, drawn once and kept on disk."""

import logging
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image, ImageChops, ImageDraw
from wagtail.models import Page

from . import motif
from .querysets import SitePageQuerySet
from .themes import Word

logger = logging.getLogger(__name__)

WIDTH, HEIGHT = 1200, 630  # What Open Graph readers show whole.
FINER = 3  # Shapes are drawn this many times larger, which makes their edges smooth.

# The tokens of site.css in their light form: who shares a page has no theme.
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


def share_png(key, word):
    """Return the PNG, as bytes, of the art of the page with this key, in the colours of a word."""
    art = motif.meeting(key, WIDTH, HEIGHT)
    picture = drawn(art, palette(word), ROOMS[word], WIDTH).convert("RGB")
    data = BytesIO()
    picture.save(data, "PNG", optimize=True)
    return data.getvalue()


def _kept(name, make):
    """Return what the stored file holds, made the first time; a full disk costs its keeping."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except OSError:
        content = make()
    try:
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
    except OSError:
        logger.exception("The picture %s could not be kept", name)
    return content


@require_safe
@cache_control(public=True, max_age=30 * 24 * 3600)
def share_image(request, key, word):
    """Serve the picture of a page that a visitor may see, in its own word only (else 404)."""
    page = SitePageQuerySet(Page).visible().with_translation_key(key).specific().first()
    if page is None or getattr(page, "word", None) != word:
        raise Http404
    content = _kept(f"delningsbilder/{key}-{word}.png", lambda: share_png(key, word))
    response = HttpResponse(content, content_type="image/png")
    # Unlike all else on the site it is meant to be shown on the sites of others.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
