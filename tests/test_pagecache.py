"""Whole answers are kept for visitors: none that is somebody's own, and none by another's doing."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from home import generation
from malmoandan import pagecache
from malmoandan.pagecache import best_encoding, known_part
from tests.kept_pages import ATTACKS, PAGE, asked, kept_answers, small_site

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ADDRESSES = (
    "/",
    PAGE,
    "/kalender/?satt=digitalt&tema=",
    "/kalender/kalender.ics",
    "/kalender/flode.xml",
    "/vad-vi-gor/larandelunch/traff/kalender.ics",
    "/nyheter/flode.xml",
    "/sitemap.xml",
)


@pytest.fixture(autouse=True)
def _no_second_passes(monkeypatch):
    """However slow the machine is, no worker asks for the token anew by itself."""
    monkeypatch.setattr(generation, "monotonic", lambda: 0.0)


@pytest.fixture
def site():
    return small_site()


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_kept_costs_no_query_and_is_the_same(address, client, site):
    first, _queries = asked(client, address)
    assert first.status_code == 200
    again, queries = asked(client, address)
    assert queries == []
    assert again.content == first.content
    assert again.headers == first.headers
    assert again["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["/", PAGE, "/kalender/"])
def test_nobody_can_have_others_shown_anything(address, site, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = None
    ours = {"headers": {"host": "localhost"}}
    honest = Client().get(address, **ours)
    for name, attack in ATTACKS.items():
        caches["pages"].clear()
        headers = ours["headers"] | attack.get("headers", {})
        Client().get(address, **{**attack, "headers": headers})
        response = Client().get(address, **ours)
        assert response.status_code == 200, name
        assert response.content == honest.content, name
        assert response.headers == honest.headers, name


def test_a_page_sees_nothing_of_a_request_but_what_it_is_kept_under(site, client):
    seen = []

    def look(page, request, args, kwargs):
        seen.append({name: request.META[name] for name in request.META if name[:5] == "HTTP_"})
        seen.append(request.META["QUERY_STRING"])

    with hooks.register_temporarily("before_serve_page", look):
        headers = {"host": "localhost", "accept-language": "en", "user-agent": "a", "cookie": "b=c"}
        client.get("/kalender/?utm=1&sida=&gratis=1&ord=kunskap&ord=", headers=headers)
    assert seen == [{"HTTP_HOST": "localhost"}, "gratis=1"]


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("", ""),
        ("utm_source=a&q=b", ""),
        ("sida=2&ord=kunskap", "ord=kunskap&sida=2"),
        ("or%64=kunskap&ord=samverkan", "ord=samverkan"),
        ("tema=%3Cscript%3E", "tema=%3Cscript%3E"),
        ("tema=&gratis=1", "gratis=1"),
    ],
)
def test_one_selection_is_kept_once(query, known):
    assert known_part(query) == known


def test_an_old_address_is_led_on_by_its_whole_query(site, client):
    Redirect.objects.create(old_path="/gammal?id=3", redirect_link="/om-oss/")
    assert client.get("/gammal/?id=3").url == "/om-oss/"
    assert client.get("/gammal/?id=4").status_code == 404
    Redirect.objects.create(old_path="/aldre", redirect_page=site.page)
    assert client.get("/aldre/?utm=1").url == "/om-oss/?utm=1"


NOT_KEPT = {
    "search": "/sok/?q=om",
    "not there": "/finns-inte/",
    "unknown choice": "/kalender/?ord=finns-inte",
    "old address": "/kalender/?dokumentation=1",
    "health": "/halsa/",
    "robots": "/robots.txt",
    "suggestions": "/sok/forslag/?q=om",
    "sent": "/meddelande/tack/",
}


@pytest.mark.searches
@pytest.mark.parametrize("what", NOT_KEPT)
def test_only_pages_feeds_and_calendar_files_that_are_there_are_kept(what, site, client):
    client.get(NOT_KEPT[what])
    assert kept_answers() == 0


def test_the_way_into_a_meeting_is_not_kept(site, client):
    site.add_event("Lunch", slug="lunch", start=timezone.now() + DAY, join_url="https://a.example")
    assert client.get("/vad-vi-gor/larandelunch/lunch/anslut/").status_code == 200
    assert kept_answers() == 0


def test_what_is_for_one_visitor_is_not_kept(site, editor):
    logged_in = Client()
    logged_in.force_login(editor)
    for client in (logged_in, Client(headers={"authorization": "Basic YTpi"})):
        response = client.get(PAGE)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-cache"
    assert kept_answers() == 0
    Client().get(PAGE)
    assert kept_answers() == 1
    assert asked(logged_in, PAGE)[1] != []


@pytest.mark.parametrize("cookie", ["", f"csrftoken={'a' * 32}"])
def test_the_form_for_a_password_is_everybodys_own(cookie, site):
    PageViewRestriction.objects.create(
        page=site.page, restriction_type="password", password="hemligt"
    )
    response = Client(headers={"cookie": cookie}).get(PAGE)
    assert "csrfmiddlewaretoken" in response.text
    assert kept_answers() == 0


def test_a_preview_is_neither_kept_nor_answered_with_what_is_kept(site, client):
    assert "Om oss" in client.get(PAGE).text
    site.page.title = "Utkast"
    assert "Utkast" in site.page.make_preview_request().rendered_content
    assert "Utkast" not in client.get(PAGE).text
    caches["pages"].clear()
    site.page.make_preview_request()
    assert kept_answers() == 0


def test_what_is_streamed_or_sets_a_cookie_is_passed_on_as_it_is(site, client, monkeypatch):
    def with_cookie(page, request):
        response = HttpResponse("a" * 300)
        response.set_cookie("a", "b")
        return response

    for answer in (lambda page, request: StreamingHttpResponse([b"a"] * 300), with_cookie):
        monkeypatch.setattr(type(site.page), "serve", answer)
        assert client.get(PAGE).getvalue() == b"a" * 300
    assert kept_answers() == 0


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_answer_is_told_that_it_is_the_same(address, site, client):
    first = client.get(address)
    for encoding in ("", "gzip", "br"):
        for _anew_or_kept in range(2):
            headers = {"if-none-match": first["ETag"], "accept-encoding": encoding}
            response = client.get(address, headers=headers)
            assert (response.status_code, response.content) == (304, b"")
            assert response["ETag"] == first["ETag"]
            assert response["Content-Security-Policy"] == first["Content-Security-Policy"]
            assert not {"Content-Type", "Content-Length"} & set(response.headers)
    for other in ('W/"a"', "junk", '"'):
        assert client.get(address, headers={"if-none-match": other}).status_code == 200
    # An editor may change what has no date of its own, or the clock may.
    headers = {"if-modified-since": "Wed, 01 Jan 2098 00:00:00 GMT"}
    assert client.get(address, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("GZIP;Q=1", "gzip"),
        ("br;q=junk, gzip", "gzip"),
        ("deflate", ""),
        (";;,,=;q", ""),
    ],
)
def test_the_encoding_is_the_one_that_is_asked_for(accepted, best):
    assert best_encoding(accepted) == best


def test_compressed_answers_are_kept_as_they_are_sent(site, client):
    plain = client.get(PAGE).content
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for encoding, unpacked in unpack.items():
        for _time in range(2):
            response = client.get(PAGE, headers={"accept-encoding": encoding})
            assert response["Content-Encoding"] == encoding
            assert response["Vary"] == "Accept-Encoding"
            assert int(response["Content-Length"]) == len(response.content) < len(plain) / 2
            assert unpacked(response.content) == plain
    assert kept_answers() == 3


def test_a_head_request_gets_the_headers_of_what_is_kept_and_keeps_nothing(site, client):
    anew = client.head(PAGE)
    assert kept_answers() == 0
    whole = client.get(PAGE)
    kept = client.head(PAGE)
    assert whole.headers == kept.headers == anew.headers
    assert anew.content == kept.content == b""


def test_another_release_or_another_setting_keeps_pages_of_its_own(site, client, settings):
    client.get(PAGE)
    pagecache.release.cache_clear()
    assert asked(client, PAGE)[1] == []
    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    pagecache.release.cache_clear()
    assert client.get(PAGE)["X-Frame-Options"] == "SAMEORIGIN"
    pagecache.release.cache_clear()


def test_a_site_that_keeps_no_pages_answers_alike(site, client, settings):
    kept = client.get(PAGE)
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    for _time in range(2):
        response, queries = asked(client, PAGE)
        assert queries != []
        assert (response.content, response.headers) == (kept.content, kept.headers)


def test_an_address_is_kept_apart_for_each_host_scheme_and_port():
    make = RequestFactory()
    asked = [
        make.get(PAGE, headers={"host": "localhost"}),
        make.get(PAGE, headers={"host": "127.0.0.1"}),
        make.get(PAGE, headers={"host": "localhost"}, secure=True),
        make.get(PAGE, headers={"host": "localhost"}, SERVER_PORT="8000"),
        make.get("/", headers={"host": "localhost"}),
    ]
    keys = {pagecache.what_is_asked(request).key for request in asked}
    assert len(keys) == len(asked)
