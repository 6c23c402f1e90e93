"""Atom feeds of coming events (RFC 4287)."""

from django.utils.translation import gettext as _

from home.feeds import PageFeed


class EventFeed(PageFeed):
    """The coming events of one page: `EventFeed()(request, page=…, events=…)`.

    `events` comes from `for_feeds`.  Where a visitor has filtered the page's events, `event_filter`
    is the `EventFilter`.
    """

    description_template = "activities/event_summary.html"
    content_template = "activities/event_entry.html"
    texts = ("introduction", "audience", "change_reason", "price_conditions", "registration_text")

    def get_object(self, request, page, events, event_filter=None):
        query, name = (event_filter.query, str(event_filter)) if event_filter else ("", "")
        return super().get_object(request, page, query, events=events, filter_name=name)

    def title(self, of):
        name = ", ".join(filter(None, [of.page.title, of.filter_name]))
        return _("%s: kommande evenemang – Malmöandan") % name

    def pages(self, of):
        return of.events

    def item_title(self, event):
        """Return the event's title, with what has changed before it."""
        change = event.get_change_display()
        return f"{change}: {event.title}" if change else event.title

    def item_pubdate(self, event):
        """Return when the event was first published, where it is known."""
        return event.first_published_at

    def item_updateddate(self, event):
        """Return when something that a calendar shows was last changed."""
        return event.calendar_changed
