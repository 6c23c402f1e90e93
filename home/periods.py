"""Periods of years: when somebody has had a role, or an organisation has been with us."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from .dates import EN_DASH


class Period(NamedTuple):
    """The first and the last day, each None where it is not known.

    Without a last day it lasts, unless it `is_over` since a day that nobody knows.
    """

    start: date | None = None
    end: date | None = None
    is_over: bool = False

    def holds(self, day):
        """Tell whether a day is in the period, as far as is known."""
        if self.start and day < self.start:
            return False
        return day <= self.end if self.end else not self.is_over

    def next_change(self, day):
        """Return the first day after `day` on which it begins or is over; None without any."""
        over = self.end and self.end + timedelta(days=1)
        return min((turn for turn in (self.start, over) if turn and turn > day), default=None)

    @property
    def words(self):
        """Return the years: «2019–2021», «2022–»; empty where none is known."""
        first, last = self.start and self.start.year, self.end and self.end.year
        if last:
            if first == last:
                return str(last)
            return f"{first}{EN_DASH}{last}" if first else _("Till %s") % last
        if self.is_over:
            return _("Tidigare, från %s") % first if first else _("Tidigare")
        return f"{first}{EN_DASH}" if first else ""

    @property
    def fault(self):
        """Return the sentence on what is wrong with it, or None."""
        if self.start and self.end and self.end < self.start:
            return _("Slutet ska inte vara före början.")
        return None
