"""A site is backed up while it is written to, and restored into the other kind of database."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from zipfile import ZipFile

DATABASES = ("SQLite", "PostgreSQL")
ROOT = Path(__file__).parents[2]
EVENTS, REVISIONS, PICTURES, KILLS = 400, 100, 12, 4
LONGEST = 600  # seconds
OTHER_KEY = "the-key-of-another-site-that-lives-as-long-as-its-tests" * 2
MANAGE = [sys.executable, "manage.py"]
FACTS = [sys.executable, "-m", "tests.prove.backup"]
# Two rows in one transaction, again and again.
WRITER = """
import itertools, django
django.setup()
from django.db import transaction
from home.models import Organisation, Message
for n in itertools.count():
    with transaction.atomic():
        Message.objects.create(name="par", email="a@example.org", text="x" * 2000)
        Organisation.objects.create(name=f"par {n}", slug=f"par-{n}")
"""


def fill():
    """Load the whole content, and add events, versions of pages, pictures and messages."""
    from django.utils import timezone
    from wagtail.models import Page

    from activities.models import ActivityPage, EventPage
    from home.models import Message
    from tests.bench.rows import insert
    from tests.content import load
    from tests.pages import make_image

    load()
    activity, start = ActivityPage.objects.first(), timezone.now()
    body = [("text", f"<p>{'Vi möttes och talade om samverkan i Malmö. ' * 60}</p>")]
    rows = [
        EventPage(title=f"Träff {n}", slug=f"traff-{n}", start=start - timedelta(days=n), body=body)
        for n in range(EVENTS)
    ]
    insert([(activity, event) for event in rows])
    for page in Page.objects.filter(depth__gt=2)[:REVISIONS]:
        page.specific.save_revision()
    for number in range(PICTURES):
        make_image(f"Bild {number}", size=(1200, 800))
    for number in range(REVISIONS):
        Message.objects.create(name=f"Någon {number}", email="a@example.org", text="Hej å! " * 99)


def run(command, **environment):
    """Run a program to its end; return (exit code, what it printed, what it complained of)."""
    done = subprocess.run(
        command, env=os.environ | environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def hashes(folder):
    """Return the SHA-256 of every file below a folder, by its name there."""
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def facts():
    """Return (number of rows by table, checksum of what each page says, field by field)."""
    from wagtail.models import Page

    from malmoandan.backup.rows import tables_to_keep
    from tests.release_dump import short_hash

    rows = {model._meta.label: model._base_manager.count() for model in tables_to_keep()}
    pages = {
        page.url_path: {
            field.name: short_hash(comparable(field, page)) for field in page._meta.concrete_fields
        }
        for page in Page.objects.filter(depth__gt=1).specific(defer=False).iterator()
    }
    return rows, pages


def comparable(field, page):
    """Return what a field says; PostgreSQL keeps JSON, but not the order of its names."""
    value = field.value_to_string(page)
    is_text = field.get_internal_type() == "JSONField" and isinstance(value, str)
    return json.loads(value) if is_text else value


def prove(report):
    """Back up beside a writer; restore elsewhere; kill both in the middle; spoil the file."""
    from django.conf import settings
    from django.db import connection, connections

    fill()
    folder = settings.DATA_DIR / "copies"
    folder.mkdir()
    is_sqlite = connection.vendor == "sqlite"
    connections.close_all()
    prove_one_moment(report, folder)

    file, begun = folder / "site.zip", time.monotonic()
    code, out, error = run([*MANAGE, "backup", str(file)])
    seconds = time.monotonic() - begun
    report.line("a back-up", f"{seconds:.0f} s: {out.strip()}", code == 0 and not error)
    before, stored = facts(), hashes(settings.MEDIA_ROOT)
    connections.close_all()

    other = folder / "other"
    other.mkdir()
    place = {"DATA_DIR": str(other), "SECRET_KEY": OTHER_KEY, "BACKUP_DIR": ""}
    script = f"{sys.executable} manage.py restore {file} >&2 && {' '.join(FACTS)}"
    command = ["sh", "-c", script]
    if is_sqlite:
        command = [sys.executable, "-m", "tests.postgres", *command]
    begun = time.monotonic()
    code, out, error = run(command, **place | {"DATABASE_URL": ""})
    seconds = time.monotonic() - begun
    to = "PostgreSQL" if is_sqlite else "SQLite"
    report.line(f"restored on {to} with another key", f"{seconds:.0f} s {error[-200:]}", code == 0)
    now = json.loads(out) if code == 0 else ({}, {})
    for what, old, new in zip(("rows by table", "fields by page"), before, now, strict=True):
        different = [name for name in old if old[name] != new.get(name)]
        figure = f"{len(old)} alike" if not different else f"other: {different[:5]}"
        report.line(f"{what}", figure, not different)
    same = hashes(other / "media") == stored
    report.line("files of media", f"{len(stored)} with equal hashes", same)

    prove_refusals(report, folder, file)
    prove_kills(report, folder, file)


def prove_one_moment(report, folder):
    """A back-up holds both rows of every transaction, or neither, and stops nobody."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ
    )
    time.sleep(8)
    file = folder / "beside.zip"
    code, _out, _error = run([*MANAGE, "backup", str(file)])
    still = writer.poll() is None
    writer.kill()
    writer.wait()
    with ZipFile(file) as archive:
        pairs = [
            archive.read(f"rows/home.{table}.jsonl").count(mark)
            for table, mark in (("Message", b'"par"'), ("Organisation", b'"par-'))
        ]
    figure = f"{pairs[0]} and {pairs[1]} rows, the writer went on: {still}"
    report.line("beside a writer, of one moment", figure, code == 0 and still and pairs[0] > 0)
    report.line("no transaction is there by half", figure, pairs[0] == pairs[1])


