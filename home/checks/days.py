"""Days that stand in texts: a weekday that is another one, a year that is left out."""

import re
from datetime import date
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from ..dates import STOCKHOLM, day_of, day_words, in_swedish
from ..typed_dates import YEARS, day_names
from .content import Finding

HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
A_LEAP_YEAR = 2024
LEAST = 3  # letters of a shortened weekday or month


@cache
def _patterns():
    """Return patterns of days with the month in letters and in figures."""
    weekday, month = (
        "|".join(sorted((n for n in names if len(n) >= LEAST), key=len, reverse=True))
        for names in day_names()
    )
    named = rf"(?:(?P<weekday>\b(?:{weekday})\b)\.?,?\s{{1,3}}(?:den\s)?)"
    first = r"(?:(?P<first>\d{1,2})\s?(?:[-–]|och|till)\s?)?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d)"
    letters = (
        rf"{named}?(?<![\d/.,:]){first}(?P<day>\d{{1,2}})(?::?[ae]\b)?\.?\s{{0,2}}"
        rf"(?P<month>{month})\b\.?(?:,?\s{year})?"
    )
    since = r"(?:\b(?:den|senast|före|från|till)\s)"
    figures = (
        rf"(?:{named}|{since})(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\d/])"
        rf"(?:\s{year})?"
    )
    return [re.compile(pattern, re.IGNORECASE) for pattern in (letters, figures)]


def days_in_texts(content):
    """Yield the days of texts whose weekday is another one, that do not exist, or lack a year."""
    nearest = _day_of_page(content.page)
    for text in content.texts:
        wrong, lacking = None, None
        for line in text.lines:
            has_year = HAS_YEAR.search(line)
            for pattern in _patterns():
                for found in pattern.finditer(line):
                    wrong = wrong or _what_is_wrong(found, nearest)
                    lacking = lacking or (not has_year and " ".join(found[0].split()).rstrip("."))
        if wrong:
            yield Finding(text.place, wrong)
        elif lacking:
            said = _("”%(day)s” har inget år. Skriv året, för sidan finns kvar länge.")
            yield Finding(text.place, said % {"day": lacking})


def days_of_line(line, nearest):
    """Yield (as it is written, its days) for each day or two of a line, the nearest to a day."""
    for pattern in _patterns():
        for found in pattern.finditer(line):
            if None not in (days := _days(found, nearest)):
                yield " ".join(found[0].split()), days


def _day_of_page(page):
    """Return the day near which days without a year are meant."""
    start = page.card().start if hasattr(page, "card") else None
    return day_of(start) if start else timezone.localdate(timezone=STOCKHOLM)


def _what_is_wrong(found, nearest):
    """Return a sentence on a day that cannot be meant, or None."""
    weekday = day_names()[0].get((found["weekday"] or "").casefold())
    days = _days(found, nearest)
    if None in days:
        return _("”%(day)s” finns inte. Se över dag och månad.") % {"day": found[0].strip()}
    if weekday is None or weekday in (each.weekday() for each in days):
        return None
    said = _("Det står ”%(written)s”, men %(day)s är en %(right)s.")
    values = {"written": " ".join(found[0].split()), "day": day_words(days[0])}
    return said % (values | {"right": in_swedish(days[0], "l")})


def _days(found, nearest):
    """Return the dates that are meant; None for one that does not exist."""
    month, day = found["month"].casefold(), int(found["day"])
    month = int(month) if month.isdecimal() else day_names()[1][month]
    return [_nearest(number, month, found["year"], nearest) for number in _numbers(found, day)]


def _numbers(found, day):
    first = found.groupdict().get("first")
    return [int(first), day] if first else [day]


def _nearest(day, month, year, nearest):
    """Return the date, of the year or else nearest to a day; None where there is none."""
    years = [int(year)] if year else range(nearest.year - 1, nearest.year + 2)
    dates = []
    for number in [*years, *([] if year else [A_LEAP_YEAR])]:
        try:
            dates.append(date(number, month, day))
        except ValueError:
            continue
    dates = [each for each in dates if each.year in YEARS]
    return min(dates, key=lambda each: abs(each - nearest), default=None)
