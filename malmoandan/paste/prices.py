"""What it costs: amounts in kronor with what they are for, or that it costs nothing."""

import re
from dataclasses import dataclass
from decimal import Decimal

MOST_PRICES = 12

_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<amount>\d{1,3}(?:[ \u00a0.]\d{3}){1,2}|\d{1,6})(?:,(?P<ore>\d\d))?\s?"
    r"(?:kr(?:onor)?\b|:-|sek\b|:(?=\s|$))",
    re.I,
)
_FEE = re.compile(
    r"kostar|kostnad|avgift|\bpris|biljett|entré|inträde|per\s(?:person|deltagare)|/person|exkl|inkl"
    r"|medlem|ordinarie|normalpris|student|pensionär|:-|för\s(?:vuxna|barn|övriga|studenter|studerande|pensionärer|alla)\b",
    re.I,
)
_FREE = re.compile(
    r"\b(?:gratis|kostnadsfri[ta]?t?|avgiftsfritt?|fri\sentré|fritt?\sinträde|fri\sinträde"
    r"|kostar\s(?:ingenting|inget|inte\snågot)|ingen\s(?:kostnad|avgift)|utan\s(?:kostnad|avgift))\b",
    re.I,
)
# What stands behind «Vad kostar det?».
_NOTHING = re.compile(r"\s{0,9}(?:ingenting|inget)\b", re.I)
_VAT = re.compile(
    r"\b(?P<ex>exkl\w*\.?|exklusive)\smoms|\b(?P<in>inkl\w*\.?|inklusive)\smoms", re.I
)
_FOR = re.compile(r"[\s,]{0,3}för\s([^,.;()\n\d]{2,80})", re.I)
_BEFORE = re.compile(r"\(\s?([^\W\d_][^()\d\n]{1,80}?)[\s:]*$")


@dataclass(frozen=True)
class Price:
    """An amount in kronor, what it is for and whether VAT is in it, from `start` to `end`."""

    start: int
    end: int
    amount: Decimal
    label: str = ""
    vat: str = ""


def is_free_in(text, labelled=()):
    """Return (start, end) of the words that say that it costs nothing, or None."""
    answers = (_NOTHING.match(text, start, end) for start, end in labelled)
    found = _FREE.search(text) or next(filter(None, answers), None)
    return found.span() if found else None


def prices_in(text, labelled=()):
    """Return the prices of a text; an amount counts in a labelled part or beside a word for it."""
    prices = []
    for found in _AMOUNT.finditer(text):
        if len(prices) == MOST_PRICES:
            break
        is_labelled = any(start <= found.start() < end for start, end in labelled)
        opening, closing = max(0, found.start() - 90), found.end() + 60
        before = text[opening : found.start()].rpartition("\n")[2]
        before = re.split(r"[.!?]\s(?=[A-ZÅÄÖ])", before)[-1]
        after = re.split(r"\n|[.!?]\s(?=[A-ZÅÄÖ])", text[found.end() : closing])[0]
        if not is_labelled and not _FEE.search(f"{before} {found[0]} {after}"):
            continue
        amount = Decimal(re.sub(r"\D", "", found["amount"]) + "." + (found["ore"] or "0"))
        price = Price(
            found.start(), found.end(), amount, _label(before, after), _vat(after, text, found)
        )
        if not any(price.amount == known.amount and price.label == known.label for known in prices):
            prices.append(price)
    return prices


def _label(before, after):
    """Return what an amount is for: «för medlemmar» after it, «(studerande» before it."""
    if found := _FOR.match(after):
        return found[1].strip()
    if found := _BEFORE.search(before):
        return found[1].strip()
    return ""


def _vat(after, text, found):
    """Return whether VAT is in an amount: as is said beside it, or else next in the paragraph."""
    said = _VAT.search(after) or _VAT.search(text, found.end(), found.end() + 200)
    said = said or _VAT.search(text, max(0, found.start() - 80), found.start())
    return ("excluded" if said["ex"] else "included") if said else ""
