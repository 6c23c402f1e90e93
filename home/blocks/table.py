"""Tables."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


class TableBlock(TypedTableBlock):
    """A table with a caption and headed columns."""

    def __init__(self, **kwargs):
        super().__init__(
            [
                ("text", blocks.CharBlock(label=_("Text"), required=False)),
                ("number", blocks.CharBlock(label=_("Tal"), required=False)),
            ],
            **kwargs,
        )

    class Meta:
        icon = "table"
        label = _("Tabell")
        description = _("Uppgifter i rader och kolumner. Skriv alltid en tabellrubrik.")
        template = "blocks/table.html"
        preview_value = {
            "caption": "Träffar under året",
            "columns": [
                {"type": "text", "heading": "Mötesform"},
                {"type": "number", "heading": "Gånger"},
            ],
            "rows": [{"values": ["Dialogforum", "2"]}],
        }
