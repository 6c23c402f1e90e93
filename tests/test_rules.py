"""What fields may not say together, and what publishing needs."""

import json
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from activities.models import EventPage
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.django_db
START = moment(2021, 5, 26, 12, 15)
EARLIER, LATER = moment(2021, 5, 20, 9, 0), moment(2021, 5, 27, 9, 0)

ROOM = "https://motesrum.example/lunch"


@pytest.fixture
def site():
    return SmallSite()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("end", {"start": START, "end": EARLIER}),
        ("end", {"start": START, "end": START}),
        ("end", {"end": LATER}),
        ("date_to_be_announced", {"start": START, "date_to_be_announced": True}),
        ("held", {"start": START, "held": True}),
        ("date_text", {"start": START, "date_text": "våren 2021"}),
        ("registration_closes", {"start": START, "registration_closes": LATER}),
        (
            "registration_closes",
            {"start": LATER, "registration_opens": START, "registration_closes": EARLIER},
        ),
        ("registration_opens", {"start": START, "registration_opens": LATER}),
        ("previous_start", {"start": START, "previous_start": START}),
        ("registration_url", {"registration_url": "https://us02web.zoom.us/j/1?pwd=2"}),
        ("registration_url", {"registration_url": "https://teams.microsoft.com/l/meetup-join/1"}),
        ("registration_url", {"registration_url": ROOM, "join_url": ROOM}),
    ],
)
def test_facts_that_contradict_each_other_are_refused_at_the_field(site, field, facts):
    with pytest.raises(ValidationError) as refusal:
        site.add_event(**facts)
    assert set(refusal.value.message_dict) == {field}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address",
    ["https://us02web.zoom.us/meeting/register/1", "https://www.eventbrite.se/e/zoom.us-1", ROOM],
)
def test_one_registers_at_a_page_for_registering(site, address):
    assert site.add_event(registration="link", registration_url=address).pk


@pytest.mark.one_database
def test_an_event_does_not_follow_up_itself(site):
    event = site.add_event()
    event.follows = event
    with pytest.raises(ValidationError) as refusal:
        event.full_clean()
    assert "follows" in refusal.value.message_dict


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, {"start", "attendance_mode"}),
        ({"start": START, "attendance_mode": "offline"}, {"venue"}),
        ({"start": START, "attendance_mode": "mixed", "venue": "Rådhuset"}, set()),
        ({"date_text": "våren 2021", "attendance_mode": "undecided"}, set()),
        ({"date_to_be_announced": True, "attendance_mode": "online"}, set()),
        (
            {"start": START, "attendance_mode": "online", "registration": "link"},
            {"registration_url"},
        ),
        (
            {"start": START, "attendance_mode": "online", "registration": "email"},
            {"registration_email"},
        ),
        (
            {"start": START, "attendance_mode": "online", "registration": "phone"},
            {"registration_phone"},
        ),
        ({"start": START, "attendance_mode": "online", "change": "cancelled"}, {"change_reason"}),
        (
            {"start": START, "attendance_mode": "online", "change": "rescheduled"},
            {"change_reason", "previous_start"},
        ),
    ],
)
def test_publishing_an_event_needs_when_where_and_how(facts, missing):
    assert set(EventPage(title="Evenemang", **facts).missing()) == missing


@pytest.mark.one_database
@pytest.mark.parametrize(("amount", "missing"), [("180", {"is_free"}), ("0", set())])
def test_what_is_free_like_its_activity_is_not_published_with_prices_that_nobody_sees(
    amount, missing
):
    prices = [{"type": "price", "value": {"label": "", "amount": amount}}]
    event = EventPage(title="Utflykt", start=START, attendance_mode="undecided", is_free=True)
    event.prices = json.dumps(prices)
    assert set(event.missing()) == missing
    event.is_free = False
    assert not event.missing()


@pytest.mark.one_database
def test_publishing_says_in_swedish_what_is_missing(site):
    assert EventPage(title="Bara en titel").missing()["start"] == (
        "Ange när evenemanget är, eller kryssa i ”Datum inte bestämt”."
    )
    # What the activity has filled in may not be known yet: the sentence says the way out too.
    for way, field in (("link", "registration_url"), ("email", "registration_email")):
        assert "lämna ”Anmälan” tomt" in EventPage(registration=way).missing()[field]


@pytest.mark.one_database
def test_an_activity_needs_an_introduction(site):
    activity = site.add_activity(introduction="")
    assert set(activity.missing()) == {"introduction"}


@pytest.mark.one_database
def test_an_activity_ends_after_it_starts(site):
    with pytest.raises(ValidationError) as refusal:
        site.add_activity(usual_start=time(12, 15), usual_end=time(12, 0))
    assert "usual_end" in refusal.value.message_dict


@pytest.mark.one_database
def test_an_activity_promises_no_less_than_the_least(site):
    with pytest.raises(ValidationError) as refusal:
        site.add_activity(least_per_year=6, most_per_year=4)
    assert "most_per_year" in refusal.value.message_dict


@pytest.mark.one_database
def test_an_article_says_its_day_once(site):
    with pytest.raises(ValidationError) as refusal:
        site.add_article(date=date(2016, 5, 10), date_text="maj 2016")
    assert "date_text" in refusal.value.message_dict


@pytest.mark.one_database
def test_publishing_an_article_needs_a_day_or_words_for_it(site):
    assert set(site.add_article().missing()) == {"date"}
    assert site.add_article(date_text="2016").missing() == {}


def test_a_number_of_the_year_is_used_once_among_live_issues(site):
    site.add_issue(2022, 1)
    with pytest.raises(ValidationError) as refusal:
        site.add_issue(2022, 1)
    assert "Nummer 1 finns redan för 2022" in refusal.value.message_dict["number"][0]
    site.add_issue(2022, 2)
    site.add_issue(2023, 1)


def test_the_number_of_an_unpublished_issue_is_free_again(site):
    site.add_issue(2022, 1).unpublish()
    assert site.add_issue(2022, 1).live


def test_issues_without_a_number_do_not_collide(site):
    site.add_issue(2019)
    assert site.add_issue(2019).live


@pytest.mark.one_database
def test_publishing_an_issue_needs_a_year_and_something_to_read(site):
    assert set(site.add_issue(None).missing()) == {"year", "items"}
    assert site.add_issue(2019, editorial="<p>Välkomna!</p>").missing() == {}
