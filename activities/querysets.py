"""What is coming, what is past, what is going on: questions to events and activities."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from home.querysets import SitePageQuerySet

from .status import local_midnight


class ActivityQuerySet(SitePageQuerySet):
    """Activities."""


class EventQuerySet(SitePageQuerySet):
    """Events, asked for by the clock; `now` is an aware datetime and defaults to this moment.

    An event without an end lasts the rest of its day in Europe/Stockholm, as in `status.py`.
    """

    def _over(self, now):
        dated = Q(end__lte=now) | Q(end__isnull=True, start__lt=local_midnight(now))
        return (dated | Q(start__isnull=True, held=True)) & ~Q(change="postponed")

    def as_rows(self):
        """Return the events with activity and documentation, which a row prints, in one query."""
        report = self.model._meta.get_field("report_articles").related_model
        reports = report.objects.live().filter(event=OuterRef("pk"))
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        activity = Page.objects.filter(path=parent_path).values("title")[:1]
        return (
            super()
            .as_rows()
            .annotate(has_report=Exists(reports), activity_title=Subquery(activity))
        )

    def past(self, now=None):
        """Return what is over, latest first; what was held on an unknown day comes last."""
        events = self.filter(self._over(now or timezone.now()))
        return events.order_by(F("start").desc(nulls_last=True), "-path")

    def upcoming(self, now=None):
        """Return what is not over, earliest first; what has no day comes last."""
        events = self.exclude(self._over(now or timezone.now()))
        return events.order_by(F("start").asc(nulls_last=True), "path")

    def dated(self):
        """Return the events that have a day which still holds."""
        return self.filter(start__isnull=False).exclude(change="postponed")

    def undated(self):
        """Return the events whose day is not set: none yet, or put off."""
        return self.filter(Q(start__isnull=True) | Q(change="postponed"))

    def taking_place(self):
        """Return the events that are not called off."""
        return self.exclude(change__in=["cancelled", "postponed"])

    def undocumented(self, now=None):
        """Return what took place but has no documentation yet."""
        return self.past(now).exclude(change="cancelled").filter(has_documentation=False)

    def of(self, activity):
        """Return the events of one activity."""
        return self.child_of(activity)

    def next_day(self, interval_weeks):
        """Return the first day from tomorrow on in the rhythm of these events.

        Counts from the latest one with a date; None where there is no rhythm or no date.
        """
        latest = self.filter(start__isnull=False).order_by("-start").first()
        if not interval_weeks or latest is None:
            return None
        day, today = timezone.localdate(latest.start), timezone.localdate()
        step = timedelta(weeks=interval_weeks)
        steps = max(1, (today - day) // step + 1)
        return day + steps * step
