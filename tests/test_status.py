"""The status table: which state an event is in, row by row."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.status import ICONS, LOOKS, Status, effective_end, event_status
from tests.pages import moment


@dataclass(frozen=True)
class Facts:
    """The fields of an event that decide its state."""

    start: datetime | None = None
    end: datetime | None = None
    held: bool = False
    change: str = ""
    places: str = ""
    registration: str = ""
    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    has_documentation: bool = False


NOW = moment(2021, 5, 12, 12, 30)
BEFORE, AFTER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
TOMORROW, YESTERDAY = NOW + timedelta(days=1), NOW - timedelta(days=1)
COMING = Facts(start=TOMORROW, end=TOMORROW + timedelta(hours=1))
OVER = Facts(start=YESTERDAY, end=YESTERDAY + timedelta(hours=1))
GOING_ON = Facts(start=BEFORE, end=AFTER)
UNDATED = Facts()

ROWS = [
    (replace(COMING, change="cancelled"), Status.CANCELLED),
    (replace(GOING_ON, change="cancelled"), Status.CANCELLED),
    (replace(OVER, change="cancelled", has_documentation=True), Status.CANCELLED),
    (replace(COMING, change="postponed", registration="link"), Status.POSTPONED),
    (replace(OVER, change="postponed"), Status.POSTPONED),
    (replace(OVER, has_documentation=True), Status.DOCUMENTED),
    (replace(UNDATED, held=True, has_documentation=True), Status.DOCUMENTED),
    (replace(COMING, has_documentation=True), Status.SAVE_THE_DATE),
    (OVER, Status.PAST),
    (replace(OVER, places="full", registration="link"), Status.PAST),
    (replace(UNDATED, held=True), Status.PAST),
    (GOING_ON, Status.ONGOING),
    (replace(GOING_ON, places="full", registration="link"), Status.ONGOING),
    (replace(COMING, places="full", registration="link"), Status.FULL),
    (replace(COMING, places="full"), Status.FULL),
    (replace(COMING, places="full", registration="link", registration_closes=BEFORE), Status.FULL),
    (replace(COMING, places="few", registration="link"), Status.FEW),
    (replace(COMING, places="few", registration="link", registration_closes=BEFORE), Status.CLOSED),
    (replace(COMING, places="few", registration="none"), Status.NO_REGISTRATION),
    (replace(COMING, registration="link"), Status.OPEN),
    (replace(COMING, registration="email"), Status.OPEN),
    (
        replace(COMING, registration="link", registration_opens=BEFORE, registration_closes=AFTER),
        Status.OPEN,
    ),
    (replace(UNDATED, registration="link"), Status.OPEN),
    (replace(COMING, registration="link", registration_opens=AFTER), Status.NOT_OPEN),
    (
        replace(COMING, registration="email", registration_opens=AFTER, places="few"),
        Status.NOT_OPEN,
    ),
    (replace(COMING, registration="link", registration_closes=BEFORE), Status.CLOSED),
    (replace(COMING, registration="link", registration_closes=NOW), Status.CLOSED),
    (replace(COMING, registration="invited"), Status.INVITED),
    (replace(COMING, registration="none"), Status.NO_REGISTRATION),
    (COMING, Status.SAVE_THE_DATE),
    (replace(COMING, change="rescheduled"), Status.SAVE_THE_DATE),
    (UNDATED, Status.UNDATED),
]


@pytest.mark.parametrize(("facts", "status"), ROWS)
def test_the_first_row_that_applies_wins(facts, status):
    assert event_status(facts, NOW) is status


def test_every_state_stands_in_the_table_above():
    assert {status for _facts, status in ROWS} == set(Status)


def test_every_state_has_a_label_and_a_look():
    assert set(LOOKS) == set(ICONS) == set(Status)
    assert all(status.label and status.look for status in Status)


def test_moved_stands_beside_the_state_of_the_new_date():
    facts = replace(COMING, change="rescheduled", registration="link")
    assert event_status(facts, NOW) is Status.OPEN


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (moment(2021, 5, 26, 12, 14, 59), Status.SAVE_THE_DATE),
        (moment(2021, 5, 26, 12, 15), Status.ONGOING),
        (moment(2021, 5, 26, 12, 54, 59), Status.ONGOING),
        (moment(2021, 5, 26, 12, 55), Status.PAST),
    ],
)
def test_an_event_begins_at_its_start_and_is_over_at_its_end(now, status):
    facts = Facts(start=moment(2021, 5, 26, 12, 15), end=moment(2021, 5, 26, 12, 55))
    assert event_status(facts, now) is status


def test_an_open_end_lasts_until_midnight_in_stockholm():
    facts = Facts(start=moment(2021, 5, 26, 18, 0))
    assert event_status(facts, moment(2021, 5, 26, 23, 59)) is Status.ONGOING
    assert event_status(facts, moment(2021, 5, 27, 0, 0)) is Status.PAST
    # 22.30 UTC is past midnight in Stockholm in summer
    assert event_status(facts, datetime(2021, 5, 26, 22, 30, tzinfo=UTC)) is Status.PAST


def test_several_days_are_one_event():
    facts = Facts(start=moment(2019, 11, 27, 9, 0), end=moment(2019, 11, 28, 16, 0))
    assert event_status(facts, moment(2019, 11, 28, 3, 0)) is Status.ONGOING


def test_an_event_across_midnight_goes_on_after_it():
    facts = Facts(start=moment(2021, 12, 31, 22, 0), end=moment(2022, 1, 1, 1, 0))
    assert event_status(facts, moment(2022, 1, 1, 0, 30)) is Status.ONGOING


@pytest.mark.parametrize(
    ("day", "hours"), [((2021, 3, 28), 23), ((2021, 10, 31), 25), ((2021, 5, 26), 24)]
)
def test_the_day_of_an_open_end_follows_summer_time(day, hours):
    midnight = moment(*day, 0, 0)
    end = effective_end(midnight, None)
    assert end.astimezone(UTC) - midnight.astimezone(UTC) == timedelta(hours=hours)
