"""On what ground people are pictured or named, and until when."""

from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

# Sent with `instance` when a picture is being hidden everywhere, or shown again.
picture_hidden = Signal()


class Consent(models.Model):
    """What is noted of the consent of those whom a picture or a page shows; no visitor reads it."""

    class Basis(models.TextChoices):
        """Why somebody may be shown."""

        CONSENT = "consent", _("Samtycke")
        AGREEMENT = "agreement", _("Avtal")
        INTEREST = "interest", _("Uppgift av allmänt intresse")
        NOBODY = "nobody", _("Ingen går att känna igen")

    consent_basis = models.CharField(
        _("varför får de visas?"),
        max_length=20,
        choices=Basis.choices,
        blank=True,
        help_text=_("Grunden för att de som syns eller nämns får visas."),
    )
    consent_until = models.DateField(
        _("gäller till"),
        null=True,
        blank=True,
        help_text=_("Fyra veckor innan får ni en påminnelse. Tomt: tills vidare."),
    )
    consent_note = models.CharField(
        _("anteckning om samtycket"),
        max_length=255,
        blank=True,
        help_text=_("Vem har sagt ja, och var finns det? Visas aldrig för besökare."),
    )

    class Meta:
        abstract = True
