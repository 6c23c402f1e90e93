"""An issue to thousands past bad servers and killed workers: none lost, none doubled, nobody waits.

`RECEIVERS=500 KILLS=15 make prove PART=newsletter` is a short one.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread

import psutil

from tests.browser.worst_server import COLLECT
from tests.mail_server import MailServer, mail_server
from tests.prove.mail import Worker, request, wait_until
from tests.prove.neighbours import site

DATABASES = ("SQLite", "PostgreSQL")
RECEIVERS, KILLS = (int(os.environ.get(*pair)) for pair in (("RECEIVERS", 5000), ("KILLS", 50)))
WORKERS = 2
LONGEST = 25 * 60  # seconds for all; a worker that is killed takes seconds to begin anew
AWAITED = 60  # seconds that a confirmation may take
MEGABYTE = 1024 * 1024
# Letters of memory that come and go; it does not grow with the receivers.
GROWTH = 24
PATHS = ("/", "/kontakt/", "/nyhetsbrev/")


@dataclass
class WorstServer(MailServer):
    """Refuses some, puts off, hangs or hangs up at others the first time, and after DATA at some.

    Each by the number of the recipient; `met` are those that it has been bad to.
    """

    met: set = field(default_factory=set)

    def is_first(self, name):
        is_first = name not in self.met
        self.met.add(name)
        return is_first

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        kind = kind_of(address)
        if kind == "refused":
            return "550 5.1.1 unknown"
        if kind in ("greylisted", "hanging", "gone") and self.is_first(address):
            if kind == "greylisted":
                return "451 4.7.1 come again"
            if kind == "hanging":
                await asyncio.sleep(3600)
            session.transport.abort()
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.drops_at = "DATA" if kind_of(envelope.rcpt_tos[0]) == "dropped" else ""
        return await super().handle_DATA(server, session, envelope)


def kind_of(address):
    """Return how the server treats a recipient."""
    digits = "".join(letter for letter in address if letter.isdigit())
    number = int(digits or 0)
    if number in (5, 105, 205):
        return "hanging"
    if number % 250 == 4:
        return "dropped"
    return {1: "refused", 3: "gone", 22: "greylisted", 42: "greylisted"}.get(number % 100, "well")


def prove(report):
    """Send an issue to all past every fault, while workers are killed and visitors read."""
    from django.conf import settings
    from django.contrib.auth import get_user_model

    from news.models import Sending
    from tests.contact_form import make_contact_site
    from tests.pages import SmallSite
    from tests.sending import subscribe

    settings.MAIL_TRANSPORT, os.environ["BULK_MAIL_RATE"] = "home.mail.smtp.EmailBackend", "0"
    SmallSite()
    make_contact_site()
    subscribe(*range(RECEIVERS))
    subprocess.run([sys.executable, "manage.py", *COLLECT], check=True)
    admin = get_user_model().objects.create_superuser("admin")
    prove_one_sending(report, admin, long_issue())
    sending = Sending.objects.get()
    with mail_server(kind=WorstServer, delay=0.004) as server, site() as port:
        run = Run(report, sending, server, port)
        run.send()
        run.tell(admin)


def long_issue():
    """Add an issue as long as the source's."""
    from tests.sending import add_issue

    words = "Vi möts, lär av varandra och gör Malmö bättre för alla som bor här. " * 8
    return add_issue(editorial=f"<p>{words}</p>" * 30)


