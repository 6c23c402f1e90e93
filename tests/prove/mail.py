"""Mail through the queue: servers that hang, refuse, hang up or are slow, and workers killed."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from threading import Event
from urllib.parse import urlencode

from tests.bench.serving import free_port
from tests.browser.worst_server import COLLECT
from tests.mail_server import mail_server, mute_server
from tests.prove.neighbours import site

DATABASES = ("SQLite", "PostgreSQL")
LETTERS, KILLS, WORKERS = 2000, 14, 2
VISITORS = 24
LONGEST_PAGE = 3  # seconds, on two busy cores; with the mail inside the request it was 30 to 41


def prove(report):
    """Send the three kinds of letters past every kind of server, then many past killed workers."""
    from django.conf import settings

    # What this process writes is left to the workers.
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    office = Office()
    for name, first in {
        "takes the connection and says nothing": lambda port: mute_server(port),
        "is not there": lambda port: nullcontext(),
        "says that it has no time (451)": lambda port: mail_server(
            port, answers={"RCPT": "451 no"}
        ),
        "hangs up before it has the letter": lambda port: mail_server(port, drops_at="RCPT"),
        "answers after half a second": lambda port: mail_server(port, delay=0.5),
    }.items():
        prove_sent_once(report, office, name, first)
    prove_in_doubt(report, office, "hangs up after it has the letter", is_killed=False)
    prove_in_doubt(report, office, "is at the letter when the worker is killed", is_killed=True)
    prove_many(report)
    prove_visitors(report, office)


class Worker:
    """`manage.py work --loop` in a session of its own."""

    def __init__(self, port):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--loop"],
            env=os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self):
        """Kill it as the system would, with every process of its own."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def worker(port):
    """Run a worker, and kill it in the end."""
    running = Worker(port)
    try:
        yield running
    finally:
        running.kill()


