"""Which events an article reports from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class ReportedEvent(Orderable):
    """An event that an article reports from."""

    article = ParentalKey(
        "news.ArticlePage", on_delete=models.CASCADE, related_name="reported_events"
    )
    event = models.ForeignKey(
        "activities.EventPage",
        verbose_name=_("evenemang"),
        on_delete=models.CASCADE,
        related_name="reports",
    )

    panels = ["event"]

    class Meta(Orderable.Meta):
        verbose_name = _("rapport från evenemang")
        verbose_name_plural = _("rapporter från evenemang")
