"""Calendar files (RFC 5545, 5546 and 7986): one event, or a list to subscribe to."""

from datetime import UTC, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import STATUS, Calendar, Event, Timezone, vCalAddress, vDuration

from home.dates import day_of, period
from home.feeds import printable
from home.site import SiteSettings

from .status import STOCKHOLM, Status, event_status, is_moved

PRODUCT = "-//Malmoandan//Kalender//SV"
REFRESH = timedelta(hours=1)
PREFIXES = {
    Status.CANCELLED: gettext_lazy("INSTÄLLT: %s"),
    Status.POSTPONED: gettext_lazy("UPPSKJUTET: %s"),
}
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
    email = SiteSettings.for_request(request).contact_email
    content = calendar(events, name, url, email).to_ical()
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )


def calendar(events, name, url, email=""):
    """Return the calendar of dated events; `email` is where their organiser is reached."""
    result = Calendar()
    result.prodid, result.version, result.method, result.url = PRODUCT, "2.0", "PUBLISH", url
    if name:
        result.calendar_name = printable(name)
        result.refresh_interval = REFRESH
        result["refresh-interval"].params["VALUE"] = "DURATION"
        result.add("x-published-ttl", vDuration(REFRESH))
    result.add_component(Timezone.from_ical(ZONE))
    now = timezone.now()
    for event in events:
        entry = vevent(event, now)
        if email:
            entry["organizer"] = vCalAddress(f"mailto:{email}")
            entry["organizer"].params["CN"] = "Malmöandan"
        result.add_component(entry)
    return result


def vevent(event, now):
    """Return a dated event as a calendar shows it at `now` (aware).

    Where no end is known none is written: by RFC 5545 (3.6.1) the entry marks the start alone.
    """
    status = event_status(event.facts, now)
    entry = Event.new(
        uid=str(event.translation_key),
        stamp=event.calendar_changed,
        last_modified=event.calendar_changed,
        sequence=event.calendar_sequence,
        summary=printable(PREFIXES.get(status, "%s") % event.title),
        status=STATUSES.get(status, STATUS.CONFIRMED),
        start=_local(event, event.start),
        end=_local(event, event.end),
        url=event.full_url,
        description=printable(_description(event, status)),
        location=printable(_location(event)) or None,
    )
    themes = [printable(theme.name) for theme in event.themes.all()]
    if themes:
        entry.categories = themes
    return entry


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
    local = moment.astimezone(STOCKHOLM)
    return moment.astimezone(UTC) if local.fold else local


def _location(event):
    there = ", ".join(filter(None, [event.printed.venue, event.printed.address]))
    if not event.is_on_site or not there:
        return str(event.place)
    if not event.is_online:
        return there
    if not event.online_service:
        return _("%s, och digitalt") % there
    return _("%(there)s, och digitalt via %(service)s") % {
        "there": there,
        "service": event.online_service,
    }


def _description(event, status):
    facts = _cost(event) if status.is_called_off else [*_cost(event), *_joining(event)]
    about = _("Mer om evenemanget: %s") % event.full_url
    paragraphs = [_change(event, status), event.introduction, "\n".join(facts), about]
    return "\n\n".join(filter(None, paragraphs))


def _change(event, status):
    if status is Status.CANCELLED:
        change = _("Evenemanget är inställt.")
    elif status is Status.POSTPONED:
        change = _("Evenemanget är uppskjutet. Nytt datum meddelas.")
    elif is_moved(event.facts) and event.previous_start:
        before = period(event.printed.previous_start)
        change = _("Evenemanget har fått ett nytt datum. Tidigare datum: %s.") % before
    else:
        return ""
    return " ".join(filter(None, [change, event.change_reason]))


def _cost(event):
    costs = [_("gratis")] if event.is_free else []
    costs += [block.value.text for block in event.printed.prices or ()]
    in_words = event.printed.price_text
    if in_words and not (event.is_free and in_words.lower() == "gratis"):
        costs.append(in_words)
    if costs:
        yield _("Kostnad: %s") % "; ".join(costs)
    if event.price_conditions:
        yield event.price_conditions


def _joining(event):
    if event.registration == "none":
        yield _("Ingen anmälan behövs.")
    elif event.registration == "invited":
        yield _("Bara för den som är inbjuden.")
    elif event.places == "full":
        yield _("Evenemanget är fullbokat.")
    elif event.registration:
        if event.registration_opens:
            yield _("Anmälan öppnar: %s") % period(event.registration_opens)
        printed = event.printed
        yield _("Anmälan: %s") % (printed.registration_url or printed.registration_email)
        if event.registration_closes:
            yield _("Sista anmälan: %s") % period(event.registration_closes)
    if event.printed.registration_text:
        yield event.printed.registration_text
    if event.has_entrance and event.all_day:
        yield _("Anslut (öppnar när dagen börjar): %s") % event.entrance_url
    elif event.has_entrance:
        yield _("Anslut (öppnar 30 minuter före start): %s") % event.entrance_url
