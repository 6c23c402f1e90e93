"""The moments at which lists of events change by themselves, and what is kept between two of them.

Which events a list shows follows from them and the clock.  They are the same for a whole
generation of the site, and the clock matters only when something begins, ends, opens or closes: so
what is asked for the last such moment holds until the next.  Of events primary keys are kept: who
prints them fetches the rows, and leaves out what is not there.
"""

from bisect import bisect_right
from datetime import timedelta
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from home.dates import day_of
from home.generation import once_a_generation
from home.typed_dates import day_begins

from .filters import set_calendar_slugs
from .join_link import OPENS_BEFORE
from .status import CLOSING_SOON

TURNS = [(name, timedelta()) for name in ("start", "end", "registration_opens")]
TURNS += [("registration_closes", timedelta()), ("registration_closes", CLOSING_SOON)]
TURNS += [("start", OPENS_BEFORE)]  # no list changes then, but the event's own page does


def _events():
    return apps.get_model("activities.EventPage").objects


def quiet_since(now=None):
    """Return the last moment, at most `now`, at which any event changed its place in a list."""
    now = now or timezone.now()
    turns = _turns_of(day_of(now))
    return turns[bisect_right(turns, now) - 1]


def quiet_until(now):
    """Return the next moment at which any event changes, at the latest when the day ends."""
    day = day_of(now)
    turns = _turns_of(day)
    following = bisect_right(turns, now)
    return turns[following] if following < len(turns) else day_begins(day + timedelta(days=1))


@once_a_generation
def _turns_of(day):
    """Return the beginning of a day, and the moments of it at which an event changes, in order."""
    first, after = day_begins(day), day_begins(day + timedelta(days=1))
    turning = reduce(
        or_,
        (Q(**{f"{n}__gte": first + lead, f"{n}__lt": after + lead}) for n, lead in TURNS),
    )
    rows = _events().live().filter(turning).order_by().values(*{name for name, _ in TURNS})
    moments = {row[name] - lead for row in rows for name, lead in TURNS if row[name]}
    return sorted({first, *(moment for moment in moments if first <= moment < after)})


@once_a_generation
def keys_for_start(moment, limit):
    """Return the keys of what comes next, closes soon and has been last, in no order."""
    events = _events().visible().taking_place()
    return [*events.union_of(events.start_page_parts(limit, moment)).values_list("pk", flat=True)]


@once_a_generation
def keys_for_calendar(moment, limits):
    """Return the keys of what has a day, what has none and what was last: so many of each."""
    parts = _events().visible().calendar_parts(limits, moment)
    return [[*part.values_list("pk", flat=True)] for part in parts]


@once_a_generation
def keys_of_activity(activity, moment, limit):
    """Return the keys of an activity's coming and past events: two lists, each as it is shown."""
    events = _events().filter(activity_key=activity).visible()
    ahead = [events.upcoming_dated(moment), events.upcoming_undated()]
    over = [events.past_dated(moment), events.past_undated()]
    return [
        [key for part in parts for key in part.values_list("pk", flat=True)[:limit]]
        for parts in (ahead, over)
    ]


@once_a_generation
def past_years(moment):
    """Return the years in which anything that is over took place, latest first."""
    return _events().visible().past_years(moment)


@once_a_generation
def filter_choices():
    """Return the themes and the activities by which the calendar can be filtered."""
    events, activities = _events().visible(), apps.get_model("activities.ActivityPage").objects
    rows = list(events.annotated_activities(activities.visible().in_editors_order().as_rows()))
    set_calendar_slugs(rows)
    return list(events.annotated_themes()), rows


@once_a_generation
def followed_keys():
    """Return {key of an event: key of the event that it follows up} of all events that do."""
    return dict(_events().filter(follows__isnull=False).order_by().values_list("pk", "follows"))


@once_a_generation
def keys_of_latest_people(moment, number):
    """Return the keys of people, those who took part last first, then the others by name."""
    people = apps.get_model("home.PersonPage").objects.visible()
    people = people.these_first(_events().visible().last_speakers(moment))
    return [*people.values_list("pk", flat=True)[:number]]
