"""The window in which editors choose an event, or make one: *Gör till evenemang*."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from activities.models import ActivityPage, EventPage
from activities.models.event_rules import copy_defaults
from activities.status import AttendanceMode
from home.blocks.links import host
from home.bulk_pages import when_of
from home.chooser_fields import EventChooser
from home.choosers import CHOOSE_TAB, CREATING, OwnIds

from .paste.forms import Approved, ask_for_clocks, links_block, refuse_twin, stored_draft
from .paste.reading import read
from .paste.views import where_one_may_add

# What a row of *Kommande datum* says, as `coming_date.js` sends it.
FACTS = ("text", "day", "last_day", "begins", "ends", "place", "url")
LONGEST = 300  # letters of each


def initial_of(facts):
    """Return {field: value} of a new event of what a row says; days and times as they are typed."""
    said = {name: facts.get(name, "").replace("\x00", "")[:LONGEST].strip() for name in FACTS}
    day, last = said["day"], said["last_day"] or said["day"]
    start = " kl. ".join(filter(None, [day, said["begins"]]))
    end = f"{last} kl. {said['ends']}" if said["ends"] else said["last_day"]
    whole_days = bool(said["last_day"]) and not said["begins"]
    kept = {"title": said["text"], "place": said["place"], "url": said["url"]}
    return {**kept, "start": start, "end": end, "all_day": whole_days}


class NewEventForm(Approved, WagtailAdminModelForm):
    """A new event below an activity, which says all that is not asked for here."""

    activity = forms.ModelChoiceField(
        ActivityPage.objects.none(),
        label=gettext_lazy("Aktivitet"),
        help_text=gettext_lazy("För vem, pris och annat som brukar gälla hämtas därifrån."),
    )
    place = forms.CharField(
        label=gettext_lazy("Plats"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Till exempel ”Folkets hus, Luleå” eller ”digitalt via Zoom”."),
    )
    url = forms.URLField(
        label=gettext_lazy("Webbadress"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Där man läser mer. Blir en länk i texten."),
    )
    field_order = ["activity", "title", "start", "end", "all_day", "place", "url"]

    class Meta:
        model, formfield_callback = EventPage, formfield_for_dbfield
        fields = ["title", "start", "end", "all_day"]

    def __init__(self, *args, user, facts, **kwargs):
        event = EventPage(owner=user, live=False)
        super().__init__(*args, instance=event, for_user=user, initial=initial_of(facts), **kwargs)
        keys = [page.pk for page in where_one_may_add(ActivityPage, user)]
        self.fields["activity"].queryset = ActivityPage.objects.filter(pk__in=keys)
        self.user = user
        ask_for_clocks(self)

    def clean(self):
        cleaned = super().clean()
        said = _("%(when)s har aktiviteten redan ”%(title)s”. Välj det under ”Välj”.")
        refuse_twin(self, cleaned.get("activity"), said)
        return cleaned

    def save(self, commit=True):
        """Return the draft of the event, stored below its activity."""
        event, cleaned = self.instance, self.cleaned_data
        copy_defaults(event, cleaned["activity"])
        event.start, event.end = cleaned["start"], cleaned["end"]
        if place := cleaned["place"]:
            self._take_place(event, place)
        if url := cleaned["url"]:
            link = {"url": url, "text": _("Läs mer på %s") % host(url)}
            event.body = links_block([link])
        return stored_draft(event, cleaned["activity"], self.user)

    @staticmethod
    def _take_place(event, place):
        """Note where the event is, as *Klistra in* reads it; what that does not know is a hall."""
        reading = read(f"{_('Plats')}: {place}", timezone.localdate())
        found = {name: reading.get(name) or "" for name in ("venue", "address", "online_service")}
        event.attendance_mode = reading.get("attendance_mode") or AttendanceMode.OFFLINE
        if not any(found.values()) and event.attendance_mode != AttendanceMode.ONLINE:
            found["venue"] = place
        for name, value in found.items():
            setattr(event, name, value)


class EventCreation(OwnIds):
    """What the window of events knows of who may add one, and of the row that it was opened by."""

    def can_create(self):
        return bool(where_one_may_add(ActivityPage, self.request.user))

    def get_creation_form_kwargs(self):
        kwargs = super().get_creation_form_kwargs()
        return kwargs | {"user": self.request.user, "facts": self.request.GET}


class EventList:
    """The list of events to choose from, the latest day first, with what is published of them."""

    per_page = 25

    def get_object_list(self):
        return EventPage.objects.as_rows().with_status()

    def apply_object_list_ordering(self, objects):
        return objects.by_planned_day()

    @property
    def columns(self):
        when = Column("day", label=_("När"), accessor=when_of)
        return [*super().columns, when, LiveStatusTagColumn(sort_key=None)]


class ChooseEventView(EventCreation, EventList, chooser.ChooseView):
    """The whole window."""


class EventResultsView(EventCreation, EventList, chooser.ChooseResultsView):
    """The list in it."""


class CreateEventView(EventCreation, chooser.CreateView):
    """Makes the draft of an event."""


class EventChooserViewSet(ChooserViewSet):
    """The window of events."""

    model = EventPage
    icon = "date"
    register_widget = False  # the field of a row is `EventChooser`
    choose_view_class, choose_results_view_class = ChooseEventView, EventResultsView
    create_view_class = CreateEventView
    creation_form_class = NewEventForm
    page_title = EventChooser.choose_one_text
    search_tab_label = CHOOSE_TAB
    creation_tab_label = gettext_lazy("Nytt evenemang")
    create_action_label = gettext_lazy("Skapa utkast och välj")
    create_action_clicked_label = CREATING


event_chooser = EventChooserViewSet("event_chooser", url_prefix="valj-evenemang")
hooks.register("register_admin_viewset", lambda: event_chooser)
