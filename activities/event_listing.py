"""The lists of events in the admin: what editors look for, with the state that visitors see."""

from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, ModelMultipleChoiceFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView, PageFilterSet
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from home.dates import date_range, day_of, day_words
from home.sort_key import in_swedish_order

from .models import ActivityPage, EventPage
from .querysets import EventQuerySet
from .status import REGISTERED_FOR, Change, Status

DOCUMENTED = Q(has_documentation=True) | Q(has_report=True)


def state_of(event):
    """Return the event's state in the words that visitors read."""
    status = event.status
    words = str(status.label)
    if status == Status.NOT_OPEN:
        words += f" {day_words(day_of(event.registration_opens), year=False)}"
    rescheduled = event.change == Change.RESCHEDULED
    return f"{words}, {str(Change.RESCHEDULED.label).lower()}" if rescheduled else words


def day_in_words(event):
    """Return the day or days, or what is said instead."""
    if event.start is None:
        return event.date_text or _("Datum meddelas")
    return date_range(event.start, event.end)


def documentation_of(event):
    """Return whether an event that is over is documented; empty where it is not over."""
    if not event.status.is_over:
        return ""
    return _("Ja") if event.status == Status.DOCUMENTED else _("Nej")


def links_of(event):
    """Return in words which links the event has, and which it lacks while it is to take place."""
    status = event.status
    needed = not (status.is_over or status.is_called_off)
    links = []
    if event.registration in REGISTERED_FOR:
        address = event.printed.registration_address
        links.append((_("Anmälan"), _("Anmälningslänk saknas"), address))
    if event.is_online:
        links.append((_("Möte"), _("Möteslänk saknas"), event.join_url))
    said = [there if link else needed and lacking for there, lacking, link in links]
    return ", ".join(filter(None, said))


class ListFilter(ChoiceFilter):
    """A choice between named lists: {value: (label, function that returns the list)}."""

    def __init__(self, lists, **kwargs):
        choices = [(value, label) for value, (label, _function) in lists.items()]
        super().__init__(choices=choices, empty_label=gettext_lazy("Alla"), **kwargs)
        self.lists = lists

    def filter(self, qs, value):
        return self.lists[value][1](qs) if value else qs


class EventFilterSet(PageFilterSet):
    """What an editor filters the list by, told by the same rules as everywhere else."""

    when = ListFilter(
        {
            "kommande": (gettext_lazy("Kommande"), EventQuerySet.upcoming_dated),
            "utan-datum": (gettext_lazy("Utan datum"), EventQuerySet.upcoming_undated),
            "har-varit": (gettext_lazy("Har varit"), EventQuerySet.past),
            "andrade": (
                gettext_lazy("Inställda, uppskjutna och med nytt datum"),
                lambda events: events.exclude(change=""),
            ),
        },
        label=gettext_lazy("När"),
    )
    documented = ListFilter(
        {
            "ja": (
                gettext_lazy("Dokumentation finns"),
                lambda events: events.past().filter(DOCUMENTED),
            ),
            "nej": (
                gettext_lazy("Dokumentation saknas"),
                lambda events: events.past().exclude(DOCUMENTED),
            ),
        },
        label=gettext_lazy("Dokumentation"),
    )
    link = ListFilter(
        {
            "anmalan": (
                gettext_lazy("Har adress till anmälan"),
                EventQuerySet.with_registration_address,
            ),
            "mote": (gettext_lazy("Har möteslänk"), EventQuerySet.with_join_link),
            "saknas": (gettext_lazy("Saknar länk"), EventQuerySet.lacking_a_link),
        },
        label=gettext_lazy("Länk"),
    )
    activity = ModelMultipleChoiceFilter(
        field_name="activity_key",
        to_field_name="pk",
        label=gettext_lazy("Aktivitet"),
        queryset=lambda request: ActivityPage.objects.in_editors_order().defer_streamfields(),
        widget=CheckboxSelectMultiple,
    )

    # There is one site, no event has pages below it, and who owns one says nothing.
    site = owner = has_child_pages = None

    class Meta(PageFilterSet.Meta):
        model = EventPage
        fields = ["activity", "when", "documented", "link"]  # these come first


class EventRows:
    """How both lists fetch and order events: the latest day first, and last what has none."""

    default_ordering = "-start"
    # The name of the type begins with a capital letter.
    verbose_name = verbose_name_plural = gettext_lazy("evenemang")

    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages.as_rows())

    def order_queryset(self, queryset):
        if self.ordering not in ("start", "-start") or self.is_searching:
            return in_swedish_order(super().order_queryset(queryset), "title")
        start = F("start")
        order = start.asc if self.ordering == "start" else start.desc
        return queryset.order_by(order(nulls_last=True), "-path")


class EventIndexView(EventRows, IndexView):
    """All events of all activities."""

    add_item_label = gettext_lazy("Lägg till evenemang")


class EventExplorerView(EventRows, ExplorableIndexView):
    """The events below one activity."""


class EventTypeView(EventRows, ContentTypeUseView):
    """All pages of this type, to which the report of page types leads."""


TITLE = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=gettext_lazy("Titel"), sort_key="title", classname="title"),
]
FACTS = [
    Column("day", label=gettext_lazy("Dag"), accessor=day_in_words, sort_key="start", width="14%"),
    Column("state", label=gettext_lazy("Läge"), accessor=state_of, width="15%"),
    Column("links", label=gettext_lazy("Länk"), accessor=links_of, width="12%"),
    Column(
        "documented", label=gettext_lazy("Dokumentation"), accessor=documentation_of, width="10%"
    ),
    PageStatusColumn("status", label=gettext_lazy("Publicering"), sort_key="live", width="10%"),
]


class EventListing(PageListingViewSet):
    """Evenemang in the menu of the admin."""

    model = EventPage
    index_view_class = EventIndexView
    filterset_class = EventFilterSet
    icon = "date"
    menu_label = gettext_lazy("Evenemang")
    menu_order = 110
    add_to_admin_menu = True
    columns = [*TITLE, ParentPageColumn("parent", label=gettext_lazy("Aktivitet")), *FACTS]


class EventViewSet(PageViewSet):
    """The same columns and filters in the page explorer, below an activity."""

    model = EventPage
    index_view_class = EventExplorerView
    content_type_use_view_class = EventTypeView
    filterset_class = EventFilterSet
    columns = [*TITLE, *FACTS]
