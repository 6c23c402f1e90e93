"""The way into an online event: when its address leads on to the secret link, and when not."""

from datetime import timedelta
from enum import Enum
from urllib.parse import urlsplit

from .status import effective_end, event_status

OPENS_BEFORE = timedelta(minutes=30)


class Entrance(Enum):
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


def opens_at(facts):
    """Return when the entrance opens: 30 minutes before the start, or as a whole day begins."""
    if facts.start is None or facts.all_day:
        return facts.start
    return facts.start - OPENS_BEFORE


def entrance(facts, link, now):
    """Return the state of the entrance of an event at `now` (aware).

    Open until the end; an open end is the end of the day.
    """
    status = event_status(facts, now)
    if status.is_called_off:
        return Entrance.CALLED_OFF
    if status.is_over:
        return Entrance.OVER
    if facts.start is None:
        return Entrance.UNDATED
    if not is_web_address(link):
        return Entrance.NO_LINK
    is_open = opens_at(facts) <= now < effective_end(facts.start, facts.end)
    return Entrance.OPEN if is_open else Entrance.EARLY
