"""What every test shares."""

import gc
import os

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache, caches
from django.db import connection
from django.template import Template
from django.test.signals import template_rendered
from simplemma.strategies.dictionaries import stream_dictionary_factory

from search.language import lexicon  # noqa: F401  (it says how its dictionary is read)
from tests.browser.worst_server import begin
from tests.migrated import kept_file, one_worker_migrates
from tests.pages import SmallSite
from tests.shared_sites import MAKERS, NO_SITE, SharedSites, fresh_copy, site_of
from tests.unindexed import SETTING

SITES = pytest.StashKey[SharedSites]()
# Imports and migrations leave much that stays: to look through it again and again costs a tenth.
gc.set_threshold(200_000, 20, 20)
# The same words, of which a tenth is read to find one: room is dear to a server, time to a test.
stream_dictionary_factory._BLOCK_SIZE = 8


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads its marks in this very hook
def pytest_collection_modifyitems(items):
    """Mark what touches the database, so that a second database need not run the rest.

    What shares a site comes first, since a test with transactions of its own empties the database.
    """
    order = [*MAKERS, NO_SITE]
    items.sort(key=lambda item: order.index(site_of(item)))
    for item in items:
        if site_of(item) != NO_SITE:
            item.add_marker(pytest.mark.xdist_group(site_of(item)))
        if item.path.name.startswith("test_search"):
            item.add_marker("searches")
        if {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker(
            "django_db"
        ):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory, pytestconfig):
    """Let this run share what an earlier one has migrated, and its workers what one of them has."""
    kept = kept_file(pytestconfig.cache.mkdir("migrated"))
    with one_worker_migrates(tmp_path_factory.getbasetemp(), kept) as steps:
        yield steps


@pytest.fixture(scope="session")
def folder_of_sites(tmp_path_factory):
    """The folder of the sites that the browser visits; all workers of pytest-xdist share it."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "sites"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings, django_db_setup, django_db_blocker, folder_of_sites, request
):
    """Make the small site once, so that not every test has to.

    The sites that the browser visits are made beside the first tests, so that no worker waits for
    them.
    """
    making, (keep_migrated, share) = None, django_db_modify_db_settings
    with django_db_blocker.unblock():
        keep_migrated()
        SmallSite()
        share()
        if hasattr(connection, "_test_serialized_contents"):
            # tests/browser/conftest.py puts it back, and faster than row by row.
            connection._test_serialized_contents = "[]"
        if any("filled_folders" in item.fixturenames for item in request.session.items):
            making = begin(folder_of_sites)
    gc.collect()
    gc.freeze()  # what is loaded by now stays, and so is not looked through again
    yield
    if making:
        making.wait()


@pytest.fixture(scope="session")
def shared_sites(django_db_setup, django_db_blocker, pytestconfig):
    """The sites of tests/shared_sites.py, for fixtures of a module or the session."""
    pytestconfig.stash[SITES] = sites = SharedSites(django_db_blocker)
    yield sites
    sites.leave()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Take away the site that the last test shared, where this one wants another."""
    sites = item.config.stash.get(SITES, None)
    if sites and site_of(item) != sites.now:
        sites.leave()


# Of a module: pytest makes it before `db`, whose savepoint then lies within the site's transaction.
@pytest.fixture(scope="module")
def fresh_site(shared_sites):
    shared_sites.show("fresh_site")


@pytest.fixture
def fresh_database(fresh_site, db):
    """A database as migrations leave it, without the small site."""


@pytest.fixture(scope="module")
def content_site(shared_sites):
    shared_sites.show("content_site")


@pytest.fixture
def content(content_site, db):
    """The whole of content/, loaded."""


@pytest.fixture(scope="module")
def filled_site(shared_sites):
    return shared_sites.show("filled_site")


@pytest.fixture
def filled(filled_site, db):
    """A `FilledSite`; what it is asked for again comes from the database."""
    return fresh_copy(filled_site)


@pytest.fixture
def clock(request):
    """The clock stands still at the file's own `TODAY`, on whatever day the suite is run."""
    with time_machine.travel(request.module.TODAY, tick=False):
        yield


@pytest.fixture(scope="session", autouse=True)
def _queue_mail(django_test_environment):
    """Let mail go the site's own way, which Django puts its own in the place of in tests."""
    settings.EMAIL_BACKEND = "home.mail.backend.EmailBackend"


def rendered(template, context):
    """Return what a template makes, and tell of it, for `response.context`.

    Django's own tells of each template within a template as well: of a form, some thousand times.
    """
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _tell_of_whole_pages(django_test_environment):
    Template._render = rendered


@pytest.fixture(autouse=True)
def _empty_cache():
    """Let no rate limit or cached page of one test reach the next."""
    cache.clear()
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def _unindexed(request):
    """Index nothing, but for tests that search; what stands before a test is indexed always."""
    indexed = settings.WAGTAILSEARCH_BACKENDS
    if not request.node.get_closest_marker("searches"):
        settings.WAGTAILSEARCH_BACKENDS = SETTING
    yield
    settings.WAGTAILSEARCH_BACKENDS = indexed


@pytest.fixture
def uncached(settings):
    """No page is kept whole: for who counts what making one costs."""
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"pages": dummy}


@pytest.fixture
def editor(db, django_user_model):
    """A superuser named `admin` with the password `hemligt-och-langt`."""
    return django_user_model.objects.create_superuser("admin", password="hemligt-och-langt")


@pytest.fixture
def redaktor(db, django_user_model):
    """A user named `redaktor` in the group Redaktör, with the password `hemligt-och-langt`."""
    user = django_user_model.objects.create_user("redaktor", password="hemligt-och-langt")
    user.groups.add(Group.objects.get(name="Redaktör"))
    return user


@pytest.fixture
def media(settings, tmp_path):
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """A context at whose end what waits for the transaction is done."""

    def context():
        # What waits since the test began, and will never be done.
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return context
