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
from ..dates import STOCKHOLM, date_range, last_day
from ..form_fields import TypedDateBlock, TypedTimeBlock
from ..querysets import is_visible
from .choosers import EventChooserBlock
from .links import host
from .text import HeadedBlock, field_error


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
        title, day = self.get("text"), self.get("day")
        if not title or not day:
            return None
        start, end = self._moments(day)
        url, number = self.get("url") or "", self.get("number")
        return ShownDate(
            title,
            start,
            end,
            place=self.get("place") or "",
            url=url,
            host=host(url),
            is_over=last_day(start, end) < timezone.localdate(timezone=STOCKHOLM),
            number_text=_("%s kom") % amount(number) if number else "",
        )

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
    begins = TypedTimeBlock(label=_("Börjar"), required=False, help_text=_("Valfritt."))
    ends = TypedTimeBlock(label=_("Slutar"), required=False, help_text=_("Valfritt."))
    place = blocks.CharBlock(
        label=_("Plats"),
        required=False,
        max_length=160,
        help_text=_("Valfritt. Till exempel ”Luleå” eller ”digitalt via Zoom”."),
    )
    url = blocks.URLBlock(
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
        missing = [name for name in ("text", "day") if not cleaned.get(name)]
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
        when = date_range(row.start, row.end)
        return [
            ", ".join(filter(None, [f"{when}: {row.title}", row.place, row.host, row.number_text]))
        ]

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
            "Dagar framåt i korta rader, med vad som händer och var. En rad kan bli ett evenemang."
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
