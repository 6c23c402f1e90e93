"""What each activity promises a year, against what has been held and is planned."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.generation import once_a_generation

from .moments import quiet_since
from .months import YEARS, Month
from .status import effective_end

MOST_VOICES = 60  # drawn of an activity; the words say the number anyhow


@dataclass(frozen=True)
class Promise:
    """The promise of an activity for a year; numbers of events."""

    activity: Any  # ActivityPage, which has to know this module
    year: int
    held: int
    planned: int

    @property
    def title(self):
        return self.activity.title

    @property
    def missing(self):
        """Return how many more would keep the promise."""
        return max(0, (self.activity.least_per_year or 0) - self.held - self.planned)

    @property
    def promised(self):
        """Return what is promised: «6», «minst 4», «högst 4», «2–4»."""
        least, most = self.activity.least_per_year, self.activity.most_per_year
        if least and most:
            return str(least) if least == most else f"{least}–{most}"
        return (_("minst %d") % least) if least else (_("högst %d") % most)

    @property
    def said(self):
        """Return all of it in words: «5 hållna, 1 planerad av 6»."""
        parts = [ngettext("%d hållen", "%d hållna", self.held) % self.held]
        if self.planned:
            parts.append(ngettext("%d planerad", "%d planerade", self.planned) % self.planned)
        values = {"events": ", ".join(parts), "promised": self.promised}
        return _("%(events)s av %(promised)s") % values

    @property
    def voices(self):
        """Return a word for each event: held, planned, or missing from what is promised."""
        numbers = {"held": self.held, "planned": self.planned, "missing": self.missing}
        return [word for word, number in numbers.items() for _one in range(number)][:MOST_VOICES]


@once_a_generation
def _promises_of(year, moment):
    events = apps.get_model("activities.EventPage").objects.visible().taking_place()
    of_year = events.between(Month(year, 1).first, Month(year + 1, 1).first)
    held, planned = Counter(), Counter()
    for activity, start, end in of_year.values_list("activity_key", "valid_start", "end"):
        if Month.of(start).year == year:
            (held if effective_end(start, end) <= moment else planned)[activity] += 1
    activities = apps.get_model("activities.ActivityPage").objects.visible()
    return [
        Promise(activity, year, held[activity.pk], planned[activity.pk])
        for activity in activities.in_editors_order().defer_streamfields()
        if activity.least_per_year or activity.most_per_year
    ]


def promises_of(year=None):
    """Return the promises of all public activities for a year, this one by default, in their order.

    What is called off, and what was held on a day that nobody knows, does not count.
    """
    year = year or timezone.localdate().year
    return _promises_of(year, quiet_since()) if year in YEARS else []
