"""Pictures in templates: cuts of photographs (`home.renditions`) and QR codes."""

import logging
from functools import lru_cache
from typing import NamedTuple

import segno
from django import template
from django.apps import apps
from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from django.utils.safestring import mark_safe
from wagtail.images.models import Filter, Picture

from home import renditions
from home.generation import each_once_a_generation

register = template.Library()
logger = logging.getLogger(__name__)

COLUMN = "(min-width: 48rem) 44rem, calc(100vw - 2.5rem)"
COLUMN_OF_MAIL = 520  # pixels
ROLES = {
    "wide": renditions.WIDE,
    "card": renditions.CARD,
    "portrait": renditions.PORTRAIT,
    "logo": renditions.LOGO,
}


def _focus(rendition):
    """Return the class that keeps the focal point in a frame of another shape (site.css)."""
    point = rendition.focal_point
    if point is None:
        return {}
    parts = (point.x / rendition.width, point.y / rendition.height)
    across, down = (min(100, max(0, 10 * round(10 * part))) for part in parts)
    return {"class": f"focus-x-{across} focus-y-{down}"}


def _cuts(image, role):
    """Return {specification: rendition} of those that are made: no visitor waits for another."""
    filters = [Filter(spec) for spec in Filter.expand_spec(role)]
    found = image.find_existing_renditions(*filters)
    return {each.spec: found[each] for each in filters if each in found}


@register.simple_tag
def photo(image, role, alt="", eager=False, sizes=COLUMN):
    """Return `<picture>` for the image in one role: wide, card, portrait or logo.

    `alt` says what the picture adds here and is empty where it only decorates; `eager` is for the
    first picture of a page, `sizes` for a wide one that is not as wide as the column of text.
    Empty where there is no image, or none of it can be shown: a page never fails for a picture.
    """
    if not image:
        return ""
    fragments = caches["template_fragments"]
    key = make_template_fragment_key("photo", [image.pk, role, eager, sizes, alt])
    printed = fragments.get(key)
    if printed is None:
        try:
            printed = _picture(image, role, alt or "", eager, sizes)
        except Exception:
            logger.exception("Picture %s cannot be shown", image.pk)
            return ""
        fragments.set(key, printed)
    return printed


def _picture(image, role, alt, eager, sizes):
    cuts = _cuts(image, ROLES[role])
    if not cuts:
        return ""
    attributes = {"alt": alt, **_focus(next(iter(cuts.values())))}
    if role == "wide":
        attributes["sizes"] = sizes
    if not eager:
        attributes["loading"] = "lazy"
    return str(Picture(cuts, attributes))


@register.simple_tag
def share_picture(image):
    """Return the `Cut` of a photograph for links to its page, or None where there is none."""
    if not image:
        return None
    try:
        return _share_cuts([image.pk]).get(image.pk)
    except Exception:
        logger.exception("Picture %s cannot be shared", image.pk)
        return None


@register.simple_tag
def mail_picture(image):
    """Return the `Cut` of a picture for a mail, as wide as its column at most; None without one."""
    cut = next(iter(_cuts(image, renditions.MAIL).values()), None) if image else None
    if cut is None:
        return None
    width = min(cut.width, COLUMN_OF_MAIL)
    return Cut(cut.full_url, width, round(cut.height * width / cut.width))


class Cut(NamedTuple):
    """What links and mails say of a cut; `width` and `height` in pixels."""

    full_url: str
    width: int
    height: int


@each_once_a_generation
def _share_cuts(keys):
    pictures = apps.get_model("home.SiteImage").objects.with_renditions(keys)
    cuts = {key: _cuts(picture, renditions.SHARE).values() for key, picture in pictures.items()}
    return {
        key: Cut(cut.full_url, cut.width, cut.height)
        for key, found in cuts.items()
        for cut in found
        if cut.full_url
    }


@register.simple_tag
def qr_code(address):
    """Return an address as a QR code (SVG, coloured in CSS); empty where none can be made."""
    if not address:
        return ""
    try:
        return _qr_code(address)
    except Exception:
        logger.exception("No QR code of %s", address)
        return ""


@lru_cache(maxsize=500)
def _qr_code(address):
    code = segno.make_qr(address, error="m")
    return mark_safe(code.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None))
