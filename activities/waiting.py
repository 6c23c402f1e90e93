"""What coming events lack, and what waits for an editor after them: for the admin's first page."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from home.dates import day_of, day_words, in_swedish, local
from home.generation import once_a_generation
from home.typed_dates import day_begins
from home.waiting import (
    Line,
    each_alone,
    edit_address,
    lines_of,
    may_change,
    pages_to_change,
)

from .event_listing import DOCUMENTED, state_of
from .models import ActivityPage, EventPage
from .models.event_rules import missing_for_publishing
from .rhythm import next_in_rhythm
from .status import REGISTERED_FOR, Change, Places

MOST_SHOWN, MOST_LOOKED_AT = 8, 60
# How registration works is to be decided so long before an event; what is over for so long and has
# no documentation waits for it, until it is a year ago.
DECIDED, DOCUMENTED_WITHIN, GIVEN_UP = timedelta(days=28), timedelta(days=14), timedelta(days=365)
# Field: what an editor does about it.
NEEDS = {
    "start": gettext_lazy("Bestäm datum"),
    "attendance_mode": gettext_lazy("Välj hur man deltar"),
    "venue": gettext_lazy("Fyll i lokal"),
    "registration": gettext_lazy("Bestäm anmälan"),
    "registration_url": gettext_lazy("Lägg till anmälningslänk"),
    "registration_email": gettext_lazy("Lägg till e-post för anmälan"),
    "registration_phone": gettext_lazy("Lägg till telefon för anmälan"),
    "join_url": gettext_lazy("Lägg till möteslänk"),
    "waiting_list_text": gettext_lazy("Skriv om väntelistan"),
    "change_reason": gettext_lazy("Skriv skälet"),
    "previous_start": gettext_lazy("Fyll i tidigare datum"),
}
# What a draft says of itself beyond what is stored of the page.
DRAFTED = (
    *("start", "end", "held", "date_to_be_announced", "date_text", "attendance_mode", "venue"),
    *("join_url", "registration", "registration_url", "registration_email", "registration_phone"),
    *("registration_opens", "registration_closes", "places", "waiting_list_text", "change"),
    *("change_reason", "previous_start"),
)


@dataclass(frozen=True)
class Coming:
    """An event on its way as a row: its day in two words, its state, and what it lacks."""

    title: str
    sentence: str
    url: str
    day: str = ""
    month: str = ""
    needs: list[tuple[str, str]] = field(default_factory=list)  # label, address
    is_planned: bool = True


def as_drafted(event):
    """Return an event that is not published as its latest version has it."""
    if event.latest_revision_id is None:
        return event
    for name in DRAFTED:
        value = getattr(event, f"draft_{name}")
        stored = event._meta.get_field(name)
        empty = None if stored.null else ""
        try:
            value = stored.to_python(empty if value is None else value)
        except ValidationError:
            value = empty  # what nobody can read is to be filled in
        setattr(event, name, local(value) if isinstance(value, datetime) else value)
    event.valid_start = None if event.change == Change.POSTPONED else event.start
    event.title = event.draft_title
    return event


def fields_needed(event, now):
    """Yield the fields of a coming event that somebody has to fill in."""
    missing = missing_for_publishing(event)
    if not event.start and event.change != Change.CANCELLED:
        missing["start"] = ""
    if event.status.is_called_off:
        missing = {name: missing[name] for name in ("change_reason",) if name in missing}
        yield from missing
        return
    if event.is_online and not event.join_url:
        missing["join_url"] = ""
    if not event.registration and event.start and event.start - now < DECIDED:
        missing["registration"] = ""
    by_registration = event.registration in REGISTERED_FOR
    if event.places == Places.FULL and by_registration and not event.waiting_list_text:
        missing["waiting_list_text"] = ""
    yield from (name for name in NEEDS if name in missing)


def row_of(event, now):
    """Return a coming event as a row."""
    state = state_of(event) if event.live else _("Utkast")
    day = event.valid_start and day_of(event.valid_start)
    return Coming(
        event.title,
        " · ".join(filter(None, (event.activity_title, state))),
        edit_address(event),
        in_swedish(day, "j") if day else "",
        in_swedish(day, "M").lower() if day else "",
        [(str(NEEDS[name]), edit_address(event, name)) for name in fields_needed(event, now)],
    )


def coming_events(user):
    """Return what is on its way as rows, drafts among them: the nearest, and all that lack
    anything, and how many there are."""
    now = timezone.now()
    in_drafts = {f"draft_{name}": F(f"latest_revision__content__{name}") for name in DRAFTED}
    drafts = Q(live=False, expired=False)
    ahead = EventPage.objects.live().upcoming(now).order_by().values("pk")
    events = EventPage.objects.filter(Q(pk__in=ahead) | drafts).as_rows().annotate(**in_drafts)
    nearest = F("valid_start").asc(nulls_last=True)
    found = events.order_by("-live", nearest, "pk")[:MOST_LOOKED_AT]

    def placed(event):
        """Return (its place in time, its row); None for what is over."""
        event = event if event.live else as_drafted(event)
        place = (event.valid_start is None, event.valid_start or now, event.pk)
        return None if event.status.is_over else (place, row_of(event, now))

    mine = [event for event in found if may_change(user, event)]
    coming = filter(None, each_alone(placed, mine))
    rows = [row for _place, row in sorted(coming, key=itemgetter(0))]
    shown = [row for place, row in enumerate(rows) if place < MOST_SHOWN or row.needs]
    return shown[: 2 * MOST_SHOWN], len(rows)


@once_a_generation
def unplanned(now):
    """Return the activities with a rhythm and nothing planned after it; `planned`: the last."""
    planned = EventPage.objects.filter(activity_key=OuterRef("pk")).by_planned_day()
    activities = ActivityPage.objects.live().filter(interval_weeks__gte=1).defer_streamfields()
    activities = activities.annotate(planned=Subquery(planned.values("planned")[:1]))
    return list(activities.filter(planned__lte=now).in_editors_order())


def next_ordinary(user):
    """Return a row for each activity with a rhythm and nothing planned: its next ordinary day."""
    activities = map(copy, unplanned(day_begins(timezone.localdate())))
    mine = [one for one in activities if one.permissions_for_user(user).can_add_subpage()]
    return list(each_alone(next_row, mine))


def next_row(activity):
    day = next_in_rhythm(day_of(activity.planned), activity.interval_weeks)
    said = _("Nästa ordinarie datum är %s") % day_words(day, weekday=True, year=False)
    url = reverse("next_event", args=[activity.pk])
    return Coming(
        activity.title, said, url, needs=[(_("Skapa evenemanget"), url)], is_planned=False
    )


def past_line(event):
    said = _("%(activity)s %(day)s har ingen dokumentation än")
    values = {"activity": event.activity_title or "", "day": day_words(day_of(event.start))}
    url = edit_address(event, "points_raised")
    return Line(event.title, (said % values).strip(), url, _("Lägg till dokumentation"), "doc-full")


@hooks.register("waiting_lines", order=50)
def past_without_documentation(user):
    """Return what was held two weeks ago or earlier, within a year, and says nothing of it."""
    now = timezone.now()
    events = EventPage.objects.live().taking_place().past_dated(now - DOCUMENTED_WITHIN)
    events = (
        events.as_rows()
        .exclude(DOCUMENTED)
        .filter(valid_start__gte=now - GIVEN_UP, pk__in=pages_to_change(user).values("pk"))
    )
    url = reverse("evenemang:index") + "?when=har-varit&documented=nej"
    more = _("Ytterligare %s evenemang saknar dokumentation")
    return lines_of(events, ("pk", "title", "start", "activity_title"), past_line, more, url)


@hooks.register("waiting_lines", order=40)
def closed_registrations(user):
    """Return the coming events whose last day to register has passed, until they begin."""
    now = timezone.now()
    events = EventPage.objects.live().taking_place().upcoming(now).exclude(places=Places.FULL)
    events = events.as_rows().filter(
        Q(start__isnull=True) | Q(start__gt=now),
        registration__in=REGISTERED_FOR,
        registration_closes__lte=now,
        pk__in=pages_to_change(user).values("pk"),
    )

    def line(event):
        title = _("Anmälan till ”%s” har stängt") % event.title
        detail = _("Sista anmälan var %s") % day_words(day_of(event.registration_closes))
        url = edit_address(event, "registration_closes")
        return Line(title, detail, url, _("Ändra sista anmälan"), "time")

    url = reverse("evenemang:index") + "?when=kommande"
    more = _("Ytterligare %s anmälningar har stängt")
    return lines_of(events, ("pk", "title", "registration_closes"), line, more, url)
