"""Questions with answers that unfold."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .text import PARAGRAPH_FEATURES


class AccordionItemBlock(blocks.StructBlock):
    """A question and its answer."""

    heading = blocks.CharBlock(label=_("Fråga"), max_length=160, help_text=_("En kort rubrik."))
    text = blocks.RichTextBlock(
        label=_("Svar"), features=PARAGRAPH_FEATURES, help_text=_("Visas när man öppnar frågan.")
    )

    class Meta:
        icon = "help"
        label = _("Fråga och svar")
        description = _("En rubrik som går att öppna.")
        template = "blocks/accordion_item.html"
        preview_value = {"heading": "Vem får vara med?", "text": "<p>Alla är välkomna.</p>"}


class AccordionBlock(blocks.StructBlock):
    """Several questions below one heading."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), required=False, max_length=120, help_text=_("Får vara tom.")
    )
    items = blocks.ListBlock(AccordionItemBlock(), label=_("Frågor"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Frågor och svar")
        description = _("Rubriker som öppnas en i taget. För sådant som inte alla behöver läsa.")
        template = "blocks/accordion.html"
        preview_value = {
            "heading": "Vanliga frågor",
            "items": [{"heading": "Vem får vara med?", "text": "<p>Alla är välkomna.</p>"}],
        }
