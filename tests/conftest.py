"""What every test shares."""

import gc

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction

from tests.migrated import one_worker_migrates
from tests.pages import SmallSite, wagtails_first_page


def pytest_collection_modifyitems(items):
    """Mark what touches the database, so that a second database need not run the rest."""
    for item in items:
        if {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker(
            "django_db"
        ):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Let the workers of pytest-xdist share what one of them has migrated."""
    with one_worker_migrates(tmp_path_factory.getbasetemp()) as done:
        yield done


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup, django_db_blocker):
    """Make the small site once, so that not every test has to.

    What a test with `serialized_rollback` puts back is noted anew, with the site in it.
    """
    with django_db_blocker.unblock():
        SmallSite()
        django_db_modify_db_settings()
        if hasattr(connection, "_test_serialized_contents"):
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    # What is loaded by now stays: not to look through it again and again saves a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


@pytest.fixture(scope="module")
def _wagtails_first_page(django_db_setup, django_db_blocker):
    """Wagtail's welcome page in the place of the small site, for one file."""
    with django_db_blocker.unblock(), transaction.atomic():
        wagtails_first_page()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def fresh_database(_wagtails_first_page, db):
    """A database as migrations leave it, without the small site."""


@pytest.fixture(autouse=True)
def _empty_cache():
    """Let no rate limit or cached page of one test reach the next."""
    cache.clear()


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
