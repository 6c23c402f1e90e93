"""The sites of tests/worst_content.py under the production server.

Run as a program it fills the folder DATA_DIR with the worst of them, and the folder `empty`
beside it with the other.
"""

import fcntl
import gc
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.serving import server
from tests.browser import FLAGS, find_chromium

SETTINGS = "malmoandan.settings.production"
# To compress the admin's files takes longer than all the rest.
ADMIN_FILES = [f"--ignore={name}" for name in ("wagtail*", "django_filters", "*table_block")]
COLLECT = ["collectstatic", "--no-input", "--verbosity=0", *ADMIN_FILES]
DATABASE = "db.sqlite3"
DONE, LOG, LOCK = "done", "log", "lock"
ERROR_PAGES = ("429", "500")


@dataclass(frozen=True)
class RunningSite:
    """A site and where it answers; `states` are the states that its events are in.

    `usual` are the addresses of events in the same states that say no more than most do.
    """

    url: str
    addresses: dict
    states: dict
    usual: dict
    error_pages: dict


def environment(folder: Path) -> dict:
    """Return the environment of a production site on plain http with all its data in `folder`."""
    return {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-a-site-that-lives-as-long-as-its-tests" * 2,
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "http://127.0.0.1",
        "EMAIL_URL": "consolemail://",
        "HTTPS": "0",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "CACHE_URL": "",
        # What it runs is measured by other tests.
        "COVERAGE_PROCESS_CONFIG": "",
    }


def fill(folder: Path):
    """Make both sites with their static files, and write down where everything is."""
    import django

    gc.set_threshold(200_000, 20, 20)  # as tests/conftest.py
    django.setup()
    from django.core.management import call_command
    from wagtail.models import Collection, Locale, Page

    from search.index.tasks import each_indexed_once
    from tests.worst_content import EmptySite, WorstSite

    call_command("migrate", interactive=False, verbosity=0)
    call_command(*COLLECT)
    # A test with a transaction of its own leaves the database empty behind it.
    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code="sv")
        Page.add_root(title="Root", slug="root")
        Collection.add_root(name="Root")
    empty = folder.parent / "empty"
    with each_indexed_once():
        site = EmptySite()
    write_down(site, folder)
    shutil.copytree(folder, empty)
    copy_database(empty / DATABASE)
    with each_indexed_once():
        site = WorstSite()
    write_down(site, folder)
    (folder.parent / DONE).touch()


def write_down(site, folder: Path):
    """Write the addresses of a site, the states of its events and its error pages."""
    from django.template.loader import render_to_string

    facts = {
        "addresses": site.addresses(),
        "states": {name: event.status.value for name, event in site.events.items()},
        "usual": {name: event.get_url() for name, event in site.usual.items()},
        "error_pages": {
            f"error {code}": render_to_string(f"{code}.html", {"minutes": 15})
            for code in ERROR_PAGES
        },
    }
    (folder / "site.json").write_text(json.dumps(facts, ensure_ascii=False))


def copy_database(file: Path):
    """Write a copy of the database that this process uses."""
    from django.db import connection

    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)


def begin(folder: Path) -> subprocess.Popen | None:
    """Return a process that fills `folder` with both sites, or None where another has begun."""
    folder.mkdir(exist_ok=True)
    with (folder / LOCK).open("w") as lock, (folder / LOG).open("a") as log:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        if (folder / "worst").exists():
            return None
        (folder / "worst").mkdir()
        # The test database is migrated already.
        copy_database(folder / "worst" / DATABASE)
        command = [sys.executable, "-m", "tests.browser.worst_server"]
        settings = os.environ | environment(folder / "worst")
        # What is locked here stays so until that process has ended as well.
        return subprocess.Popen(
            command, env=settings, stdout=log, stderr=log, pass_fds=[lock.fileno()]
        )


def wait_for(folder: Path):
    """Wait until `folder` is filled; raise a RuntimeError where that has failed."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    if not (folder / DONE).exists():
        raise RuntimeError(f"The sites could not be made:\n{(folder / LOG).read_text()}")


@contextmanager
def running(folder: Path):
    """Yield the `RunningSite` of a filled folder, under the production server."""
    with server("malmoandan.wsgi:application", SETTINGS, **environment(folder)) as (_, http):
        http.close()
        facts = json.loads((folder / "site.json").read_text())
        yield RunningSite(f"http://127.0.0.1:{http.port}", **facts)


def what_is_missing() -> list[str]:
    """Return what is not installed of what `sites_and_tab` needs."""
    return [] if find_chromium() else ["Chromium (apt-get install chromium-headless-shell)"]


@contextmanager
def sites_and_tab():
    """Yield both sites, made for this alone, and a tab to visit them in, for `make prove`."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="malmoandan-sites-") as name:
        folder = Path(name)
        begin(folder).wait()
        wait_for(folder)
        with (
            running(folder / "worst") as worst,
            running(folder / "empty") as empty,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            yield worst, empty, browser.new_context(reduced_motion="reduce").new_page()
            browser.close()


if __name__ == "__main__":
    fill(Path(os.environ["DATA_DIR"]))
