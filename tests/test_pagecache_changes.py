"""Whole pages that are kept are right at the request after a change and at each turn."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from home import generation
from home.models import SiteDocument, SiteSettings
from tests.kept_pages import PAGE, Worker, asked, generation_query, small_site
from tests.pages import make_category, make_image, moment

pytestmark = pytest.mark.django_db
NOW = moment(2031, 5, 26, 12)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def workers():
    return Worker(), Worker()


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """The seconds that have passed for workers: none, however slow the machine is, but these."""
    later = [0.0]
    monkeypatch.setattr(generation, "monotonic", lambda: later[0])
    return later


@pytest.fixture
def site():
    return small_site()


@pytest.fixture
def full_site(site):
    """Return the site with an article that shows a picture, a document and a category."""
    site.image = make_image(photographer="Ada")
    site.document = SiteDocument.objects.create(
        title="Stadgar", file=ContentFile(b"Text", "stadgar.txt")
    )
    site.category = make_category("Notiser")
    listed = [{"document": site.document, "description": ""}]
    site.article = site.add_article(
        "Nytt",
        slug="nytt",
        image=site.image,
        category=site.category,
        body=[("documents", {"heading": "Filer", "documents": listed})],
    )
    return site


def new_title(page, **fields):
    page.title = "Vilka vi är"
    return page.save_revision(**fields)


def change_settings(site, **fields):
    SiteSettings.objects.update_or_create(site=site.site, defaults=fields)


def at_a_set_time(site):
    site.page.go_live_at = timezone.now() - MINUTE
    new_title(site.page, approved_go_live_at=site.page.go_live_at)
    call_command("publish_scheduled")


ARTICLE = "/nyheter/nytt/"
# What is done, where it shows, and what stands there before and after (a number is the status).
CHANGES = {
    "published": (lambda site: new_title(site.page).publish(), PAGE, "Om oss", "Vilka vi är"),
    "unpublished": (lambda site: site.page.unpublish(), PAGE, 200, 404),
    "moved": (lambda site: site.page.move(site.landing, pos="last-child"), PAGE, 200, 301),
    "deleted": (lambda site: site.page.delete(), PAGE, 200, 404),
    "slug": (
        lambda site: (setattr(site.page, "slug", "om"), site.page.save_revision().publish()),
        PAGE,
        200,
        301,
    ),
    "privacy": (
        lambda site: PageViewRestriction.objects.create(page=site.page, restriction_type="login"),
        PAGE,
        200,
        302,
    ),
    "redirect": (
        lambda site: Redirect.objects.create(old_path="/gammal", redirect_link="/ny/"),
        "/gammal/",
        404,
        301,
    ),
    "image": (
        lambda site: type(site.image).objects.update(photographer="Bo"),
        ARTICLE,
        "Foto: Ada",
        "Foto: Bo",
    ),
    "document": (
        lambda site: SiteDocument.objects.update(title="Protokoll"),
        ARTICLE,
        "Stadgar",
        "Protokoll",
    ),
    "snippet": (
        lambda site: (setattr(site.category, "name", "Kort sagt"), site.category.save()),
        ARTICLE,
        "Notiser",
        "Kort sagt",
    ),
    "setting": (
        lambda site: change_settings(site, contact_phone="040-12 34 56"),
        PAGE,
        "</html>",
        "040-12 34 56",
    ),
    "notice": (
        lambda site: change_settings(site, notice_text="Stängt i dag"),
        PAGE,
        "</html>",
        "Stängt i dag",
    ),
    "scheduled": (at_a_set_time, PAGE, "Om oss", "Vilka vi är"),
}


def shows(worker, address, expected):
    if isinstance(expected, int):
        return worker.get(address).status_code == expected
    return expected in worker.reads(address)


# Of the changes each third on both databases, which tell of any of them in the same way.
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(change, marks=pytest.mark.one_database if number % 3 else ())
        for number, change in enumerate(CHANGES)
    ],
)
def test_the_request_after_a_change_is_right_on_every_worker(change, full_site, workers, commits):
    make, address, before, after = CHANGES[change]
    for worker in workers * 2:
        assert shows(worker, address, before)
        assert isinstance(after, int) or not shows(worker, address, after)
    with commits():
        make(full_site)
    for worker in workers * 2:
        assert shows(worker, address, after)
        if before != "</html>":
            assert not shows(worker, address, before)


@pytest.mark.one_database
def test_a_message_that_is_lost_costs_a_second(site, workers, later):
    assert "Om oss" in workers[1].reads(PAGE)
    new_title(site.page).publish()  # never committed, so nobody is told
    later[0] += generation.ASKED_EVERY
    response, queries = asked(workers[1], PAGE)
    assert "Vilka vi är" in response.content.decode()
    assert queries[0] == generation_query()


def test_who_has_heard_of_a_change_asks_once(site, workers, commits):
    workers[0].get(PAGE)
    with commits():
        new_title(site.page).publish()
    workers[0].get(PAGE)
    assert asked(workers[1], PAGE)[1] == [generation_query()]
    assert asked(workers[1], PAGE)[1] == []


@pytest.mark.one_database
def test_who_hears_of_no_change_asks_each_time(site, client, monkeypatch):
    client.get(PAGE)
    monkeypatch.setattr(caches["pages"], "heard", lambda: None)
    for _time in range(2):
        assert asked(client, PAGE)[1] == [generation_query()]


def test_a_page_that_was_begun_before_a_change_is_not_shown_after_it(site, workers, commits):
    def by_another_process(page, request, args, kwargs):
        # On the same connection: SQLite in memory lets no other write while a page is read.
        own = generation._request.set(None)
        with commits():
            Page.objects.filter(pk=site.page.pk).update(title="Vilka vi är")
        generation._request.reset(own)

    with hooks.register_temporarily("before_serve_page", by_another_process):
        assert "Om oss" in workers[0].reads(PAGE)
    assert all("Vilka vi är" in worker.reads(PAGE) for worker in workers)


def test_what_a_request_has_changed_itself_is_not_kept(site, client):
    def change(page, request, args, kwargs):
        Page.objects.filter(pk=site.page.pk).update(title="Vilka vi är")

    with hooks.register_temporarily("before_serve_page", change):
        client.get(PAGE)
    assert asked(client, PAGE)[1] != []


TURNS = {
    "the registration closes": ("Öppet för anmälan", NOW + HOUR, "Anmälan stängd"),
    "the registration opens": ("Anmälan öppnar", NOW - HOUR, "Öppet för anmälan"),
    "it can be joined": ("Lägg i kalendern", NOW + 90 * MINUTE, "Anslut"),
    "it begins": ("Anmälan stängd", NOW + 2 * HOUR, "Pågår nu"),
    "it is over": ("Pågår nu", NOW + 3 * HOUR, "Genomfört"),
}


@pytest.mark.one_database
@pytest.mark.parametrize("turn", TURNS)
def test_no_answer_outlives_the_moment_at_which_an_event_changes(turn, site, client, time_machine):
    time_machine.move_to(NOW - DAY)
    event = site.add_event(
        "Lunch",
        start=NOW + 2 * HOUR,
        end=NOW + 3 * HOUR,
        attendance_mode="online",
        join_url="https://zoom.example/1",
        registration="link",
        registration_url="https://a.example",
        registration_opens=NOW - HOUR,
        registration_closes=NOW + HOUR,
    )
    before, when, after = TURNS[turn]
    time_machine.move_to(when - timedelta(seconds=1), tick=False)
    for _time in range(2):
        text = client.get(event.url).text
        assert before in text
        assert after == "Anslut" or after not in text
    time_machine.move_to(when, tick=False)
    changed = client.get(event.url).text
    assert after in changed
    assert changed != text


@pytest.mark.one_database
def test_no_answer_outlives_its_day_or_a_notice(site, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    change_settings(site, notice_text="Stängt", notice_starts=NOW + HOUR, notice_ends=NOW + DAY)
    seen = []
    for when in (NOW, NOW + HOUR - MINUTE, NOW + HOUR, NOW + 11 * HOUR, NOW + 12 * HOUR, NOW + DAY):
        time_machine.move_to(when, tick=False)
        response, queries = asked(client, PAGE)
        seen.append(('class="notice"' in response.text, bool(queries)))
    kept, anew = False, True
    # The day turns after twelve hours.  The token is asked for, and nothing else.
    assert [notice for notice, _ in seen] == [False, False, True, True, True, False]
    assert [queries for _, queries in seen] == [anew, kept, anew, kept, anew, anew]


def test_kept_pages_are_shown_while_the_database_is_away(site, later, monkeypatch):
    client = Client(raise_request_exception=False)
    kept = client.get(PAGE).content

    def away():
        raise OperationalError

    monkeypatch.setattr(generation, "current_token", away)
    later[0] += 30
    assert client.get(PAGE).content == kept
    response = client.get("/nyheter/")
    assert response.status_code == 503
    assert "Content-Security-Policy" in response.headers
    later[0] += generation.GONE_FOR + 1
    assert client.get(PAGE).status_code == 503
