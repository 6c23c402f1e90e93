"""Headings of running text below those of the page that it stands in."""

import re

from django import template
from django.utils.safestring import mark_safe

register = template.Library()
HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])")


@register.filter
def headings_from(markup, level):
    """Return rich text whose highest heading is an h`level`, the others one step below each other.

    No level is passed over, since a screen reader tells the way through a page by them.
    """
    markup = str(markup)
    used = sorted({found[2] for found in HEADING.finditer(markup)})
    now = level - 1

    def moved(found):
        nonlocal now
        if not found[1]:
            now = min(level + used.index(found[2]), now + 1, 6)
        return f"<{found[1]}h{now}"

    return mark_safe(HEADING.sub(moved, markup))
