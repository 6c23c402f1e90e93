"""The address of the site: full addresses follow the setting BASE_URL."""

from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from wagtail.models import Site

from malmoandan.site_address import follow_base_url
from tests.content import load
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def start_with(settings, tmp_path):
    """A function that starts the site with a BASE_URL, and returns the site's full address."""
    settings.DATA_DIR = tmp_path
    settings.DEBUG = True  # collects no static files

    def start(base_url):
        settings.WAGTAILADMIN_BASE_URL = base_url
        call_command("prepare")
        return Site.objects.get().root_url

    return start


@pytest.fixture
def follow(settings):
    """A function that does what a start does with BASE_URL; returns the site's full address."""

    def follow(base_url):
        settings.WAGTAILADMIN_BASE_URL = base_url
        follow_base_url()
        return Site.objects.get().root_url

    return follow


@pytest.mark.parametrize(
    ("base_url", "root_url"),
    [
        ("http://localhost:8403", "http://localhost:8403"),
        ("https://malmoandan.example.org", "https://malmoandan.example.org"),
        ("https://malmoandan.example.org/", "https://malmoandan.example.org"),
        ("http://malmoandan.example.org", "http://malmoandan.example.org"),
    ],
)
def test_the_site_is_where_the_setting_says(site, follow, base_url, root_url):
    assert follow(base_url) == root_url
    assert site.activity.full_url == f"{root_url}{site.activity.url}"


def test_the_site_follows_from_one_setting_to_the_next(site, start_with):
    start_with("http://localhost:8403")
    start_with("https://gammal.example.org")
    assert start_with("https://ny.example.org") == "https://ny.example.org"
    assert start_with("http://localhost:8000") == "http://localhost:8000"


def test_an_address_that_an_editor_has_given_the_site_is_left_alone(site, follow):
    follow("https://gammal.example.org")
    Site.objects.update(hostname="egen.example.org", port=443)
    assert follow("https://ny.example.org") == "https://egen.example.org"


def test_several_sites_are_left_alone(site, settings):
    Site.objects.create(hostname="annan.example.org", root_page=site.home)
    settings.WAGTAILADMIN_BASE_URL = "https://ny.example.org"
    follow_base_url()
    assert set(Site.objects.values_list("hostname", flat=True)) == {
        "localhost",
        "annan.example.org",
    }


@pytest.mark.parametrize(
    "base_url", ["malmoandan.example.org", "https://", "https://a:b", "ftp://a"]
)
def test_a_setting_that_is_no_address_is_refused_in_one_line(site, settings, base_url):
    settings.WAGTAILADMIN_BASE_URL = base_url
    with pytest.raises(ImproperlyConfigured, match="BASE_URL is to be written as") as refusal:
        follow_base_url()
    assert "\n" not in str(refusal.value)


def test_the_site_does_not_start_with_a_setting_that_is_no_address(site, start_with):
    with pytest.raises(CommandError, match="BASE_URL is to be written as"):
        start_with("malmoandan.example.org")


@pytest.fixture
def start_page(tmp_path):
    """A folder with the content file of the start page."""
    text = f"id: {uuid4()}\ntype: home.HomePage\ntitle: Start\n"
    (tmp_path / "start.yaml").write_text(text)
    return tmp_path


@pytest.mark.usefixtures("fresh_database")
def test_loading_the_first_page_gives_the_site_its_address(settings, start_page):
    settings.WAGTAILADMIN_BASE_URL = "https://ny.example.org"
    load(folder=start_page)
    assert Site.objects.get().root_url == "https://ny.example.org"


@pytest.mark.usefixtures("fresh_database")
def test_loading_with_a_setting_that_is_no_address_loads_nothing(settings, start_page):
    settings.WAGTAILADMIN_BASE_URL = "malmoandan.example.org"
    with pytest.raises(CommandError, match="BASE_URL is to be written as"):
        load(folder=start_page)
    assert Site.objects.get().root_page.slug == "home"