def prove_one_sending(report, admin, page):
    """Confirm an issue by several at the same moment: it has one sending."""
    from django.db import connection
    from django.test import Client

    from news.models import Sending

    clients = [Client(headers={"host": "127.0.0.1"}) for _ in range(6)]
    for client in clients:
        client.force_login(admin)

    def confirm(client):
        try:
            data = {"has_read": "on"}
            return client.post(f"/admin/utskick/nytt/{page.pk}/", data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = Counter(pool.map(confirm, clients))
    count = Sending.objects.count()
    figure = f"{dict(statuses)}, {count} sending"
    report.line("six confirm at once", figure, count == 1 and statuses == {302: len(clients)})


class Run:
    """One sending: who is killed when, who leaves, what visitors see, how much memory it takes."""

    def __init__(self, report, sending, server, port):
        self.report, self.sending, self.server, self.port = report, sending, server, port
        self.kills = self.killed_writing = 0
        self.memory, self.done = [], Event()
        self.confirmed = None

    def send(self):
        """Send it, and do all to it meanwhile."""
        from news.models import Subscriber

        before = self.read(3)
        self.begun = time.monotonic()
        self.workers = [Worker(self.server.port) for _ in range(WORKERS)]
        watcher = Thread(target=self.watch)
        watcher.start()
        try:
            self.kill_writing()
            # Those who leave before their letter has gone.
            self.gone = [s.email for s in Subscriber.objects.order_by("-pk")[:5]]
            for email in self.gone:
                Subscriber.objects.with_email(email).get().leave()
            with self.reading() as during:
                self.kill_sending()
                self.end()
        finally:
            self.done.set()
            watcher.join()
            for running in self.workers:
                running.kill()
        self.seconds = round(time.monotonic() - self.begun)
        self.tell_of_pages(before, during)

    def kill_writing(self):
        """Kill whoever writes the letters, as soon as there are some."""
        wait_until(lambda: self.sending.letters.exists(), 90)
        while self.kills < KILLS // 5:
            self.kill(self.kills % WORKERS)
            self.sending.refresh_from_db()
            self.killed_writing += not self.sending.is_addressed
            time.sleep(random.uniform(0, 2))
        wait_until(lambda: self.refreshed().is_addressed, 120)

    def refreshed(self):
        self.sending.refresh_from_db()
        return self.sending

    def kill(self, number):
        self.workers[number].kill()
        self.workers[number] = Worker(self.server.port)
        self.kills += 1

    def kill_sending(self):
        """Kill a worker whenever some more letters have gone, until most have."""
        step = max(1, (RECEIVERS * 3 // 4) // KILLS)
        while self.kills < KILLS and time.monotonic() < self.begun + LONGEST:
            before = len(self.server.received)
            wait_until(lambda before=before: len(self.server.received) >= before + step, 30)
            if self.kills == KILLS // 2:
                self.confirm()
            self.kill(self.kills % WORKERS)

    def confirm(self):
        """Ask for a confirmation, as a visitor does in the middle of it all."""
        from news.subscriptions.mail import ask

        ask("ny@example.org", {"newsletter": True, "all_events": False, "activities": []})
        self.confirmed = time.monotonic()
        arrived = wait_until(lambda: "ny@example.org" in self.server.recipients, 2 * AWAITED)
        seconds = time.monotonic() - self.confirmed
        waiting = self.sending.letters.filter(state="queued").count()
        figure = f"{seconds:.1f} s, with {waiting} letters to many in the queue"
        holds = arrived and seconds < AWAITED and waiting
        self.report.line("a confirmation asked for in the middle arrives", figure, holds)

    def end(self):
        """Wait until nothing is left in the queue."""
        waiting = self.sending.letters.filter(state="queued")
        wait_until(lambda: not waiting.exists(), max(60, self.begun + LONGEST - time.monotonic()))
        time.sleep(1)

    def watch(self):
        """Note now and then how much memory the workers take, the largest process of each."""
        while not self.done.wait(0.3):
            sizes = [0]
            for worker in list(self.workers):
                try:
                    top = psutil.Process(worker.process.pid)
                    sizes += [p.memory_info().rss for p in [top, *top.children(recursive=True)]]
                except psutil.Error:
                    continue
            self.memory.append((len(self.server.received), max(sizes) / MEGABYTE))

    def read(self, rounds):
        """Return the seconds of some pages, without those of the first round."""
        taken = [request(self.port, "GET", path) for _ in range(rounds + 1) for path in PATHS]
        assert all(status == 200 for status, _seconds in taken), taken
        return [seconds for _status, seconds in taken[len(PATHS) :]]

    @contextmanager
    def reading(self):
        """Let a visitor read pages all the time; yields the answers."""
        answers, done = [], Event()

        def read():
            while not done.wait(0.1):
                answers.extend(request(self.port, "GET", path) for path in PATHS)

        thread = Thread(target=read)
        thread.start()
        try:
            yield answers
        finally:
            done.set()
            thread.join()

    def tell_of_pages(self, before, during):
        wrong = sum(status != 200 for status, _seconds in during)
        seconds = [taken for _status, taken in during]
        usual, middle = statistics.median(before), statistics.median(seconds)
        figure = (
            f"{len(during)} pages, {wrong} not 200; in the middle {middle * 1000:.0f} ms, before "
            f"{usual * 1000:.0f} ms, the slowest {max(seconds):.2f} s"
        )
        holds = not wrong and middle < 2 * usual + 0.02 and max(seconds) < 3
        self.report.line("pages for visitors meanwhile", figure, holds)

    def tell(self, admin):
        """Tell what became of every letter, and whether the admin shows it."""
        from django.db.models import F

        from home.mail.delivery import settle_letters
        from home.mail.letter import Letter
        from news.sending.work import run_sendings

        cut_off = Letter.objects.filter(sending=self.sending, state="sending")
        cut_off.update(claimed=F("claimed") - timedelta(minutes=16))
        settle_letters()
        run_sendings()
        states = self.refreshed().counts()
        got = Counter(self.server.recipients)
        letters = dict(self.sending.letters.values_list("recipient", "state"))
        doubtful = [name for name, state in letters.items() if state == "doubtful"]
        queued = {name for name, state in letters.items() if state == "queued"}
        dropped = sum(kind_of(name) == "dropped" for name in doubtful)
        others = {*self.gone, *doubtful}  # whoever was killed before the refusal knows of none
        refused = {name for name in letters if kind_of(name) == "refused"} - others
        expected = set(letters) - refused - others - queued
        lost = sum(not got[name] for name in expected) + RECEIVERS - len(letters)
        doubled = sum(number > 1 for number in got.values())
        after_leaving = sum(got[name] for name in self.gone)
        figure = (
            f"{RECEIVERS} receivers, {WORKERS} workers, {self.kills} × kill -9 "
            f"({self.killed_writing} while letters were written), {self.seconds} s: {lost} lost, "
            f"{doubled} doubled, {after_leaving} to who had left; {states}"
        )
        right = not (lost or doubled or after_leaving or queued) and self.kills == KILLS
        told = self.sending.state == "done" and states.get("failed", 0) == len(refused)
        self.report.line("an issue past bad servers and killed workers", figure, right and told)
        self.tell_of_doubt(admin, doubtful, dropped)
        early = [size for number, size in self.memory if number < RECEIVERS // 4]
        late = [size for number, size in self.memory if number > RECEIVERS * 3 // 4]
        if not late:
            self.report.line("memory of the largest process", "not seen to the end", holds=False)
            return
        figure = f"at most {max(early):.0f} MB at first, {max(late):.0f} MB at last"
        self.report.line("memory of the largest process", figure, max(late) < max(early) + GROWTH)

    def tell_of_doubt(self, admin, doubtful, dropped):
        """See that the admin shows each letter in doubt, and that there are no more than causes."""
        from django.test import Client

        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(admin)
        address = f"/admin/utgaende-epost/?utskick={self.sending.pk}&state__exact=doubtful"
        shown = sum(name in client.get(f"{address}&q={name}").text for name in doubtful)
        page = client.get(f"/admin/utskick/{self.sending.pk}/").text
        figure = (
            f"{len(doubtful)} in doubt, {shown} shown: {dropped} where the server hung up after "
            f"DATA, the others of {self.kills} kills"
        )
        holds = len(doubtful) - dropped <= self.kills and shown == len(doubtful)
        self.report.line("every letter in doubt is shown", figure, holds and "Osäkra" in page)
