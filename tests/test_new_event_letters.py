"""Letters on new events: one a day, to who has asked for them, and each event once."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from wagtail.models import PageViewRestriction

from activities.models import EventPage
from home.models import Letter
from news.models import Subscriber
from news.subscriptions.addresses import leave_url
from news.subscriptions.new_events import write_letters_on_new_events
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY = "2027-03-01 15:00+01:00", "2027-03-02 08:05+01:00"


def subscriber(email, *activities, **fields):
    fields = {"confirmed": moment(2027, 1, 1), "consent_text": "Ja", **fields}
    one = Subscriber.objects.create(email=email, **fields)
    one.activities.set(activities)
    return one


def publish(event, at):
    EventPage.objects.filter(pk=event.pk).update(first_published_at=at)
    return event


@pytest.fixture
def site():
    with time_machine.travel(YESTERDAY, tick=False):
        site = SmallSite()
        site.forum = site.add_activity("Dialogforum")
        at, later = timezone.now(), timezone.now() + timedelta(days=9)
        publish(
            site.add_event("Om\nparker", start=later, venue="Rådhuset", attendance_mode="offline"),
            at,
        )
        publish(site.add_event("Dialog", start=later, activity=site.forum), at)
        publish(site.add_event("Förr", start=at - timedelta(days=9)), at)
        publish(site.add_event("Gammalt", start=later), at - timedelta(days=30))
        publish(site.add_event("Inställt", start=later, change="cancelled"), at)
        publish(site.add_event("Utkast", start=later, live=False), at)
        hidden = publish(site.add_event("Hemligt", start=later), at)
        login = PageViewRestriction.LOGIN
        PageViewRestriction.objects.create(page=hidden, restriction_type=login)
    return site


def test_who_has_asked_gets_one_letter_on_the_new_events_of_a_day(site):
    every = subscriber("alla@exempel.se", all_events=True)
    subscriber("forum@exempel.se", site.forum)
    subscriber("bada@exempel.se", site.forum, site.activity)
    subscriber("brev@exempel.se", newsletter=True)
    subscriber("vantar@exempel.se", all_events=True, confirmed=None)
    subscriber("ny@exempel.se", all_events=True, confirmed=moment(2027, 3, 2, 8, 1))
    with time_machine.travel("2027-03-02 07:55+01:00", tick=False):
        write_letters_on_new_events()
        assert not mail.outbox
    with time_machine.travel(TODAY, tick=False):
        for _twice in range(2):
            write_letters_on_new_events()
        letters = {letter.to[0]: letter for letter in mail.outbox}
        assert len(mail.outbox) == len(letters)
        assert set(letters) == {"alla@exempel.se", "forum@exempel.se", "bada@exempel.se"}
        letter = letters["alla@exempel.se"]
        assert letter.subject == "2 nya evenemang hos Malmöandan"
        assert "Onsdag 10 mars 2027 kl. 15" in letter.body.replace("\xa0", " ")
        for words in ("Om parker", "Rådhuset", "Dialog", "http://localhost/", leave_url(every)):
            assert words in letter.body
        for words in ("Förr", "Gammalt", "Inställt", "Utkast", "Hemligt"):
            assert words not in letter.body
        assert letter.extra_headers["List-Unsubscribe"] == f"<{leave_url(every)}>"
        assert letters["forum@exempel.se"].subject == "Nytt evenemang: Dialog"
        assert set(Letter.objects.values_list("key", flat=True)) == {"new-events:2027-03-02"}
    with time_machine.travel("2027-03-03 09:00+01:00", tick=False):
        write_letters_on_new_events()
    assert len(mail.outbox) == 3


def test_a_day_on_which_the_work_stood_still_is_told_late_and_in_pieces(site, monkeypatch):
    monkeypatch.setattr("news.subscriptions.new_events.AT_ONCE", 2)
    for number in range(5):
        subscriber(f"nr{number}@exempel.se", all_events=True)
    with time_machine.travel("2027-03-04 07:00+01:00", tick=False):
        for written in (2, 4, 5, 5):
            write_letters_on_new_events()
            assert len(mail.outbox) == written
    with time_machine.travel("2027-03-09 09:00+01:00", tick=False):
        subscriber("nr6@exempel.se", all_events=True)
        write_letters_on_new_events()
    assert len(mail.outbox) == 5
