"""Nästa tillfälle: the admin's form that makes a draft of the next event from an earlier one."""

from datetime import time

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from home.base import last_saved
from home.dates import day_of, day_words, local, period
from home.form_fields import TypedDateField, TypedTimeField

from .models import ActivityPage, EventOrganiser, EventPage
from .models.event_conditions import CONDITIONS
from .models.event_rules import INVITATION, WHERE, set_times
from .programme import moved

# What usually holds from one occasion to the next.  What belongs to the old one alone stays there:
# guests, change and reason, places left, days and address of registration, the secret join link,
# what came of it.
RECURRING = [
    *INVITATION,
    "all_day",
    *WHERE,
    "doors",
    "registration_email",
    "registration_phone",
    "registration_hours",
    "copied_texts",
    "selection",
    "waiting_list_text",
    "prices",
    "price_conditions",
    "access_info",
    "access_contact",
    *CONDITIONS,
]
TEXT = ["introduction", "image", "image_alt", "body", "programme"]


def nights(source):
    """Return how many days after its first day an event ends."""
    if not source.start or not source.end:
        return 0
    return (day_of(source.end) - day_of(source.start)).days


def next_event(source, title, day, begins=time.min, ends=None, with_text=False):
    """Return the unsaved draft of an event like `source` on another day.

    `day` is a date; `begins` and `ends` are times of day.  An event over several days keeps their
    number; one of whole days needs no times.
    """
    event = EventPage(title=title, live=False)
    for field in RECURRING + (TEXT if with_text else []):
        setattr(event, field, getattr(source, field))
    if event.programme and source.start:
        event.programme = moved(event.programme, day - day_of(source.start))
    event.themes.set(source.themes.all())
    event.organisers.set(
        EventOrganiser(
            organisation=row.organisation,
            part=row.part,
            start=row.start,
            end=row.end,
            sort_order=row.sort_order,
        )
        for row in source.organisers.all()
    )
    set_times(event, day, begins, time.min if source.all_day else ends, nights(source))
    return event


class NextEventForm(forms.Form):
    """When the next one is, and what it is called."""

    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=255,
        help_text=gettext_lazy("Här står det förra tillfällets titel. Skriv den nya."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    day = TypedDateField(label=gettext_lazy("Dag"))
    begins = TypedTimeField(label=gettext_lazy("Börjar"))
    ends = TypedTimeField(
        label=gettext_lazy("Slutar"), required=False, help_text=gettext_lazy("Valfritt.")
    )
    with_text = forms.BooleanField(
        label=gettext_lazy("Ta med ingress, bild, text och program"),
        required=False,
        help_text=gettext_lazy("Kryssa bara i om det handlar om samma sak igen."),
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        if source.all_day:
            del self.fields["begins"], self.fields["ends"]
        self.explain_day()

    def explain_day(self):
        """Say at the day which one is usual, and how long it lasts."""
        day = self.initial["day"]
        self.fields["day"].help_text = (
            _("Nästa ordinarie datum är %s.") % day_words(day, weekday=True)
            if day
            else _("Inget fast intervall. Välj datum.")
        )
        if self.source.all_day:
            self.fields["day"].help_text += " " + _("Heldag, lika länge som förra gången.")

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("Dagen har redan varit. Välj i dag eller en senare dag."))
        return day

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and time.min != ends <= begins and not nights(self.source):
            self.add_error("ends", _("Sluttiden ska vara efter starttiden."))
        return cleaned


class NextEventView(WagtailAdminTemplateMixin, FormView):
    """Makes a draft of the next event, from an event or from the latest one of an activity."""

    form_class, day_field = NextEventForm, "day"
    template_name = "wagtailadmin/generic/form.html"
    page_title = gettext_lazy("Nästa tillfälle")
    header_icon = "date"

    def dispatch(self, request, page_id):
        page = get_object_or_404(Page, pk=page_id).specific
        if isinstance(page, EventPage):
            self.activity, source = page.activity, page
        elif isinstance(page, ActivityPage):
            self.activity = page
            source = EventPage.objects.of_activity(page).by_planned_day().first()
        else:
            raise Http404
        if not self.activity.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        if source is None:
            return redirect("wagtailadmin_pages:add", "activities", "eventpage", page_id)
        self.source = last_saved(source)
        return super().dispatch(request)

    def get_page_subtitle(self):
        return self.activity.get_admin_display_title()

    def get_breadcrumbs_items(self):
        explorer = reverse("wagtailadmin_explore", args=[self.activity.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": explorer, "label": self.activity.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_initial(self):
        source, activity = self.source, self.activity
        begins, ends = activity.usual_start, activity.usual_end
        if source.start:
            begins, ends = local(source.start).time(), source.end and local(source.end).time()
        day = EventPage.objects.of_activity(activity).next_day(activity.interval_weeks)
        return {"title": source.title, "day": day, "begins": begins, "ends": ends}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "source": self.source}

    def form_valid(self, form):
        event = next_event(self.source, **form.cleaned_data)
        try:
            with transaction.atomic():
                self.add(event)
        except ValidationError as error:
            return self.refused(form, error)
        when = period(event.printed.start, event.printed.end)
        messages.success(
            self.request,
            _("Här är utkastet till nästa tillfälle: %(when)s. Fyll i det som är nytt.")
            % {"when": when},
        )
        messages.info(
            self.request,
            _(
                "Medverkande, adressen till anmälan och den hemliga möteslänken följde inte med. "
                "Tid, plats, pris, för vem och om anmälan är desamma som förra gången."
            ),
        )
        return redirect("wagtailadmin_pages:edit", event.pk)

    def add(self, event):
        """Save a draft below the activity (raises ValidationError).

        Not a second time: a form may be sent twice, or by two editors.
        """
        # Who makes the same at this moment waits until it is made.
        list(Page.objects.select_for_update(no_key=True).filter(pk=self.activity.pk))
        events = EventPage.objects.of_activity(self.activity).taking_place()
        if same := events.filter(start=event.start).first():
            when, title = period(event.printed.start), same.get_admin_display_title()
            said = _("%(when)s har aktiviteten redan ”%(title)s”.") % {"when": when, "title": title}
            raise ValidationError(capfirst(said), code="taken")
        event.owner = self.request.user
        self.activity.add_child(instance=event)
        event.save_revision(user=self.request.user, log_action=True, clean=False)

    def refused(self, form, error):
        """Return the form with what stands against the draft at its field."""
        is_taken = getattr(error, "code", None) == "taken"
        form.add_error(self.day_field if is_taken else "title", error.messages)
        return self.form_invalid(form)

    def form_invalid(self, form):
        """Return the form, which begins where something is to be mended."""
        if faulty := [name for name in form.fields if name in form.errors]:
            form.fields["title"].widget.attrs.pop("autofocus", None)
            form.fields[faulty[0]].widget.attrs["autofocus"] = True
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return {
            **context,
            "action_url": self.request.path,
            "submit_button_label": _("Skapa utkast"),
            "submit_button_active_label": _("Skapar…"),
            "media": form.media,
        }


class NextEventButton(PageMenuItem):
    """The way to the next event, from an event or from its activity."""

    label = gettext_lazy("Nästa tillfälle")
    icon_name = "date"
    url_name = "next_event"

    def is_shown(self, user):
        """Tell whether the user may add events there; costs no query in a list."""
        rights = self.page.permissions_for_user(user)
        if issubclass(self.page.specific_class or object, ActivityPage):
            return rights.can_add_subpage()
        return user.is_superuser or "add" in rights.permissions
