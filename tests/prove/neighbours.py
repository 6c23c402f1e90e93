"""Pages answer beside a cache that is broken or hung, full disks and a database cut off."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.serving import free_port
from tests.browser.worst_server import COLLECT

DATABASES = ("SQLite", "PostgreSQL")
ROOT = Path(__file__).parents[2]
ROUNDS, PATIENCE = 3, 3
START = 240  # seconds until the site answers, where others use the machine as well
MEGABYTE = 1024 * 1024


def missing():
    """Return what is not there of what this part needs."""
    mounts = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount")
    return [] if mounts else ["root, to mount a small disk that can be filled"]


@contextmanager
def site(**settings):
    """Run the site by its own script; yield its port."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "WORKERS": "2"} | settings
    process = subprocess.Popen([ROOT / ".ci" / "server"], env=environment)
    try:
        deadline = time.monotonic() + START
        while ask(port, "/halsa/lever/")[0] != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("The site did not start")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port, path, form=None):
    """Return (status or what went wrong, text, seconds) of a page, or of a form that is sent."""
    begun = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    try:
        body = urlencode(form) if form else None
        connection.request("POST" if form else "GET", path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode(), time.monotonic() - begun
    except OSError as error:
        return type(error).__name__, "", time.monotonic() - begun
    finally:
        connection.close()


def read(report, port, paths, what, patience=PATIENCE):
    """Read every page some times, and report what they answered."""
    answers = [ask(port, path) for path in paths * ROUNDS]
    wrong = [status for status, _text, _seconds in answers if status != 200]
    slowest = max(seconds for _status, _text, seconds in answers)
    figure = f"{len(answers) - len(wrong)} of {len(answers)}, the slowest {slowest:.2f} s {wrong}"
    report.line(f"pages {what}", figure, not wrong and slowest < patience)


def health(report, port, state):
    """Report what the site says of its cache."""
    text = ask(port, "/halsa/")[1]
    report.line(f"/halsa/ says «cache: {state}»", text.split("\n")[0], f"cache: {state}" in text)


@contextmanager
def small_disk(folder: Path, megabytes: int):
    """A disk of its own in a folder; yields a function that fills it, or empties it again."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "x", folder], check=True)
    filler = folder / "filler"

    def fill(full):
        filler.unlink(missing_ok=True)
        if full:
            with filler.open("wb", buffering=0) as file:
                for size in (MEGABYTE, 4096, 1):
                    try:
                        while True:
                            file.write(b"\0" * size)
                    except OSError:
                        continue

    try:
        yield fill
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def send_with_file(port, form):
    """Return the status of a form that is sent with a file that does not fit into memory."""
    import requests

    file, address = {"file": b"\0" * 3 * MEGABYTE}, f"http://127.0.0.1:{port}/meddelande/"
    answer = requests.post(address, form, files=file, timeout=60, allow_redirects=False)
    return answer.status_code


def filled_contact_form():
    """Return what a visitor sends who opened the contact form long ago."""
    from django.core.signing import TimestampSigner

    signer = TimestampSigner(salt="message")
    signer.timestamp = lambda: "1"
    shown = signer.sign("")
    return {"name": "Anna", "email": "anna@example.org", "text": "Hej! " * 900, "shown": shown}


def prove(report):
    """Break one neighbour after the other while pages are read and saved."""
    from django.conf import settings
    from django.db import connection, connections

    from tests.contact_form import make_contact_site

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    contact = make_contact_site()
    paths = ["/", contact.activity.url, "/kontakt/", "/kalender/", "/sok/?q=lunch"]
    form = filled_contact_form()
    is_sqlite = connection.vendor == "sqlite"
    connections.close_all()

    cache = settings.DATA_DIR / "cache"
    with site() as port:
        read(report, port, paths, "with everything in place", 30)
        for file in cache.glob("*.djcache"):
            os.truncate(file, file.stat().st_size * 7 // 10)
        read(report, port, paths, "with every entry of the cache cut short")
        shutil.rmtree(cache)
        cache.write_text("")
        read(report, port, paths, "with a file in place of the cache")
        health(report, port, "fel")
        cache.unlink()
        health(report, port, "ok")
        if not is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
                (cut,) = cursor.fetchone()
            connections.close_all()
            read(report, port, paths, f"after the database has cut off {cut} connections")

    hung = socket.create_server(("127.0.0.1", 0), backlog=64)
    with hung, site(CACHE_URL=f"redis://127.0.0.1:{hung.getsockname()[1]}/0") as port:
        read(report, port, paths, "beside a Redis that hangs", 10)
        health(report, port, "fel")

    folder = settings.DATA_DIR / "disk"
    with small_disk(folder, 96) as fill:
        for name in ("static", "db.sqlite3"):
            source = settings.DATA_DIR / name
            if source.is_dir():
                shutil.copytree(source, folder / name)
            elif is_sqlite:
                shutil.copy(source, folder / name)
        with site(DATA_DIR=str(folder)) as port:
            read(report, port, paths, "from a disk with room", 30)
            fill(True)
            read(report, port, paths, "from a disk that is full")
            status, text, _seconds = ask(port, "/meddelande/", form)
            told = status == 507 and form["text"] in text if is_sqlite else status == 303
            report.line("a message to a disk that is full", f"{status}", told)
            fill(False)
            status, _text, _seconds = ask(port, "/meddelande/", form)
            report.line("the same once there is room", f"{status}", status == 303)
            read(report, port, paths, "afterwards")

    folder = settings.DATA_DIR / "temporary"
    with small_disk(folder, 16) as fill, site(TMPDIR=str(folder)) as port:
        read(report, port, paths, "with a /tmp of its own", 30)
        statuses = [send_with_file(port, form)]
        fill(True)
        read(report, port, paths, "with a /tmp that is full")
        statuses.append(send_with_file(port, form))
        fill(False)
        statuses.append(send_with_file(port, form))
        figure = f"{statuses}, before, while and after it is full"
        # A process that has not stored any before finds another folder for them.
        holds = statuses in ([303, 303, 303], [303, 507, 303])
        report.line("a file that does not fit into memory", figure, holds)
