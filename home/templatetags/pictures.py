"""Pictures in templates: every cut comes from the one list in `home.media`."""

from django import template
from wagtail.images.models import Filter, Picture
from wagtail.images.shortcuts import get_renditions_or_not_found

from home import media

register = template.Library()

COLUMN = "(min-width: 48rem) 44rem, calc(100vw - 2.5rem)"
ROLES = {
    "wide": media.WIDE,
    "card": media.CARD,
    "portrait": media.PORTRAIT,
    "logo": media.LOGO,
}


def _focus(rendition):
    """Return the class that keeps the focal point in a frame of another shape (site.css)."""
    point = rendition.focal_point
    if point is None:
        return {}
    parts = (point.x / rendition.width, point.y / rendition.height)
    across, down = (min(100, max(0, 10 * round(10 * part))) for part in parts)
    return {"class": f"focus-x-{across} focus-y-{down}"}


@register.simple_tag
def photo(image, role, alt="", eager=False, sizes=COLUMN):
    """Return `<picture>` for the image in one role: wide, card, portrait or logo.

    `alt` says what the picture adds here and is empty where it only decorates; `eager` is for the
    first picture of a page, `sizes` for a wide one that is not as wide as the column of text.
    """
    if not image:
        return ""
    renditions = get_renditions_or_not_found(image, Filter.expand_spec(ROLES[role]))
    attributes = {"alt": alt or "", **_focus(next(iter(renditions.values())))}
    if role == "wide":
        attributes["sizes"] = sizes
    if not eager:
        attributes["loading"] = "lazy"
    return str(Picture(renditions, attributes))


@register.simple_tag
def share_picture(image):
    """Return the rendition of a photograph for links to its page, or None without one."""
    if not image:
        return None
    renditions = get_renditions_or_not_found(image, Filter.expand_spec(media.SHARE))
    return next(iter(renditions.values()))
