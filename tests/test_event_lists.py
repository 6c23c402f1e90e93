"""Coming and past events: what the named queries answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import EventPage
from activities.status import event_status
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.django_db
NOW = moment(2021, 5, 12, 12, 30)


def titles(pages):
    return [page.title for page in pages]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def events(site):
    hour, day = timedelta(hours=1), timedelta(days=1)
    site.add_event("utan dag", date_to_be_announced=True)
    site.add_event("hållen okänd dag", date_text="våren 2020", held=True)
    site.add_event("i morgon", start=NOW + day, end=NOW + day + hour)
    site.add_event("pågår", start=NOW - hour, end=NOW + hour)
    site.add_event("pågår dagen ut", start=NOW - 2 * hour)
    site.add_event("slutade nyss", start=NOW - 2 * hour, end=NOW)
    site.add_event("i går utan slut", start=NOW - day)
    site.add_event("framskjuten", start=NOW - 3 * day, change="postponed", change_reason="Sjukdom")
    site.add_event("inställd", start=NOW + 2 * day, change="cancelled", change_reason="Sjukdom")
    return EventPage.objects.all()


def test_coming_events_stand_in_order_with_the_undated_last(events):
    assert titles(events.upcoming(NOW)) == [
        "framskjuten",
        "pågår dagen ut",
        "pågår",
        "i morgon",
        "inställd",
        "utan dag",
    ]


def test_past_events_stand_latest_first_with_the_unknown_day_last(events):
    assert titles(events.past(NOW)) == ["slutade nyss", "i går utan slut", "hållen okänd dag"]


def test_an_event_is_either_coming_or_past_and_never_both(events):
    coming, past = set(events.upcoming(NOW)), set(events.past(NOW))
    assert not coming & past
    assert coming | past == set(events)


def test_lists_and_status_agree_on_what_is_over(events):
    for event in events:
        over = event_status(event.facts, NOW).is_over
        assert (event in events.past(NOW)) is over, event.title


def test_a_postponed_event_stands_with_those_without_a_day(events):
    assert set(titles(events.upcoming(NOW).undated())) == {"utan dag", "framskjuten"}
    assert "framskjuten" not in titles(events.upcoming(NOW).dated())


def test_what_is_called_off_does_not_take_place(events):
    assert {"inställd", "framskjuten"}.isdisjoint(titles(events.taking_place()))


def test_undocumented_events_are_past_held_and_without_documentation(site, events):
    documented = site.add_event(
        "med rapport", start=NOW - timedelta(days=9), result_use="<p>Ja</p>"
    )
    undocumented = titles(EventPage.objects.undocumented(NOW))
    assert documented.has_documentation
    assert "med rapport" not in undocumented
    assert "slutade nyss" in undocumented
    assert "inställd" not in undocumented


def test_a_live_report_makes_a_past_event_documented(site):
    event = site.add_event(start=NOW - timedelta(days=3))
    report = site.add_article(event=event)
    assert EventPage.objects.as_rows().get().status.value == "documented"
    report.unpublish()
    assert EventPage.objects.as_rows().get().status.value == "past"


def test_a_row_says_which_activity_the_event_belongs_to(site):
    site.add_event()
    assert EventPage.objects.as_rows().get().card().kind == "Lärandelunch"


def test_a_new_event_starts_with_what_its_activity_usually_says(site):
    theme_fields = {
        "usual_attendance_mode": "online",
        "usual_place": "Zoom",
        "is_free": True,
        "audience": "Alla är välkomna.",
        "registration": "link",
        "registration_text": "Anmäl dig på Eventbrite.",
    }
    for field, value in theme_fields.items():
        setattr(site.activity, field, value)
    event = EventPage(title="Nästa")
    event.take_over_from(site.activity)
    assert (event.attendance_mode, event.online_service, event.venue) == ("online", "Zoom", "")
    assert event.is_free
    assert event.audience == "Alla är välkomna."
    assert event.registration_text == "Anmäl dig på Eventbrite."
    assert event.start is None


def test_a_new_event_gets_the_next_day_in_the_rhythm(site):
    site.activity.interval_weeks = 2
    site.activity.usual_start = moment(2021, 1, 1, 12, 15).time()
    site.activity.usual_end = moment(2021, 1, 1, 12, 55).time()
    site.activity.save()
    latest = site.add_event(start=moment(2021, 5, 12, 12, 15))
    event = EventPage(title="Nästa")
    event.take_over_from(site.activity)
    start = timezone.localtime(event.start)
    days = (start.date() - timezone.localtime(latest.start).date()).days
    assert days % 14 == 0
    assert timedelta(0) < event.start - timezone.now() <= timedelta(days=15)
    assert (start.hour, start.minute) == (12, 15)
    assert event.end - event.start == timedelta(minutes=40)


def test_changing_the_activity_never_rewrites_an_existing_event(site):
    event = site.add_event(audience="Alla")
    site.activity.audience = "Bara inbjudna"
    site.activity.save()
    event.refresh_from_db()
    assert event.audience == "Alla"
