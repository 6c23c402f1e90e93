"""The days and clock times that stand in a text, and which of them the text is about."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cache

from home.typed_dates import YEARS, day_names

DASH = r"\s?[-‐‑–—−]\s?"
# A day without a year is the next one, unless it has just been: reports are pasted too.
JUST_BEEN = timedelta(days=60)


def weekday_numbers():
    """Return {name of a weekday: its number}, also as people shorten them."""
    return day_names()[0]


def month_numbers():
    """Return {name of a month: its number}, also as people shorten them."""
    return day_names()[1]


@dataclass(frozen=True)
class Day:
    """A day as a text says it, from `start` to `end`; `last` is the last one of several.

    `told` says why nobody can know it: «relative», «weekday», «no_such_day», or «year» where the
    text leaves the year out and `first` is the likely one.
    """

    start: int
    end: int
    words: str
    first: date | None = None
    last: date | None = None
    told: str = ""

    @property
    def is_known(self):
        """Tell whether the day may be filled in."""
        return self.first is not None and self.told in ("", "year")

    @property
    def has_weekday(self):
        """Tell whether the text says which day of the week it is."""
        return self.words[:1].isalpha()


@dataclass(frozen=True)
class Clock:
    """A time of day as a text says it, or two of them."""

    start: int
    end: int
    begins: time
    ends: time | None = None


@cache
def _day_patterns():
    weekdays = "|".join(sorted(weekday_numbers(), key=len, reverse=True))
    months = "|".join(sorted(month_numbers(), key=len, reverse=True))
    number, year = r"(?<![\d.,:/])(?P<{0}>\d{{1,2}})(?::?[ae]\b)?\.?", r"(?:,?\s(?P<year>\d{4})\b)?"
    day, last = number.format("day"), r"(?P<last>\d{1,2})(?::?[ae]\b)?"
    opening = rf"(?:\b(?P<weekday>{weekdays})s?\.?,?\s(?:den\s)?)?"
    month = rf"(?P<month>{months})\b\.?"
    to = rf"(?:{DASH}(?:[a-zåäö]{{3,7}}\s)?|\soch\s|\still\s)"
    return [
        re.compile(
            rf"{opening}(?<![\d-])(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\d-])", re.I
        ),
        re.compile(rf"{opening}{day}\s?(?P<opening>{months})\b\.?{to}{last}\s?{month}{year}", re.I),
        re.compile(rf"{opening}{day}{to}{last}\s?{month}{year}", re.I),
        re.compile(rf"{opening}{day}\s?{month}{year}", re.I),
        re.compile(
            rf"{opening}(?<![\d/.,:-])(?P<day>\d{{1,2}})/(?P<number>\d{{1,2}})(?![/\d])"
            r"(?!-\d{1,2}/)(?::?[ae]\b)?(?:(?:\s|-)(?P<year>20\d\d)\b)?",
            re.I,
        ),
        re.compile(
            rf"{opening}(?<![\d/.,:-])(?P<day>\d{{1,2}})(?P<mark>[./])(?P<number>\d{{1,2}})(?P=mark)"
            r"(?P<year>20\d\d)\b",
            re.I,
        ),
    ]


@cache
def _relative():
    weekdays = "|".join(sorted((w for w in weekday_numbers() if len(w) > 4), key=len, reverse=True))
    return re.compile(
        r"\b(?:i\s?övermorgon|i\s?morgon|i\s?dag|i\s?kväll|i\s?eftermiddag"
        rf"|(?:nu\s)?(?:på|nästa)\s(?:{weekdays})|nästa\svecka)\b",
        re.I,
    )


_YEAR = re.compile(r"(?<![\d:/.-])(?<!agenda )(20\d\d)(?![\d/-])", re.I)
_ALWAYS = "24/7"


def days_in(text, today):
    """Return every `Day` of a text in order; a day that is left to the reader's clock is last."""
    found, taken = [], set()
    years = {int(year) for year in _YEAR.findall(text)}
    years = {year for year in years if abs(year - today.year) <= 1}
    context = next(iter(years)) if len(years) == 1 else None
    for pattern in _day_patterns():
        for match in pattern.finditer(text):
            if match[0] != _ALWAYS and match.start("day") not in taken:
                taken.update(range(match.start(), match.end()))
                found.append(_day(match, today, context))
    found = sorted(filter(None, found), key=lambda day: day.start)
    relative = [Day(m.start(), m.end(), m[0], told="relative") for m in _relative().finditer(text)]
    return found + relative


def _day(match, today, context):
    said = match.groupdict()
    month = int(said["number"]) if said.get("number") else month_numbers()[said["month"].lower()]
    opening = said.get("opening")
    first_month = month_numbers()[opening.lower()] if opening else month
    if not (1 <= month <= 12 and 1 <= int(said["day"]) <= 31):
        return None
    result = Day(match.start(), match.end(), match[0])
    year, told = (int(said["year"]), "") if said.get("year") else (None, "year")
    try:
        first = _on(int(said["day"]), first_month, year or context, today)
        last = None
        if said.get("last"):
            last = date(first.year, month, int(said["last"]))
            last = last if last > first else None
    except ValueError:
        return replace(result, told="no_such_day")
    if first.year not in YEARS:
        return replace(result, told="no_such_day")
    weekday = said.get("weekday")
    if weekday and weekday_numbers()[weekday.lower()] != first.weekday():
        told = "weekday"
    return replace(result, first=first, last=last, told=told)


