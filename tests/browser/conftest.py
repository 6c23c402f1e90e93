"""Chromium for every test in this folder, and nothing of it where there is none."""

import os
from threading import Condition, Lock

import pytest
from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from tests.browser import FLAGS, find_chromium
from tests.browser.worst_server import running, wait_for
from tests.migrated import put_back

CHROMIUM = find_chromium()
PATIENCE = 30  # seconds


def pytest_collection_modifyitems(items):
    """Mark what lies here, and skip it with a reason where no Chromium is found."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium found"))


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """One browser for the whole session; Playwright keeps an event loop running in it."""
    # Django refuses database work in a thread with a running loop; this loop is only
    # Playwright's own and never awaits our code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    contents = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        # Beside a running loop Django takes a new connection to the same database, which
        # has to know as well that `serialized_rollback` fills it.
        if contents:
            connection._test_serialized_contents = contents
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def transactional_db(transactional_db, tmp_path_factory):
    """The small site, whatever the test before has left of it."""
    put_back(tmp_path_factory.getbasetemp())


class Turns:
    """Lets the requests to this process have their turn, one after the other.

    The threads of the test server share one connection to a database in memory, on which two that
    begin a transaction at once fail as they never do on a site.
    """

    def __init__(self):
        self.count, self.changed, self.turn = 0, Condition(), Lock()

    def begun(self, **kwargs):
        with self.changed:
            self.count += 1
        self.turn.acquire(timeout=PATIENCE)

    def ended(self, **kwargs):
        if self.turn.locked():
            self.turn.release()
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def wait(self):
        """Wait until no request is under way."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.count <= 0, PATIENCE)


@pytest.fixture
def turns(live_server):
    """Let requests wait for each other, and the emptying of the database for them.

    A tab still asks for something by itself when a test ends, as the editor does.
    """
    turns = Turns()
    request_started.connect(turns.begun)
    request_finished.connect(turns.ended)
    yield
    turns.wait()
    request_started.disconnect(turns.begun)
    request_finished.disconnect(turns.ended)


@pytest.fixture
def page(chromium, live_server, turns):
    """A fresh, cookie-less tab at desktop width whose relative addresses reach the site."""
    context = chromium.new_context(
        base_url=live_server.url, locale="sv-SE", viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def filled_folders(chromium, folder_of_sites):
    """The data folders of the sites of tests/worst_content.py, which tests/conftest.py began."""
    wait_for(folder_of_sites)
    return folder_of_sites


@pytest.fixture(scope="session")
def worst(filled_folders):
    """The worst content, with every page type in each of its states, under the real server."""
    with running(filled_folders / "worst") as site:
        yield site


@pytest.fixture(scope="session")
def empty(filled_folders):
    """A site whose lists are all empty, under the real server."""
    with running(filled_folders / "empty") as site:
        yield site


@pytest.fixture
def admin(page, client, django_user_model, transactional_db):
    """A tab in which a Redaktör has logged in."""
    user = django_user_model.objects.create_user("redaktor", password="hemligt-och-langt")
    user.groups.add(Group.objects.get(name="Redaktör"))
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"domain": "localhost", "path": "/"}])
    page.set_default_timeout(1000 * PATIENCE)
    expect.set_options(timeout=1000 * PATIENCE)
    return page
