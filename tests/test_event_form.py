"""What the form of an event fills in and tells when the day of a published event changes."""

import pytest
import time_machine

from activities.models import EventPage
from tests.pages import SmallSite, moment
from tests.test_admin_editing import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOVED = {"change": "moved", "change_reason": "Gästen fick förhinder."}
WARNING = "Datumet har ändrats."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(moment(2027, 12, 1, 9), tick=False):
        yield


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


@pytest.fixture
def event():
    return SmallSite().add_event("Träd", start=moment(2027, 12, 10, 12, 15))


def save(client, event, action=None, **changes):
    """Save the event as the form shows it, with the changes; return what the editor then reads."""
    address = f"/admin/pages/{event.pk}/edit/"
    data = form_of(client, address, EventPage, changes)
    data |= {f"action-{action}": "1"} if action else {}
    text = client.post(address, data, follow=True).content.decode().replace("\xa0", " ")
    event.refresh_from_db()
    return text


def test_an_event_that_moves_twice_comes_from_the_day_that_was_published_last(client, event):
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    save(client, event, "publish", start="2027-12-18 12:15", **MOVED)
    assert event.start == moment(2027, 12, 18, 12, 15)
    assert event.previous_start == moment(2027, 12, 17, 12, 15)


def test_a_draft_between_does_not_count_as_published(client, event):
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    save(client, event, start="2027-12-18 12:15", **MOVED)
    save(client, event, "publish", start="2027-12-19 12:15", **MOVED)
    assert event.previous_start == moment(2027, 12, 17, 12, 15)


def test_a_day_before_that_the_editor_gives_stands(client, event):
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    given = {"previous_start": "2027-12-11 12:15"}
    save(client, event, "publish", start="2027-12-18 12:15", **MOVED, **given)
    assert event.previous_start == moment(2027, 12, 11, 12, 15)


def test_a_moved_event_that_is_published_again_keeps_its_old_day(client, event):
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    save(client, event, "publish", title="Träd och bänkar", **MOVED)
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


@pytest.mark.parametrize("action", [None, "publish"])
def test_who_changes_a_published_day_is_told_to_say_that_it_has_moved(client, event, action):
    text = save(client, event, action, start="2027-12-17 12:15")
    assert text.count(WARNING) == 1
    assert "Förut stod det fredag 10 december 2027 kl. 12.15." in text
    assert "Välj ”Flyttat till nytt datum” under ”Om något ändras”" in text


def test_who_takes_a_published_day_away_is_told_to_say_that_it_is_postponed(client, event):
    text = save(client, event, start="", date_to_be_announced="on")
    assert "Välj ”Framskjutet, inget nytt datum än” under" in text


@pytest.mark.parametrize("action", [None, "publish"])
def test_an_event_that_waits_for_a_new_day_is_not_given_one_without_being_moved(
    client, event, action
):
    put_off = {"change": "postponed", "change_reason": "Lokalen brann."}
    save(client, event, "publish", **put_off)
    text = save(client, event, action, start="2027-12-17 12:15", **put_off)
    assert "Evenemanget har fått en ny dag. Välj ”Flyttat till nytt datum”." in text
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


def test_who_says_that_it_has_moved_or_changes_something_else_is_told_nothing(client, event):
    assert WARNING not in save(client, event, "publish", title="Träd och bänkar")
    assert WARNING not in save(client, event, "publish", start="2027-12-17 12:15", **MOVED)


def test_the_day_of_a_draft_or_of_what_is_over_changes_without_a_word(client, event):
    past = SmallSite().add_event("Förra", start=moment(2021, 5, 26, 12))
    assert WARNING not in save(client, past, "publish", start="2021-05-27 12:00")
    draft = SmallSite().add_event("Utkast", start=moment(2027, 12, 10, 12), live=False)
    assert WARNING not in save(client, draft, start="2027-12-11 12:00")
