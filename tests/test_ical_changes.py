"""How those who have an event in their calendar learn of a change."""

from datetime import timedelta

import pytest
import time_machine

from activities import ical
from activities.models import EventPage
from tests.calendar_files import JOIN, NOW, START, entry, make
from tests.pages import SmallSite, make_theme, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    with time_machine.travel(NOW, tick=False):
        yield SmallSite()


def test_a_file_is_the_same_until_something_changes(site, client):
    for address in (f"{make(site).url}kalender.ics", f"{site.activity.url}kalender.ics"):
        first = client.get(address)
        assert client.get(address).content == first.content
        asked = client.head(address)
        assert (asked.status_code, asked.content) == (200, b"")
        assert asked["Content-Type"] == first["Content-Type"]


def test_an_event_has_the_same_uid_at_a_new_address_and_below_another_activity(site, client):
    event = make(site)
    uid = entry(client, event)["UID"]
    event.slug = "helt-annan"
    event.save_revision().publish()
    event.refresh_from_db()
    assert event.url.endswith("/helt-annan/")
    assert entry(client, event)["UID"] == uid
    event.move(site.add_activity(), pos="last-child")
    assert entry(client, EventPage.objects.get())["UID"] == uid


def test_a_copy_is_an_event_of_its_own(site, client):
    event = make(site)
    event.title = "Nytt namn"
    event.save()
    copy = event.copy(update_attrs={"slug": "kopia"}, keep_live=True)
    assert entry(client, copy)["UID"] != entry(client, event)["UID"]
    assert (event.calendar_sequence, copy.calendar_sequence) == (1, 0)


CHANGES = [
    {"title": "Nytt namn"},
    {"start": moment(2026, 5, 20, 12)},
    {"end": moment(2026, 5, 20, 13)},
    {"end": None},
    {"attendance_mode": "mixed"},
    {"online_service": "Teams"},
    {"venue": "Stadshuset", "attendance_mode": "offline"},
    {"change": "cancelled"},
    {"change": "cancelled", "change_reason": "Sjukdom."},
    {"change": "postponed"},
    {"change": "rescheduled", "previous_start": moment(2026, 5, 13, 12, 15)},
    {"introduction": "Något annat."},
    {"is_free": True},
    {"registration": "invited"},
    {"registration_text": "Välkomna."},
    {"join_url": JOIN},
    {"change": "moved", "change_reason": "Vattenskada."},
    {"change": "moved", "change_reason": "Vattenskada.", "before": "Rådhuset"},
    {"registration": "email", "registration_email": "a@example.org", "selection": "Lottning."},
    {"link_sent": "Länken skickas dagen före."},
]


@pytest.mark.one_database
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
@pytest.mark.parametrize("way", ["save", "publish"])
def test_a_change_that_a_calendar_shows_is_numbered_and_dated(site, client, change, way):
    event = make(site)
    before = entry(client, event)
    for name, value in change.items():
        setattr(event, name, value)
    later = NOW + timedelta(hours=3)
    with time_machine.travel(later, tick=False):
        event.save() if way == "save" else event.save_revision().publish()
        after = entry(client, EventPage.objects.get())
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt == later


def test_a_change_of_themes_is_numbered_too(site, client):
    event = make(site)
    event.themes = [make_theme(name="Budget")]
    event.save_revision().publish()
    found = entry(client, EventPage.objects.get())
    assert (found["SEQUENCE"], found.categories) == (1, ["Budget"])


def test_a_draft_numbers_nothing_until_it_is_published(site, client):
    event = make(site)
    event.change, event.change_reason = "cancelled", "Sjukdom."
    event.save_revision()
    revision = event.save_revision()
    assert entry(client, EventPage.objects.get())["SEQUENCE"] == 0
    revision.publish()
    assert entry(client, EventPage.objects.get())["SEQUENCE"] == 1


def test_an_old_revision_brings_no_old_number_back(site, client):
    event = make(site)
    old = event.save_revision()
    for title in ("Andra", "Tredje"):
        event.title = title
        event.save_revision().publish()
    old.publish()
    found = entry(client, EventPage.objects.get())
    assert (str(found["SUMMARY"]), found["SEQUENCE"]) == ("Offentliga miljöer", 3)


def test_what_no_calendar_shows_numbers_nothing(site, client):
    event = make(site)
    event.evaluation, event.audience = "<p>Bra.</p>", "Alla"
    event.body = [("text", "<p>Text</p>")]
    event.save()
    event.save_revision().publish()
    assert entry(client, EventPage.objects.get())["SEQUENCE"] == 0


def test_two_versions_without_a_day_look_alike(site):
    event = site.add_event("Utan dag")
    assert ical.look_alike(event, EventPage.objects.get())
    event.start = START
    assert not ical.look_alike(event, EventPage.objects.get())
