"""The periodic work: each job, one that fails, and the loop."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Site

from home.jobs import Job, job_lock, run_job
from home.limits import Attempt
from malmoandan.logins import LOGINS
from malmoandan.management.commands import work
from tests.browser.worst_server import environment
from tests.mail_server import mail_server
from tests.pages import SmallSite


def failed_login(minutes_ago):
    attempt = LOGINS.new("admin", "192.0.2.1")
    attempt.at = timezone.now() - timedelta(minutes=minutes_ago)
    attempt.save()
    return attempt


@pytest.mark.django_db
def test_failed_logins_are_forgotten_when_they_no_longer_lock_anyone_out():
    kept, _forgotten = failed_login(minutes_ago=5), failed_login(minutes_ago=125)
    call_command("work")
    assert list(Attempt.objects.all()) == [kept]


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
def test_one_failing_job_is_logged_and_noted_and_the_others_are_done(monkeypatch, caplog):
    def broken():
        raise RuntimeError("the disk is full")

    failed_login(minutes_ago=125)
    monkeypatch.setattr(work, "JOBS", {broken: "misslyckas", **work.JOBS})
    call_command("work")
    assert "The job broken failed" in caplog.text
    assert "the disk is full" in caplog.text
    assert not Attempt.objects.exists()
    job = Job.objects.get(name="broken")
    assert (job.label, job.error, job.succeeded) == ("misslyckas", "RuntimeError", None)
    assert job.failed >= job.started
    others = Job.objects.exclude(name="broken")
    assert {job.__name__ for job in work.JOBS} <= {"broken", *(job.name for job in others)}
    assert all(job.succeeded >= job.started and job.failed is None for job in others)


@pytest.mark.django_db
def test_a_job_that_another_process_is_at_is_left_to_it():
    done = []

    def count():
        done.append(1)

    # A thread has a connection and opens a file of its own, as another process would.
    with ThreadPoolExecutor() as pool:
        with job_lock("count") as admitted:
            assert admitted
            assert pool.submit(is_admitted, "count").result() is False
        assert pool.submit(is_admitted, "count").result() is True
    run_job(count, "räkna")
    assert done == [1]


def is_admitted(name):
    """Tell whether a connection of its own would be let to the job."""
    try:
        with job_lock(name) as admitted:
            return admitted
    finally:
        connection.close()


@pytest.fixture
def mail():
    """A mail server."""
    with mail_server() as server:
        yield server


@pytest.fixture
def loop(request, tmp_path, db, mail, settings):
    """The loop of tests/work_loop.py on a copy of the database, with a letter to send."""
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    send_mail("Hej", "Text", "vi@example.org", ["anna@example.org"])
    file = tmp_path / "data" / "db.sqlite3"
    file.parent.mkdir()
    file.write_bytes(connection.connection.serialize())
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.work_loop", *getattr(request, "param", ())],
        env=os.environ | environment(file.parent) | {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    process.database = file
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_for(loop, words, times=3):
    """Read what the loop and its log say until so many lines more have said just the words."""
    for line in loop.stdout:
        said = json.loads(line)["message"] if line.startswith("{") else line.strip()
        times -= said == words
        if not times:
            return
    pytest.fail(f"The loop ended without «{words}»")


def jobs_of(loop):
    """Return what is known of the jobs: {name: (started, succeeded, failed, error)}."""
    with closing(sqlite3.connect(loop.database)) as database:
        rows = database.execute("SELECT name, started, succeeded, failed, error FROM home_job")
        return {name: row for name, *row in rows}


needs_a_file = pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="the loop works on a copy of the file; PostgreSQL: make prove PART=workers",
)


@needs_a_file
def test_no_job_holds_or_ends_the_loop_which_sends_mail_until_it_is_told_to_stop(loop, mail):
    wait_for(loop, "fine")
    while not mail.received:
        wait_for(loop, "fine", times=1)
    loop.send_signal(signal.SIGTERM)
    assert loop.wait(timeout=20) == 0
    assert mail.recipients == ["anna@example.org"]
    jobs = jobs_of(loop)
    began, succeeded, failed, error = jobs["broken"]
    assert (succeeded, error) == (None, "RuntimeError")
    assert failed >= began
    assert jobs["endless"][1:] == [None, None, ""]
    assert jobs["killed"][1] is None
    assert jobs["killed"][3] == "avbrutet"
    assert jobs["fine"][1] >= jobs["fine"][0]
    # It is begun once, and never beside itself.
    assert loop.stdout.read().count("endless") == 0


@needs_a_file
@pytest.mark.parametrize("loop", [["slow"]], indirect=True, ids=["slow"])
def test_no_more_than_four_jobs_are_slow_beside_each_other(loop):
    under_way = most = ended = 0
    while ended < 8:
        line = loop.stdout.readline().strip()
        under_way += (line == "begins") - (line == "ends")
        ended += line == "ends"
        most = max(most, under_way)
    assert most <= 4


@needs_a_file
def test_the_loop_survives_that_the_database_is_away_for_a_while(loop):
    wait_for(loop, "fine", times=1)
    folder = loop.database.parent
    away = folder.rename(folder.with_name("away"))
    wait_for(loop, "The job fine failed", times=1)
    away.rename(folder)
    wait_for(loop, "fine")
    loop.send_signal(signal.SIGINT)
    assert loop.wait(timeout=20) == 0


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL runs ANALYZE by itself")
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
