"""The calendar: what is coming, what has no day yet, what has been."""

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.base import BasePage

from .event import EventPage


class CalendarPage(BasePage):
    """All events of all activities."""

    page_description = _("Kalendern över alla evenemang. Finns bara en.")
    page_size = 30
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Kalender")
        verbose_name_plural = _("Kalendrar")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        events = EventPage.objects.visible().as_rows()
        upcoming = events.upcoming(now)
        return {
            **context,
            "dated": upcoming.dated(),
            "undated": upcoming.undated(),
            "past": Paginator(events.past(now), self.page_size).get_page(request.GET.get("sida")),
        }
