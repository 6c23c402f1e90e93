"""What state an event is in: one function of its fields and the clock, one vocabulary.

Page, rows, calendar, feeds, search cards and the admin's lists all ask `event_status`.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Status(Enum):
    """The states of an event; the value is the name used in classes and addresses."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    DOCUMENTED = "documented"
    PAST = "past"
    ONGOING = "ongoing"
    FULL = "full"
    FEW = "few"
    OPEN = "open"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    INVITED = "invited"
    NO_REGISTRATION = "no_registration"
    SAVE_THE_DATE = "save_the_date"
    UNDATED = "undated"

    @property
    def label(self):
        """Return the Swedish wording; `NOT_OPEN` goes on with the day («Anmälan öppnar 3 maj»)."""
        return LABELS[self]

    @property
    def look(self):
        """Return which pair of colours the state has: see docs/design.md."""
        return LOOKS[self]

    @property
    def is_over(self):
        """Tell whether nobody can join any more."""
        return self in (Status.PAST, Status.DOCUMENTED)

    @property
    def is_called_off(self):
        """Tell whether the event does not take place as it was announced."""
        return self in (Status.CANCELLED, Status.POSTPONED)


LABELS = {
    Status.CANCELLED: _("Inställt"),
    Status.POSTPONED: _("Uppskjutet"),
    Status.DOCUMENTED: _("Dokumentation finns"),
    Status.PAST: _("Genomfört"),
    Status.ONGOING: _("Pågår nu"),
    Status.FULL: _("Fullbokat"),
    Status.FEW: _("Få platser kvar"),
    Status.OPEN: _("Öppet för anmälan"),
    Status.NOT_OPEN: _("Anmälan öppnar"),
    Status.CLOSED: _("Anmälan stängd"),
    Status.INVITED: _("För inbjudna"),
    Status.NO_REGISTRATION: _("Ingen anmälan behövs"),
    Status.SAVE_THE_DATE: _("Spara datumet"),
    Status.UNDATED: _("Datum meddelas"),
}
MOVED_LABEL = _("Nytt datum")
MOVED_LOOK = "warning"
LOOKS = {
    Status.CANCELLED: "error",
    Status.POSTPONED: "error",
    Status.DOCUMENTED: "quiet",
    Status.PAST: "quiet",
    Status.ONGOING: "success",
    Status.FULL: "warning",
    Status.FEW: "success",
    Status.OPEN: "success",
    Status.NOT_OPEN: "quiet",
    Status.CLOSED: "quiet",
    Status.INVITED: "quiet",
    Status.NO_REGISTRATION: "success",
    Status.SAVE_THE_DATE: "quiet",
    Status.UNDATED: "quiet",
}


@dataclass(frozen=True)
class EventFacts:
    """The fields of an event that decide its state; every datetime is aware."""

    start: datetime | None = None
    end: datetime | None = None
    all_day: bool = False
    held: bool = False
    change: str = ""
    places: str = ""
    registration: str = ""
    opens: datetime | None = None
    closes: datetime | None = None
    documented: bool = False


def local_midnight(moment):
    """Return the first moment of the day of `moment` in Europe/Stockholm."""
    day = moment.astimezone(STOCKHOLM).date()
    return datetime.combine(day, time.min, tzinfo=STOCKHOLM)


def effective_end(start, end):
    """Return when the event is over; with an open end it lasts the rest of its day.

    The day ends at midnight in Europe/Stockholm, also where summer time makes it 23 or 25 hours.
    """
    if end is not None or start is None:
        return end
    day = start.astimezone(STOCKHOLM).date() + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=STOCKHOLM)


def is_past(facts, now):
    """Tell whether the event is over: its end has passed, or it was held on an unknown day."""
    if facts.start is None:
        return facts.held
    return effective_end(facts.start, facts.end) <= now


def event_status(facts, now):
    """Return the state of an event at `now` (aware): the first row of the table that applies."""
    if facts.change == "cancelled":
        return Status.CANCELLED
    if facts.change == "postponed":
        return Status.POSTPONED
    if is_past(facts, now):
        return Status.DOCUMENTED if facts.documented else Status.PAST
    if facts.start is not None and facts.start <= now:
        return Status.ONGOING
    if facts.places == "full":
        return Status.FULL
    return registration_status(facts, now)


def registration_status(facts, now):
    """Return the state of an event that lies ahead, by how one registers for it."""
    if facts.registration in ("link", "email"):
        if facts.closes is not None and facts.closes <= now:
            return Status.CLOSED
        if facts.opens is not None and facts.opens > now:
            return Status.NOT_OPEN
        return Status.FEW if facts.places == "few" else Status.OPEN
    if facts.registration == "invited":
        return Status.INVITED
    if facts.registration == "none":
        return Status.NO_REGISTRATION
    return Status.UNDATED if facts.start is None else Status.SAVE_THE_DATE


def is_moved(facts):
    """Tell whether the event has a new date; the label stands beside the state of that date."""
    return facts.change == "moved"
