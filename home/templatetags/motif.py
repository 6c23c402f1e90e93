"""The motif in templates: inline SVG whose colours are the style sheet's."""

from functools import lru_cache
from itertools import count, islice

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from home import motif

register = template.Library()

# Width and height of the art by shape of its frame; the last two are filled by close-ups.
SHAPES = {
    "3-2": (300, 200),
    "4-3": (420, 315),
    "wide": (440, 160),
    "tall": (300, 450),
}
CLOSE_UPS = ("wide", "tall")


def _numbers(context):
    """Return numbers that no other art on the page has; requests are what a whole page shares."""
    request = context.get("request") or getattr(context, "request", None)
    return vars(context if request is None else request).setdefault("motif_numbers", count(1))


@lru_cache(maxsize=500)
def _drawing(art):
    """Return the markup of the art, with a field to fill in for each number that it needs."""
    overlaps = [
        {"id": f"mt-{{{place}}}", "first": first, "second": second, "colour": colour}
        for place, (first, second, colour) in enumerate(art.overlaps)
    ]
    return render_to_string("components/motif.html", {"art": art, "overlaps": overlaps})


def _drawn(context, art):
    return mark_safe(_drawing(art).format(*islice(_numbers(context), len(art.overlaps))))


def _key(page):
    """Return what the art follows from: a page's key that outlives its address, or a name."""
    return getattr(page, "translation_key", None) or page


@register.simple_tag(takes_context=True)
def meeting(context, page, shape="3-2", turn=None):
    """Return *Mötet*, the art of one page, for a frame of one shape: see `SHAPES`.

    The frame, or something around it, has the class of the page's word.  `turn` is the place in a
    list whose neighbours shall not look alike: 0 the large one, then its squares.
    """
    if isinstance(turn, int):
        return _drawn(context, motif.meeting_in_turn(_key(page), turn, *SHAPES[shape]))
    return _drawn(context, motif.meeting(_key(page), *SHAPES[shape], shape in CLOSE_UPS))


@register.simple_tag(takes_context=True)
def hero(context, page):
    """Return *Samtalet* of the start page."""
    return _drawn(context, motif.hero(_key(page)))


@register.simple_tag(takes_context=True)
def closing(context, page):
    """Return *Samtalet* that ends a page; `page` is a page, or a name where there is none."""
    return _drawn(context, motif.closing(_key(page)))