def _on(day, month, year, today):
    """Return a date; without a year the next one, unless that day has just been.

    Raises ValueError for a day that no year has, or none of these.
    """
    if year:
        return date(year, month, day)
    for candidate in range(today.year - 1, today.year + 5):
        if day <= monthrange(candidate, month)[1]:
            found = date(candidate, month, day)
            if found >= today - JUST_BEEN:
                return found
    raise ValueError(day, month)


def by_then(day, start):
    """Return a day that the text gives no year, at the latest on the day of `start`."""
    if day.told != "year" or start is None:
        return day
    for year in (start.year, start.year - 1):
        try:
            candidate = day.first.replace(year=year)
        except ValueError:
            continue
        if candidate <= start:
            return replace(day, first=candidate)
    return day


def likely_day(day, today):
    """Return the date that a word such as «imorgon» means, said on `today`; None for a week."""
    words = re.sub(r"\s", "", day.words.lower())
    steps = {"övermorgon": 2, "morgon": 1, "idag": 0, "ikväll": 0, "ieftermiddag": 0}
    for word, step in steps.items():
        if word in words:
            return today + timedelta(days=step)
    for name, number in weekday_numbers().items():
        if len(name) > 4 and words.endswith(name):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


_HOUR = r"(?P<{0}>[01]?\d|2[0-4])(?:[.:](?P<{1}>[0-5]\d))?"
_TO = rf"(?:{DASH}|\s(?:till|och|to)\s)(?:kl\.?\s?|klockan\s)?"
_END = (
    r"(?![\d%/]|[.,:]\d|\s?(?:kr|:-|procent|milj|jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec))"
)
_SURE = re.compile(
    rf"\b(?:kl\.?|klockan)\s?{_HOUR.format('h', 'm')}(?:{_TO}{_HOUR.format('h2', 'm2')})?{_END}",
    re.I,
)
_MINUTES = re.compile(
    r"(?<![\d.,/-])(?<!\d:)(?P<h>[01]?\d|2[0-4])[.:](?P<m>[0-5]\d)"
    rf"(?:{_TO}(?P<h2>[01]?\d|2[0-4])(?:[.:](?P<m2>[0-5]\d))?)?{_END}",
    re.I,
)
_BARE = re.compile(
    rf"(?<![\d.,/-])(?<!\d:)(?P<h>[01]?\d|2[0-4])(?P<m>){_TO}(?P<h2>[01]?\d|2[0-4])(?P<m2>){_END}",
    re.I,
)


_NUMBERS = ["ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
_SPOKEN = r"(?P<{0}>halv|kvart\söver|kvart\si)?\s?\b(?P<{1}>" + "|".join(_NUMBERS) + r")\b"
_IN_WORDS = re.compile(
    rf"\b(?:kl\.?|klockan)\s{_SPOKEN.format('p', 'h')}(?:{_TO}{_SPOKEN.format('p2', 'h2')})?", re.I
)
_NIGHT, _EVENING = re.compile(r"morgon|natt", re.I), re.compile(r"kväll", re.I)
EARLIEST = 7  # nobody meets before it in the morning, unless the text says so


def _spoken(part, hour, text):
    """Return the time that words say: «halv två» is 13.30, and «åtta» 20.00 of an evening."""
    if not hour:
        return None
    minutes = {"halv": -30, "kvart i": -15, "kvart över": 15}.get(" ".join(part.lower().split()), 0)
    number = _NUMBERS.index(hour.lower()) + 1
    is_late = number < EARLIEST and not _NIGHT.search(text)
    is_evening = number < len(_NUMBERS) and _EVENING.search(text)
    minutes += 60 * (number + 12 * bool(is_late or is_evening))
    return time(minutes // 60 % 24, minutes % 60)


def clocks_in(text, offset=0, bare=False):
    """Return every `Clock` of a text in order; `bare` reads «18–21» as one too."""
    found, taken = [], set()
    for pattern in (_SURE, _MINUTES, *([_BARE] if bare else [])):
        for match in pattern.finditer(text):
            if match.start("h") in taken:
                continue
            taken.update(range(match.start(), match.end()))
            begins, ends = _time(match["h"], match["m"]), _time(match["h2"], match["m2"])
            if begins is not None:
                place = (match.start() + offset, match.end() + offset)
                found.append(Clock(*place, begins, ends))
    for match in _IN_WORDS.finditer(text):
        said = text[max(0, match.start() - 60) : match.end() + 60]
        begins, ends = (_spoken(match[f"p{n}"] or "", match[f"h{n}"], said) for n in ("", "2"))
        found.append(Clock(match.start() + offset, match.end() + offset, begins, ends))
    return sorted(found, key=lambda clock: clock.start)


def _time(hour, minute):
    return time(int(hour) % 24, int(minute or 0)) if hour else None
