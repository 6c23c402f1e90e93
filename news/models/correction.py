"""What an article had wrong, and when that was mended."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import MultiFieldPanel

from home.dates import date_range
from home.panels import FOLDED
from home.schema import iso_datetime, without_empty


class Correction(models.Model):
    """A correction that readers are told of at the top."""

    corrected = models.DateField(
        gettext_lazy("rättad den"), null=True, blank=True, help_text=gettext_lazy("Valfritt.")
    )
    correction = models.CharField(
        gettext_lazy("rättelse"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Vad som var fel, och vad som stod förut. Visas överst i artikeln."),
    )

    class Meta:
        abstract = True

    def clean(self):
        """Refuse the day of a correction that says nothing (ValidationError at `correction`)."""
        super().clean()
        if self.corrected and not self.correction:
            raise ValidationError({"correction": _("Skriv vad som var fel.")})

    @property
    def correction_text(self):
        """Return what was wrong, and when it was mended: «Rättad 3 juni 2026: …»."""
        if not self.correction:
            return ""
        when = _("Rättad %s") % date_range(self.corrected) if self.corrected else _("Rättelse")
        return f"{when}: {self.correction}"

    @property
    def correction_data(self):
        """Return the same by schema.org/CorrectionComment."""
        known = {"text": self.correction, "datePublished": iso_datetime(self.corrected)}
        return without_empty({"@type": "CorrectionComment", **known}) if self.correction else None


CORRECTION_PANEL = MultiFieldPanel(
    ["corrected", "correction"], heading=gettext_lazy("Om något var fel"), classname=FOLDED
)
