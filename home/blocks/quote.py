"""Quotations: the template sets the dash or the quotation marks."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..lines import LinesBlock

MARKS = "–—-\"”“«»'"


class QuoteBlock(blocks.StructBlock):
    """What somebody said: with a dash where the sentence names the speaker, else in quotes."""

    quote = LinesBlock(
        label=_("Citat"),
        help_text=_("Bara orden, utan talstreck och citattecken. De sätts av sidan."),
    )
    attribution = blocks.CharBlock(
        label=_("Anföringssats"),
        required=False,
        max_length=300,
        help_text=_(
            "Till exempel ”säger både kommunen och föreningarna”. Då får citatet talstreck."
        ),
    )
    continuation = LinesBlock(
        label=_("Fortsättning"),
        required=False,
        help_text=_("Om citatet går vidare efter anföringssatsen."),
    )
    source = blocks.CharBlock(
        label=_("Vem"),
        required=False,
        max_length=160,
        help_text=_("Namn och vad personen gör. Står under citatet."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if (cleaned.get("quote") or "")[:1] in tuple(MARKS):
            raise blocks.StructBlockValidationError(
                {"quote": ValidationError(_("Ta bort tecknet först i citatet. Sidan sätter det."))}
            )
        return cleaned

    class Meta:
        icon = "openquote"
        label = _("Citat")
        description = _("Något som någon har sagt, med namn.")
        template = "blocks/quote.html"
        preview_value = {"quote": "Arbetet börjar nu", "source": "Kommunen och föreningarna"}
