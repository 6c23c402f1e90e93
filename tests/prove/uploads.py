"""Hostile pictures and documents in every place, through the server: nothing 5xx, nothing half."""

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from home.clean_picture import LONGEST_SIDE
from tests import hostile_pictures as hostile
from tests.bench.serving import server

DATABASES = ("SQLite", "PostgreSQL")
MOST_MEMORY = 300  # MB of a worker
SLOWEST = 120  # seconds for one upload, of which four are done at once on a busy machine
AT_ONCE = 4
# How the server's own script has memory kept and given back.
MALLOC = dict(re.findall(r"(MALLOC\w+)=(\d+)", Path(".ci/server").read_text()))


def missing() -> list[str]:
    """Return what is not installed."""
    return [] if find_spec("psutil") else ["psutil"]


@dataclass(frozen=True)
class Response:
    """What the server answered."""

    status_code: int
    content: bytes


class Client:
    """A logged-in browser: what `tests.hostile_pictures` asks of Django's test client."""

    def __init__(self, port, user):
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.port, self.user, self.token = port, user, "a" * 32
        names = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
        self.cookie = f"{names[0]}={session.session_key}; {names[1]}={self.token}"
        self.statuses, self.slowest = [], 0

    def logged_in_anew(self):
        """Return another browser of the same user, whose answers are counted here."""
        other = Client(self.port, self.user)
        other.statuses = self.statuses
        return other

    def post(self, address, data, headers=None):
        """Send a form with its files and return the answer."""
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        body = encode_multipart(BOUNDARY, data | {"csrfmiddlewaretoken": self.token})
        all_headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": self.cookie, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        begun = time.monotonic()
        connection.request("POST", address, body, all_headers)
        response = connection.getresponse()
        answer = Response(response.status, response.read())
        connection.close()
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.statuses.append((response.status, address))
        return answer


class Memory:
    """The largest memory of a server's workers, looked at ten times a second."""

    def __init__(self, process):
        self.process, self.most, self.done = process, 0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self):
        import psutil

        while not self.done.wait(0.1):
            for part in self.process.children():
                try:
                    self.most = max(self.most, part.memory_info().rss / 2**20)
                except psutil.NoSuchProcess:
                    continue

    def stop(self):
        """Stop looking and return the largest seen, in MB."""
        self.done.set()
        self.thread.join()
        return self.most


def large_pictures():
    """Return {name: bytes} of the largest pictures that are taken."""
    noise = Image.effect_noise((1650, 1200), 60).resize((6600, 4800))
    colours = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise))
    transparent = Image.new("RGBA", (6600, 4800), (10, 200, 30, 90))
    half = colours.resize((4800, 3300))
    return {
        "photo.jpg": hostile.encoded(colours, "JPEG", quality=50, exif=hostile.exif()),
        "transparent.png": hostile.encoded(transparent, "PNG"),
        "cmyk.jpg": hostile.encoded(colours.convert("CMYK"), "JPEG", quality=20),
        "photo.webp": hostile.encoded(half, "WEBP", quality=20, method=0),
        "photo.avif": hostile.encoded(half, "AVIF", quality=20, speed=10),
        "square.jpg": hostile.encoded(
            colours.crop((0, 0, LONGEST_SIDE, LONGEST_SIDE)), "JPEG", quality=90
        ),
    }


def pictures_everywhere(client, report, user):
    """Upload every picture in every place and compare what is taken, said and stored."""
    from wagtail.users.models import UserProfile

    from home.media import SiteImage
    from home.upload_forms import SENTENCES

    refusals = [*map(str, SENTENCES.values()), "är tom", "Filen är för stor"]
    wrong, number = [], 0
    hostile.add(client, "first.png", hostile.encoded(hostile.photo(), "PNG"))
    first = SiteImage.objects.latest("pk")
    places = {
        **hostile.NEW,
        "edit": lambda *upload: hostile.replace(*upload, picture=first),
        # Whoever changes the account gets a new session.
        "avatar": lambda client, *upload: hostile.avatar(client.logged_in_anew(), *upload),
    }
    for place, upload in places.items():
        for name, (data, is_good) in hostile.all_pictures().items():
            answer = upload(client, name, data)
            number += 1
            said = is_good or any(words in unescape(answer.text) for words in refusals)
            if answer.taken is not is_good or not said:
                wrong.append((place, name, answer.status))
    for name in hostile.ODD_NAMES:
        for upload in hostile.NEW.values():
            number += 1
            upload(client, name, hostile.encoded(hostile.photo(), "PNG"))
    report.line("pictures taken, or refused in a sentence", f"{number} uploads", not wrong)
    for line in wrong[:10]:
        print("  not as it should be:", line)
    return UserProfile.objects.get(user=user).avatar.name


