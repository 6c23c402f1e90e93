"""How events follow each other: the chain of follow-ups, and the rhythm of an activity."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, F, Q, When
from django.utils import timezone

from home.querysets import SitePageQuerySet

CHAIN_STEPS = 3


class ChainQuerySet(SitePageQuerySet):
    """Events, asked for by what they follow."""

    def in_chain_of(self, event):
        """Return what the event follows up and what follows it up, with `step` on each.

        Minus one is the event that it follows, one what follows it; three steps each way.
        """
        all_events = self.model.objects.all()
        back, on = Q(pk=event.follows_id), Q(follows=event.pk)
        steps = {-1: back, 1: on}
        for step in range(2, CHAIN_STEPS + 1):
            back = Q(pk__in=all_events.filter(back).values("follows"))
            on = Q(follows__in=all_events.filter(on).values("pk"))
            steps |= {-step: back, step: on}
        found = reduce(or_, steps.values())
        step = Case(*(When(rule, then=number) for number, rule in steps.items()))
        return self.filter(found).exclude(pk=event.pk).annotate(step=step).order_by("step", "start")

    def trail_from(self, key):
        """Return the keys of an event and of those before it that it follows, nearest first."""
        trail = []
        while key and key not in trail:
            trail.append(key)
            key = self.filter(pk=key).values_list("follows", flat=True).first()
        return trail

    def last_planned(self):
        """Return the event with the latest planned day: a moved one counts from its old day."""
        without_day = Q(change="postponed", start__isnull=True)
        changed = (Q(change="moved") | without_day) & Q(previous_start__isnull=False)
        moved = When(changed, then="previous_start")
        events = self.annotate(planned=Case(moved, default="start"))
        return events.order_by(F("planned").desc(nulls_last=True), "-path").first()

    def next_day(self, interval_weeks):
        """Return the first day from tomorrow on in the rhythm of these events.

        Counts from the latest one with a date; None where there is no rhythm or no date.
        """
        latest = self.last_planned()
        if not interval_weeks or latest is None or latest.planned is None:
            return None
        day, today = timezone.localdate(latest.planned), timezone.localdate()
        step = timedelta(weeks=interval_weeks)
        steps = max(1, (today - day) // step + 1)
        return day + steps * step
