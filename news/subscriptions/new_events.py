"""Letters on new events: one a day at most, to who has asked for them.

Nothing is noted of what has been told: the events of a day are those first published within it, and
who has had its letter is known by the key of the letter.  So the job may be killed anywhere, and
goes on with who is left.
"""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.dates import STOCKHOLM, period
from home.mail.letter import Letter, Priority, letter_options

from .addresses import leave_headers, leave_url
from .subscriber import Subscriber

AT = time(8)  # o'clock, when the day of events ends and its letters are written
DAYS = 3  # so many days are told late, where the work stood still
MOST_EVENTS = 20  # in a letter; the calendar has the rest
AT_ONCE = 200  # letters that are written in one round


def days_told(now):
    """Return the days of events that have ended lately, as (begin, end), the oldest first."""
    local = now.astimezone(STOCKHOLM)
    last = local.date() if local.time() >= AT else local.date() - timedelta(days=1)
    ends = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(_at(end - timedelta(days=1)), _at(end)) for end in ends]


def _at(day):
    return datetime.combine(day, AT, STOCKHOLM)


def write_letters_on_new_events():
    """Write the letters of the last days that are not written yet (a job)."""
    days, left = days_told(timezone.now()), AT_ONCE
    published = apps.get_model("activities.EventPage").objects.first_published_since(days[0][0])
    events = [*published.visible().upcoming().taking_place().as_rows()]
    for begin, end in days:
        own = [event for event in events if begin <= event.first_published_at < end]
        left -= write_day(own, end, left)


def write_day(events, end, most):
    """Write so many letters at most on the events of a day that ended; return how many."""
    if not events or most <= 0:
        return 0
    key = f"new-events:{end:%Y-%m-%d}"
    written = Letter.objects.filter(key=key, recipient=OuterRef("email"))
    wanting = Subscriber.objects.to_new_events(*{event.activity_key for event in events})
    # Who came since has seen what there is.
    wanting = wanting.filter(~Exists(written), confirmed__lt=end).with_topics()[:most]
    for subscriber in wanting:
        keys = {activity.pk for activity in subscriber.activities.all()}
        own = [event for event in events if subscriber.all_events or event.activity_key in keys]
        write(subscriber, own, key)
    return len(wanting)


def lines_of(event):
    """Return what the letter says of an event, line by line: what, when and where, and its link."""
    card = event.card()
    when = capfirst(period(card.start, card.end) if card.start else _("datum meddelas"))
    lines = [card.title, ". ".join(filter(None, [when, card.place])), card.sentence]
    return [" ".join(line.split()) for line in lines if line] + [event.full_url]


def write(subscriber, events, key):
    """Queue the letter to one subscriber."""
    subject = ngettext(
        "Nytt evenemang: %(title)s", "%(count)d nya evenemang hos Malmöandan", len(events)
    ) % {"title": events[0].title, "count": len(events)}
    context = {
        "events": [lines_of(event) for event in events[:MOST_EVENTS]],
        "more": len(events) > MOST_EVENTS,
        "url": leave_url(subscriber),
    }
    with letter_options(key=key, priority=Priority.BULK):
        EmailMessage(
            subject=" ".join(subject.split()),
            body=render_to_string("email/new_events.txt", context),
            to=[subscriber.email],
            headers=leave_headers(subscriber) | {"Auto-Submitted": "auto-generated"},
        ).send()
