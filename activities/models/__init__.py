"""The page types of the activities."""

from .activity import ActivityPage, ActivityPartner
from .calendar import CalendarPage
from .event import EventOrganiser, EventPage

__all__ = ["ActivityPage", "ActivityPartner", "CalendarPage", "EventOrganiser", "EventPage"]