def documents_everywhere(client, report):
    """Upload every document in every place."""
    from home.documents import SiteDocument
    from tests import hostile_documents as documents

    wrong, number = [], 0
    for place in documents.PLACES:
        for name, data in documents.impossible_documents().items():
            before = SiteDocument.objects.count()
            documents.upload(client, place, name, data)
            number += 1
            if SiteDocument.objects.count() != before:
                wrong.append((place, name))
        odd = dict.fromkeys(documents.ODD_NAMES, b"%PDF-1.4")
        for name, data in (documents.strange_documents() | odd).items():
            before = SiteDocument.objects.count()
            documents.upload(client, place, name, data)
            number += 1
            if SiteDocument.objects.count() != before + 1:
                wrong.append((place, name))
    report.line("documents stored, or refused", f"{number} uploads", not wrong)
    for line in wrong[:10]:
        print("  not as it should be:", line)


def compare_disk_and_rows(report, avatar):
    """Compare the files that there are with those that rows name, and look for what they tell."""
    from django.conf import settings

    from home.documents import SiteDocument
    from home.media import Rendition, SiteImage

    rows = {avatar}
    for model in (SiteImage, Rendition, SiteDocument):
        rows |= set(model.objects.values_list("file", flat=True))
    files = hostile.stored_files()
    report.line(
        "files without a row, rows without a file",
        f"{len(files - rows)} and {len(rows - files)} of {len(files)}",
        files == rows,
    )
    told = [
        name
        for name in files
        if not name.startswith("documents/")
        and any(s in (Path(settings.MEDIA_ROOT) / name).read_bytes() for s in hostile.SECRETS)
    ]
    report.line("picture files that tell more than the picture", len(told), not told)
    lacking = [picture.pk for picture in SiteImage.objects.all() if picture.missing_renditions()]
    report.line("pictures that lack a cut", len(lacking), not lacking)


def prove(report):
    """Upload everything everywhere, then the largest pictures at once, and measure the worker."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_superuser("admin", password="hemligt-och-langt")
    application, settings = "malmoandan.wsgi:application", "tests.plain_production"
    with server(application, settings, threads=AT_ONCE, **MALLOC) as (process, connection):
        connection.close()
        memory = Memory(process)
        clients = [Client(connection.port, user) for _number in range(AT_ONCE)]
        avatar = pictures_everywhere(clients[0], report, user)
        documents_everywhere(clients[0], report)
        report.line("memory of a worker after the small ones", f"{memory.most:.0f} MB", True)
        large = list(large_pictures().items()) * 2
        with ThreadPoolExecutor(AT_ONCE) as threads:
            jobs = [
                threads.submit(hostile.add, clients[number % AT_ONCE], name, data)
                for number, (name, data) in enumerate(large)
            ]
            answers = [job.result() for job in jobs]
        taken = sum(answer.taken for answer in answers)
        for (name, _data), answer in zip(large, answers, strict=True):
            if not answer.taken:
                print("  not taken:", name, answer.status)
        report.line("large pictures taken, four at once", f"{taken} of {len(large)}", taken == 12)
        most, slowest = memory.stop(), max(client.slowest for client in clients)
        report.line("memory of a worker at most", f"{most:.0f} MB", most < MOST_MEMORY)
        report.line("slowest upload", f"{slowest:.1f} s", slowest < SLOWEST)
        statuses = [status for client in clients for status, _address in client.statuses]
        errors = sum(status >= 500 for status in statuses)
        report.line("answers 5xx", f"{errors} of {len(statuses)}", not errors)
    compare_disk_and_rows(report, avatar)
