"""What of an event's fields is printed: what belongs to a choice only where that choice stands.

Page, lists, files, feeds, structured data and search ask here.  Nothing is taken out of the form,
so an editor who changes the choice back finds all that was written.
"""

from datetime import time, timedelta

from wagtail.search import index

from home.dates import day_of, local

from .choices import Change, Places, Registration

# What a new event starts with: its field → the activity's.
DEFAULTS = {
    "attendance_mode": "usual_attendance_mode",
    "is_free": "is_free",
    "price_text": "usual_price",
    "audience": "audience",
    "open_to_all": "open_to_all",
    "registration": "registration",
    "registration_text": "registration_text",
}
# Texts that an activity lends with a choice: they say nothing true beside another choice.
LENT_WITH = {"registration_text": "registration", "price_text": "is_free"}
# Field → whether the event's choices let it be printed.  Other fields always are.
BELONGS = {
    "date_text": lambda event: not event.start,
    "doors": lambda event: event.has_clock,
    "venue": lambda event: event.is_on_site or not event.attendance_mode,
    "address": lambda event: event.is_on_site,
    "directions": lambda event: event.is_on_site,
    "online_service": lambda event: event.is_online,
    "registration_url": lambda event: event.registration == Registration.LINK,
    "registration_link_text": lambda event: event.is_registered_for,
    "registration_email": lambda event: event.registration == Registration.EMAIL,
    "registration_opens": lambda event: event.is_registered_for,
    "registration_closes": lambda event: event.is_registered_for,
    "waiting_list_text": lambda event: event.places == Places.FULL,
    "prices": lambda event: not event.is_free,
    "change_reason": lambda event: bool(event.change),
    "previous_start": lambda event: event.change in (Change.MOVED, Change.POSTPONED),
}


def what_is_lent(event, activity):
    """Return the texts that an event has from its activity, and the choices that came with them."""
    lent = {}
    for text, choice in LENT_WITH.items():
        if getattr(event, text) and getattr(event, text) == getattr(activity, DEFAULTS[text]):
            lent |= {text: getattr(event, text), choice: getattr(activity, DEFAULTS[choice])}
    return lent


class Printed:
    """An event's fields as they are printed; one that does not fit its choices is empty."""

    def __init__(self, event):
        self.event = event

    def __getattr__(self, name):
        value = getattr(self.event, name)
        if self.has(name):
            return value
        return "" if isinstance(value, str) else None

    def has(self, name):
        """Tell whether a field is printed as the choices stand."""
        fits = BELONGS.get(name)
        return (fits is None or fits(self.event)) and not self._is_out_of_place(name)

    def _is_out_of_place(self, name):
        """Tell whether a text is the one that was lent, but its choice no longer is."""
        event, choice = self.event, LENT_WITH.get(name)
        lent = event.lent.get(name) if choice else ""
        # A browser sends back other line breaks than it was given.
        if not lent or getattr(event, name).split() != lent.split():
            return False
        if name == "registration_text" and event.registration == Registration.NONE:
            return True
        if name == "price_text" and event.prices and not event.is_free:
            return True
        return event.lent.get(choice) not in ("", getattr(event, choice))

    @property
    def start(self):
        """Return the start: a date where the event lasts whole days."""
        event = self.event
        return day_of(event.start) if event.all_day and event.start else event.start

    @property
    def end(self):
        """Return the end: the last date where the event lasts whole days."""
        event = self.event
        is_dated = event.all_day and event.end
        return day_of(event.end - timedelta(microseconds=1)) if is_dated else event.end

    @property
    def previous_start(self):
        """Return the day before the change: a date where no clock time belongs to it."""
        event = self.event
        if not self.has("previous_start") or not event.previous_start:
            return None
        is_date = event.all_day or local(event.previous_start).time() == time.min
        return day_of(event.previous_start) if is_date else event.previous_start


class PrintedField(index.SearchField):
    """A field that is searched where it is printed."""

    def get_value(self, obj):
        is_printed = obj.printed.has(self.field_name) and obj.shows(self.field_name)
        return super().get_value(obj) if is_printed else ""
