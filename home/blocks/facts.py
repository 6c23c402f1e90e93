"""Facts in rows: what, when, where, for whom, what it costs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..lines import LinesBlock

LABELS = [
    ("date", _("Datum")),
    ("time", _("Tid")),
    ("place", _("Plats")),
    ("town", _("Ort")),
    ("audience", _("Målgrupp")),
    ("fee", _("Avgift")),
    ("deadline", _("Sista anmälningsdag")),
    ("contact", _("Kontakt")),
    ("other", _("Annat (skriv själv)")),
]


class FactValue(blocks.StructValue):
    """A row of facts with the label that is printed."""

    @property
    def label(self):
        """Return the typed-in label, or else the chosen one."""
        return self.get("own_label") or dict(LABELS).get(self.get("kind"), "")


class FactBlock(blocks.StructBlock):
    """One row: what kind of fact, and the fact."""

    kind = blocks.ChoiceBlock(label=_("Uppgift"), choices=LABELS, help_text=_("Vad raden anger."))
    own_label = blocks.CharBlock(
        label=_("Egen rubrik"),
        required=False,
        max_length=40,
        help_text=_("När rubriken ska vara en annan, till exempel Kostnad i stället för Avgift."),
    )
    value = LinesBlock(label=_("Värde"), help_text=_("Kort, till exempel 2 500 kronor."))

    def clean(self, value):
        cleaned = super().clean(value)
        unnamed = cleaned.get("kind") == "other" and not cleaned.get("own_label")
        if unnamed and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError(
                {"own_label": ValidationError(_("Skriv en egen rubrik när uppgiften är ”Annat”."))}
            )
        return cleaned

    def get_searchable_content(self, value):
        return [str(value.label), value.get("value") or ""]

    class Meta:
        icon = "tag"
        label = _("Faktarad")
        description = _("En uppgift med sin rubrik.")
        template = "blocks/fact.html"
        value_class = FactValue
        preview_value = {"kind": "time", "value": "9.30–15.00"}


class FactsBlock(blocks.StructBlock):
    """Rows of facts in a box."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), required=False, max_length=120, help_text=_("Får vara tom.")
    )
    rows = blocks.ListBlock(FactBlock(), label=_("Rader"), min_num=1)

    class Meta:
        icon = "form"
        label = _("Fakta")
        description = _("Datum, tid, plats, målgrupp, avgift och annat i korta rader.")
        template = "blocks/facts.html"
        preview_value = {
            "heading": "Fakta",
            "rows": [
                {"kind": "time", "value": "9.30–15.00"},
                {"kind": "place", "value": "Digitalt"},
            ],
        }
