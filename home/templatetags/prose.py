"""Running text as pages print it: typeset, with headings below those that it stands under."""

import re

from django import template
from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from django.utils.safestring import mark_safe
from wagtail.rich_text import RichText
from wagtail.templatetags.wagtailcore_tags import richtext

from home.typed_links import with_typed_links, without_tracking_links

from .swedish import typeset

register = template.Library()
# What editors leave between paragraphs, and nobody shall hear.
EMPTY = re.compile(r"<(p|h[1-6]|li)(?: [^<>]*)?>(?:\s|&nbsp;|<br ?/?>|</?(?:b|i|em|strong)>)*</\1>")
HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])")


@register.filter
def prose(text, level=None):
    """Return rich text as it is printed; its highest heading is an h`level` where one is given.

    It is kept for the generation, since its links follow the pages that they lead to.
    """
    source = text.source if isinstance(text, RichText) else text or ""
    fragments = caches["template_fragments"]
    key = make_template_fragment_key("prose", [level, source])
    printed = fragments.get(key)
    if printed is None:
        printed = EMPTY.sub("", richtext(source))
        printed = with_typed_links(without_tracking_links(printed))
        printed = typeset(mark_safe(headings_from(printed, level) if level else printed))
        fragments.set(key, printed)
    return printed


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