def wait_until(is_so, seconds=90):
    """Wait until something is so, or so long; return whether it came to be."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


class Office:
    """People who get the three kinds of letters: new addresses for each time."""

    def __init__(self):
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from django.test import Client
        from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

        from tests.contact_form import make_contact_site

        self.site = make_contact_site()
        self.client = Client(headers={"host": "127.0.0.1"})
        self.users, self.number = get_user_model().objects, 0
        self.group = Group.objects.create(name="Granskare")
        task = GroupApprovalTask.objects.create(name="Granska")
        task.groups.add(self.group)
        self.workflow = Workflow.objects.create(name="Granskning")
        WorkflowTask.objects.create(workflow=self.workflow, task=task, sort_order=1)
        self.author = self.users.create_user("skribent")
        self.admin = self.users.create_superuser("admin")

    def write(self):
        """Write a letter of each kind; return to whom."""
        from home.models import SiteSettings

        self.number += 1
        to = [f"{kind}{self.number}@example.org" for kind in ("reset", "workflow", "contact")]
        self.group.user_set.clear()
        for name in to[:2]:
            user = self.users.create_user(name, email=name, password=name)
            user.groups.add(*([self.group] if name == to[1] else []))
        SiteSettings.objects.update(contact_email=to[2])
        self.client.post("/admin/password_reset/", {"email": to[0]})
        page = self.site.add_text_page(f"Sida {self.number}")
        page.save_revision(user=self.author)
        self.workflow.start(page, self.author)
        data = filled_form(self.client)
        self.client.post("/meddelande/", data, REMOTE_ADDR=f"192.0.2.{self.number}")
        assert set(states(to)) == {"queued"}, states(to)
        return to


def filled_form(client):
    """Return what a visitor sends who opened the contact form a minute ago."""
    import time_machine
    from django.utils import timezone

    from tests.contact_form import WRITTEN, fields

    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        return fields(client.get("/kontakt/")) | WRITTEN


def states(to):
    """Return the states of the letters to some recipients, as {state: number}."""
    from home.mail.letter import Letter

    letters = Letter.objects.filter(recipient__in=to)
    return Counter(letters.values_list("state", flat=True))


def arrivals(to, *servers):
    """Return (lost, doubled): how many recipients have got no letter, and how many several."""
    got = Counter(name for server in servers for name in server.recipients)
    return sum(not got[name] for name in to), sum(got[name] > 1 for name in to)


def prove_sent_once(report, office, name, first):
    """Let the server be bad at first and then well: each letter arrives, once."""
    to, port = office.write(), free_port()
    with worker(port):
        with first(port) as bad:
            slow = bool(getattr(bad, "delay", 0))
            wait_until(lambda: states(to)["sent"] == len(to) or tries(to), 60)
            if slow:
                wait_until(lambda: states(to)["sent"] == len(to), 60)
        servers = [bad] if slow else []
        with nullcontext() if slow else mail_server(port) as good:
            servers += [] if slow else [good]
            wait_until(lambda: states(to)["sent"] == len(to))
    lost, doubled = arrivals(to, *servers)
    figure = f"{len(to)} letters, {lost} lost, {doubled} doubled, {dict(states(to))}"
    holds = not lost and not doubled and states(to) == {"sent": len(to)}
    report.line(f"reset, workflow and contact past a server that {name}", figure, holds)


def tries(to):
    """Return how often letters have been tried that still wait."""
    from home.mail.letter import Letter

    letters = Letter.objects.filter(recipient__in=to, state="queued")
    return sum(letters.values_list("attempts", flat=True))


def prove_in_doubt(report, office, name, is_killed):
    """Let the worker not know whether a letter arrived: it is shown, and not sent again."""
    from django.db.models import F

    from home.mail.delivery import settle_letters
    from home.mail.letter import Letter

    to, port = office.write(), free_port()
    at_data = {"hangs_at" if is_killed else "drops_at": "DATA"}
    doubtful = 1 if is_killed else len(to)
    with mail_server(port, **at_data) as bad, worker(port) as running:
        wait_until(lambda: len(bad.received) == doubtful)
        wait_until(lambda: is_killed or states(to)["sending"] == doubtful)
        running.kill() if is_killed else None
    # Sixteen minutes go by.
    unknown = Letter.objects.filter(recipient__in=to, state="sending")
    unknown.update(claimed=F("claimed") - timedelta(minutes=16))
    settle_letters()
    with mail_server(port) as good, worker(port):
        wait_until(lambda: states(to)["sent"] == len(to) - doubtful)
        time.sleep(5)
    lost, doubled = arrivals(to, bad, good)
    office.client.force_login(office.admin)
    shown = office.client.get("/admin/utgaende-epost/?state__exact=doubtful").text
    shown = sum(name in shown for name in to)
    office.client.logout()
    figure = f"{len(to)} letters, {lost} lost, {doubled} doubled, {shown} shown as doubtful"
    holds = not lost and not doubled and shown == doubtful == states(to)["doubtful"]
    report.line(f"reset, workflow and contact past a server that {name}", figure, holds)


def prove_many(report):
    """Send many letters by several workers that are killed again and again."""
    from django.core.mail import send_mail
    from django.db.models import F

    from home.mail.delivery import settle_letters
    from home.mail.letter import Letter

    to = [f"many{number}@example.org" for number in range(LETTERS)]
    for recipient in to:
        send_mail("Brev", "Text", None, [recipient])
    kills, begun = 0, time.monotonic()
    with mail_server(delay=0.004) as server:
        workers = [Worker(server.port) for _ in range(WORKERS)]
        while states(to)["queued"] and time.monotonic() < begun + 400:
            before = len(server.received)
            # Only a worker that is at work can be stopped in the middle of it.
            wait_until(lambda before=before: len(server.received) > before + 50, 15)
            if kills < KILLS:
                workers[kills % WORKERS].kill()
                workers[kills % WORKERS] = Worker(server.port)
                kills += 1
        wait_until(lambda: len(server.received) >= states(to)["sent"], 10)
        time.sleep(1)
        for running in workers:
            running.kill()
    seconds = round(time.monotonic() - begun)
    unknown = Letter.objects.filter(recipient__in=to, state="sending")
    unknown.update(claimed=F("claimed") - timedelta(minutes=16))
    settle_letters()
    got, found = Counter(server.recipients), states(to)
    doubtful = set(Letter.objects.filter(state="doubtful").values_list("recipient", flat=True))
    lost = sum(not got[name] and name not in doubtful for name in to)
    doubled = sum(number > 1 for number in got.values())
    kept = Letter.objects.filter(recipient__in=to, state="sent").exclude(content="").count()
    figure = (
        f"{LETTERS} letters, {WORKERS} workers, {kills} × kill -9, {seconds} s: {lost} lost, "
        f"{doubled} doubled, {found['sent']} sent, {found['doubtful']} doubtful, "
        f"{kept} bodies kept of those sent"
    )
    holds = not (lost or doubled or kept) and kills == KILLS and found["doubtful"] <= kills
    report.line("many letters while workers are killed", figure, holds)


def request(port, method, path, data=None, address="192.0.2.200"):
    """Return (status, seconds) of a request; the status is 0 where nothing answers."""
    headers = {"Host": "127.0.0.1", "X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
    if data:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, urlencode(data or {}), headers)
        response = connection.getresponse()
        response.read()
        return response.status, time.monotonic() - begun
    except OSError:
        return 0, time.monotonic() - begun
    finally:
        connection.close()


def prove_visitors(report, office):
    """Let visitors send the contact form while the mail server hangs, and others read pages."""
    from home.inbox.message import Message
    from home.models import SiteSettings

    to = ["visitors@example.org"]
    SiteSettings.objects.update(contact_email=to[0])
    before, data = Message.objects.count(), filled_form(office.client)
    paths, done, reading = ("/", "/kontakt/", "/vad-vi-gor/", "/kalender/"), Event(), []
    subprocess.run([sys.executable, "manage.py", *COLLECT], check=True)
    # Behind a proxy that says who asks.
    served = site(EMAIL_URL="smtp://127.0.0.1:9", PROXY_COUNT="1")
    with mute_server() as mail_port, worker(mail_port), served as port:
        for path in paths:
            request(port, "GET", path)

        def read():
            while not done.is_set():
                reading.extend(request(port, "GET", path) for path in paths)

        def write(number):
            return request(port, "POST", "/meddelande/", data, f"198.51.100.{number}")

        with ThreadPoolExecutor(VISITORS + 1) as pool:
            reader = pool.submit(read)
            written = list(pool.map(write, range(VISITORS)))
            # The worker is by now stuck at the mail server, which is when it used to hurt.
            wait_until(lambda: tries(to) > 0, 12)
            done.set()
            reader.result()
    statuses = Counter(status for status, _seconds in written)
    figure = f"{dict(statuses)}, the slowest {max(seconds for _, seconds in written):.2f} s"
    stored = Message.objects.count() - before
    holds = statuses == {303: VISITORS} and stored == VISITORS == sum(states(to).values())
    report.line(f"{VISITORS} visitors send the contact form", f"{figure}, {stored} stored", holds)
    slowest = max(seconds for _, seconds in reading)
    wrong = sum(status != 200 for status, _seconds in reading)
    figure = f"{len(reading)} pages, {wrong} not 200, the slowest {slowest:.2f} s"
    report.line("other pages meanwhile", figure, not wrong and slowest < LONGEST_PAGE)
