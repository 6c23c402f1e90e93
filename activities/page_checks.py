"""What to look at in an event: holidays, and other events at the same time."""

from datetime import timedelta

from django.utils.translation import gettext as _
from wagtail import hooks

from home.checks.content import Finding
from home.dates import day_of, day_words, period
from home.holidays import holiday_name

from .models import EventPage
from .status import CALLED_OFF

AN_HOUR = timedelta(hours=1)
MOMENTS = ("start", "registration_closes")


@hooks.register("page_checks")
def holidays(content):
    """Yield the holidays on which an event begins, or its registration ends."""
    event = content.page
    if not isinstance(event, EventPage):
        return
    for name in MOMENTS:
        moment = getattr(event, name)
        if moment and (holiday := holiday_name(day_of(moment))):
            values = {"day": day_words(day_of(moment)), "holiday": holiday}
            yield Finding(content.place(name), _("%(day)s är %(holiday)s.") % values)


@hooks.register("page_checks")
def events_at_once(content):
    """Yield the other events, drafts too, that take place while an event does."""
    event = content.page
    if not isinstance(event, EventPage) or not event.start or event.all_day:
        return
    if event.change in CALLED_OFF:
        return
    after = event.end or event.start + AN_HOUR
    others = EventPage.objects.between(event.start, after).taking_place().exclude(all_day=True)
    for other in others.exclude(pk=event.pk)[:3]:
        values = {"title": other.get_admin_display_title(), "when": period(other.start, other.end)}
        said = _("Samtidigt har ni ”%(title)s”: %(when)s.")
        yield Finding(content.place("start"), said % values)
