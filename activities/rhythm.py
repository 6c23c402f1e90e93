"""How often an activity takes place, and when, in Swedish words."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.dates import day_of, in_swedish, text_of, time_parts

# Weeks between two times → the words before «vecka» or the name of a weekday.
EVERY = {
    1: gettext_lazy("Varje"),
    2: gettext_lazy("Varannan"),
    3: gettext_lazy("Var tredje"),
    4: gettext_lazy("Var fjärde"),
    5: gettext_lazy("Var femte"),
    6: gettext_lazy("Var sjätte"),
    7: gettext_lazy("Var sjunde"),
    8: gettext_lazy("Var åttonde"),
    9: gettext_lazy("Var nionde"),
    10: gettext_lazy("Var tionde"),
    11: gettext_lazy("Var elfte"),
    12: gettext_lazy("Var tolfte"),
}


def interval_words(weeks, weekday=""):
    """Return how often in words: «Varannan onsdag», «Var tredje vecka»; empty without an interval.

    `weekday` is its name, or empty where it varies.
    """
    if not weeks:
        return ""
    if weeks in EVERY:
        return f"{EVERY[weeks]} {weekday or _('vecka')}"
    return _("Med %(weeks)d veckors mellanrum") % {"weeks": weeks}


def shared_weekday(moments):
    """Return the name of the weekday that these moments share, or an empty text."""
    days = [day_of(moment) for moment in moments if moment]
    if len(days) < len(moments) or len({day.weekday() for day in days}) != 1:
        return ""
    return in_swedish(days[0], "l")


def clock_words(start, end=None):
    """Return times of day in words: «kl. 12.15–12.55»; empty without a start."""
    if not start:
        return ""
    day = date(2001, 1, 1)  # one of 24 hours
    # Midnight is the end of the day.
    end = end and datetime.combine(day if end != time.min else date(2001, 1, 2), end)
    return text_of(time_parts(datetime.combine(day, start), end))


def next_in_rhythm(day, weeks):
    """Return the first day from tomorrow on that lies so many weeks, or twice that, after a day."""
    step = timedelta(weeks=weeks)
    return day + step * max(1, (timezone.localdate() - day) // step + 1)
