"""`manage.py prepare`: what makes a checkout ready to be served, and what it refuses."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from home.models import FollowPage, LoadedContent
from malmoandan.content.files import file_names, read_pages
from malmoandan.management.commands import prepare as prepare_command
from malmoandan.management.commands.prepare import migration_hashes
from search.language import synonyms
from tests.pages import SmallSite

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def data_dir(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path / "var"
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    return settings.DATA_DIR


def prepare(capsys):
    call_command("prepare")
    return capsys.readouterr().out


@pytest.mark.one_database
def test_an_empty_site_gets_content_static_files_and_an_account_shown_once(
    data_dir, capsys, client
):
    synonyms._thesaurus.cache_clear()  # no test before this one has read the register
    printed = prepare(capsys)
    password = re.search(r"as admin with the password (\S+)", printed)[1]
    login = client.post("/admin/login/", {"username": "admin", "password": password})
    assert login.status_code == 302
    assert Page.objects.filter(depth__gt=2).exists()
    assert (data_dir / "static" / "wagtailadmin").is_dir()
    assert cache.get(synonyms.SHARED)  # what the first who searches would wait for

    collected = (data_dir / "static.stamp").stat().st_mtime_ns
    assert prepare(capsys) == ""
    assert (data_dir / "static.stamp").stat().st_mtime_ns == collected


@pytest.mark.one_database
def test_an_update_leaves_open_pages_the_static_files_that_they_ask_for(data_dir, settings):
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    data_dir.mkdir()
    stamp, earlier = data_dir / "static.stamp", data_dir / "static/css/site.0123456789ab.css"

    def collect():
        prepare_command.Command(stdout=StringIO()).collect_static()

    collect()
    earlier.write_text("body {}")
    stamp.write_text("of an earlier version")
    collect()
    assert earlier.exists()
    # What was cut short may have left half a file.
    stamp.write_text("of an earlier version")
    settings.STATICFILES_FINDERS = ["finns.inte"]
    with pytest.raises(ImportError):
        collect()
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    collect()
    assert not earlier.exists()
    assert (data_dir / "static/css/site.css").exists()


@pytest.mark.one_database
def test_development_collects_no_static_files_and_a_site_with_pages_is_left_as_it_is(
    data_dir, settings, capsys
):
    SmallSite()
    settings.DEBUG = True
    assert "content" not in prepare(capsys)
    assert not (data_dir / "static.stamp").exists()


@pytest.fixture
def older_site(data_dir, settings):
    """A site that was made of the content files before one of them was there."""
    settings.DEBUG = True
    site = SmallSite()
    start = read_pages(settings.BASE_DIR / "content")["start"]
    Page.objects.filter(pk=site.home.pk).update(translation_key=start.key)
    names = file_names(settings.BASE_DIR / "content") - {"sa-foljer-du-oss.yaml"}
    LoadedContent.objects.bulk_create(LoadedContent(name=name) for name in names)
    return site


@pytest.mark.one_database
def test_an_older_site_gets_a_new_file_once(older_site, capsys):
    assert "1 pages made" in prepare(capsys)
    FollowPage.objects.get(slug="sa-foljer-du-oss", live=True).delete()
    assert "pages made" not in prepare(capsys)
    assert not FollowPage.objects.exists()


@pytest.mark.one_database
def test_a_new_file_whose_address_is_taken_stops_nothing(older_site, capsys):
    older_site.add_text_page("Så följer du oss", slug="sa-foljer-du-oss")
    assert "the site goes on" in prepare(capsys)
    assert not FollowPage.objects.exists()


@pytest.mark.parametrize("debug", [False, True])
def test_a_database_made_from_another_first_migration_is_refused_in_one_line(
    data_dir, settings, debug
):
    settings.DEBUG = debug
    data_dir.mkdir()
    known = migration_hashes() | {"home.0001_initial": "0" * 64}
    (data_dir / "migrations.stamp").write_text(json.dumps(known))
    with pytest.raises(CommandError, match=r"home\.0001_initial") as refusal:
        call_command("prepare")
    assert "\n" not in str(refusal.value)
    # What others rely on is never to be thrown away, whatever is the matter with it.
    assert ("delete" in str(refusal.value)) == (debug and connection.vendor == "sqlite")


def test_every_migration_of_our_own_apps_has_a_hash():
    files = {path.stem for path in Path("home/migrations").glob("0*.py")}
    assert {f"home.{name}" for name in files} <= migration_hashes().keys()