def prove_refusals(report, folder, file):
    """A file that is cut or has another bit is refused in a sentence."""
    for name, place in {"cut": None, "tampered": 0.4}.items():
        spoiled = folder / f"{name}.zip"
        shutil.copy(file, spoiled)
        with spoiled.open("r+b") as data:
            if place is None:
                data.truncate(file.stat().st_size * 2 // 3)
            else:
                data.seek(int(file.stat().st_size * place))
                byte = data.read(1)
                data.seek(-1, os.SEEK_CUR)
                data.write(bytes([byte[0] ^ 1]))
        empty = folder / f"for-{name}"
        empty.mkdir()
        code, _out, error = run(
            [*MANAGE, "restore", str(spoiled)], DATA_DIR=str(empty), DATABASE_URL=""
        )
        told = error.strip().rpartition("\n")[2]
        untouched = not [path for path in empty.rglob("*") if path.stat().st_size]
        report.line(
            f"a {name} file", told[-90:], code == 1 and "not as it was" in told and untouched
        )


def prove_kills(report, folder, file):
    """Neither command leaves a half when it is killed, and each may be given again."""
    killed = 0
    for number in range(KILLS):
        target = folder / f"killed-{number}.zip"
        is_time = partial(is_begun, folder, target.name, number * 60_000)
        killed += is_killed([*MANAGE, "backup", str(target)], is_time)
    wholes = len([*folder.glob("killed-*.zip")])
    figure = f"{killed} of {KILLS} killed, {wholes} files of that name"
    report.line("back-ups that are killed leave none", figure, killed and killed + wholes == KILLS)
    again = folder / "again"
    again.mkdir()
    place = {"DATA_DIR": str(again), "DATABASE_URL": ""}
    command = [*MANAGE, "restore", str(file)]
    killed = is_killed(command, lambda: is_stored(again / "media"), **place)
    code, _out, error = run(command, **place)
    figure = f"killed: {killed}, and the next {'ended' if not code else error[-90:]}"
    report.line("a restore that is killed may be given again", figure, killed and not code)
    # What was half written when it was killed has no name.
    stored, found = hashes(folder / "other" / "media"), hashes(again / "media")
    report.line("no file of it is lost", len(stored), stored.items() <= found.items())


def is_stored(media):
    """Tell whether so many files are stored that it is time to kill what stores them."""
    return len([*media.rglob("[!.]*.*")]) > PICTURES


def is_begun(folder, name, size):
    """Tell whether so much of a back-up is written that it is time to kill it."""
    halves = [*folder.glob(f".{name}.*.part")]
    return any(half.stat().st_size > size for half in halves)


def is_killed(command, is_time, **environment):
    """Run a program and kill it once it is time; tell whether it had not ended before."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + LONGEST
    while process.poll() is None and time.monotonic() < end and not is_time():
        time.sleep(0.005)
    process.kill()
    return process.wait() == -signal.SIGKILL


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(facts()))
