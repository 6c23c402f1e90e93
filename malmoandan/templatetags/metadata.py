"""What a page tells machines of itself: its one address, its picture, where it stands."""

import json
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from home.blocks.text import STOPS
from home.share_image import digest_of, words_of

from .navigation import navigation

register = template.Library()

# A title may hold «</script>»; in JSON these can be written as escapes.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


def _json(data):
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))


def _parts(context):
    """Return scheme and host of the page's site, and the page's path."""
    _, root, path = context["page"].get_url_parts(context.get("request"))
    return root, path


@register.simple_tag(takes_context=True)
def canonical(context, category=None, listed=None, filters=None):
    """Return the one address of what is shown, with no query but what chooses other content.

    `category` is what a list is limited to, `listed` the paginator's page of it, and `filters`
    the parameters ({name: value}) that choose its content.
    """
    root, path = _parts(context)
    request = context.get("request")
    # An archive below its list, like /nyheter/arkiv/2016/, is shown at an address of its own.
    if getattr(request, "routable_resolver_match", None):
        path = request.path
    query = dict(filters or {})
    if category:
        query["kategori"] = category.slug
    if listed and listed.number > 1:
        query["sida"] = listed.number
    return f"{root}{path}?{urlencode(query)}" if query else f"{root}{path}"


@register.simple_tag(takes_context=True)
def share_art(context):
    """Return the PNG that a page is shared with: its `url`, and in `alt` what it says."""
    page = context["page"]
    path = reverse("share_image", args=[page.translation_key, page.word])
    url = f"{_parts(context)[0]}{path}?{urlencode({'v': digest_of(page)})}"
    said = [words if words.endswith(STOPS) else f"{words}." for words in words_of(page)]
    return {"url": url, "alt": " ".join([*said, "Malmöandan."])}


@register.simple_tag(takes_context=True)
def breadcrumb_data(context):
    """Return the way from the start page to this one as JSON-LD; empty for the start page.

    By schema.org/BreadcrumbList, for `<script type="application/ld+json">`.
    """
    ancestors = navigation(context).ancestors
    if not ancestors:
        return ""
    root, path = _parts(context)
    start, *between = [(link.title, link.url) for link in ancestors]
    steps = [(gettext("Start"), start[1]), *between, (context["page"].title, path)]
    if context.get("part"):  # What is shown is a part of the page, at an address below it.
        steps.append((context["part"], context["request"].path))
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "name": name,
            "item": root + url if url.startswith("/") else url,
        }
        for position, (name, url) in enumerate(steps, start=1)
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": items,
    }
    return _json(data)


@register.simple_tag(takes_context=True)
def page_data(context, image):
    """Return what the page is (an event, for instance) as JSON-LD; empty where it says nothing.

    `image` is the full address of the page's picture.
    """
    data = context["page"].structured_data(context, image)
    return _json(data) if data else ""
