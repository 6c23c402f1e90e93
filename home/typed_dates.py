"""Days and clock times as people write them in Swedish, made into values.

«2027-05-26 12.15», «onsdag 26 maj 2027 kl. 12.15», «26/5 2027 12:15», «kl 9», «0900».  What is not
understood raises ValidationError with a sentence that says what to write instead.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import override

from .dates import STOCKHOLM, day_words, in_swedish

YEARS = range(1900, 2101)
LONGEST = 80

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_DAYS = [
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<day>\d{1,2})(?P<mark>[-/.])\s?(?P<month>\d{1,2})(?:(?P=mark)|[-,\s])\s?"
    r"(?P<year>\d{4}|\d\d)",
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})",
    r"(?P<day>\d{1,2})(?::?[ae])?\.?\s?(?P<name>MONTH)\.?"
    r"(?:,?\s?(?P<year>\d{4}|\d\d(?![.:,\d])))?",
]
_CLOCK = (
    r"(?:kl\.?|klockan)?\s?(?:(?P<hour>\d{1,2})(?:[.:,](?P<minute>\d\d)(?:[.:](?P<second>\d\d))?)?"
    r"|(?P<digits>\d{3,4}))"
)
_PAUSE = r"(?:,?\s|,|t|,?\s-\s(?=kl|\d\d?[.:]\d\d))"
_END = r"[.,]?"
_ONLY_CLOCK = re.compile(_CLOCK + _END)
_HAS_DAY = re.compile(r"\d{4}|[a-z]{3}")
_SEVERAL = re.compile(
    r"\d\s?-\s?(?:kl\.?\s?)?\d{1,2}([.:]\d\d)?$|\still\s|\d\s?-\s?\d{1,2}\s[a-zåäö]"
)


@cache
def day_names():
    """Return {name: number} of weekdays and of months, also as people shorten them."""
    weekdays, months = {}, {}
    with override("sv"):
        for number, day in WEEKDAYS.items():
            weekdays |= dict.fromkeys((f"{day}", f"{day}en", day[:2], day[:3], day[:4]), number)
        for number, month in MONTHS.items():
            months |= dict.fromkeys((f"{month}", month[:3], month[:4]), number)
    return weekdays, months


@cache
def _patterns():
    """Return the patterns of a day alone, and those of a day with a clock time."""
    weekday, month = ("|".join(sorted(names, key=len, reverse=True)) for names in day_names())
    opening = rf"(?:(?P<weekday>{weekday})\.?,?\s(?:den\s)?|den\s)?"
    days = [opening + day.replace("MONTH", month) for day in _DAYS]
    both = [rf"{day}{_PAUSE}{_CLOCK}{_END}" for day in days]
    both += [rf"(?=kl|\d\d?[.:]\d\d\D){_CLOCK},?\s{day}{_END}" for day in days]
    return [re.compile(day + _END) for day in days], [re.compile(moment) for moment in both]


def plain(text):
    """Return what was typed or pasted with ordinary spaces and dashes, and in small letters."""
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(text.split()).casefold()


def read_day(text):
    """Return the date that a text says; raises ValidationError."""
    text, (only_day, both) = _bounded(text), _patterns()
    if found := _first(only_day, text):
        return _day(found)
    if _first(both, text):
        raise ValidationError(_("Skriv bara dagen, utan klockslag."), code="clock")
    raise _not_understood(text, _("Skriv dagen så här: 2027-05-26 eller 26 maj 2027."))


def read_clock(text):
    """Return the time of day that a text says, 24 as midnight; raises ValidationError."""
    text = _bounded(text)
    if found := _ONLY_CLOCK.fullmatch(text):
        return _clock(found)[1]
    if _HAS_DAY.search(text) and any(_first(patterns, text) for patterns in _patterns()):
        raise ValidationError(_("Skriv bara klockslaget, utan dag."), code="day")
    raise _not_understood(text, _("Skriv klockslaget så här: 9 eller 12.15."))


def read_moment(text, day_alone=None):
    """Return the aware datetime that a text says, in Europe/Stockholm; raises ValidationError.

    `day_alone` makes a datetime of a date without a clock time; without it the clock is asked for.
    A time that an autumn night has twice is the first of the two.
    """
    exact = _with_offset(text)
    if exact:
        return exact
    text, (only_day, both) = _bounded(text), _patterns()
    if found := _first(only_day, text):
        day = _day(found)
        if day_alone is None:
            raise ValidationError(_("Skriv också klockslaget: 2027-05-26 12.15."), code="no_clock")
        return day_alone(day)
    if found := _first(both, text):
        day, (days, clock) = _day(found), _clock(found)
        return at(day + timedelta(days=days), clock)
    if _ONLY_CLOCK.fullmatch(text):
        raise ValidationError(_("Skriv också vilken dag: 2027-05-26 12.15."), code="no_day")
    example = _("Skriv dag och klockslag så här: 2027-05-26 12.15 eller 26 maj 2027 kl. 12.15.")
    raise _not_understood(text, example)


def at(day, clock):
    """Return the moment of a day and a clock time in Europe/Stockholm.

    Raises ValidationError for the hour that a spring night leaves out.
    """
    moment = datetime.combine(day, clock, tzinfo=STOCKHOLM)
    if moment.astimezone(UTC).astimezone(STOCKHOLM).replace(fold=0) != moment:
        said = _("Klockan %(clock)s finns inte den %(day)s: då ställs klockan fram till sommartid.")
        values = {"clock": f"{clock.hour}.{clock.minute:02d}", "day": day_words(day)}
        raise ValidationError(said % values, code="gap")
    return moment


def day_begins(day):
    """Return the first moment of a day in Europe/Stockholm."""
    return at(day, time.min)


def day_is_over(day):
    """Return the first moment after a day in Europe/Stockholm."""
    return at(day + timedelta(days=1), time.min)


def last_minute(day):
    """Return the last minute of a day in Europe/Stockholm, 23.59."""
    return at(day, time(23, 59))


def within_years(moment):
    """Return a moment as it is, or where its year is none of `YEARS` the nearest of theirs."""
    if moment.year in YEARS:
        return moment
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    return day_begins(first) if moment.year < first.year else last_minute(last)


def validate_year(moment):
    """Refuse a moment whose year is none of `YEARS` (ValidationError)."""
    if moment.year not in YEARS:
        raise _wrong_year()


def _wrong_year():
    said = _("Året ska vara mellan %(first)s och %(last)s.")
    return ValidationError(said % {"first": YEARS[0], "last": YEARS[-1]}, code="year")


def _bounded(text):
    text = plain(text) if len(text) <= 4 * LONGEST else ""
    return text if len(text) <= LONGEST else ""


def _first(patterns, text):
    return next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)


def _not_understood(text, example):
    if _SEVERAL.search(text):
        return ValidationError(_("Skriv en tid i taget, inte både från och till."), code="several")
    return ValidationError(example, code="invalid")


def _with_offset(text):
    """Return the moment of an ISO time with its offset from UTC, as machines write it, or None."""
    try:
        found = parse_datetime(text.strip())
        is_exact = found and found.tzinfo and found.year in YEARS
        return found.astimezone(STOCKHOLM) if is_exact else None
    except (ValueError, OverflowError):
        return None


def _day(found):
    """Return the date of a match; raises ValidationError where there is no such day."""
    said, (weekdays, months) = found.groupdict(), day_names()
    month = int(said["month"]) if said.get("month") else months[said["name"]]
    day, year = int(said["day"]), said.get("year")
    if not year:
        raise ValidationError(_without_year(month, day), code="no_year")
    if len(year) == 2:
        raise ValidationError(_("Skriv året med fyra siffror."), code="short_year")
    if int(year) not in YEARS:
        raise _wrong_year()
    try:
        result = date(int(year), month, day)
    except ValueError:
        said = _("Den dagen finns inte. Se över dag och månad.")
        raise ValidationError(said, code="no_such_day") from None
    weekday = said.get("weekday")
    if weekday and weekdays[weekday] != result.weekday():
        told = _("%(day)s är en %(right)s, inte en %(wrong)s.")
        wrong = result + timedelta(days=weekdays[weekday] - result.weekday())
        right, wrong = (in_swedish(day, "l") for day in (result, wrong))
        values = {"day": day_words(result), "right": right, "wrong": wrong}
        raise ValidationError(told % values, code="weekday")
    return result


def _without_year(month, day):
    """Return the sentence that asks for the year, with the next such day where there is one."""
    today = timezone.localdate(timezone=STOCKHOLM)
    for year in range(today.year, today.year + 9):
        try:
            coming = date(year, month, day)
        except ValueError:
            continue
        if coming >= today:
            said = _("Skriv också året. Nästa gång är %(day)s.")
            return said % {"day": day_words(coming, weekday=True)}
    return _("Den dagen finns inte. Se över dag och månad.")


def _clock(found):
    """Return (days to add, time of day) of a match; 24.00 is midnight of the day after."""
    said = found.groupdict()
    digits = said["digits"]
    hour = int(digits[:-2] if digits else said["hour"])
    minute, second = int(digits[-2:] if digits else said["minute"] or 0), int(said["second"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        return 1, time.min
    try:
        return 0, time(hour, minute, second)
    except ValueError:
        said = _("Klockslaget finns inte. Skriv till exempel 9 eller 12.15.")
        raise ValidationError(said, code="no_such_time") from None
