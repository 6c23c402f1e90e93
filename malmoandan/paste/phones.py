"""By which telephone number a text asks to register, and when somebody answers there."""

import re
from typing import NamedTuple

from home.phone import phone_address

LONGEST_HOURS = 80  # as the event's field
_NUMBER = re.compile(
    r"(?<![\w.+/:-])(?:\+46[\s-]?(?:\(0\)\s?)?[1-9]\d{0,2}|0[1-9]\d{0,2})"
    r"(?:\s?[-–/]\s?|\s)?\d{2,3}(?:\s?\d{2,3}){1,3}(?![\w:-]|\.\d|\s?\d)"
)
_SAID = r"(?:[^.!?\n]|[.](?=\s?\d))"  # of a sentence, in which «kl. 9.30» ends nothing
_REGISTERS = re.compile(r"\b(?:för|telefon)?anmäl|\b(?:plats)?boka|\bosa\b|\bo\.s\.a", re.I)
# «Frågor: 040-…» in a sentence on registration, and what is no call at all.
_ASKS = re.compile(
    r"\bfrågor|\bupplysning|\bkontakt|\bundrar|\bfax|\bavboka|\bavanmäl|\bswish", re.I
)
_ABOUT = re.compile(r"\bfrågor\s(?:om|kring|gällande|rörande)\b", re.I)
_BOTH = re.compile(r"frågor\s(?:och|eller|/)\s\w*anmäl|anmäl\w*\s(?:och|eller|/)\sfrågor", re.I)
_TEXTS = re.compile(r"\bsms\w*\b", re.I)
_CALLS = re.compile(r"\bring|telefon|\btel\b|\btfn\b", re.I)
_TO_REGISTER = re.compile(
    rf"{_SAID}{{0,80}}?\b(?:och|för\satt|så\satt|om\sdu\svill)\s(?:anmäl|boka)", re.I
)
_DAY = (
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön)dag\w{0,3}|(?:mån|tis|ons?|tors?|fre|lör|sön)\b\.?"
    r"|(?:helgfria\s)?varda\w+|helger|dagligen|alla\sdagar)"
)
_TIME = r"\d{1,2}(?:[.:]\d\d)?"
_CLOCK = rf"(?:kl\.?\s?|klockan\s|mellan\s)*{_TIME}\s?(?:[–-]|till|och)\s?{_TIME}"
_CALLED = re.compile(f"{_REGISTERS.pattern}|{_CALLS.pattern}", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s(?=[A-ZÅÄÖ])")
_TOLD = re.compile(r"[^\n]*\n?\s*(?:telefontid|vi\ssvarar|öppet)\b[^\n]{0,80}", re.I)
_HOURS = re.compile(
    rf"{_DAY}(?:\s?(?:[–-]|till|och|,|samt)\s?{_DAY}){{0,4}},?\s{{1,3}}{_CLOCK}(?![\d.:]*\d)", re.I
)


class Call(NamedTuple):
    """A part of the text: the number or the hours, from `start` to `end`."""

    words: str
    start: int
    end: int


def registration_call(text, is_labelled):
    """Return (number, hours) as two `Call`, each None where the text has none.

    `is_labelled` tells of a place whether its line has a label of registration.
    """
    for number in _NUMBER.finditer(text):
        if not phone_address(number[0]):
            continue
        opening = max(text.rfind("\n", 0, number.start()) + 1, number.start() - 200)
        *earlier, before = _SENTENCE.split(text[opening : number.start()])
        after = text[number.end() : number.end() + 160]
        if not _is_to_register(earlier, before, after, is_labelled(number.start())):
            continue
        call = Call(" ".join(number[0].split()), *number.span())
        return call, _hours(number, before, after)
    return None, None


def _is_to_register(earlier, before, after, is_labelled):
    calls = _CALLS.search(before)
    if _ABOUT.search(before) or (_TEXTS.search(before) and not calls):
        return False
    if _BOTH.search(before):
        return True
    asks = max((found.start() for found in _ASKS.finditer(before)), default=-1)
    registers = max((found.start() for found in _REGISTERS.finditer(before)), default=-1)
    if asks > registers:
        return False
    told = calls and (_TO_REGISTER.match(after) or _REGISTERS.search("".join(earlier[-1:])))
    return bool(registers > -1 or is_labelled or told)


def _hours(number, before, after):
    """Return when somebody answers: said beside the number, or right after its sentence."""
    start, end = number.span()
    asked = max((found.end() for found in _CALLED.finditer(before)), default=len(before))
    beside = re.match(rf"{_SAID}*", after)[0]
    told = _TOLD.match(after)
    parts = [(before[asked:], start - len(before) + asked), (beside, end)]
    for part, opening in [*parts, (told[0] if told else "", end)]:
        found = _HOURS.search(part)
        if found and len(found[0]) <= LONGEST_HOURS:
            words = " ".join(found[0].split())
            span = opening + found.start(), opening + found.end()
            return Call(f"{words[0].lower()}{words[1:]}", *span)
    return None
