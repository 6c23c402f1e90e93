"""What is coming, what is past, what is going on: questions to events and activities."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from home.querysets import SitePageQuerySet

from .chain import ChainQuerySet
from .links import LinkQuerySet
from .months import LONGEST, Month
from .status import Status, event_status, local_midnight

CLOSING_SOON = timedelta(days=14)
# How many events feeds and calendar files hold at most, and how much of a file is kept for what
# has been, and how long.
FEED_LENGTH, FILE_LENGTH = 20, 100
FILE_BACK, FILE_BACK_LEAST = timedelta(days=365), 10


class ActivityQuerySet(SitePageQuerySet):
    """Activities."""

    def older_namesakes(self, activity):
        """Return those that lie below another page with the same slug, and came before it."""
        return self.filter(slug=activity.slug, pk__lt=activity.pk)


class EventQuerySet(LinkQuerySet, ChainQuerySet):
    """Events, asked for by the clock; `now` is an aware datetime and defaults to this moment.

    An event without an end lasts the rest of its day in Europe/Stockholm, as in `status.py`.
    """

    @staticmethod
    def _ahead(now, start="start"):
        """Return the condition of an event with a day: its end, or the end of its day, is ahead.

        `start` is the field that says the day: `valid_start` leaves out what is put off.
        """
        today = local_midnight(now)
        ahead = Q(end__gt=now) | Q(**{"end__isnull": True, f"{start}__gte": today})
        # No event lasts longer, so a database need not look at all that has ever been.
        return Q(**{f"{start}__gte": now - LONGEST}) & ahead

    @staticmethod
    def _over(now, start="start"):
        """Return the condition of an event with a day: its end, or its day, has passed."""
        today = local_midnight(now)
        over = Q(end__lte=now) | Q(**{"end__isnull": True, f"{start}__lt": today})
        # This says nothing new, but lets a database begin in the right place.
        return Q(**{f"{start}__lte": now}) & over

    def as_rows(self):
        """Return the events with activity and documentation, which a row prints, in one query."""
        report = self.model._meta.get_field("report_articles").related_model
        reports = report.objects.live().filter(event=OuterRef("pk"))
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        activity = Page.objects.live().filter(path=parent_path).values("title")[:1]
        return (
            super()
            .as_rows()
            .annotate(has_report=Exists(reports), activity_title=Subquery(activity))
        )

    def past(self, now=None):
        """Return what is over, latest first; what was held on an unknown day comes last."""
        over = self._over(now or timezone.now(), "valid_start")
        some_day = Q(start__isnull=True, held=True) & ~Q(change="postponed")
        return self.filter(over | some_day).order_by(F("start").desc(nulls_last=True), "-pk")

    def upcoming(self, now=None):
        """Return what is not over, earliest first; what has no day comes last."""
        ahead = self._ahead(now or timezone.now(), "valid_start")
        waiting = Q(start__isnull=True, held=False) | Q(change="postponed")
        return self.filter(ahead | waiting).order_by(F("valid_start").asc(nulls_last=True), "pk")

    def ahead(self, now=None):
        """Return what has a day that holds and is not over, earliest first."""
        events = self.filter(self._ahead(now or timezone.now(), "valid_start"))
        return events.order_by("valid_start", "pk")

    def behind(self, now=None):
        """Return what has a day and is over, latest first."""
        events = self.filter(self._over(now or timezone.now(), "valid_start"))
        return events.order_by("-valid_start", "-pk")

    def held_some_day(self):
        """Return what has been held on a day that nobody knows any more."""
        events = self.undated().filter(start__isnull=True, held=True).exclude(change="postponed")
        return events.order_by("pk")

    def awaiting_a_day(self):
        """Return what is to come, on a day that is not set: none yet, or put off."""
        return self.undated().filter(Q(held=False) | Q(change="postponed")).order_by("pk")

    def touching(self, first, after):
        """Return the events that take place between two moments, `after` not included."""
        near = self.filter(valid_start__gte=first - LONGEST, valid_start__lt=after)
        goes_on = Q(valid_start__gte=first) | Q(end__gt=first)
        return near.filter(goes_on).order_by("valid_start", "pk")

    def closing_soon(self, now=None):
        """Return those whose registration is open and ends within two weeks, the first one first.

        The same rules as in `status.py`: registered for by link or e-mail, places left.
        """
        now = now or timezone.now()
        return (
            self.taking_place()
            .filter(
                Q(start__isnull=True, held=False) | Q(start__gt=now),
                Q(registration_opens__isnull=True) | Q(registration_opens__lte=now),
                registration__in=["link", "email"],
                registration_closes__gt=now,
                registration_closes__lte=now + CLOSING_SOON,
            )
            .exclude(places="full")
            .order_by("registration_closes", "path")
        )

    def soon(self, most, now=None):
        """Return two lists of at most `most`: what comes next, and what else closes soon.

        `closes_soon` is set on those of both whose registration does.  One query for both, since
        the pages that show them ask for much else.
        """
        now, events = now or timezone.now(), self.taking_place()
        parts = (events.ahead(now), events.awaiting_a_day(), events.closing_soon(now))
        # A union and not «or», for which PostgreSQL reads all events.
        chosen = [self.model.objects.filter(pk__in=part.values("pk")[:most]) for part in parts]
        first, *others = (part.order_by().values("pk") for part in chosen)
        wanted = self.model.objects.filter(pk__in=first.union(*others, all=True))
        # Only the first of them shows its picture.
        found = list(wanted.as_rows().with_pictures())
        found.sort(
            key=lambda event: (event.valid_start is None, event.valid_start or now, event.pk)
        )
        closing = [
            event
            for event in found
            if event_status(event.facts, now) in (Status.OPEN, Status.FEW)
            and event.registration_closes
            and event.registration_closes <= now + CLOSING_SOON
        ]
        closing.sort(key=lambda event: (event.registration_closes, event.path))
        for event in closing:
            event.closes_soon = True
        shown = found[:most]
        return shown, [event for event in closing if event not in shown][:most]

    def for_calendar_files(self, now=None):
        """Return a list of what a calendar file holds, by day: `docs/decisions.md` says why so.

        What lies ahead, put off or not, the nearest first; the room that is left is for what has
        been within the last year, so that a file never grows beyond what a telephone takes.
        """
        now = now or timezone.now()
        known = self.filter(start__isnull=False).as_entries()
        ahead = known.filter(self._ahead(now)).order_by("start", "pk")
        ahead = list(ahead[: FILE_LENGTH - FILE_BACK_LEAST])
        lately = known.taking_place().filter(self._over(now))
        lately = lately.filter(start__gte=now - FILE_BACK).order_by("-start", "-pk")
        return [*reversed(lately[: FILE_LENGTH - len(ahead)]), *ahead]

    def for_feeds(self, now=None):
        """Return what an Atom feed holds, by day: all with a day ahead, put off or not."""
        known = self.filter(start__isnull=False).as_entries()
        ahead = known.filter(self._ahead(now or timezone.now()))
        return ahead.order_by("start", "pk")[:FEED_LENGTH]

    def as_entries(self):
        """Return the events with their themes, without the streams that no file or feed prints."""
        unprinted = ("body", "speakers", "programme", "documentation")
        return self.defer(*unprinted).prefetch_related("themes")

    def about(self, theme):
        """Return the events that have a theme."""
        of_theme = self.model.themes.through.objects.filter(theme=theme)
        return self.filter(Exists(of_theme.filter(eventpage=OuterRef("pk"))))

    def held_digitally(self):
        """Return the events that one can take part in from anywhere."""
        return self.filter(attendance_mode__in=["online", "mixed"])

    def held_on_site(self):
        """Return the events that one can go to."""
        return self.filter(attendance_mode__in=["offline", "mixed"])

    def their_themes(self):
        """Return all themes; `has_events` tells which of them any of these events has."""
        themes = self.model._meta.get_field("themes")
        used = themes.remote_field.through.objects.filter(theme=OuterRef("pk"))
        by_one_of_them = used.filter(Exists(self.filter(pk=OuterRef("eventpage"))))
        return themes.related_model.objects.annotate(has_events=Exists(by_one_of_them))

    def before(self, moment):
        """Return the last event with a day that begins before a moment, or None."""
        return self.filter(valid_start__lt=moment).order_by("-valid_start", "-pk").first()

    def since(self, moment):
        """Return the first event with a day that begins at a moment or later, or None."""
        return self.filter(valid_start__gte=moment).order_by("valid_start", "pk").first()

    def free(self):
        """Return the events that cost nothing."""
        return self.filter(is_free=True)

    def for_everybody(self):
        """Return the events that are open to all."""
        return self.filter(open_to_all=True)

    def past_years(self, now=None):
        """Return the years in which anything that is over took place, latest first.

        Each year is one look into the index, so ten thousand events cost no more than ten.
        """
        past = self.behind(now).values("valid_start")
        ends = {"latest": Subquery(past[:1]), "earliest": Subquery(past.reverse()[:1])}
        one_row = self.model.objects.order_by()
        latest, earliest = one_row.annotate(**ends).values_list(*ends).first() or (None, None)
        if latest is None:
            return []
        # What went on over the new year belongs to both.
        ahead = Month.of(latest).year + (Month.of(latest).month == 12)
        years = range(min(ahead, timezone.localdate(now).year), Month.of(earliest).year - 1, -1)
        held = {f"held_{year}": self._held_in(year, now) for year in years}
        answers = one_row.annotate(**held).values_list(*held)[0]
        return [year for year, is_held in zip(years, answers, strict=True) if is_held]

    def _held_in(self, year, now):
        # The year first: SQLite looks up by the first bound that it is given.
        of_year = self.touching(Month(year, 1).first, Month(year + 1, 1).first)
        return self._any_key(of_year.behind(now).order_by("-valid_start"))

    @staticmethod
    def _any_key(events):
        """Return the key of the first of the events, by an index that has them in their order.

        For Exists() PostgreSQL would read the table from its beginning until it finds one.
        """
        return Subquery(events.values("pk")[:1])

    def of_activities(self, activities):
        """Return activities; `has_events` tells whether any of these events is theirs."""
        theirs = self.filter(activity_key=OuterRef("pk"))
        return activities.annotate(has_events=self._any_key(theirs.order_by("valid_start")))

    def dated(self):
        """Return the events that have a day which still holds."""
        return self.filter(valid_start__isnull=False)

    def undated(self):
        """Return the events whose day is not set: none yet, or put off."""
        return self.filter(valid_start__isnull=True)

    def taking_place(self):
        """Return the events that are not called off."""
        return self.exclude(change__in=["cancelled", "postponed"])

    def undocumented(self, now=None):
        """Return what took place but has no documentation yet."""
        return self.past(now).exclude(change="cancelled").filter(has_documentation=False)

    def of(self, activity):
        """Return the events of one activity."""
        return self.filter(activity_key=activity.pk)
