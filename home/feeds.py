"""What programs read: text without the signs they have no place for, and Atom feeds."""

from types import SimpleNamespace

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import normalize_newlines

# Pasted texts hold line breaks of other kinds (vertical tab from Word, U+2028) and other control
# characters, which XML 1.0 (2.2) forbids and which end the lines of a calendar file (RFC 5545).
_BREAKS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_CONTROLS = dict.fromkeys({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D}, None)
_PRINTABLE = {**_CONTROLS, **_BREAKS}


def printable(text):
    """Return the text with one kind of line break, and without control characters."""
    return normalize_newlines(str(text)).translate(_PRINTABLE)


class AtomFeed(Atom1Feed):
    """Atom (RFC 4287) that holds no sign which XML forbids: such a one would be an error 500."""

    def __init__(self, title, link, description, subtitle=None, **more):
        subtitle = subtitle and printable(subtitle)
        super().__init__(printable(title), link, description, subtitle=subtitle, **more)

    def add_item(self, title, link, description, **more):
        super().add_item(printable(title), link, printable(description), **more)


class PageFeed(Feed):
    """A feed at `flode.xml` below the page that lists its items: `SomeFeed()(request, page=…)`.

    Where a visitor has filtered the list, `query` follows the address.
    """

    feed_type = AtomFeed
    author_name = "Malmöandan"

    def get_object(self, request, page, query="", **more):
        return SimpleNamespace(page=page, query=query, **more)

    def link(self, of):
        return of.page.full_url + of.query

    def feed_url(self, of):
        return f"{of.page.full_url}flode.xml{of.query}"

    def subtitle(self, of):
        return of.page.introduction

    def item_title(self, page):
        return page.title

    def item_link(self, page):
        return page.full_url

    def item_guid(self, page):
        """Return a name that stays when the address changes."""
        return f"urn:uuid:{page.translation_key}"
