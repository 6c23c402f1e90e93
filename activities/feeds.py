"""Atom feeds of coming events (RFC 4287)."""

from types import SimpleNamespace

from django.contrib.syndication.views import Feed
from django.utils.translation import gettext as _

from home.feeds import AtomFeed


class EventFeed(Feed):
    """The coming events of one page: `EventFeed()(request, page=…, events=…)`.

    `events` comes from `for_feeds`; the feed stands at `flode.xml` below `page`.  Where a visitor
    has filtered the page's events, `event_filter` is the `EventFilter`.
    """

    feed_type = AtomFeed
    author_name = "Malmöandan"
    description_template = "activities/event_summary.html"

    def get_object(self, request, page, events, event_filter=None):
        query, name = (event_filter.query, str(event_filter)) if event_filter else ("", "")
        return SimpleNamespace(page=page, events=events, query=query, filter_name=name)

    def title(self, of):
        """Return the title of the feed."""
        name = ", ".join(filter(None, [of.page.title, of.filter_name]))
        return _("%s: kommande evenemang – Malmöandan") % name

    def link(self, of):
        """Return the address of the page whose events these are."""
        return of.page.full_url + of.query

    def feed_url(self, of):
        """Return the address of the feed itself."""
        return f"{of.page.full_url}flode.xml{of.query}"

    def subtitle(self, of):
        """Return what the feed holds."""
        return of.page.introduction

    def items(self, of):
        """Return the events, the next one first."""
        return of.events

    def item_title(self, event):
        """Return the event's title, with what has changed before it."""
        change = event.get_change_display()
        return f"{change}: {event.title}" if change else event.title

    def item_link(self, event):
        """Return the event's address."""
        return event.full_url

    def item_guid(self, event):
        """Return a name that stays when the address changes."""
        return f"urn:uuid:{event.translation_key}"

    def item_pubdate(self, event):
        """Return when the event was first published, where it is known."""
        return event.first_published_at

    def item_updateddate(self, event):
        """Return when something that a calendar shows was last changed."""
        return event.calendar_changed
