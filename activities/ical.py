"""Calendar files (RFC 5545, 5546 and 7986): one event, or a list to subscribe to."""

from datetime import UTC, timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import STATUS, Calendar, Event, Timezone, vCalAddress, vDuration

from home.dates import day_of, local
from home.feeds import printable
from home.site import SiteSettings

from .status import CALLED_OFF, Status, event_status

PRODUCT = "-//Malmoandan//Kalender//SV"
REFRESH = timedelta(hours=1)
STATUSES = {
    Status.CANCELLED: STATUS.CANCELLED,
    # The day in the file no longer holds, and there is no other yet.
    Status.POSTPONED: STATUS.CANCELLED,
    Status.SAVE_THE_DATE: STATUS.TENTATIVE,
}
# Summer time as the European Union has it since 1996 (directive 2000/84/EC).  Written out, since
# icalendar's add_missing_timezones lets each summer begin an hour late.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def calendar_file(request, events, name, url, filename):
    """Answer with the calendar file of `events`: one, or the list of `for_calendar_files`.

    `name` is what a calendar program calls the list, empty for what is no list to subscribe to;
    `url` is the full address of its page and `filename` the file's name without the ending.
    """
    result = Calendar()
    result.prodid, result.version, result.method, result.url = PRODUCT, "2.0", "PUBLISH", url
    if name:
        result.calendar_name = printable(name)
        result.refresh_interval = REFRESH
        result["refresh-interval"].params["VALUE"] = "DURATION"
        result.add("x-published-ttl", vDuration(REFRESH))
    result.add_component(Timezone.from_ical(ZONE))
    now, email = timezone.now(), SiteSettings.for_request(request).contact_email
    for event in events:
        entry = vevent(event, now)
        if email:
            entry["organizer"] = vCalAddress(f"mailto:{email}")
            entry["organizer"].params["CN"] = "Malmöandan"
        result.add_component(entry)
    return HttpResponse(
        result.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )


def event_file(request, event):
    """Answer with the calendar file of one event (404 while it has no day)."""
    if event.start is None:
        raise Http404
    return calendar_file(request, [event], "", event.full_url, event.slug)


def vevent(event, now):
    """Return a dated event as a calendar shows it at `now` (aware).

    Where no end is known none is written: by RFC 5545 (3.6.1) the entry marks the start alone.
    """
    status = event_status(event, now)
    entry = Event.new(
        uid=str(event.translation_key),
        stamp=event.calendar_changed,
        last_modified=event.calendar_changed,
        sequence=event.calendar_sequence,
        summary=printable(_summary(event)),
        status=STATUSES.get(status, STATUS.CONFIRMED),
        start=_local(event, event.start),
        end=_local(event, event.end),
        url=event.full_url,
        description=printable(_description(event)),
        location=printable(event.printed.location) or None,
    )
    themes = [printable(theme.name) for theme in event.themes.all()]
    if themes:
        entry.categories = themes
    return entry


def count_change(event, before):
    """Count a change where a calendar shows the event otherwise than `before`, or None.

    That is the event as the database has it: a revision brings the number of its own day.
    """
    event.calendar_sequence = before.calendar_sequence if before else 0
    event.calendar_changed = before.calendar_changed if before else timezone.now()
    if before and not look_alike(before, event):
        event.calendar_sequence += 1
        event.calendar_changed = timezone.now()


def look_alike(event, other):
    """Tell whether a calendar shows two versions of an event alike, their number set aside."""
    if event.start is None or other.start is None:
        return event.start is other.start
    now = timezone.now()
    entries = [vevent(version, now) for version in (event, other)]
    for entry in entries:
        for stamp in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE"):
            del entry[stamp]
    return entries[0].to_ical() == entries[1].to_ical()


def _local(event, moment):
    """Return the moment in Stockholm's time, or in UTC in the hour that an autumn night repeats.

    Of whole days it is the date; the date of an end is the one after the last day (RFC 5545).
    """
    if moment is None:
        return None
    if event.all_day:
        return day_of(moment)
    in_stockholm = local(moment)
    return moment.astimezone(UTC) if in_stockholm.fold else in_stockholm


def _description(event):
    printed, about = event.printed, _("Mer om evenemanget: %s") % event.full_url
    facts, programme = "\n".join(printed.fact_lines), "\n".join(printed.programme_lines)
    paragraphs = [printed.change_text, event.introduction, facts, programme, about]
    return "\n\n".join(filter(None, paragraphs))


def _summary(event):
    if event.change in CALLED_OFF:
        return f"{event.get_change_display().upper()}: {event.title}"
    return event.title
