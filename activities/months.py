"""Months, years and weeks of the calendar, in Europe/Stockholm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from home.dates import NBSP, STOCKHOLM, date_range, day_of, in_swedish

# What a calendar can be asked about; a year outside is a slip or a robot's guess.
YEARS = range(1950, 2101)
# How long an event may last; what is entered as longer is a slip.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @classmethod
    def of(cls, moment):
        """Return the month of an aware datetime."""
        day = day_of(moment)
        return cls(day.year, day.month)

    @property
    def next(self):
        """Return the month after this one."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self):
        """Return the month before this one."""
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def first(self):
        """Return its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=STOCKHOLM)

    @property
    def after(self):
        """Return the first moment that no longer belongs to it."""
        return self.next.first

    @property
    def name(self):
        """Return «Maj», as a heading says it."""
        return in_swedish(self.first, "F").capitalize()

    @property
    def path(self):
        """Return its place below the calendar's address: «2021/05/»."""
        return f"{self.year}/{self.month:02d}/"

    def nearest_before(self, event, listed):
        """Return the nearest earlier month with anything, or None.

        `listed` are the events of this month and `event` the last one that begins before it.
        """
        if event is None:
            return None
        if any(one.start < self.first for one in listed):
            return self.previous
        return Month.of(last_moment(event))

    def nearest_after(self, event, listed):
        """Return the nearest later month with anything, or None, in the same way."""
        if any(last_moment(one) >= self.after for one in listed):
            return self.next
        return Month.of(event.start) if event else None

    def __str__(self):
        return in_swedish(self.first, f"F{NBSP}Y")


@dataclass(frozen=True)
class EventGroup:
    """Events under one heading; `path` is where the heading leads, below the calendar."""

    name: str
    note: str
    events: list
    path: str = ""


def last_moment(event):
    """Return the last moment that belongs to an event with a day; midnight is the day before."""
    if event.end and event.end > event.start:
        return event.end - timedelta(microseconds=1)
    return event.start


def by_month(events, first=Month(1, 1), latest_first=False):
    """Return the events by the month that each begins in; what goes on into `first` stands there.

    Each stands once, since its tile says how long it lasts.
    """
    found = {}
    for event in events:
        found.setdefault(max(Month.of(event.start), first), []).append(event)
    return [
        EventGroup(month.name, str(month.year), found[month], month.path)
        for month in sorted(found, reverse=latest_first)
    ]


def by_week(events, month):
    """Return the events of one month by ISO week; one that goes on stands in its first week."""
    found = {}
    for event in events:
        day = day_of(max(event.start, month.first))
        found.setdefault(day - timedelta(days=day.weekday()), []).append(event)
    return [
        EventGroup(
            f"Vecka{NBSP}{monday.isocalendar().week}",
            date_range(monday, monday + timedelta(days=6)),
            listed,
        )
        for monday, listed in sorted(found.items())
    ]
