"""A clock that was a year ahead, and is put right: nothing waits until then."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.utils import timezone

from home.jobs import Job
from home.limits import Limit, TooManyError
from home.mail.letter import Letter
from home.models import MissedTime
from home.schedule import Action
from malmoandan.backup.nightly import make_nightly_backup
from malmoandan.clock import forget_wrong_clock
from malmoandan.health import work_is_done
from malmoandan.management.commands.work import JOBS
from news.models import Subscriber
from news.sending.work import run_sendings
from search.models import IndexTask
from tests.pages import SmallSite
from tests.sending import add_issue, order, subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIMIT = Limit("login", timedelta(minutes=15), pair=2)
LATER = timedelta(days=365)


def write(recipient):
    return Letter.objects.write(EmailMessage("Brev", "Text", to=[recipient]))


def test_what_was_put_down_while_the_clock_was_ahead_does_not_wait_for_that_time():
    page = SmallSite().home
    now = timezone.now()
    queued = {"recipient": "eva@example.org", "priority": 3, "tried_until": now + 2 * LATER}
    with time_machine.travel(now + LATER):
        tries = [LIMIT.enter("anna", "192.0.2.1") for _ in range(2)]
        write("anna@example.org")
        write("olle@example.org")
        begun = Letter.objects.claim(timezone.now())
        time = {"due": timezone.now(), "next_try": timezone.now()}
        MissedTime.objects.create(page=page, action=Action.PUBLISH, **time)
        kind = ContentType.objects.get_for_model(page)
        IndexTask.objects.create(content_type=kind, object_id="1")
        subscribe(1)
        sending = order(add_issue())
        run_sendings()
    older = Letter.objects.create(created=now, due=now + LATER, **queued)  # came back meanwhile
    assert len(tries) == 2
    with pytest.raises(TooManyError):
        LIMIT.enter("anna", "192.0.2.1")

    assert forget_wrong_clock in JOBS
    forget_wrong_clock()
    LIMIT.enter("anna", "192.0.2.1")
    assert Letter.objects.claim(timezone.now()) not in (None, begun)
    assert Letter.objects.in_doubt(timezone.now() + timedelta(minutes=20)).contains(begun)
    older.refresh_from_db()
    assert older.due <= timezone.now()
    sending.refresh_from_db()
    assert sending.going_since <= timezone.now()
    assert order(add_issue(number=2)).receivers().count() == 1
    assert Subscriber.objects.get().confirmed <= timezone.now()
    assert MissedTime.objects.get().next_try <= timezone.now()
    assert IndexTask.objects.due(timezone.now()).exists()


def test_what_waits_for_its_time_goes_on_waiting():
    write("anna@example.org")
    Letter.objects.claim(timezone.now()).requeue("Fel")
    due = Letter.objects.get().due
    assert due > timezone.now()
    LIMIT.enter("anna", "192.0.2.1")
    forget_wrong_clock()
    assert Letter.objects.get().due == due
    LIMIT.enter("anna", "192.0.2.1")
    with pytest.raises(TooManyError):
        LIMIT.enter("anna", "192.0.2.1")


def test_work_that_ran_while_the_clock_was_ahead_is_not_taken_for_work_of_now():
    Job.objects.record(forget_wrong_clock, "Jobb", started=timezone.now() + LATER)
    assert not work_is_done()


def test_a_backup_that_failed_while_the_clock_was_ahead_is_tried_again(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    with time_machine.travel(timezone.now() + LATER):
        (tmp_path / ".tried").touch()
        later = timezone.now().timestamp()
    os.utime(tmp_path / ".tried", (later, later))
    make_nightly_backup()
    assert list(tmp_path.glob("malmoandan-*.zip"))
