"""The way into an online event: when its address leads on to the secret link, and when not."""

from datetime import timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.http import Http404, HttpResponseRedirect
from django.utils import timezone

from .status import effective_end, event_status

OPENS_BEFORE = timedelta(minutes=30)


class JoinState(Enum):
    """What the visitor meets; the value is the name used in templates."""

    OPEN = "open"
    EARLY = "early"
    OVER = "over"
    CALLED_OFF = "called_off"
    UNDATED = "undated"
    NO_LINK = "no_link"


def is_web_address(link):
    """Tell whether the link is one that a visitor may be sent to: http or https, with a host."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def opens_at(event):
    """Return when the link opens: 30 minutes before the start, or as a whole day begins."""
    return event.start if event.all_day else event.start - OPENS_BEFORE


def join_state(event, now):
    """Return whether the link to an event leads anywhere at `now` (aware), and else why not.

    Open until the end; an open end is the end of the day.
    """
    status = event_status(event, now)
    if status.is_called_off:
        return JoinState.CALLED_OFF
    if status.is_over:
        return JoinState.OVER
    if event.start is None:
        return JoinState.UNDATED
    if not is_web_address(event.join_url):
        return JoinState.NO_LINK
    is_open = opens_at(event) <= now < effective_end(event.start, event.end)
    return JoinState.OPEN if is_open else JoinState.EARLY


def join_response(event, request, by_phone=False):
    """Lead on to the meeting while it is open, else explain (404 for what is on site only).

    `by_phone` says which number to call in place of leading on.  No answer may be kept, and the
    host of the meeting does not learn where one came from.
    """
    if not event.is_online or (by_phone and not event.dial_in):
        raise Http404
    state = join_state(event, timezone.now())
    if state is JoinState.OPEN and not by_phone:
        response = HttpResponseRedirect(event.join_url)
    else:
        context = {"join_state": state, "by_phone": by_phone}
        if event.start:
            context["opens"] = event.printed.start if event.all_day else opens_at(event)
        response = event.render(
            request, template="activities/event_join.html", context_overrides=context
        )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
