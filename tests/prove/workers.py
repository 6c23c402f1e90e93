"""Workers and periodic work are killed in the middle of saves: nothing is lost, nothing half."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import psutil

from tests.bench.serving import free_port

DATABASES = ("SQLite", "PostgreSQL")
ROOT = Path(__file__).parent.parent.parent
# Two of three kills are of workers: thirty, or more where all are killed at once.
EDITORS, SCHEDULED, KILLS = 3, 40, 45
MOST_SAVES, MOST_TRIES = 400, 60  # of each editor, and of each save
START, SILENCE = 240, 30  # seconds until the server answers at first, and again
PAUSE, BETWEEN = 0.3, 10  # seconds between tries, answers between two kills of workers
INFANCY = 6  # seconds in which a worker that dies is one that cannot start, so that granian ends


@contextmanager
def serving():
    """Yield the address and the process of the production server, as `make run` starts it."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        serve = subprocess.Popen(
            [".ci/serve"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "WORKERS": "2"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until(
                lambda: is_answered(f"{url}/halsa/lever/") or serve.poll() is not None, START
            )
            if serve.poll() is not None:
                log.seek(0)
                raise RuntimeError(f"The server did not start:\n{log.read().decode()}")
            yield url, psutil.Process(serve.pid)
        finally:
            serve.terminate()
            serve.wait(60)


def wait_until(is_so, seconds):
    """Wait until something is so; raise TimeoutError if that takes longer."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(PAUSE)


def is_answered(url):
    """Tell whether an address answers with a page."""
    import requests

    try:
        return requests.get(url, timeout=SILENCE).status_code == 200
    except requests.RequestException:
        return False


def workers_of(serve):
    """Return the processes that answer requests."""
    servers = [p for p in serve.children() if "granian" in " ".join(p.cmdline())]
    children = [child for server in servers for child in server.children()]
    return [p for p in children if "resource_tracker" not in " ".join(p.cmdline())]


def kept_work(serve):
    """Return the periodic work that `make run` begins again where it ends (one process or none)."""
    keepers = [p for p in serve.children() if ".ci/keep" in p.cmdline()]
    children = [child for keeper in keepers for child in keeper.children()]
    return [p for p in children if "manage.py" in p.cmdline()]


class Killer(Thread):
    """Kills workers one by one and together, and the periodic work, which is begun again."""

    def __init__(self, serve, visitor):
        super().__init__()
        self.serve, self.visitor, self.chance = serve, visitor, random.Random(20)
        self.killed = Counter()
        self.work = self.begin_work()

    def begin_work(self):
        """Return the periodic work in a loop of its own, which rests less than the server's."""
        command = [sys.executable, "manage.py", "work", "--loop", "--interval", "1"]
        return psutil.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.DEVNULL)

    def run(self):
        for worker in kept_work(self.serve):
            worker.kill()
            self.killed["kept work"] += 1
        for number in range(KILLS):
            if number % 3 == 2:
                self.kill_work()
            else:
                self.kill_workers(all_of_them=number % 9 == 0)

    def kill_work(self):
        """Kill the work, or the process of one of its jobs, some time after it has begun."""
        wait_until(lambda: age(self.work) > self.chance.uniform(3, 9), START)
        victim = self.chance.choice([self.work, *self.work.children()])
        victim.kill()
        self.killed["work" if victim is self.work else "job"] += 1
        if victim is self.work:
            self.work.wait()
            self.work = self.begin_work()

    def kill_workers(self, all_of_them):
        """Kill one worker or all, while they answer."""
        known = self.visitor.answers
        wait_until(lambda: self.visitor.answers > known + BETWEEN and self.grown_workers(), START)
        time.sleep(self.chance.random())
        grown = self.grown_workers()
        for worker in grown if all_of_them else self.chance.sample(grown, 1):
            worker.kill()
            self.killed["worker"] += 1

    def grown_workers(self):
        """Return the workers that are old enough to be killed."""
        return [worker for worker in workers_of(self.serve) if age(worker) > INFANCY]


def age(process):
    """Return how many seconds a process has lived."""
    return time.time() - process.create_time()


class Visitor(Thread):
    """Asks for a page again and again, and notes the longest time without an answer."""

    def __init__(self, url, done):
        super().__init__()
        self.url, self.done, self.silence, self.answers, self.failures = url, done, 0, 0, 0

    def run(self):
        last = time.monotonic()
        while not self.done.is_set():
            if is_answered(self.url):
                self.answers += 1
                last = time.monotonic()
            else:
                self.failures += 1
            self.silence = max(self.silence, time.monotonic() - last)
            time.sleep(PAUSE / 3)


