"""What an event costs, as blocks."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.amounts import kronor
from home.dates import STOCKHOLM, date_range
from home.form_fields import TypedDateBlock

VAT = [("included", _("inklusive moms")), ("excluded", _("exklusive moms"))]


class PriceValue(blocks.StructValue):
    """A price in words."""

    @property
    def amount_text(self):
        """Return the amount in words, or that it is free; empty in a draft that has none yet."""
        amount = self.get("amount")
        if amount is None:
            return ""
        return kronor(amount) if amount else _("gratis")

    @property
    def vat_text(self):
        """Return whether VAT is in the price, in words; empty where none arises."""
        return dict(VAT).get(self.get("vat"), "") if self.get("amount") else ""

    @property
    def until_text(self):
        """Return until when it is the price, or was: «till och med 30 september 2026»."""
        if not self.get("until"):
            return ""
        said = _("gällde till och med %s") if self.is_over else _("till och med %s")
        return said % date_range(self["until"])

    @property
    def is_over(self):
        """Tell whether its last day has passed."""
        until = self.get("until")
        return bool(until) and until < timezone.localdate(timezone=STOCKHOLM)

    @property
    def text(self):
        """Return the whole price on one line."""
        parts = (self.get("label"), self.amount_text, self.vat_text, self.get("note"))
        parts = (*parts, self.until_text)
        return ", ".join(str(part) for part in parts if part)


class PriceBlock(blocks.StructBlock):
    """What it costs for one kind of participant."""

    label = blocks.CharBlock(
        label=_("Vad det gäller"),
        required=False,
        max_length=160,
        help_text=_("Valfritt. Till exempel ”via länk”."),
    )
    amount = blocks.DecimalBlock(
        label=_("Kronor"), min_value=0, max_digits=9, decimal_places=2, help_text=_("Bara siffror.")
    )
    vat = blocks.ChoiceBlock(
        label=_("Moms"),
        choices=VAT,
        required=False,
        help_text=_("Lämna tomt när moms inte är aktuellt."),
    )
    note = blocks.CharBlock(
        label=_("Tillägg"),
        required=False,
        max_length=200,
        help_text=_("Valfritt. Till exempel ”per deltagare”."),
    )
    until = TypedDateBlock(
        label=_("Till och med"),
        required=False,
        help_text=_("Sista dagen med det priset, om det sedan blir ett annat."),
    )

    def get_searchable_content(self, value):
        return [value.text]

    class Meta:
        icon = "tag"
        label = _("Pris")
        description = _("Ett pris, med moms och vem det gäller.")
        template = "blocks/price.html"
        value_class = PriceValue
        preview_value = {"label": "På plats", "amount": 1650, "vat": "excluded", "note": ""}
