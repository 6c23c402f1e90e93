"""The lists of events: upcoming and past, dated and undated, closing soon, followed up."""

from datetime import timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from wagtail.models import Page

from home.dates import day_of
from home.form_fields import MomentField
from home.querysets import SitePageQuerySet, not_private
from home.typed_dates import YEARS, day_begins

from .moments import followed_keys, keys_for_start, keys_of_latest_people, quiet_since
from .months import LONGEST, Month
from .rhythm import next_in_rhythm
from .status import (
    CALLED_OFF,
    CLOSING_SOON,
    ONLINE,
    REGISTERED_FOR,
    Change,
    Places,
    Registration,
    Status,
    event_status,
)

MOMENT = MomentField()
CHAIN_STEPS, LATELY = 3, 3
WITHOUT_ADDRESS = (
    Q(registration=Registration.LINK, registration_url="")
    | Q(registration=Registration.EMAIL, registration_email="")
    | Q(registration=Registration.PHONE, registration_phone="")
)
# Of how many events, at most, those who took part are looked for, and how many of them.
SPEAKERS_OF, SPEAKERS_MOST = 24, 60
# How many events feeds and calendar files hold at most, and how much of a file is kept for what
# has been, and how long.
FEED_LENGTH, FILE_LENGTH = 20, 100
FILE_BACK, FILE_BACK_LEAST = timedelta(days=365), 10
# Without a day that holds: held on one that nobody knows any more, or to come.
PAST_UNDATED = Q(start__isnull=True, held=True) & ~Q(change=Change.POSTPONED)
UPCOMING_UNDATED = Q(start__isnull=True, held=False) | Q(change=Change.POSTPONED)


