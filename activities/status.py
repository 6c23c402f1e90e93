"""What state an event is in: one function of its fields and the clock, one vocabulary.

Page, rows, calendar, feeds, search cards and the admin's lists all ask `event_status`.
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.dates import day_of
from home.typed_dates import day_is_over


class AttendanceMode(models.TextChoices):
    """How one takes part (schema.org eventAttendanceMode)."""

    OFFLINE = "offline", _("På plats")
    ONLINE = "online", _("Digitalt")
    MIXED = "mixed", _("På plats och digitalt")
    UNDECIDED = "undecided", _("Avgörs senare")


class Registration(models.TextChoices):
    """How one registers; empty means that it is not decided yet."""

    LINK = "link", _("På en annan webbplats")
    EMAIL = "email", _("Med e-post")
    PHONE = "phone", _("Per telefon")
    NONE = "none", _("Ingen anmälan behövs")
    INVITED = "invited", _("Bara för inbjudna")


class Change(models.TextChoices):
    """What has happened to an event since it was announced (schema.org eventStatus)."""

    CANCELLED = "cancelled", _("Inställt")
    POSTPONED = "postponed", _("Uppskjutet")
    RESCHEDULED = "rescheduled", _("Nytt datum")
    MOVED = "moved", _("Ny plats eller digitalt")


class Places(models.TextChoices):
    """How many places are left; empty means enough."""

    FEW = "few", _("Få platser kvar")
    FULL = "full", _("Fullbokat")


ON_SITE = (AttendanceMode.OFFLINE, AttendanceMode.MIXED)
ONLINE = (AttendanceMode.ONLINE, AttendanceMode.MIXED)
REGISTERED_FOR = (Registration.LINK, Registration.EMAIL, Registration.PHONE)
# A registration counts as closing soon for that long before it closes.
CLOSING_SOON = timedelta(days=14)
CALLED_OFF = (Change.CANCELLED, Change.POSTPONED)


class Status(models.TextChoices):
    """The states of an event; the value is the name used in classes and addresses.

    The label of `NOT_OPEN` goes on with the day («Anmälan öppnar 3 maj»).
    """

    CANCELLED = Change.CANCELLED.value, Change.CANCELLED.label
    POSTPONED = Change.POSTPONED.value, Change.POSTPONED.label
    DOCUMENTED = "documented", _("Dokumentation finns")
    PAST = "past", _("Genomfört")
    ONGOING = "ongoing", _("Pågår nu")
    FULL = Places.FULL.value, Places.FULL.label
    FEW = Places.FEW.value, Places.FEW.label
    OPEN = "open", _("Öppet för anmälan")
    NOT_OPEN = "not_open", _("Anmälan öppnar")
    CLOSED = "closed", _("Anmälan stängd")
    INVITED = "invited", _("För inbjudna")
    NO_REGISTRATION = "no_registration", Registration.NONE.label
    SAVE_THE_DATE = "save_the_date", _("Spara datumet")
    UNDATED = "undated", _("Datum meddelas")

    @property
    def look(self):
        """Return which pair of colours the state has: see docs/design.md."""
        return LOOKS[self]

    @property
    def icon(self):
        """Return the name of the icon in front of its label."""
        return ICONS[self]

    @property
    def is_open(self):
        """Tell whether one can register."""
        return self in (Status.OPEN, Status.FEW)

    @property
    def is_over(self):
        """Tell whether nobody can join any more."""
        return self in (Status.PAST, Status.DOCUMENTED)

    @property
    def is_called_off(self):
        """Tell whether the event does not take place as it was announced."""
        return self in (Status.CANCELLED, Status.POSTPONED)


LOOKS = {
    Status.CANCELLED: "error",
    Status.POSTPONED: "error",
    Status.DOCUMENTED: "quiet",
    Status.PAST: "quiet",
    Status.ONGOING: "ongoing",
    Status.FULL: "warning",
    Status.FEW: "few",
    Status.OPEN: "success",
    Status.NOT_OPEN: "quiet",
    Status.CLOSED: "quiet",
    Status.INVITED: "quiet",
    Status.NO_REGISTRATION: "success",
    Status.SAVE_THE_DATE: "quiet",
    Status.UNDATED: "quiet",
}
ICONS = {
    Status.CANCELLED: "close",
    Status.POSTPONED: "close",
    Status.DOCUMENTED: "document",
    Status.PAST: "clock",
    Status.ONGOING: "ongoing",
    Status.FULL: "minus",
    Status.FEW: "few",
    Status.OPEN: "check",
    Status.NOT_OPEN: "clock",
    Status.CLOSED: "clock",
    Status.INVITED: "lock",
    Status.NO_REGISTRATION: "check",
    Status.SAVE_THE_DATE: "calendar",
    Status.UNDATED: "calendar",
}


def effective_end(start, end):
    """Return when the event is over; with an open end it lasts the rest of its day.

    The day ends at midnight in Europe/Stockholm, also where summer time makes it 23 or 25 hours.
    """
    if end is not None or start is None:
        return end
    return day_is_over(day_of(start))


def is_past(event, now):
    """Tell whether the event is over: its end has passed, or it was held on an unknown day."""
    if event.start is None:
        return event.held
    return effective_end(event.start, event.end) <= now


def event_status(event, now):
    """Return the state of an event at `now` (aware): the first row of the table that applies."""
    if event.change == Change.CANCELLED:
        return Status.CANCELLED
    if event.change == Change.POSTPONED:
        return Status.POSTPONED
    if is_past(event, now):
        is_documented = event.has_documentation or getattr(event, "has_report", False)
        return Status.DOCUMENTED if is_documented else Status.PAST
    if event.start is not None and event.start <= now:
        return Status.ONGOING
    if event.places == Places.FULL:
        return Status.FULL
    return registration_status(event, now)


def registration_status(event, now):
    """Return the state of an event that lies ahead, by how one registers for it."""
    if event.registration in REGISTERED_FOR:
        if event.registration_closes is not None and event.registration_closes <= now:
            return Status.CLOSED
        if event.registration_opens is not None and event.registration_opens > now:
            return Status.NOT_OPEN
        return Status.FEW if event.places == Places.FEW else Status.OPEN
    if event.registration == Registration.INVITED:
        return Status.INVITED
    if event.registration == Registration.NONE:
        return Status.NO_REGISTRATION
    return Status.UNDATED if event.start is None else Status.SAVE_THE_DATE
