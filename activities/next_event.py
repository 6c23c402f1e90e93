"""Nästa tillfälle: a draft of the next event of an activity, made from an earlier one."""

from datetime import datetime, time, timedelta

from .models import EventOrganiser, EventPage
from .status import STOCKHOLM

# What usually holds from one occasion to the next.  What belongs to the old one alone stays there:
# guests, change and reason, places left, days and address of registration, the secret join link,
# what came of it.
RECURRING = [
    "all_day",
    "attendance_mode",
    "venue",
    "address",
    "directions",
    "online_service",
    "doors",
    "audience",
    "open_to_all",
    "registration",
    "registration_email",
    "registration_text",
    "lent",
    "waiting_list_text",
    "is_free",
    "prices",
    "price_text",
    "price_conditions",
    "access_info",
    "access_contact",
]
TEXT = ["introduction", "image", "image_alt", "body", "programme"]


def usual_times(source, activity):
    """Return (start, end) as times of day in Europe/Stockholm: the source's, or else the usual.

    Either may be None.  `source` may be None where the activity has had no event.
    """
    if source is None or source.start is None:
        return activity.usual_start, activity.usual_end
    end = source.end.astimezone(STOCKHOLM).time() if source.end else None
    return source.start.astimezone(STOCKHOLM).time(), end


def nights(source):
    """Return how many days after its first day an event ends."""
    if not source.start or not source.end:
        return 0
    first, last = (moment.astimezone(STOCKHOLM).date() for moment in (source.start, source.end))
    return (last - first).days


def next_event(source, title, day, begins=time.min, ends=None, with_text=False):
    """Return the unsaved draft of an event like `source` on another day.

    `day` is a date; `begins` and `ends` are times of day in Europe/Stockholm, so that summer time
    moves neither.  An event over several days keeps their number; one of whole days needs no times.
    """
    event = EventPage(title=title, live=False)
    for field in RECURRING + (TEXT if with_text else []):
        setattr(event, field, getattr(source, field))
    event.themes.set(source.themes.all())
    event.organisers.set(
        EventOrganiser(organisation=row.organisation, sort_order=row.sort_order)
        for row in source.organisers.all()
    )
    event.start = datetime.combine(day, begins, tzinfo=STOCKHOLM)
    if source.all_day:
        ends = time.min
    if ends is not None:
        last = day + timedelta(days=nights(source) or (ends <= begins))
        event.end = datetime.combine(last, ends, tzinfo=STOCKHOLM)
    return event


def add_draft(event, activity, user):
    """Put the draft below its activity, as the user's, and return it.

    Raises ValidationError where the tree refuses it.
    """
    event.owner = user
    activity.add_child(instance=event)
    event.save_revision(user=user, log_action=True, clean=False)
    return event
