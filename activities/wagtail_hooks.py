"""The list of all events in the admin, with the state that visitors see."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import EventPage


class EventIndexView(IndexView):
    """All events, the latest first."""

    default_ordering = "-start"

    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages.as_rows())


class EventListing(PageListingViewSet):
    """Evenemang in the menu of the admin."""

    model = EventPage
    index_view_class = EventIndexView
    icon = "date"
    menu_label = _("Evenemang")
    menu_order = 110
    add_to_admin_menu = True
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Titel"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Aktivitet")),
        DateColumn("start", label=_("Börjar"), sort_key="start", width="14%"),
        Column("state", label=_("Läge"), accessor="status.label", width="16%"),
        PageStatusColumn("status", label=_("Publicering"), sort_key="live", width="12%"),
    ]


@hooks.register("register_admin_viewset")
def list_the_events():
    """Put the list of events in the admin's menu."""
    return EventListing("evenemang")
