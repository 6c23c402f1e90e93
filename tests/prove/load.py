"""A hundred requests a second for two minutes: pages, searches and forms, none of them late."""

import fcntl
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from statistics import quantiles
from threading import local
from urllib.parse import quote, urlencode

from tests.browser.worst_server import COLLECT
from tests.prove.neighbours import ROOT, filled_contact_form, site

DATABASES = ("SQLite", "PostgreSQL")
RATE, SECONDS, CLIENTS = 100, 120, 64
WARM_UP = 5  # seconds that do not count
LONGEST = 0.2  # seconds for 95 of 100
WORDS = ("lunch", "samverkan", "dialog", "kontakt", "boende", "idé", "förening", "kurs", "malmö")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Visitors:
    """Clients of one site that keep their connections, as a proxy does."""

    def __init__(self, port, paths):
        self.port, self.paths, self.own = port, paths, local()
        self.chance, self.form = random.Random(14), filled_contact_form() | {"text": "Hej!"}

    def requests(self, count):
        """Return (kind, method, path, body, headers) of so many requests: 90, 8 and 2 in 100."""
        made = []
        for number in range(count):
            # Each from a household of its own, since five messages an hour are all that one sends.
            visitor = f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}"
            headers = {"Host": "127.0.0.1", "X-Forwarded-For": visitor}
            kind = self.chance.choices(("page", "search", "form"), (90, 8, 2))[0]
            if kind == "form":
                made.append((kind, "POST", "/meddelande/", urlencode(self.form), headers | FORM))
                continue
            path = self.chance.choice(self.paths)
            if kind == "search":
                path = f"/sok/?q={quote(' '.join(self.chance.choices(WORDS, k=2)))}"
            made.append((kind, "GET", path, None, headers))
        return made

    def send(self, due, kind, method, path, body, headers):
        """Send a request when it is due; return (kind, status, seconds since it was due)."""
        time.sleep(max(0, due - time.monotonic()))
        status = 0
        for _again in range(2):  # the server may have closed a connection that rested
            connection = getattr(self.own, "connection", None)
            is_new = connection is None
            if is_new:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.own.connection = connection
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                response.read()
                status = response.status
                break
            except (OSError, HTTPException):
                connection.close()
                self.own.connection = None
                if is_new:
                    break
        return kind, status, time.monotonic() - due

    def come(self, seconds):
        """Let visitors come at the rate for so long; return their answers."""
        begun, made = time.monotonic() + 0.5, self.requests(RATE * seconds)
        with ThreadPoolExecutor(CLIENTS) as pool:
            sent = [
                pool.submit(self.send, begun + n / RATE, *request) for n, request in enumerate(made)
            ]
            return [each.result() for each in sent]


def prove(report):
    """Let the visitors come; those of the other database come before or after."""
    from home.inbox.message import Message
    from tests.filled_site import FilledSite

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    filled = FilledSite()
    filled.add_text_page("Skriv", body=[("contact_form", {"heading": "Skriv", "text": ""})])
    pages = filled.home.get_descendants(inclusive=True).live().public()
    paths = [page.get_url() for page in pages]
    with report.file.open("a") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        with site(PROXY_COUNT="1") as port:
            visitors = Visitors(port, paths)
            visitors.come(WARM_UP)
            warm = Message.objects.count()
            answers = visitors.come(SECONDS)
    wrong = Counter(
        (kind, status)
        for kind, status, _seconds in answers
        if status != (303 if kind == "form" else 200)
    )
    for kind in ("page", "search", "form"):
        times = [seconds for name, _status, seconds in answers if name == kind]
        cuts = quantiles(times, n=100)
        figure = f"{len(times)}, median {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms"
        report.line(f"{kind} among {RATE} requests a second", figure, cuts[94] < LONGEST)
    sent = sum(kind == "form" for kind, *_rest in answers)
    stored = Message.objects.count() - warm
    total = sum(wrong.values())
    figure = f"{total} of {len(answers)} wrong {dict(wrong)}, {stored} of {sent} stored"
    report.line(f"{RATE} requests a second for {SECONDS} s", figure, not wrong and stored == sent)
