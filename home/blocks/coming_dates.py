"""Coming dates in short rows: what, when and where; one that has become an event follows it."""

from datetime import date, datetime
from typing import NamedTuple

from django.forms import Media
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from ..amounts import amount
from ..dates import STOCKHOLM, date_range, last_day, text_of, time_parts
from ..form_fields import TypedDateBlock, TypedTimeBlock, WebAddressBlock
from ..querysets import is_visible
from .choosers import EventChooserBlock
from .links import host
from .text import BEFORE, HeadedBlock, field_error, said_before

ANY_DAY = date(2000, 1, 1)  # on which a time of day is written that comes on many


class ShownDate(NamedTuple):
    """What a row says: its own words, or its event's; `status` is an event's alone."""

    title: str
    start: object = None
    end: object = None
    date_text: str = ""
    place: str = ""
    url: str = ""
    host: str = ""
    status: object = None
    is_over: bool = False
    number_text: str = ""
    time_text: str = ""
    before_text: str = ""


class ComingDateValue(blocks.StructValue):
    """A row, and what is printed of it."""

    @cached_property
    def shown(self):
        """Return the `ShownDate`, of the event where visitors see that; None if it is empty."""
        event = self.get("event")
        if is_visible(event):
            card, status = event.card(), event.status
            when = (card.start, card.end, card.date_text)
            return ShownDate(
                card.title, *when, card.place, card.url, status=status, is_over=status.is_over
            )
        title, day, words = self.get("text"), self.get("day"), self.get("date_text") or ""
        if not title or not (day or words):
            return None
        start, end = self._moments(day) if day else (None, None)
        url, number = self.get("url") or "", self.get("number")
        return ShownDate(
            title,
            start,
            end,
            date_text=words,
            place=self.get("place") or "",
            url=url,
            host=host(url),
            is_over=bool(day) and last_day(start, end) < timezone.localdate(timezone=STOCKHOLM),
            number_text=_("%s kom") % amount(number) if number else "",
            time_text="" if day else self._clock,
            before_text=said_before(self),
        )

    @property
    def _clock(self):
        """Return the time of day of what has no day: «kl. 11.30–13.00»."""
        begins, ends = (
            self.get(name) and datetime.combine(ANY_DAY, self[name], STOCKHOLM)
            for name in ("begins", "ends")
        )
        return text_of(time_parts(begins, ends)) if begins else ""

    def _moments(self, day):
        """Return when it begins and ends: moments where the time of day is known, else days."""
        last, begins, ends = (self.get(name) for name in ("last_day", "begins", "ends"))
        start = datetime.combine(day, begins, STOCKHOLM) if begins else day
        if begins and ends:
            return start, datetime.combine(last or day, ends, STOCKHOLM)
        return start, last


