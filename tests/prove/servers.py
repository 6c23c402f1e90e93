"""Two servers behind nginx on one PostgreSQL and one Redis: changed on one, right on the other.

An editor is logged in to the first. What anybody is answered is asked of the second server at
once, then of the first and of nginx, each time over a new connection, so that both processes of
both servers come up.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from urllib.parse import urlencode

import psutil

from tests import nginx_server, redis_server
from tests.bench.serving import free_port
from tests.browser.worst_server import COLLECT
from tests.thirteen_changes import thirteen

DATABASES = ("PostgreSQL",)
ROOT = Path(__file__).parents[2]
ROUNDS = 20
WARM, ASKED = 1, 2  # how often everybody is asked before and after a change
PATIENCE = 1  # seconds until all is right beside a Redis that comes and goes
LONGEST = 10  # seconds that a change is waited for at all
TOKEN = "a" * 32  # what the form and the cookie have to say alike
# The periodic work, as a process of its own: it does what is due for each line that it reads.
WORK = """
import sys, django
django.setup()
from home.schedule import run_schedule
for _line in sys.stdin:
    run_schedule()
    print("done", flush=True)
"""


def missing():
    """Return what is not installed of what this part needs."""
    return nginx_server.what_is_missing() + redis_server.what_is_missing()


@dataclass
class Servers:
    """Both servers, their neighbours, and the cookies of an editor."""

    ports: list
    proxy: nginx_server.Proxy
    work: subprocess.Popen
    editor: dict

    def get(self, path):
        """Return what the editor is shown, as the test client would."""
        answer = nginx_server.straight(self.ports[0], path, **self.editor)
        return SimpleNamespace(content=answer.text.encode())

    def post(self, path, data):
        """Send a form as the editor, and see that it is taken."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": TOKEN,
            "Origin": f"https://{nginx_server.HOST}",
        }
        answer = nginx_server.straight(
            self.ports[0], path, "POST", urlencode(data), **self.editor, **headers
        )
        taken = answer.status == 302 or '"set_privacy_done"' in answer.text
        assert taken, f"{path}: {answer.status}"

    def fill(self, path, **changes):
        """Send the form at an address that has these fields."""
        from wagtail.test.utils.form_data import querydict_from_html

        html = self.get(path).content.decode()
        forms = (querydict_from_html(html, form_index=number) for number in range(9))
        shown = next(form for form in forms if set(changes) <= set(form))
        self.post(path, shown.dict() | changes)

    def publish(self, page, **changes):
        """Send the form of a page, and publish it."""
        from tests.test_admin_editing import form_of

        address = f"/admin/pages/{page.pk}/edit/"
        data = form_of(self, address, type(page), changes)
        self.post(address, data | {"action-publish": "1"})

    def act(self, page, action, **data):
        """Do what the editor confirms of a page."""
        self.post(f"/admin/pages/{page.pk}/{action}/", data)

    def do_work(self):
        """Have the periodic work publish what is due."""
        self.work.stdin.write("\n")
        self.work.stdin.flush()
        assert self.work.stdout.readline()

    def answers(self, path, times):
        """Yield what anybody is answered, by the other server first."""
        for _ in range(times):
            yield nginx_server.straight(self.ports[1], path)
            yield nginx_server.straight(self.ports[0], path)
            yield self.proxy.get(path)


