"""What the form of an event fills in and tells when the day of a published event changes."""

import pytest
import time_machine
from django.core.management import call_command

from activities.models import EventPage
from tests.pages import SmallSite, moment
from tests.test_admin_editing import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOVED = {"change": "rescheduled", "change_reason": "Gästen fick förhinder."}
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
def site():
    return SmallSite()


@pytest.fixture
def event(site):
    return site.add_event("Träd", start=moment(2027, 12, 10, 12, 15))


def answer(client, event, action, changes, **options):
    address = f"/admin/pages/{event.pk}/edit/"
    data = form_of(client, address, EventPage, changes)
    data |= {f"action-{action}": "1"} if action else {}
    return client.post(address, data, **options)


def save(client, event, action=None, **changes):
    """Save the event as the form shows it, with the changes."""
    assert answer(client, event, action, changes).status_code == 302
    event.refresh_from_db()


def read(client, event, action=None, **changes):
    """Press a button of the form, with the changes; return what the editor then reads."""
    text = answer(client, event, action, changes, follow=True).content.decode()
    event.refresh_from_db()
    return text.replace("\xa0", " ")


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
    text = read(client, event, action, start="2027-12-17 12:15")
    assert text.count(WARNING) == 1
    assert "Förut stod det fredag 10 december 2027 kl. 12.15." in text
    assert "Välj ”Nytt datum” under ”Om något ändras”" in text


def test_who_takes_a_published_day_away_is_told_to_say_that_it_is_postponed(client, event):
    text = read(client, event, start="", date_to_be_announced="on")
    assert "Välj ”Uppskjutet” under" in text


@pytest.mark.parametrize("action", [None, "publish"])
def test_an_event_that_waits_for_a_new_day_is_not_given_one_without_being_moved(
    client, event, action
):
    put_off = {"change": "postponed", "change_reason": "Lokalen brann."}
    save(client, event, "publish", **put_off)
    text = read(client, event, action, start="2027-12-17 12:15", **put_off)
    assert "Evenemanget har fått ett nytt datum. Välj ”Nytt datum”." in text
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


def test_who_says_that_it_has_moved_or_changes_something_else_is_told_nothing(client, event):
    assert WARNING not in read(client, event, "publish", title="Träd och bänkar")
    assert WARNING not in read(client, event, "publish", start="2027-12-17 12:15", **MOVED)


def test_the_day_of_a_draft_or_of_what_is_over_changes_without_a_word(client, site):
    past = site.add_event("Förra", start=moment(2021, 5, 26, 12))
    assert WARNING not in read(client, past, "publish", start="2021-05-27 12:00")
    draft = site.add_event("Utkast", start=moment(2027, 12, 10, 12), live=False)
    assert WARNING not in read(client, draft, start="2027-12-11 12:00")


# E7: the day before the change is the one that visitors were told last.


def test_whoever_follows_the_reminder_afterwards_need_not_know_the_old_day(client, event):
    save(client, event, "publish", start="2027-12-17 12:15")
    save(client, event, "publish", **MOVED)
    assert event.change == "rescheduled"
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


def test_after_several_silent_changes_it_is_the_day_that_was_published_last(client, event):
    for day in (17, 18, 19):
        save(client, event, "publish", start=f"2027-12-{day} 12:15")
    save(client, event, start="2027-12-20 12:15")
    save(client, event, "publish", start="2027-12-19 12:15", **MOVED)
    assert event.previous_start == moment(2027, 12, 18, 12, 15)


def test_a_day_said_once_is_not_said_again_for_a_later_silent_change(client, event):
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    save(client, event, "publish", change="", change_reason="")
    save(client, event, "publish", start="2027-12-18 12:15")
    save(client, event, "publish", **MOVED)
    assert event.previous_start == moment(2027, 12, 17, 12, 15)


def test_a_change_that_was_published_by_the_clock_is_known_too(client, event):
    save(client, event, "publish")
    event.start = moment(2027, 12, 17, 12, 15)
    event.go_live_at = moment(2027, 12, 2, 9)
    event.save_revision().publish()
    event.refresh_from_db()
    assert event.start == moment(2027, 12, 10, 12, 15)
    with time_machine.travel(moment(2027, 12, 2, 9, 1), tick=False):
        call_command("publish_scheduled")
        save(client, event, "publish", **MOVED)
    assert event.start == moment(2027, 12, 17, 12, 15)
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


def test_the_day_is_known_after_an_event_was_hidden_and_shown_again(client, event):
    save(client, event, "publish")
    event.unpublish()
    save(client, event, start="2027-12-16 12:15")
    save(client, event, "publish", start="2027-12-17 12:15", **MOVED)
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


def test_an_event_whose_day_never_changed_still_asks_which_day_it_was(client, event):
    text = read(client, event, "publish", **MOVED)
    assert "Ange datumet som gällde före ändringen." in text
    assert event.change == ""


def test_a_copy_does_not_take_along_what_was_said_of_the_first(client, event):
    save(client, event, "publish", start="2027-12-17 12:15")
    copy = event.copy(update_attrs={"title": "Kopia", "slug": "kopia"}, keep_live=False)
    assert EventPage.objects.get(pk=copy.pk).former_start is None


# E8: put off, no day yet.


@pytest.mark.parametrize("emptied_before", [False, True])
def test_an_event_without_its_day_is_put_off_with_a_reason_alone(client, event, emptied_before):
    if emptied_before:
        save(client, event, "publish", start="", date_to_be_announced="on")
    waits = {"change": "postponed", "change_reason": "Lokalen brann."}
    save(client, event, "publish", start="", date_to_be_announced="", **waits)
    assert (event.live, event.start, event.change) == (True, None, "postponed")
    page = client.get(event.url).content.decode().replace("\xa0", " ")
    assert "Evenemanget är uppskjutet" in page
    assert "Lokalen brann." in page
    assert "redag 10 december 2027" in page
    save(client, event, "publish", start="2027-12-20 12:15", **MOVED)
    assert event.previous_start == moment(2027, 12, 10, 12, 15)


def test_a_day_that_is_put_off_needs_a_reason(client, event):
    text = read(client, event, "publish", start="", change="postponed")
    assert "Skriv varför" in text
    assert "Ange när evenemanget är" not in text
