"""The programme of an event: points with people and rooms, by day, side by side if parallel."""

from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks.people import PersonBlock
from home.blocks.text import BEFORE, field_error, said_before
from home.dates import EN_DASH, day_words
from home.form_fields import LinesBlock, TypedDateBlock, TypedTimeBlock
from home.templatetags.lists import visible_values


def clock(moment):
    """Return a time of day as it is printed: «9.05»."""
    return f"{moment.hour}.{moment.minute:02d}"


class ProgrammeItemValue(blocks.StructValue):
    """A point as it is printed."""

    @property
    def where(self):
        """Return the last day, the track, the room and the language on one line."""
        language = self.get("language") or ""
        spoken = language and _("på %s") % f"{language[0].lower()}{language[1:]}"
        said = [self.last_day_text, capfirst(self.get("track")), self.get("place"), spoken]
        return ", ".join(str(part) for part in said if part)

    @property
    def last_day_text(self):
        """Return until when it goes on: «Till och med onsdag 27 januari».

        Where it has a time to end, both its times are those of each day.
        """
        last = self.get("last_day")
        if not last:
            return ""
        said = _("Varje dag till och med %s") if self.get("end") else _("Till och med %s")
        return said % day_words(last, weekday=True, year=False)

    @property
    def states(self):
        """Return what stands beside its heading: that it is called off, that it is streamed."""
        known = {"is_cancelled": _("Inställt"), "is_streamed": _("Sänds")}
        return [str(said) for name, said in known.items() if self.get(name)]

    @property
    def shown_people(self):
        """Return those of its people that a visitor may still see."""
        return visible_values(self.get("people"))

    @property
    def line(self):
        """Return time, title and place on one line, as programs print them."""
        times = EN_DASH.join(clock(self[name]) for name in ("start", "end") if self.get(name))
        title = self.get("title") or ""
        title = _("Inställt: %s") % title if self.get("is_cancelled") else title
        words = f"{times} {title}".strip()
        words = f"{words} ({self.where})" if self.where else words
        streamed = str(_("Sänds")) if self.get("is_streamed") else ""
        said = [words, said_before(self), self.get("registration"), streamed]
        return "; ".join(filter(None, said))


