"""What machines are told about how the site is, part by part, and what they are not told."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.db import connection, connections
from django.utils import timezone

from home.faults import current_faults
from home.jobs import Job
from home.mail.letter import Letter
from malmoandan.management.commands import work

ALL_WELL = ["ok", "databas: ok", "filer: ok", "cache: ok", "arbete: ok", "e-post: ok"]


@pytest.fixture
def site(db, settings, tmp_path):
    """A site where everything is as it should be."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    Job.objects.record(work.run_schedule, "publicera", started=timezone.now())
    return tmp_path


@contextmanager
def database_away(blocker):
    """Let the database be where nobody answers."""
    wrong = connection.settings_dict | {"HOST": "localhost", "PORT": "1"}
    if connection.vendor == "sqlite":
        wrong |= {"NAME": "/nonexistent/folder/db.sqlite3"}
    unreachable = connection.copy()
    unreachable.settings_dict = wrong
    with blocker.unblock():
        kept = connections["default"]
        connections["default"] = unreachable
        try:
            yield
        finally:
            connections["default"] = kept


def lines(response):
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return response.text.splitlines()


def test_a_site_that_is_well_says_so_part_by_part(client, site):
    response = client.get("/halsa/")
    assert (response.status_code, lines(response)) == (200, ALL_WELL)


def test_without_the_database_the_site_is_down_but_the_process_lives(
    client, settings, tmp_path, django_db_blocker, caplog
):
    settings.MEDIA_ROOT = tmp_path
    with database_away(django_db_blocker):
        response = client.get("/halsa/")
        alive = client.get("/halsa/lever/")
    assert response.status_code == 503
    assert lines(response) == [
        "nere",
        *("databas: fel", "filer: ok", "cache: ok", "arbete: okänt", "e-post: okänt"),
    ]
    assert (alive.status_code, lines(alive)) == (200, ["ok"])


def files_where_there_is_no_folder(site, settings):
    settings.MEDIA_ROOT = site / "file"
    settings.MEDIA_ROOT.write_text("")


def a_cache_where_there_is_no_folder(site, settings):
    (site / "file").write_text("")
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": site / "file" / "cache"}
    }


def work_that_stands_still(site, settings):
    Job.objects.update(started=timezone.now() - timedelta(minutes=6))


def letters_that_stay(site, settings):
    send_mail("Hej", "Text", "vi@example.org", ["anna@example.org"])
    Letter.objects.update(created=timezone.now() - timedelta(minutes=16))


BROKEN = {
    "filer": files_where_there_is_no_folder,
    "cache": a_cache_where_there_is_no_folder,
    "arbete": work_that_stands_still,
    "e-post": letters_that_stay,
}


@pytest.mark.parametrize("part", BROKEN)
def test_what_a_page_can_be_shown_without_is_named_and_sends_nobody_away(
    client, site, settings, part
):
    assert [fault for fault in current_faults() if fault.part != "Bilder"] == []
    BROKEN[part](site, settings)
    response = client.get("/halsa/")
    wanted = ["nedsatt", *(line.replace(f"{part}: ok", f"{part}: fel") for line in ALL_WELL[1:])]
    assert (response.status_code, lines(response)) == (200, wanted)
    # Administrators are told as well, in a sentence.
    assert len(list(current_faults())) == 1


def test_nothing_is_said_that_helps_an_intruder(client, site, settings):
    for breaks in BROKEN.values():
        breaks(site, settings)
    text = client.get("/halsa/").text
    assert str(site) not in text
    assert not any(word in text for word in ("Error", "@", "/", "example", "."))


def test_the_fine_site_leaves_nothing_behind(client, site):
    client.get("/halsa/")
    assert list((site / "media").iterdir()) == []
    assert [path for path in (site / "cache").rglob("*") if path.is_file()] == []
