"""Who may come, how and at what price: an activity says it once, and its new events copy it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..status import AttendanceMode, Registration


class Invitation(models.Model):
    """The fields that an activity and an event have in common, of which an event has its own."""

    attendance_mode = models.CharField(
        _("sätt att delta"),
        max_length=20,
        choices=AttendanceMode.choices,
        blank=True,
        help_text=_("På plats, digitalt eller både och."),
    )
    audience = models.TextField(
        _("för vem"), blank=True, help_text=_("Vilka är välkomna, och behövs någon förkunskap?")
    )
    open_to_all = models.BooleanField(
        _("öppet för alla"), default=False, help_text=_("Kryssa i om vem som helst får delta.")
    )
    registration = models.CharField(
        _("anmälan"),
        max_length=20,
        choices=Registration.choices,
        blank=True,
        help_text=_("Lämna tomt så länge det inte går att anmäla sig: då visas ”Spara datumet”."),
    )
    registration_text = models.TextField(
        _("om anmälan"), blank=True, help_text=_("Vad den som anmäler sig behöver veta.")
    )
    is_free = models.BooleanField(
        _("gratis"), default=False, help_text=_("Kryssa i om det inte kostar något att delta.")
    )
    price_text = models.CharField(
        _("pris med ord"),
        max_length=160,
        blank=True,
        help_text=_("När priset inte går att säga i raderna ovanför. Får vara tomt."),
    )

    class Meta:
        abstract = True


INVITATION = [field.name for field in Invitation._meta.fields]