class EventQuerySet(SitePageQuerySet):
    """Events by the clock and by their fields; `now` is an aware datetime, this moment by default.

    An event without an end lasts the rest of its day in Europe/Stockholm, as in `status.py`.
    """

    @staticmethod
    def _ahead(now, start="start"):
        """Return the condition of an event with a day: its end, or the end of its day, is ahead.

        `start` is the field that says the day: `valid_start` leaves out what is put off.
        """
        today = day_begins(day_of(now))
        ahead = Q(end__gt=now) | Q(**{"end__isnull": True, f"{start}__gte": today})
        # No event lasts longer, so a database need not look at all that has ever been.
        return Q(**{f"{start}__gte": now - LONGEST}) & ahead

    @staticmethod
    def _over(now, start="start"):
        """Return the condition of an event with a day: its end, or its day, has passed."""
        today = day_begins(day_of(now))
        over = Q(end__lte=now) | Q(**{"end__isnull": True, f"{start}__lt": today})
        # This says nothing new, but lets a database begin in the right place.
        return Q(**{f"{start}__lte": now}) & over

    def as_rows(self):
        """Return the events with activity and documentation, which a row prints, in one query."""
        activity = Page.objects.live().filter(pk=OuterRef("activity_key")).values("title")
        told = Exists(self._reports())
        return super().as_rows().annotate(has_report=told, activity_title=Subquery(activity))

    def _has_documentation(self):
        return Q(has_documentation=True) | Exists(self._reports())

    def _reports(self):
        """Return the visible articles that report from the event of the outer query."""
        # A range of one, since PostgreSQL reads all reports there are for an equal sign.
        of_event = Q(article__live=True, event__gte=OuterRef("pk"), event__lte=OuterRef("pk"))
        reports = self.model._meta.get_field("reports").related_model.objects
        return reports.filter(not_private("article__path"), of_event)

    def as_appearances(self):
        """Return the events as a person's page lists them, the latest day first."""
        return self.order_by(F("start").desc(nulls_last=True), "sort_key", "title")

    def past(self, now=None):
        """Return what is over, latest first; what was held on an unknown day comes last."""
        over = self._over(now or timezone.now(), "valid_start")
        return self.filter(over | PAST_UNDATED).order_by(F("start").desc(nulls_last=True), "-pk")

    def upcoming(self, now=None):
        """Return what is not over, earliest first; what has no day comes last."""
        ahead = self._ahead(now or timezone.now(), "valid_start")
        events = self.filter(ahead | UPCOMING_UNDATED)
        return events.order_by(F("valid_start").asc(nulls_last=True), "pk")

    def upcoming_dated(self, now=None):
        """Return what has a day that holds and is not over, earliest first."""
        events = self.filter(self._ahead(now or timezone.now(), "valid_start"))
        return events.order_by("valid_start", "pk")

    def past_dated(self, now=None):
        """Return what has a day and is over, latest first."""
        events = self.filter(self._over(now or timezone.now(), "valid_start"))
        return events.order_by("-valid_start", "-pk")

    def documented_since(self, moment, now=None):
        """Return what is over, with documentation shown since a moment or later, latest first.

        What was written before the event was over is shown from then on.
        """
        ended = Q(end__gte=moment) | Q(end__isnull=True, valid_start__gte=moment)
        shown = Q(documented_at__gte=moment) | Q(ended, documented_at__isnull=False)
        documented = self.filter(shown, has_documentation=True)
        over = self._over(now or timezone.now(), "valid_start")
        return documented.filter(over | PAST_UNDATED).order_by("-documented_at", "-pk")

    def past_undated(self):
        """Return what has been held on a day that nobody knows any more."""
        return self.undated().filter(PAST_UNDATED).order_by("pk")

    def upcoming_undated(self):
        """Return what is to come, on a day that is not set: none yet, or put off."""
        return self.undated().filter(UPCOMING_UNDATED).order_by("pk")

    def between(self, first, after):
        """Return the events that take place between two moments, `after` not included."""
        near = self.filter(valid_start__gte=first - LONGEST, valid_start__lt=after)
        goes_on = Q(valid_start__gte=first) | Q(end__gt=first)
        return near.filter(goes_on).order_by("valid_start", "pk")

    def closing_soon(self, now=None):
        """Return those whose registration is open and ends within two weeks, the first one first.

        The same rules as in `status.py`: registered for by link, e-mail or telephone, places left.
        """
        now = now or timezone.now()
        return (
            self.taking_place()
            .filter(
                Q(start__isnull=True, held=False) | Q(start__gt=now),
                Q(registration_opens__isnull=True) | Q(registration_opens__lte=now),
                registration__in=REGISTERED_FOR,
                registration_closes__gt=now,
                registration_closes__lte=now + CLOSING_SOON,
            )
            .exclude(places=Places.FULL)
            .order_by("registration_closes", "path")
        )

    def coming_closing_and_lately(self, limit, now=None):
        """Return what comes next, what else closes soon, and what was last: three lists.

        At most `limit` of the first two and three of the last, documented ones first.
        `closes_soon` is set on those whose registration does.  Of all that visitors may see: their
        keys are kept until the next moment at which one of them changes (`moments.py`).
        """
        now = now or timezone.now()
        found = self.rows_of(keys_for_start(quiet_since(now), limit))
        found.sort(key=lambda one: (one.valid_start is None, one.valid_start or now, one.pk))
        states = {event: event_status(event, now) for event in found}
        coming = [event for event in found if not states[event].is_over]
        lately = [event for event in reversed(found) if states[event].is_over]
        lately.sort(key=lambda event: (states[event] != Status.DOCUMENTED, not event.valid_start))
        closing = [
            event
            for event in coming
            if states[event].is_open
            and event.registration_closes
            and event.registration_closes <= now + CLOSING_SOON
        ]
        closing.sort(key=lambda event: (event.registration_closes, event.path))
        for event in closing:
            event.closes_soon = True
        shown = coming[:limit]
        later_closing = [event for event in closing if event not in shown]
        return shown, later_closing[:limit], lately[:LATELY]

    def calendar_parts(self, limits, now):
        """Return what has a day, what has none and what was last, so many of each: querysets."""
        parts = (self.upcoming_dated(now), self.upcoming_undated(), self.past_dated(now))
        return [part[:limit] for part, limit in zip(parts, limits, strict=True)]

    def start_page_parts(self, limit, now):
        """Return the querysets of which `coming_closing_and_lately` makes its lists."""
        ahead = (self.upcoming_dated(now), self.upcoming_undated(), self.closing_soon(now))
        over = (self.past_dated(now), self.past_undated())
        documented = (part.filter(self._has_documentation()) for part in over)
        return [part[:limit] for part in ahead] + [part[:LATELY] for part in (*over, *documented)]

    def union_of(self, parts):
        """Return the events of several sliced querysets; for «or» PostgreSQL reads all events."""
        limited = [self.model.objects.filter(pk__in=part.values("pk")) for part in parts]
        first, *others = (part.order_by().values("pk") for part in limited)
        return self.model.objects.filter(pk__in=first.union(*others, all=True))

    def usual_activity(self, activities, now=None):
        """Return that of the activities which comes most often, or None where none says how often.

        `last_1` to `last_3` are when its last events with a day began.
        """
        theirs = self.filter(activity_key=OuterRef("pk")).taking_place().past_dated(now)
        starts = theirs.values("valid_start")
        last = {f"last_{n + 1}": Subquery(starts[n : n + 1], MOMENT) for n in range(3)}
        regular = activities.filter(Q(interval_weeks__gte=1) | ~Q(frequency=""))
        by_interval = F("interval_weeks").asc(nulls_last=True)
        return regular.annotate(**last).order_by(by_interval, "path").first()

    def last_speakers(self, now=None):
        """Return the primary keys of people who took part, those of the latest event first."""
        events = self.taking_place()
        over = (events.past_dated(now), events.past_undated())
        held = self.union_of([part[:SPEAKERS_OF] for part in over])
        held = held.order_by(F("start").desc(nulls_last=True), "-pk")
        streams = held.values_list("speakers", flat=True)
        keys = (block["value"].get("person") for stream in streams for block in stream.raw_data)
        return list(dict.fromkeys(filter(None, keys)))[:SPEAKERS_MOST]

    @staticmethod
    def quiet_since(now=None):
        """Return the last moment at which any event changed its place in a list."""
        return quiet_since(now)

    def keys_of_latest_people(self, number):
        """Return the primary keys of so many people, those who took part last first."""
        return keys_of_latest_people(quiet_since(), number)

    def for_calendar_files(self, now=None):
        """Return a list of what a calendar file holds, by day: `docs/events.md` says why.

        What lies ahead, put off or not, the nearest first; the room that is left is for what has
        been within the last year, so that a file never grows beyond what a telephone takes.
        """
        now = now or timezone.now()
        known = self.filter(start__isnull=False).as_entries()
        ahead = known.filter(self._ahead(now)).order_by("start", "pk")
        ahead = list(ahead[: FILE_LENGTH - FILE_BACK_LEAST])
        lately = known.taking_place().filter(self._over(now))
        first = day_begins(day_of(now)) - FILE_BACK
        lately = lately.filter(start__gte=first).order_by("-start", "-pk")
        return [*reversed(lately[: FILE_LENGTH - len(ahead)]), *ahead]

    def for_feeds(self, now=None):
        """Return what an Atom feed holds, by day: all with a day ahead, put off or not."""
        known = self.filter(start__isnull=False)
        ahead = known.filter(self._ahead(now or timezone.now()))
        return ahead.order_by("start", "pk")[:FEED_LENGTH]

    def as_entries(self):
        """Return the events with their themes, without the streams that no file prints."""
        unprinted = ("body", "speakers", "programme", "documentation")
        return self.defer(*unprinted).prefetch_related("themes")

    def with_word(self, word):
        """Return the events of one of the three words, as their pages and tiles show it."""
        return self.filter(word=word)

    def free(self):
        """Return the events that cost nothing."""
        return self.filter(is_free=True)

    def open_to_all(self):
        """Return the events that anybody may come to."""
        return self.filter(open_to_all=True)

    def documented(self, now=None):
        """Return what is over and has documentation or a report among the news, as `status.py`."""
        over = self._over(now or quiet_since(), "valid_start") | PAST_UNDATED
        return self.taking_place().filter(over, self._has_documentation())

    def with_theme(self, theme):
        """Return the events that have a theme."""
        of_theme = self.model.themes.through.objects.filter(theme=theme)
        return self.filter(Exists(of_theme.filter(eventpage=OuterRef("pk"))))

    def annotated_themes(self):
        """Return all themes; `has_events` tells which of them any of these events has."""
        themes = self.model._meta.get_field("themes")
        used = themes.remote_field.through.objects.filter(theme=OuterRef("pk"))
        by_one_of_them = used.filter(Exists(self.filter(pk=OuterRef("eventpage"))))
        return themes.related_model.objects.annotate(has_events=Exists(by_one_of_them))

    def last_before(self, moment):
        """Return the last event with a day that begins before a moment, or None."""
        return self.filter(valid_start__lt=moment).order_by("-valid_start", "-pk").first()

    def first_from(self, moment):
        """Return the first event with a day that begins at a moment or later, or None."""
        return self.filter(valid_start__gte=moment).order_by("valid_start", "pk").first()

    def past_years(self, now=None):
        """Return the years in which anything that is over took place, latest first.

        Each year is one look into the index, so ten thousand events cost no more than ten.
        """
        past = self.past_dated(now).values("valid_start")
        ends = {"latest": past[:1], "earliest": past.reverse()[:1]}
        ends = {name: Subquery(end, MOMENT) for name, end in ends.items()}
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
        of_year = self.between(Month(year, 1).first, Month(year + 1, 1).first)
        return self._first_pk(of_year.past_dated(now).order_by("-valid_start"))

    @staticmethod
    def _first_pk(events):
        """Return the primary key of the first event, by an index that has them in their order.

        For Exists() PostgreSQL would read the table from its beginning until it finds one.
        """
        return Subquery(events.values("pk")[:1])

    def annotated_activities(self, activities):
        """Return activities; `has_events` tells whether any of these events is theirs."""
        theirs = self.filter(activity_key=OuterRef("pk"))
        return activities.annotate(has_events=self._first_pk(theirs.order_by("valid_start")))

    def undated(self):
        """Return the events whose day is not set: none yet, or put off."""
        return self.filter(valid_start__isnull=True)

    def taking_place(self):
        """Return the events that are not called off."""
        return self.exclude(change__in=CALLED_OFF)

    def of_activity(self, activity):
        """Return the events of one activity."""
        return self.filter(activity_key=activity.pk)

    def with_registration_address(self):
        """Return the events that one registers for at an address which is there."""
        return self.filter(registration__in=REGISTERED_FOR).exclude(WITHOUT_ADDRESS)

    def with_join_link(self):
        """Return the events that one can take part in from afar, by a link which is there."""
        return self.filter(attendance_mode__in=ONLINE).exclude(join_url="")

    def lacking_a_link(self, now=None):
        """Return what is to take place but lacks a way to register or to join from afar."""
        afar = Q(attendance_mode__in=ONLINE, join_url="")
        return self.upcoming(now).taking_place().filter(WITHOUT_ADDRESS | afar)

    def in_chain_of(self, event):
        """Return a list of what the event follows up and what follows it up, with `step` on each.

        Minus one is the event that it follows, one what follows it; three steps each way.
        """
        followed, steps = followed_keys(), {}
        back, on = event.follows_id, {event.pk}
        for step in range(1, CHAIN_STEPS + 1):
            steps.setdefault(back, -step)
            back = followed.get(back)
            on = {key for key, other in followed.items() if other in on}
            steps = dict.fromkeys(on, step) | steps
        rows = self.rows_of(steps.keys() - {event.pk, None})
        for row in rows:
            row.step = steps[row.pk]
        return sorted(rows, key=lambda row: (row.step, not row.start, row.start, row.pk))

    def followed_from(self, pk):
        """Return the primary keys of an event and of those that it follows up, nearest first."""
        followed = []
        while pk and pk not in followed:
            followed.append(pk)
            pk = self.filter(pk=pk).values_list("follows", flat=True).first()
        return followed

    def by_planned_day(self):
        """Return the events, the latest planned day first: a moved one counts from its old day."""
        without_day = Q(change=Change.POSTPONED, start__isnull=True)
        changed = (Q(change=Change.RESCHEDULED) | without_day) & Q(previous_start__isnull=False)
        moved = When(changed, then="previous_start")
        events = self.annotate(planned=Case(moved, default="start"))
        return events.order_by(F("planned").desc(nulls_last=True), "-path")

    def next_day(self, interval_weeks):
        """Return the first day from tomorrow on in the rhythm of these events.

        Counts from the latest one with a date; None without rhythm or date, or in other `YEARS`.
        """
        latest = self.by_planned_day().first()
        planned = interval_weeks and latest and latest.planned
        day = planned and next_in_rhythm(timezone.localdate(planned), interval_weeks)
        return day if day and day.year in YEARS else None
