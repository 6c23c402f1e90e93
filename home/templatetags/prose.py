"""Running text as pages print it: typeset, with headings below those that it stands under."""

import re

from django import template
from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape, linebreaks
from django.utils.safestring import mark_safe
from wagtail.rich_text import RichText
from wagtail.templatetags.wagtailcore_tags import richtext

from home.abbreviations import abbreviations_in, marked_in, with_meanings
from home.typed_links import with_typed_links, without_tracking_links
from home.typography import as_written_on_failure

from .swedish import typeset

register = template.Library()
# What editors leave between paragraphs, and nobody shall hear.
EMPTY = re.compile(r"<(p|h[1-6]|li)(?: [^<>]*)?>(?:\s|&nbsp;|<br ?/?>|</?(?:b|i|em|strong)>)*</\1>")
EMPTY_LIST = re.compile(r"<(ul|ol)(?: [^<>]*)?>\s*</\1>")
LINES = {"": str, "p": linebreaks, "br": linebreaksbr}
HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])")


@register.simple_tag(takes_context=True)
def prose(context, text, level=None):
    """Return rich text as it is printed; its highest heading is an h`level` where one is given.

    It is kept for the generation, since its links follow the pages that they lead to.
    """
    source = text.source if isinstance(text, RichText) else text or ""

    def printed():
        markup = EMPTY_LIST.sub("", EMPTY.sub("", richtext(source)))
        markup = with_typed_links(without_tracking_links(markup))
        return typeset(mark_safe(headings_from(markup, level) if level else markup))

    return _kept(context, "prose", source, level, printed)


@register.simple_tag(takes_context=True)
def plain_prose(context, text, lines=""):
    """Return plain text that people read on their own, with links as by `linked`.

    Its lines become paragraphs ("p"), or are broken where they were ("br").
    """
    source = text or ""
    return _kept(context, "plain", source, lines, lambda: LINES[lines](linked(source)))


@register.filter
def linked(text):
    """Return plain text as it is printed, what was typed of addresses and numbers as links."""
    return typeset(mark_safe(with_typed_links(escape(text or ""))))


def _kept(context, kind, source, form, printed):
    """Return a text as it is printed, the first abbreviation of each kind with its meaning.

    Which of them the page has said before is noted on the page, which lives for one request.
    """
    said = getattr(context.get("page"), "__dict__", {}).setdefault("said_abbreviations", set())
    before = sorted(said & abbreviations_in(source if kind == "prose" else escape(source)))
    fragments = caches["template_fragments"]
    key = make_template_fragment_key(kind, [form, before, source])
    markup = fragments.get(key)
    if markup is None:

        def with_first_meanings(text):
            return with_meanings(text, before)

        markup = mark_safe(as_written_on_failure(with_first_meanings, printed()))
        fragments.set(key, markup)
    said |= marked_in(markup)
    return markup


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
