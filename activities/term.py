"""*Hela terminen*: the admin's form that makes drafts of the next events of an activity at once."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from home.dates import NBSP, day_words
from home.form_fields import LinesField
from home.holidays import holiday_name
from home.typed_dates import read_day

from .next_event import NextEventButton, NextEventForm, NextEventView, next_event

PROPOSED, MOST = 6, 30  # days
HOLIDAY = re.compile(r"\([^()]*\)\s*$")


def line_of(day):
    """Return how a day is proposed: «onsdag 6 januari 2027 (trettondedag jul)»."""
    name = holiday_name(day)
    said = day_words(day, weekday=True).replace(NBSP, " ")
    return f"{said} ({name})" if name else said


class DaysField(LinesField):
    """Days, each on a line of its own, such as «26 maj 2027»; what is in brackets is a note."""

    widget = forms.Textarea(attrs={"rows": 8})

    def to_python(self, value):
        lines = enumerate(super().to_python(value).split("\n"), start=1)
        typed = [(number, HOLIDAY.sub("", line).strip()) for number, line in lines]
        typed = [(number, line) for number, line in typed if line]
        if len(typed) > MOST:
            raise ValidationError(_("Det är fler än %d dagar. Dela upp dem.") % MOST)
        days, faults = [], []
        for number, line in typed:
            try:
                days.append(_usable(read_day(line), days))
            except ValidationError as error:
                faults += [
                    _("Rad %(number)d: %(fault)s") % {"number": number, "fault": fault}
                    for fault in error.messages
                ]
        if faults:
            raise ValidationError(faults)
        return days


def _usable(day, days):
    if day < timezone.localdate():
        raise ValidationError(_("Dagen har redan varit."))
    if day in days:
        raise ValidationError(_("Dagen står två gånger."))
    return day


class TermForm(NextEventForm):
    """What the events are called, when of the day they begin, and the days."""

    day = None
    days = DaysField(
        label=gettext_lazy("Dagar"),
        help_text=gettext_lazy(
            "En dag på varje rad, till exempel ”17 februari 2027”. Ta bort, ändra eller lägg till "
            "rader."
        ),
        error_messages={"required": gettext_lazy("Skriv minst en dag.")},
    )
    field_order = ["title", "days", "begins", "ends", "with_text"]

    def explain_day(self):
        """Leave the help text of the days as it is."""


class TermView(NextEventView):
    """Makes drafts of the next events, one for each day."""

    form_class, day_field = TermForm, "days"
    page_title = gettext_lazy("Hela terminen")

    def get_initial(self):
        initial = super().get_initial()
        first, step = initial.pop("day"), timedelta(weeks=self.activity.interval_weeks or 1)
        days = [first + number * step for number in range(PROPOSED)] if first else []
        return {**initial, "days": "\n".join(map(line_of, days))}

    def form_valid(self, form):
        values = {name: value for name, value in form.cleaned_data.items() if name != "days"}
        days = sorted(form.cleaned_data["days"])
        try:
            with transaction.atomic():
                for day in days:
                    self.add(next_event(self.source, day=day, **values))
        except ValidationError as error:
            return self.refused(form, error)
        said = ngettext("%d utkast är gjort.", "%d utkast är gjorda.", len(days)) % len(days)
        messages.success(self.request, said)
        if red := [line_of(day) for day in days if holiday_name(day)]:
            messages.warning(self.request, _("Helgdagar: %s.") % get_text_list(red, _("och")))
        return redirect("wagtailadmin_explore", self.activity.pk)


class TermButton(NextEventButton):
    """The way there, from an activity or one of its events."""

    label = gettext_lazy("Hela terminen")
    url_name = "next_events"
