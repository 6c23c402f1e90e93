"""How the reading is shown: the text with marks, and beside each field what was found for it."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.dates import day_words

# {what was found: the fields that it is shown at}, where the names differ or there are several.
FIELDS = {
    "event": {"clock": "start", "until": "end", "said_day": "start"},
    "article": {"start": "date", "said_day": "date", "address": "place"},
    "item": {
        **{"start": "date", "end": "date", "said_day": "date", "clock": "time", "until": "time"},
        **{"venue": "place", "address": "place", "attendance_mode": "place"},
        **{"online_service": "place", "prices": "fee", "is_free": "fee"},
        **{"registration_closes": "deadline", "registration_url": "links"},
        **{"registration_email": "links"},
    },
}
# Where one part of the text says several things, the mark is named after the first of these.
MOST_SHOWN = 4

YEAR = gettext_lazy("Året står inte vid dagen i texten. Stämmer %(day)s?")
WEEKDAY = gettext_lazy("Texten säger ”%(words)s”, men %(day)s. Skriv rätt dag.")
RELATIVE = gettext_lazy("Texten säger ”%(words)s”. Vilken dag är det? %(likely)s Skriv datumet.")
NO_DAY = gettext_lazy("Texten säger kl. %(words)s men ingen dag. Skriv dagen också.")
NO_SUCH_DAY = gettext_lazy("Texten säger ”%(words)s”, men den dagen finns inte. Skriv rätt dag.")
MORE_DAYS = gettext_lazy("Fler dagar står i texten: %(words)s. Är det rätt dag som är vald?")


class Mark(NamedTuple):
    """A part of the text: plain words, or with a number where something was found in it."""

    words: str
    number: int = 0
    labels: tuple = ()


class Row(NamedTuple):
    """A field of the form, with the marks that it was found at and what has to be told."""

    field: object
    marks: list
    told: list
    is_usual: bool = False


def told_words(told, reading):
    """Return in a sentence what nobody can know from the text."""
    values = {"words": told.words}
    if told.code == "year":
        return YEAR % {"day": day_words(told.day, weekday=True)}
    if told.code == "weekday":
        is_said = _("%(day)s är en %(weekday)s")
        weekday, _space, _rest = day_words(told.day, weekday=True).partition(" ")
        return WEEKDAY % (
            values | {"day": is_said % {"day": day_words(told.day), "weekday": weekday}}
        )
    if told.code == "relative":
        likely = ""
        if told.day:
            said = _("Skrevs det %(written)s är det %(day)s.")
            written = day_words(reading.sent or reading.today)
            likely = said % {"written": written, "day": day_words(told.day, weekday=True)}
        return RELATIVE % (values | {"likely": likely})
    sentence = {"no_day": NO_DAY, "no_such_day": NO_SUCH_DAY, "more_days": MORE_DAYS}[told.code]
    return sentence % values


def marks_of(reading, kind, labels):
    """Return (the text as a list of `Mark`, {name of a field: the marks that it was found at})."""
    names = FIELDS.get(kind, {})
    spans = {}
    for fact in reading.facts:
        name = names.get(fact.name, fact.name)
        if name in labels and fact.end > fact.start:
            spans.setdefault((fact.start, fact.end), []).append(name)
    pieces, by_field, at = [], {}, 0
    for number, ((start, end), found) in enumerate(_apart(spans), 1):
        found = list(dict.fromkeys(found))
        mark = Mark(reading.text[start:end], number, tuple((n, labels[n]) for n in found))
        pieces += [Mark(reading.text[at:start]), mark]
        at = end
        for name in found:
            by_field.setdefault(name, []).append(mark)
    pieces.append(Mark(reading.text[at:]))
    return [piece for piece in pieces if piece.words], by_field


def _apart(spans):
    """Return [((start, end), names)] in order; what overlaps is one."""
    joined = []
    for (start, end), names in sorted(spans.items()):
        if joined and start < joined[-1][0][1]:
            (first, last), before = joined[-1]
            joined[-1] = (first, max(last, end)), before + names
        else:
            joined.append(((start, end), list(names)))
    return joined


def rows_of(form, reading, by_field):
    """Return the fields of a form as a list of `Row`."""
    told, names = {}, FIELDS.get(form.kind, {})
    for one in reading.told:
        told.setdefault(names.get(one.name, one.name), []).append(told_words(one, reading))
    rows = []
    for field in form.visible_fields():
        marks = by_field.get(field.name, [])[:MOST_SHOWN]
        # What stands in the field without being in the text is what the activity usually says.
        is_usual = not marks and form.kind == "event" and field.name != "text"
        is_usual = is_usual and not form.is_bound and bool(field.value())
        rows.append(Row(field, marks, told.get(field.name, []), is_usual))
    return rows
