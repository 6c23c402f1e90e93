"""Tables, as one types or pastes them."""

import re

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockAdapter

from ..ranges import NBSP

NUMBER = re.compile(r"([-–−]?)([1-9]\d{3,14})((?:,\d+)?(?: ?%)?)")
YEAR = re.compile(r"(?:19|20)\d\d")


def grouped(text):
    """Return a number as typed with a space between its thousands: «2 500», «12 000,50»."""
    whole = NUMBER.fullmatch(text)
    if not whole:
        return text
    thousands = f"{int(whole[2]):,}".replace(",", NBSP)
    return f"{whole[1]}{thousands}{whole[3]}"


class TableBlock(TypedTableBlock):
    """A table with a caption and headed columns; a pasted one fills it whole (`table.js`)."""

    def __init__(self, **kwargs):
        super().__init__(
            [
                ("text", blocks.CharBlock(label=_("Text"), required=False)),
                ("number", blocks.CharBlock(label=_("Tal"), required=False)),
            ],
            **kwargs,
        )

    def get_context(self, value, parent_context=None):
        """Add the rows that hold anything: each cell's `text`, and whether it `is_number`."""
        context = super().get_context(value, parent_context)
        columns = [column["block"].name == "number" for column in value.columns]
        rows = [[(cell.value or "").strip() for cell in row] for row in value.rows]
        rows = [row for row in rows if any(row)]
        context["is_headed"] = any(column["heading"] for column in value.columns)
        years = [
            all(map(YEAR.fullmatch, filter(None, cells))) for cells in zip(*rows, strict=False)
        ]
        context["rows"] = [
            [
                {"text": grouped(text) if number and not year else text, "is_number": number}
                for text, number, year in zip(row, columns, years, strict=False)
            ]
            for row in rows
        ]
        return context

    class Meta:
        icon = "table"
        label = _("Tabell")
        description = _("Uppgifter i rader och kolumner. Skriv alltid en tabellrubrik.")
        template = "blocks/table.html"
        # Two columns to begin in: one that is empty is not printed.
        default = {
            "caption": "",
            "columns": [{"type": "text", "heading": ""}, {"type": "text", "heading": ""}],
            "rows": [{"values": ["", ""]}],
        }
        preview_value = {
            "caption": "Evenemang under året",
            "columns": [
                {"type": "text", "heading": "Mötesform"},
                {"type": "number", "heading": "Gånger"},
            ],
            "rows": [{"values": ["Dialogforum", "2"]}],
        }


class TableAdapter(TypedTableBlockAdapter):
    """The table in the editor: Wagtail's, with what `table.js` adds."""

    js_constructor = "home.blocks.table.TableBlock"

    @cached_property
    def media(self):
        return super().media + Media(js=["js/table.js"])


register(TableAdapter(), TableBlock)
