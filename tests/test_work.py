"""The periodic work: each job, one that fails, and the loop."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Site

from home.management.commands import work
from tests.pages import SmallSite


def failed_login(minutes_ago):
    attempt = AccessAttempt.objects.create(
        username="admin",
        ip_address="192.0.2.1",
        user_agent=str(minutes_ago),
        failures_since_start=1,
    )
    when = timezone.now() - timedelta(minutes=minutes_ago)
    AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=when)


@pytest.mark.django_db
def test_failed_logins_are_forgotten_when_they_no_longer_lock_anyone_out():
    failed_login(minutes_ago=5)
    failed_login(minutes_ago=20)
    call_command("work")
    assert list(AccessAttempt.objects.values_list("user_agent", flat=True)) == ["5"]


@pytest.mark.django_db
def test_expired_sessions_are_deleted_and_living_ones_kept():
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
    call_command("work")
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_a_page_whose_time_has_come_is_published():
    page = Site.objects.get().root_page.specific
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.live = False
    page.save()
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("work")
    assert Page.objects.get(pk=page.pk).live


@pytest.mark.django_db
def test_one_failing_job_is_logged_and_the_others_are_done(monkeypatch, caplog):
    def broken():
        raise RuntimeError("the disk is full")

    failed_login(minutes_ago=20)
    monkeypatch.setattr(work, "JOBS", [broken, *work.JOBS])
    call_command("work")
    assert "The job broken failed" in caplog.text
    assert "the disk is full" in caplog.text
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_goes_on_until_it_is_told_to_stop(
    monkeypatch, number, django_db_setup, django_db_blocker
):
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    rounds = []

    def count():
        rounds.append(1)
        if len(rounds) == 3:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(work, "JOBS", [count])
    assert threading.current_thread() is threading.main_thread()
    try:
        # Outside every transaction: between its rounds the loop closes its connection.
        with django_db_blocker.unblock():
            call_command("work", loop=True, interval=0)
    finally:
        for name, handler in kept.items():
            signal.signal(name, handler)
    assert len(rounds) == 3


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL measures by itself")
def test_sqlite_measures_its_tables_when_the_pages_have_doubled():
    def measured():
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'wagtailcore_page'")
            return max(int(stat.split()[0]) for (stat,) in cursor)

    work.measure_tables()
    site, before = SmallSite(), Page.objects.count()
    assert measured() == before
    site.add_event()
    work.measure_tables()
    assert measured() == before
    for _ in range(before):
        site.add_event()
    work.measure_tables()
    assert measured() == 2 * before + 1
