"""The page types of the activities."""

from .activity import ActivityPage
from .calendar import CalendarPage
from .event import EventPage
from .joining import PriceRow
from .programme import ProgrammeItem

__all__ = ["ActivityPage", "CalendarPage", "EventPage", "PriceRow", "ProgrammeItem"]
