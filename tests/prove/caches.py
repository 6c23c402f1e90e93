"""Pages answer, and are right, beside a Redis that hangs, is slow, forgets, goes and comes back."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from threading import Thread

from tests import redis_server
from tests.browser.worst_server import COLLECT
from tests.prove.neighbours import PATIENCE, ROOT, ask, filled_contact_form, health, site

DATABASES = ("SQLite", "PostgreSQL")
ROUNDS, SLOW = 6, 5  # readings of each page, seconds that a slow Redis takes
RIGHT_WITHIN = 1  # seconds after a change
COLD = 10  # seconds for the first pages of a site that has just begun


def missing():
    """Return what is not installed of what this part needs."""
    return redis_server.what_is_missing()


@contextmanager
def slow_way_to(port):
    """Yield a port that leads to another, and says what comes back some seconds later."""

    def carry(source, target, delay):
        with suppress(OSError):
            while data := source.recv(65536):
                time.sleep(delay)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept():
        with suppress(OSError):
            while True:
                near, far = server.accept()[0], socket.create_connection(("127.0.0.1", port))
                for ends in ((near, far, 0), (far, near, SLOW)):
                    Thread(target=carry, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]


class Case:
    """The site beside one Redis: what is read, and the report that it goes to."""

    def __init__(self, report, contact):
        self.report, self.number = report, 0
        self.paths = ["/", contact.activity.url, "/kontakt/", "/kalender/", "/sok/?q=lunch"]
        self.form = filled_contact_form()

    def read(self, port, what, first=PATIENCE):
        """Read every page, change what all of them show, and send a message."""
        from home.inbox.message import Message
        from home.models import SiteSettings

        answers = [ask(port, path) for path in self.paths]
        answers += [ask(port, path) for path in self.paths * ROUNDS]
        wrong = [status for status, _text, _seconds in answers if status != 200]
        slowest = max(seconds for _status, _text, seconds in answers)
        self.number += 1
        notice = f"Meddelande{self.number}"
        SiteSettings.objects.update(notice_text=notice)
        changed, late = time.monotonic(), []
        for path in self.paths:
            while notice not in ask(port, path)[1] and time.monotonic() < changed + 20:
                late.append(time.monotonic() - changed)
        before = Message.objects.count()
        status, _text, seconds = ask(port, "/meddelande/", self.form)
        stored = Message.objects.count() - before
        lag = max(late, default=0)
        figure = (
            f"{len(answers) - len(wrong)} of {len(answers)}, the slowest {slowest:.2f} s {wrong};"
            f" a change shown after {lag:.2f} s; a message {status} in {seconds:.2f} s"
        )
        holds = not wrong and slowest < first and lag < RIGHT_WITHIN
        self.report.line(f"pages {what}", figure, holds and status == 303 and stored == 1)
        Message.objects.all().delete()


def prove(report):
    """Break Redis in each way while pages are read, changed and written to."""
    from home.limits import Attempt
    from tests.contact_form import make_contact_site

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    case = Case(report, make_contact_site())

    def read(port, what, first=PATIENCE):
        case.read(port, what, first)
        Attempt.objects.all().delete()  # five messages an hour are all that one may send

    with redis_server.running() as redis:
        with site(CACHE_URL=redis.url) as port:
            read(port, "beside a Redis that is well", 30)
            redis.flush()
            read(port, "after it was flushed")
            redis.stop()
            read(port, "while it is gone")
            health(report, port, "fel")
            redis.start()
            read(port, "after it has come back empty")
            health(report, port, "ok")
            redis.freeze()
            read(port, "while it is frozen")
            redis.thaw()
            read(port, "after it was thawed")
        with slow_way_to(redis.port) as slow, site(CACHE_URL=f"redis://127.0.0.1:{slow}/0") as port:
            read(port, f"beside a Redis that answers after {SLOW} s", COLD)
    with site(CACHE_URL=redis.url) as port:
        read(port, "of a site that begins without its Redis", COLD)