@contextmanager
def running(folder, redis):
    """Start both servers, nginx and the periodic work; yield `Servers`.

    Each server has a folder of its own, as on a machine of its own; they share the media.
    """
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("redaktor"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"__Host-sessionid={session}; __Host-csrftoken={TOKEN}"
    ports, cache = [free_port(), free_port()], {"CACHE_URL": redis.url}
    with ExitStack() as stack:
        sites = []
        for number, port in enumerate(ports):
            place = folder / f"server-{number}"
            place.mkdir()
            for shared in ("static", "media"):
                (place / shared).symlink_to(settings.DATA_DIR / shared)
            site = nginx_server.site(port, DATA_DIR=str(place), **cache)
            sites.append(psutil.Process(stack.enter_context(site).pid))
        proxy = stack.enter_context(nginx_server.running(folder / "nginx", ports))
        environment = os.environ | nginx_server.SETTINGS | cache
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        work = subprocess.Popen([sys.executable, "-c", WORK], env=environment, cwd=ROOT, **pipes)
        stack.callback(work.wait)
        stack.callback(work.stdin.close)
        yield Servers(ports, proxy, work, {"Cookie": cookies}), sites


def has_begun_anew(server, port, before):
    """Tell whether a server has none of the processes that it had before, and answers."""
    now = {worker.pid for worker in workers_of([server])}
    return not now & before and nginx_server.straight(port, "/halsa/lever/").status == 200


def settle(servers, wanted):
    """Have everybody keep what is so before a change."""
    for path, is_right in wanted.items():
        end = time.monotonic() + LONGEST
        while any(is_right(answer) for answer in servers.answers(path, WARM)):
            assert time.monotonic() < end, f"{path} is as it should be before it is changed"


def look(servers, wanted):
    """Return (whether the next answer was right, seconds until the last wrong one was asked)."""
    begun, first, lag = time.monotonic(), None, 0.0
    for path, is_right in wanted.items():
        wrong = True
        while wrong and time.monotonic() < begun + LONGEST:
            asked, wrong = time.monotonic(), False
            for answer in servers.answers(path, ASKED):
                if not is_right(answer):
                    wrong, lag = True, max(lag, asked - begun, 0.001)
                first = not wrong if first is None else first
                asked = time.monotonic()
    return first, lag


def flushed(redis, change):
    change()
    redis.flush()


def stopped(redis, change):
    redis.stop()
    change()


def begun_empty(redis, change):
    redis.stop()
    redis.start()
    change()


def begun_with_what_was(redis, change):
    """Change something; then Redis begins again with what it knew before."""
    redis.save()
    change()
    redis.stop()
    redis.start()


DISTURBANCES = {
    "flushed after the change": flushed,
    "stopped before the change": stopped,
    "begun again, empty": begun_empty,
    "begun again, with what it knew before": begun_with_what_was,
}


def prove(report):
    """Make each change, time and again, in peace and beside a Redis that comes and goes."""
    from django.conf import settings
    from django.db import connections

    from tests.pages import SmallSite

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    folder = settings.DATA_DIR / "servers"
    folder.mkdir()
    site = SmallSite()
    with redis_server.running() as redis, running(folder, redis) as (servers, processes):
        changes = thirteen(site, servers)
        before = [worker.cpu_times().user for worker in workers_of(processes)]
        for name, change in changes.items():
            seen = [tried(servers, change, n) for n in range(1, ROUNDS + 1)]
            next_right = [first for first, _lag in seen].count(True)
            late = [lag for _first, lag in seen if lag]
            figure = f"{next_right} of {ROUNDS} next answers right, wrong afterwards: {len(late)}"
            report.line(name, figure, next_right == ROUNDS and not late)
        used = [worker.cpu_times().user for worker in workers_of(processes)]
        idle = [now - then for then, now in zip(before, used, strict=True) if now - then < 0.2]
        figure = f"{len(used)} processes, {len(idle)} of them idle"
        report.line("all four have answered", figure, len(used) == 4 and not idle)
        numbers = count(ROUNDS + 1)
        for name, disturb in DISTURBANCES.items():
            lags = []
            for n in islice(numbers, ROUNDS // len(DISTURBANCES)):
                for change in changes.values():
                    _first, lag = tried(servers, change, n, redis, disturb)
                    lags.append(lag)
            wrong = len([lag for lag in lags if lag])
            figure = f"{len(lags)} changes, {wrong} not right at once, {max(lags):.1f} s at most"
            report.line(f"Redis {name}", figure, max(lags) <= PATIENCE)
        prove_release(report, servers, processes)
    connections.close_all()


def prove_release(report, servers, processes):
    """Visitors of nginx miss nothing while the servers begin anew, or while one is gone."""
    done, seen = Event(), Counter()

    def visit():
        while not done.is_set():
            seen[servers.proxy.get("/kalender/").status] += 1

    visitor = Thread(target=visit)
    visitor.start()
    for server, port in zip(processes, servers.ports, strict=True):
        before = {worker.pid for worker in workers_of([server])}
        server.send_signal(signal.SIGHUP)
        nginx_server.wait_until(partial(has_begun_anew, server, port, before))
    reloaded = seen.copy()
    processes[0].terminate()
    nginx_server.wait_until(lambda: seen.total() > reloaded.total() + 40)
    done.set()
    visitor.join()
    report.line("visitors while both servers reload", dict(reloaded), set(reloaded) == {200})
    alone = seen - reloaded
    report.line("visitors while one server is stopped", dict(alone), set(alone) == {200})


def tried(servers, change, n, redis=None, disturb=None):
    """Make a change once everybody has seen what was before; return what `look` does.

    Where that has stopped Redis, it begins again, and what is right has to stay so.
    """
    change.prepare(n)
    wanted = change.right(n)
    settle(servers, wanted)
    if disturb:
        disturb(redis, partial(change.make, n))
    else:
        change.make(n)
    first, lag = look(servers, wanted)
    if redis and not redis.process:
        redis.start()
        lag = max(lag, look(servers, wanted)[1])
    change.undo(n)
    return first, lag


def workers_of(processes):
    """Return the processes of servers that answer requests."""
    children = [child for server in processes for child in server.children()]
    children = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]
