"""The Atom feed that news and events are told in."""

from django.utils.feedgenerator import Atom1Feed

from .plain_text import printable


class AtomFeed(Atom1Feed):
    """Atom (RFC 4287) that holds no sign which XML forbids: such a one would be an error 500."""

    def __init__(self, title, link, description, subtitle=None, **more):
        subtitle = subtitle and printable(subtitle)
        super().__init__(printable(title), link, description, subtitle=subtitle, **more)

    def add_item(self, title, link, description, **more):
        """Add an entry."""
        super().add_item(printable(title), link, printable(description), **more)