class ComingDateBlock(blocks.StructBlock):
    """What happens on a day; or an event of the site, which then says it."""

    text = blocks.CharBlock(
        label=_("Vad"),
        required=False,
        max_length=160,
        help_text=_("Till exempel ”Nationell konferens om överenskommelser”."),
    )
    day = TypedDateBlock(label=_("Dag"), required=False)
    last_day = TypedDateBlock(
        label=_("Sista dagen"), required=False, help_text=_("Bara när det är flera dagar.")
    )
    date_text = blocks.CharBlock(
        label=_("När, med ord"),
        required=False,
        max_length=80,
        help_text=_("I stället för dagen: ”tisdagar”, ”jämna veckor”, ”augusti 2027”."),
    )
    begins = TypedTimeBlock(label=_("Börjar"), required=False, help_text=_("Valfritt."))
    ends = TypedTimeBlock(label=_("Slutar"), required=False, help_text=_("Valfritt."))
    place = blocks.CharBlock(
        label=_("Plats"),
        required=False,
        max_length=160,
        help_text=_("Valfritt. Till exempel ”Luleå” eller ”digitalt via Zoom”."),
    )
    url = WebAddressBlock(
        label=_("Webbadress"),
        required=False,
        help_text=_("Valfritt. Där man läser mer eller anmäler sig."),
    )
    number = blocks.IntegerBlock(
        label=_("Antal som kom"),
        required=False,
        min_value=1,
        max_value=10**7,
        help_text=_("Valfritt. När det har varit."),
    )
    before = blocks.CharBlock(
        label=BEFORE,
        required=False,
        max_length=80,
        help_text=_("Om något är ändrat: det som gällde förut, till exempel ”21 oktober”."),
    )
    event = EventChooserBlock(
        label=_("Evenemang"),
        required=False,
        help_text=_(
            "När evenemanget är publicerat visar raden det, i stället för uppgifterna ovan."
        ),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        day, last, begins, ends = (cleaned.get(n) for n in ("day", "last_day", "begins", "ends"))
        if day and last and last < day:
            raise field_error(_("Sista dagen är före den första."), "last_day")
        if ends and not begins:
            raise field_error(_("Skriv när det börjar."), "begins")
        if ends and ends <= begins and (not last or last == day):
            raise field_error(_("Sluttiden ska vara efter starttiden."), "ends")
        if self.is_deferred_validation or cleaned.get("event"):
            return cleaned
        if day and cleaned.get("date_text"):
            raise field_error(_("Ta bort texten: raden har en dag."), "date_text")
        dated = "date_text" if cleaned.get("date_text") else "day"
        missing = [name for name in ("text", dated) if not cleaned.get(name)]
        if missing:
            raise field_error(_("Skriv vad och vilken dag, eller välj ett evenemang."), *missing)
        return cleaned

    def get_searchable_content(self, value):
        """Return the row as it is read; what an event says is found on its own page."""
        row = value.shown
        if row is None:
            return []
        if row.status:
            return [row.title]
        when = date_range(row.start, row.end) if row.start else row.date_text
        said = [f"{when}: {row.title}", row.time_text, row.place, row.host, row.number_text]
        return [", ".join(filter(None, [*said, row.before_text]))]

    class Meta:
        icon = "date"
        label = _("Datum")
        description = _("En dag, vad som händer då, och var.")
        template = "blocks/coming_date.html"
        value_class = ComingDateValue
        preview_value = {
            "text": "Nationell konferens",
            "day": date(2027, 11, 21),
            "place": "Helsingborg",
        }


class ComingDateAdapter(StructBlockAdapter):
    """A row in the editor, with a way to the form of a new event (`coming_date.js`)."""

    js_constructor = "home.blocks.coming_dates.ComingDateBlock"

    def js_args(self, block):
        name, fields, meta = super().js_args(block)
        return [name, fields, meta | {"makeLabel": _("Gör till evenemang")}]

    @cached_property
    def media(self):
        return super().media + Media(js=["js/coming_date.js"])


register(ComingDateAdapter(), ComingDateBlock)


class ComingDatesValue(blocks.StructValue):
    """Rows, of which those that say nothing are left out."""

    @property
    def shown_rows(self):
        return [row for row in self.get("rows") or [] if row.shown]


class ComingDatesBlock(HeadedBlock):
    """Coming dates in short rows."""

    rows = blocks.ListBlock(ComingDateBlock(), label=_("Datum"), min_num=1)

    class Meta:
        icon = "date"
        label = _("Kommande datum")
        description = _(
            "Dagar framåt, eller veckans fasta tider, i korta rader med vad som händer och var. En "
            "rad kan bli ett evenemang."
        )
        template = "blocks/coming_dates.html"
        mail_template = "email/blocks/coming_dates.html"
        value_class = ComingDatesValue
        preview_value = {
            "heading": "Kommande datum",
            "rows": [ComingDateBlock._meta_class.preview_value],
        }


def shown_dates(stream):
    """Return the rows that the blocks of a body print, in order."""
    blocks_of_dates = (block.value for block in stream if block.block_type == "dates")
    return [row.shown for value in blocks_of_dates for row in value.shown_rows]
