"""What programs read: text without the signs they have no place for, and Atom feeds."""

from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import normalize_newlines

from .blocks.references import prefetch_references

# Pasted texts hold line breaks of other kinds (vertical tab from Word, U+2028) and other control
# characters, which XML 1.0 (2.2) forbids and which end the lines of a calendar file (RFC 5545).
_BREAKS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_CONTROLS = dict.fromkeys({*range(0x20), 0x7F, 0xFFFE, 0xFFFF} - {0x09, 0x0A, 0x0D}, None)
_PRINTABLE = {**_CONTROLS, **_BREAKS}

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# Letters of a page's text in a feed, as it is stored: what is longer goes on at the page.
LONGEST = 30_000
# What a reader of feeds has no use for, what it needs no box around, and what it may keep.
_DROPPED = ["button", "form", "iframe", "input", "script", "source", "style", "svg", "template"]
_UNWRAPPED = ["article", "div", "picture", "section", "span"]
_KEPT = {"alt", "colspan", "datetime", "dir", "height", "lang", "rowspan", "scope", "width"}
_ADDRESSES = {"href", "src"}


def printable(text):
    """Return the text with one kind of line break, and without control characters."""
    return normalize_newlines(str(text)).translate(_PRINTABLE)


def webcal_address(url, query=""):
    """Return the address at which a calendar program subscribes to the list of a page at `url`."""
    return f"webcal:{url.partition(':')[2]}kalender.ics{query}"


def first_blocks(stream, room=LONGEST):
    """Return (the blocks of a stream that have room together, whether that is all of them)."""
    count = 0
    for raw in stream.raw_data:
        room -= len(str(raw["value"]))
        if room < 0:
            break
        count += 1
    return [stream[at] for at in range(count)], count == len(stream)


def feed_html(markup, url):
    """Return what is printed of a page at `url` as plain HTML with full addresses."""
    soup = BeautifulSoup(markup, "html.parser")
    for element in soup.find_all(_DROPPED):
        element.decompose()
    for element in soup.find_all(True):
        kept = {name: value for name, value in element.attrs.items() if name in _KEPT}
        found = {name: element.attrs[name] for name in _ADDRESSES & set(element.attrs)}
        element.attrs = kept | {name: urljoin(url, value) for name, value in found.items()}
        if element.name in _UNWRAPPED and not element.attrs.keys() - {"dir"}:
            element.unwrap()
    return str(soup).strip()


class AtomFeed(Atom1Feed):
    """Atom (RFC 4287) that holds no sign which XML forbids: such a one would be an error 500."""

    def __init__(self, title, link, description, subtitle=None, **more):
        subtitle = subtitle and printable(subtitle)
        super().__init__(printable(title), link, description, subtitle=subtitle, **more)

    def latest_post_date(self):
        """Return when the newest item has changed, or the page where there is none; never now.

        A feed that says another moment each time would be a new one for who has it already.
        """
        known = any(item.get("updateddate") or item.get("pubdate") for item in self.items)
        return super().latest_post_date() if known else self.feed["changed"] or LONG_AGO

    def add_item(self, title, link, description, **more):
        super().add_item(printable(title), link, printable(description), **more)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", printable(item["content"]), {"type": "html"})


class PageFeed(Feed):
    """A feed at `flode.xml` below the page that lists its items: `SomeFeed()(request, page=…)`.

    Where a visitor has filtered the list, `query` follows the address.
    """

    feed_type = AtomFeed
    author_name = "Malmöandan"
    # The template of the whole text, the stream that it prints, and the fields beside that.
    content_template = None
    stream = "body"
    texts = ("introduction",)

    def get_object(self, request, page, query="", **more):
        return SimpleNamespace(page=page, query=query, **more)

    def link(self, of):
        return of.page.full_url + of.query

    def feed_url(self, of):
        return f"{of.page.full_url}flode.xml{of.query}"

    def feed_extra_kwargs(self, of):
        return {"changed": of.page.last_published_at}

    def subtitle(self, of):
        return of.page.introduction

    def items(self, of):
        """Return the pages, with what their texts refer to."""
        pages = list(self.pages(of))
        if pages:
            prefetch_references(pages[0], *(getattr(page, self.stream) for page in pages[1:]))
        return pages

    def item_extra_kwargs(self, page):
        """Return the whole text, as the page prints it; what is far too long is only led to."""
        room = LONGEST - sum(len(getattr(page, name)) for name in self.texts)
        if room < 0:
            printed = render_to_string("components/entry_end.html", {"page": page})
        else:
            blocks, is_whole = first_blocks(getattr(page, self.stream), room)
            context = {"page": page, "blocks": blocks, "is_whole": is_whole}
            printed = render_to_string(self.content_template, context)
        return {"content": feed_html(printed, page.full_url)}

    def item_title(self, page):
        return page.title

    def item_link(self, page):
        return page.full_url

    def item_guid(self, page):
        """Return a name that stays when the address changes."""
        return f"urn:uuid:{page.translation_key}"