class Editor(Thread):
    """Saves and publishes a page of its own again and again, each text until it is taken."""

    def __init__(self, number, url, page, done):
        import requests
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from django.test import Client

        super().__init__()
        self.url, self.page, self.done, self.session = url, page, done, requests.Session()
        user = get_user_model().objects.create_user(f"redaktor{number}")
        user.groups.add(Group.objects.get(name="Redaktör"))
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.session.cookies.set(name, client.cookies[name].value)
        # What was taken for certain, and what has been sent since.
        self.taken = {"save": "", "publish": ""}
        self.sent = {"save": [], "publish": []}
        self.times_taken, self.refused = 0, Counter()

    def get(self, address):
        """Return the answer of an address of the admin."""
        return self.session.get(f"{self.url}{address}", timeout=SILENCE)

    def run(self):
        for number in range(MOST_SAVES):
            if self.done.is_set():
                return
            self.save(
                f"Text {number} på sidan {self.page.pk}.", "publish" if number % 2 else "save"
            )

    def save(self, text, action):
        """Send a text until the server says that it has taken it."""
        import requests

        for _ in range(MOST_TRIES):
            try:
                status = self.send(text, action).status_code
            except (requests.RequestException, ValueError) as error:
                # No answer, or none with the form in it.
                status = type(error).__name__
            if status == 302:
                self.taken[action] = text
                self.sent[action] = []
                self.times_taken += 1
                return
            self.refused[status] += 1
            time.sleep(PAUSE)

    def send(self, text, action):
        """Return the answer to a form with this text."""
        from django.conf import settings

        from tests.test_admin_editing import form_of

        address = f"/admin/pages/{self.page.pk}/edit/"
        data = form_of(self, address, type(self.page), {"introduction": text})
        data |= {f"action-{action}": "1"} if action == "publish" else {}
        self.sent[action].append(text)
        token = {"X-CSRFToken": self.session.cookies[settings.CSRF_COOKIE_NAME]}
        return self.session.post(
            f"{self.url}{address}", data, headers=token, timeout=SILENCE, allow_redirects=False
        )

    def lost(self):
        """Return what stands in the database that should not."""
        page = type(self.page).objects.get(pk=self.page.pk)
        live, latest = page.introduction, page.get_latest_revision_as_object().introduction
        drafts = [self.taken["save"], self.taken["publish"]]
        wrong = [] if live in (self.taken["publish"], *self.sent["publish"]) else [live]
        known = (*drafts, *self.sent["save"], *self.sent["publish"])
        return wrong + ([] if latest in known else [latest])


def halves():
    """Return the pages that are not as the revision that was published, or live by half."""
    from wagtail.models import Page, Revision

    found = []
    for page in Page.objects.exclude(live_revision=None).specific():
        published = page.live_revision.as_object()
        if not page.live or published.introduction != page.introduction:
            found.append(page.pk)
    return found + list(
        Revision.objects.exclude(approved_go_live_at=None).values_list("pk", flat=True)
    )


def prove(report):
    """Kill while editors save and pages wait to be published, and look at what is left."""
    from django.utils import timezone

    from tests.pages import SmallSite
    from tests.prove.threads import index_alone, prove_index

    # The root of the tree, which nobody saves, stands in the index as well.
    index_alone()
    site = SmallSite()
    own = [site.add_article(f"Sida {n}", date_text="våren 2021") for n in range(EDITORS)]
    waiting = [
        site.add_article(f"Väntar {n}", date_text="i år", live=False) for n in range(SCHEDULED)
    ]
    for page in waiting:
        page.introduction = f"Publicerad {page.pk}"
        page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    done = Event()
    with serving() as (url, serve):
        visitor = Visitor(f"{url}{own[0].get_url()}", done)
        editors = [Editor(number, url, page, done) for number, page in enumerate(own)]
        killer = Killer(serve, visitor)
        for thread in (visitor, *editors, killer):
            thread.start()
        killer.join()
        known = visitor.answers
        wait_until(lambda: visitor.answers > known or not serve.is_running(), SILENCE)
        is_up = is_answered(visitor.url) and killer.killed["kept work"] and kept_work(serve)
        done.set()
        for thread in (visitor, *editors):
            thread.join()
        killer.work.terminate()
        killer.work.wait(60)
    report.line("server and work outlive who is killed", f"killed: {dict(killer.killed)}", is_up)
    figure = (
        f"{visitor.answers} answers, {visitor.failures} failures, {visitor.silence:.1f} s without"
    )
    report.line(f"a page answers again within {SILENCE} s", figure, visitor.silence < SILENCE)
    taken = sum(editor.times_taken for editor in editors)
    refused = sum((editor.refused for editor in editors), Counter())
    lost = [text for editor in editors for text in editor.lost()]
    figure = f"{taken} texts taken, not at first: {dict(refused)}, lost: {lost}"
    report.line("what was taken stands", figure, taken > EDITORS and not lost)
    subprocess.run([sys.executable, "manage.py", "work"], cwd=ROOT, env=os.environ, check=True)
    half = halves()
    report.line("no page is published by half", f"{SCHEDULED} waited, half: {half}", not half)
    prove_index(report)
