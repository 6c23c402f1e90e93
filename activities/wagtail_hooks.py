"""What the admin offers for events: their lists, the next one, and what saving took away."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem

from home.waiting import edit_address, may_change

from . import page_checks, promise_report  # noqa: F401 (they register themselves)
from .event_listing import EventListing, EventViewSet
from .models import ActivityPage, EventPage
from .next_event import NextEventButton, NextEventView
from .term import TermButton, TermView


@hooks.register("register_admin_viewset")
def event_viewsets():
    """Return the list of events in the admin's menu, and its columns in the page explorer."""
    return [EventListing("evenemang"), EventViewSet()]


@hooks.register("register_admin_urls")
def next_event_urls():
    """Return the addresses of the forms for the next event, and for those of a term."""
    return [
        path("nasta-tillfalle/<int:page_id>/", NextEventView.as_view(), name="next_event"),
        path("hela-terminen/<int:page_id>/", TermView.as_view(), name="next_events"),
    ]


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def next_event_button(page, user, view_name=None, next_url=None):
    """Yield the way to the next event, for the menu of each activity and event."""
    if issubclass(page.specific_class or object, ActivityPage | EventPage):
        yield NextEventButton(page=page, priority=1)
        yield TermButton(page=page, priority=1)


class ChangeButton(PageMenuItem):
    """The way to where an event is cancelled, postponed or given a new day: the end of its form."""

    label = _("Ändra eller ställ in")
    icon_name = "warning"

    def __init__(self, *, page, **kwargs):
        super().__init__(page=page, url=edit_address(page, "change"), **kwargs)

    def is_shown(self, user):
        """Tell whether visitors wait for the event, and the user may change it."""
        return self.page.live and not self.page.status.is_over and may_change(user, self.page)


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def change_button(page, user, view_name=None, next_url=None):
    """Yield the way to where an event is changed, for its menu in lists of events and its form."""
    if isinstance(page, EventPage):
        yield ChangeButton(page=page, priority=2)


def show_notices(request, page):
    """Tell the editor, once, what the form took away or found strange in what it saved."""
    notices = page.__dict__.pop("notices", ())
    if request.accepts("text/html"):  # not when the editor saves by itself
        for tell, sentence in notices:
            tell(request, sentence)


# Publishing reads the page anew before it says that it has been edited.
for moment in ("before_publish_page", "after_create_page", "after_edit_page"):
    hooks.register(moment, show_notices)