class ProgrammeItemBlock(blocks.StructBlock):
    """A point of the programme; those with the same time stand side by side."""

    day = TypedDateBlock(
        label=_("Dag"),
        required=False,
        help_text=_("Vid fler dagar: på dagens första punkt. Gäller också punkterna under."),
    )
    last_day = TypedDateBlock(
        label=_("Sista dagen"),
        required=False,
        help_text=_("Bara vid flera dagar. Har punkten en sluttid gäller tiderna varje dag."),
    )
    start = TypedTimeBlock(
        label=_("Klockan"), required=False, help_text=_("Valfritt. När punkten börjar.")
    )
    end = TypedTimeBlock(label=_("Till"), required=False, help_text=_("Valfritt. När den slutar."))
    title = blocks.CharBlock(label=_("Rubrik"), max_length=160, help_text=_("Vad som händer."))
    text = LinesBlock(label=_("Text"), required=False, help_text=_("Valfritt. Vad det handlar om."))
    people = blocks.ListBlock(PersonBlock(), label=_("Medverkande"), min_num=0, default=[])
    track = blocks.CharBlock(
        label=_("Spår"),
        required=False,
        max_length=80,
        help_text=_("När punkter går samtidigt. Till exempel ”spår A” eller ”workshop 1”."),
    )
    place = blocks.CharBlock(
        label=_("Rum"), required=False, max_length=120, help_text=_("Om det är ett annat.")
    )
    language = blocks.CharBlock(
        label=_("Språk"),
        required=False,
        max_length=80,
        help_text=_("Om det är ett annat. Till exempel ”arabiska”."),
    )
    is_break = blocks.BooleanBlock(
        label=_("Paus"), required=False, help_text=_("Fika, lunch eller rast.")
    )
    registration = blocks.CharBlock(
        label=_("Anmälan till punkten"),
        required=False,
        max_length=200,
        help_text=_("Om den har en egen: ”Välj när du anmäler dig, högst 30 i varje grupp.”"),
    )
    is_streamed = blocks.BooleanBlock(label=_("Sänds"), required=False)
    is_cancelled = blocks.BooleanBlock(label=_("Inställt"), required=False)
    before = blocks.CharBlock(
        label=BEFORE,
        required=False,
        max_length=80,
        help_text=_("Om punkten är ändrad: det som gällde förut, till exempel ”kl. 18.00”."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        start, end = cleaned.get("start"), cleaned.get("end")
        if end and not start:
            raise field_error(_("Skriv också när punkten börjar."), "start")
        day, last = cleaned.get("day"), cleaned.get("last_day")
        if last and not day:
            raise field_error(_("Skriv också vilken dag punkten börjar."), "day")
        if last and last <= day:
            raise field_error(_("Den sista dagen ska vara efter den första."), "last_day")
        # A point of a night may end after midnight.
        if end and start == end:
            raise field_error(_("Punkten slutar när den börjar."), "end")
        return cleaned

    def get_searchable_content(self, value):
        start, day = value.get("start"), value.get("day")
        when = [day and day_words(day, weekday=True), start and f"kl. {clock(start)}"]
        said = [*value.states, str(value.last_day_text), said_before(value)]
        return [*filter(None, [*when, *said]), *super().get_searchable_content(value)]

    class Meta:
        icon = "time"
        label = _("Programpunkt")
        description = _("En punkt i programmet. Punkter med samma klockslag står bredvid varandra.")
        template = "blocks/programme_item.html"
        value_class = ProgrammeItemValue
        form_layout = [
            "day",
            "last_day",
            "start",
            "end",
            "title",
            "text",
            "people",
            "track",
            "place",
            "language",
            "is_break",
            "registration",
            "is_streamed",
            "is_cancelled",
            "before",
        ]
        preview_value = {"title": "Frågor och samtal", "text": "De sista minuterna."}


@dataclass(frozen=True)
class Slot:
    """The points that begin at one time; `end` is theirs where they have it in common."""

    start: time | None
    end: time | None
    points: list


@dataclass(frozen=True)
class Day:
    """What a programme has on one day; `date` is None as long as no point has said a day."""

    date: date | None
    slots: list


def days(programme):
    """Return a programme by day: a point without a day of its own is of the day before it."""
    found = [(None, [])]
    for block in programme:
        day = block.value.get("day")
        if day and day != found[-1][0]:
            found.append((day, []))
        found[-1][1].append(block.value)
    return [Day(day, slots(points)) for day, points in found if points]


def programme_lines(programme):
    """Return a programme as programs print it: a line a point, and one a day where it has days."""
    lines, last = [], None
    for value in (block.value for block in programme):
        if value.get("day") not in (None, last):
            last = value["day"]
            lines.append(capfirst(day_words(last, weekday=True)))
        lines.append(value.line)
    return lines


def moved(programme, by):
    """Return a programme whose days are so much later (a timedelta), with nothing changed yet."""
    unchanged = {"is_cancelled": False, "before": ""}

    def later(value):
        days = {name: value.get(name) and value[name] + by for name in ("day", "last_day")}
        return {**value, **unchanged, **days}

    return [(block.block_type, later(block.value)) for block in programme]


def slots(points):
    """Return the points of a day by time: one a slot, and several where they are parallel."""
    values = list(enumerate(points))
    # What has no time of its own stands alone.
    timed = groupby(values, key=lambda found: found[1].get("start") or found[0])
    found = []
    for _key, group in timed:
        points = [value for _place, value in group]
        ends = {point.get("end") for point in points}
        end = ends.pop() if len(ends) == 1 else None
        found.append(Slot(points[0].get("start"), end, points))
    return found
