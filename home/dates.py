"""Dates and times in Swedish words, as parts that print as plain text or as `<time>` elements.

Rules: DIGG's webbriktlinje R66, Svenska skrivregler and docs/design.md.  The names of months and
weekdays are Django's.  Aware datetimes are shown in Europe/Stockholm; naive ones are taken to be
there already.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import override

from .ranges import EN_DASH, NBSP

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_MONTH = re.compile(r"[a-zåäö]{4,}")
# The hour before which a night still belongs to the evening before.
MORNING = 6
# Words for a day that nobody knows: a list has nothing to say with them.
NO_DATE = ("datum saknas", "datum okänt")


class Part(NamedTuple):
    """A piece of a date in words; `value` is what a machine reads instead, or None."""

    text: str
    value: date | datetime | None = None


def text_of(parts):
    """Return the parts as plain text."""
    return "".join(part.text for part in parts)


def known_date_text(text):
    """Return a date that was written in words; empty where the words say that nobody knows it."""
    return "" if text.strip().lower() in NO_DATE else text


def is_timed(value):
    """Tell whether the value has a time of day."""
    return isinstance(value, datetime)


def local(value):
    """Return a datetime in Europe/Stockholm; a date as it is."""
    if not is_timed(value):
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=STOCKHOLM)
    return value.astimezone(STOCKHOLM)


def day_of(value):
    """Return the day of a date or datetime, in Europe/Stockholm."""
    value = local(value)
    return value.date() if is_timed(value) else value


def isoformat(value):
    """Return the value of `<time datetime>`: «2021-05-26» or «2021-05-26T12:15+02:00»."""
    value = local(value)
    return value.isoformat(timespec="minutes") if is_timed(value) else value.isoformat()


def in_swedish(day, pattern):
    """Return a day by one of Django's date formats, in Swedish whoever has another language."""
    return _day_in_swedish(day, pattern) if type(day) is date else _in_swedish(day, pattern)


def _in_swedish(day, pattern):
    with override("sv"):
        return dateformat.format(day, pattern)


# Of days alone: one moment may be written in two time zones, which are the same to a cache.
_day_in_swedish = lru_cache(maxsize=2000)(_in_swedish)


def short_parts(start, end=None):
    """Return the days for a narrow column: «12 sep 2021», «30 sep–2 okt 2021»."""
    return [
        part._replace(text=_MONTH.sub(lambda month: month[0][:3], part.text))
        for part in date_parts(start, end)
    ]


def day_words(day, weekday=False, year=True):
    """Return «26 maj 2021», with the weekday first or without the year if asked."""
    return in_swedish(day, ("l " if weekday else "") + f"j{NBSP}F" + (f"{NBSP}Y" if year else ""))


def _end_of(start, end):
    """Return (end, last day); end is None where it is missing or not after the start.

    What ends at midnight ends on the day before, at 24.
    """
    first = day_of(start)
    if end is None:
        return None, first
    if is_timed(start) and is_timed(end):
        # Local times of one zone compare by the wall clock, which repeats an hour in October.
        if end.astimezone(UTC) <= start.astimezone(UTC):
            return None, first
        end = local(end)
        at_midnight = (end.hour, end.minute) == (0, 0)
        return end, end.date() - timedelta(days=1) if at_midnight else end.date()
    last = day_of(end)
    return (local(end), last) if last > first else (None, first)


def last_day(start, end=None):
    """Return the last day of a period; an evening that goes on past midnight is one day."""
    first, (end, last) = day_of(start), _end_of(start, end)
    is_night = is_timed(end) and last == first + timedelta(days=1) and end.hour < MORNING
    return first if is_night else last


def _clocks(start, end):
    """Return both times in words; whole hours only where both are whole."""
    minutes = start.minute or (end and end.minute)

    def words(moment, hour):
        return f"{hour}.{moment.minute:02d}" if minutes else str(hour)

    closing_hour = (end.hour if (end.hour, end.minute) != (0, 0) else 24) if end else 0
    return words(start, start.hour), words(end, closing_hour) if end else ""


def date_parts(start, end=None, weekday=False, year=True):
    """Return the days: one day, or a range with the month and year said once."""
    first, last = day_of(start), last_day(start, end)
    if first == last:
        return [Part(day_words(first, weekday, year), first)]
    if first.year != last.year:
        opening = day_words(first, year=year)
    elif first.month != last.month:
        opening = day_words(first, year=False)
    else:
        opening = str(first.day)
    return [Part(opening, first), Part(EN_DASH), Part(day_words(last, year=year), last)]


def date_range(start, end=None):
    """Return the days as text: «26 maj 2021», «30 september–2 oktober 2021»."""
    return text_of(date_parts(start, end))


def time_parts(start, end=None):
    """Return the times: «kl. 9–15»; over several days it is said which day each belongs to."""
    start, (end, last) = local(start), _end_of(start, end)
    opening, closing = _clocks(start, end)
    parts = [Part(f"kl.{NBSP}"), Part(opening, start)]
    if end is None:
        return parts
    if last == start.date():
        return [*parts, Part(EN_DASH), Part(closing, end)]
    to = Part(f" första dagen till kl.{NBSP}")
    return [*parts, to, Part(closing, end), Part(" sista dagen")]


def brief_parts(start, end=None, dated=True, year=True):
    """Return when in as few words as a row of a list needs: «torsdag 10 december, 18.00–20.30».

    Not `dated` where a date tile below a month says the days: «18.00–20.30», «torsdag–lördag,
    börjar 9.00».
    """
    first, last = day_of(start), last_day(start, end)
    is_one, is_whole = first == last, not is_timed(start)
    weekday, parts = in_swedish(first, "l"), []
    if dated:
        parts = date_parts(first, last, is_one, year)
    elif is_one:
        parts = [Part("hela dagen", first)] if is_whole else []
    elif last - first < timedelta(days=7):
        parts = [Part(weekday, first), Part(EN_DASH), Part(in_swedish(last, "l"), last)]
    if is_whole:
        return parts
    start, (end, _) = local(start), _end_of(start, end)
    opening = Part(f"{start.hour}.{start.minute:02d}", start)
    comma = [Part(", ")] if parts else []
    if not is_one:
        begins = "börjar" if parts else f"börjar {weekday}"
        return [*parts, *comma, Part(f"{begins}{NBSP}"), opening]
    if not is_timed(end):
        return [*parts, *comma, opening] if parts else [Part(f"börjar{NBSP}"), opening]
    hour = 24 if (end.hour, end.minute) == (0, 0) else end.hour
    return [*parts, *comma, opening, Part(EN_DASH), Part(f"{hour}.{end.minute:02d}", end)]


def period_parts(start, end=None, year=True):
    """Return days and times together; a period over several days says both ends in full."""
    first, (last_moment, last) = day_of(start), _end_of(start, end)
    if not is_timed(start):
        return date_parts(start, end, first == last, year)
    if first == last:
        return [*date_parts(start, end, True, year), Part(" "), *time_parts(start, end)]
    if not is_timed(last_moment):
        return date_parts(start, end, False, year)
    start = local(start)
    opening, closing = _clocks(start, last_moment)
    both_years = year and first.year != last.year
    return [
        Part(f"{day_words(first, True, both_years)} kl.{NBSP}{opening}", start),
        Part(" till "),
        Part(f"{day_words(last, True, year)} kl.{NBSP}{closing}", last_moment),
    ]


def period(start, end=None):
    """Return days and times as text: «onsdag 26 maj 2021 kl. 12.15–12.55»."""
    return text_of(period_parts(start, end))
