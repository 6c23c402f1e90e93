"""The page types of the activities."""

from .activity import ActivityPage
from .calendar import CalendarPage
from .event import EventPage

__all__ = ["ActivityPage", "CalendarPage", "EventPage"]
