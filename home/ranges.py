"""Which hyphens mean «till»: those in a span of times, dates, years, pages, prices or amounts.

Two numbers with a hyphen between are as often a code, an account or a telephone number, which
keep theirs.  So what stands beside them has to say what they are (kl., maj, s., kr), or they have
the form of clock times, dates or years and no word before that says otherwise (kod, bankgiro).
Every pattern here has a greatest width, so a text of any kind takes a time that follows its length.
"""

import re

NBSP = "\u00a0"
EN_DASH = "–"
SPACE = f"[ {NBSP}]"
DASH = f"[-{EN_DASH}]"
MONTH = "(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
UNIT = (
    r"(?:%|‰|€|§|°C|kr|kronor|kronan?|öre|tkr|mnkr|mdkr|euro|dollar|procent|tusen|miljon(?:er)?"
    r"|miljard(?:er)?|sek|sekund(?:er)?|min|minut(?:er)?|tim|timm(?:e|ar)|h|dag(?:ar)?"
    r"|veck(?:a|or)|månad(?:er)?|år|gånger|personer|platser|km|m|cm|mm|m²|kg|g|kB|MB|GB)"
)
_SHORT_MONTH = r"(?:jan|febr?|mars?|apr|juni?|juli?|aug|sept?|okt|nov|dec)\.?"
_ANY_MONTH = rf"(?:{MONTH}|{_SHORT_MONTH})"
_WEEKDAY = r"(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en|ar|arna)?)?\.?"
_TIME = r"[0-2]?\d[.:][0-5]\d"
_DATE = r"[0-3]?\d/[01]?\d"
_NUMBER = rf"[1-9]\d{{0,2}}(?:{SPACE}\d{{3}}){{1,3}}|\d{{1,4}}(?:,\d{{1,4}})?"
_END = rf"{_TIME}|{_DATE}|{_NUMBER}"
_PAIR = re.compile(
    rf"(?<![\w.,:/+{EN_DASH}-])(?P<low>{_END}){SPACE}?(?P<dash>{DASH}){SPACE}?"
    rf"(?P<high>{_END})(?![\w{EN_DASH}-]|[.,/]\w|:(?![ae]\b)\w)"
)
_NAMES = re.compile(
    rf"\b{_WEEKDAY}({DASH})(?={_WEEKDAY}(?!\w))"
    rf"|\b{_ANY_MONTH}(?:{SPACE}\d{{4}})?({DASH})(?=(?:\d{{1,2}}{SPACE})?{_ANY_MONTH}(?!\w))",
    re.IGNORECASE,
)
# How far to each side something is looked for that says what the numbers are.
_LEFT, _RIGHT = 30, 20
_WORD = re.compile(rf"(?<![\w§])([\w§]{{1,30}})[.:,]?{SPACE}(\d{{4}}{SPACE})?$")
_CLOCK = {"kl", "klockan"}
_AND = {"och", "samt", "eller"}
_WEEK = {"v", "vecka", "veckan", "veckor", "veckorna"}
_PAGE = {"s", "sid", "sida", "sidan", "sidor", "sidorna", "kap", "kapitel", "§", "§§"}
_PAGE |= {"punkt", "punkterna", "åk", "årskurs", "årskurserna", "åldern", "åldrarna"}
_OPEN = re.compile(rf"\w{{0,20}}(?:tid|tider|tiden|tiderna)|öppet|{_WEEKDAY}|{_ANY_MONTH}")
_YEARS = re.compile(r"\w{0,15}(?:år|året|åren|perioden|säsongen)|vintern?")
# What is a code however far before the numbers it stands, and what only right before them.
_CODE = re.compile(
    r"(?:kod(?:en|er|erna)?|giro(?:t|n)?|konto(?:t|n)?|clearing\w{0,10}|swish|isbn|issn)(?!\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\w{0,20}(?:rum|rummet|rummen|lokal|lokalen|sal|salen|linje|linjen|linjer|linjerna|nr|nummer"
    r"|numret)|bg|pg|tel|tfn|telefon|mobil|fax|dnr|id|pin|ref|hus|plan|buss|spår|version|artikel"
)
_THEN_MONTH = re.compile(rf"(?::?[ae])?{SPACE}{_ANY_MONTH}(?!\w)", re.IGNORECASE)
_THEN_UNIT = re.compile(
    rf"{SPACE}?(?:%|§|:-|€)|{SPACE}(?:{UNIT}|§§|sidor|deltagare|barn|ord|tecken)(?!\w)",
    re.IGNORECASE,
)


def _amount(end):
    return float(end.replace(" ", "").replace(NBSP, "").replace(",", "."))


def _is_day(end):
    day, _, month = end.partition("/")
    return day.isdigit() and 0 < int(day) <= 31 and 0 < int(month or 1) <= 12


def _is_clock(end):
    hour = end.replace(":", ".").partition(".")[0]
    return hour.isdigit() and len(hour) < 3 and int(hour) <= 24


def _is_year(end):
    return end.isdigit() and len(end) == 4 and 1500 <= int(end) < 2100


def _has_form(low, high):
    """Tell whether two ends have the form of clock times, of dates, or of years."""
    both = low + high
    if "/" in both:
        return "/" in high and _is_day(low) and _is_day(high)
    if "." in both or ":" in both:
        return _is_clock(low) and _is_clock(high)
    return _is_year(low) and _is_year(high) and low < high


def _is_said(low, high, word, right):
    """Tell whether the word to the left or the text to the right says that it is a span."""
    if any(mark in low + high for mark in ".:/"):
        return False
    are_hours = _is_clock(low) and _is_clock(high)
    if are_hours and word in _CLOCK:
        return True
    if low.startswith("0") or not _amount(low) < _amount(high):
        is_short_year = len(low) == 4 and len(high) == 2 and low[2:] < high
        return is_short_year and _YEARS.fullmatch(word) is not None
    return bool(
        word in _PAGE
        or (_amount(high) <= 53 and word in _WEEK)
        or (are_hours and _OPEN.fullmatch(word))
        or (_amount(high) <= 31 and _THEN_MONTH.match(right))
        # «123 45-678 kr» begins within a number.
        or (not word.isdigit() and _THEN_UNIT.match(right))
    )


def hyphens(text):
    """Return the places of the hyphens that mean «till», and of those in codes, as two sets.

    A hyphen with spaces around it that is in neither marks a pause.
    """
    spans, codes, last = set(), set(), None
    for match in _PAIR.finditer(text):
        low, high = match["low"], match["high"]
        left = text[max(0, match.start() - _LEFT) : match.start()].lower()
        right = text[match.end() : match.end() + _RIGHT]
        word = _WORD.search(left)
        word = word[1] if word else ""
        # «kl. 9-12 och 13-16»: the second goes by the first.
        goes_on = last and text[last : match.start()].lower().strip(f" {NBSP}") in _AND
        if _is_said(low, high, "kl" if goes_on else word, right):
            spans.add(match.start("dash"))
        elif _CODE.search(left) or _NUMBERED.fullmatch(word):
            codes.add(match.start("dash"))
        elif _has_form(low, high):
            spans.add(match.start("dash"))
        last = match.end() if match.start("dash") in spans else None
    spans.update(match.start(match.lastindex) for match in _NAMES.finditer(text))
    return spans, codes
