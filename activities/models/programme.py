"""The programme of an event."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class ProgrammeItem(Orderable):
    """A point of the programme."""

    event = ParentalKey("activities.EventPage", on_delete=models.CASCADE, related_name="programme")
    start = models.TimeField(
        _("klockan"), null=True, blank=True, help_text=_("När punkten börjar.")
    )
    title = models.CharField(_("rubrik"), max_length=160, help_text=_("Vad som händer."))
    text = models.TextField(_("text"), blank=True, help_text=_("Vem och vad. Får vara tom."))

    class Meta(Orderable.Meta):
        verbose_name = _("programpunkt")
        verbose_name_plural = _("programpunkter")
