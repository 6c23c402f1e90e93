"""The headers every answer carries, and what an anonymous visitor never gets."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from malmoandan.headers import TrustedProxyMiddleware
from malmoandan.urls import urlpatterns
from tests.pages import SmallSite

PUBLIC_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ADDRESSES = [
    "/",
    "/vad-vi-gor/",
    "/kalender/",
    "/finns-inte/",
    "/robots.txt",
    "/halsa/",
    "/halsa/lever/",
    "/sitemap.xml",
    "/admin/login/",
]
PUBLIC_ADDRESSES = ADDRESSES[:-1]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    """A small site with a page at each of the addresses."""
    return SmallSite()


def directives(response) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(client, site, address):
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "*" not in response["Permissions-Policy"]


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_public_pages_have_exactly_the_strict_policy(client, site, address):
    response = client.get(address)
    assert directives(response) == PUBLIC_POLICY
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_visitor_gets_no_cookie_and_pages_vary_on_nothing_but_encoding(client, site, address):
    response = client.get(address)
    assert response.status_code == (404 if address == "/finns-inte/" else 200)
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_the_admin_may_use_inline_scripts_but_nothing_from_elsewhere(client):
    response = client.get(reverse("wagtailadmin_login"))
    policy = directives(response)
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "default-src 'none'" in policy
    assert "http" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_preview_can_be_framed_by_the_admin_and_by_nobody_else(client, site, editor):
    client.force_login(editor)
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[site.landing.pk]))
    assert response.status_code == 200
    assert directives(response) == PUBLIC_POLICY - {"frame-ancestors 'none'"} | {
        "frame-ancestors 'self'"
    }
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_static_files_carry_the_headers_too(client):
    response = client.get("/static/wagtailadmin/images/favicon.ico")
    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_addresses_written_by_our_own_proxies_are_believed(
    settings, proxies, forwarded, address
):
    settings.PROXY_COUNT = proxies
    seen = []
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded}
    )
    TrustedProxyMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]))(request)
    assert seen == [address]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_that_is_only_read_answers_405_to_who_would_write(site, method):
    strict = Client(enforce_csrf_checks=True)
    for address in ("/", site.activity.url, "/finns-inte/", "/kalender/kalender.ics"):
        response = getattr(strict, method)(address)
        assert response.status_code == 405, address
        assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert strict.options("/")["Allow"] == response["Allow"]


VALUES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "uuid": "12345678-1234-1234-1234-123456789012",
    "word": "samverkan",
}


def addresses_of_ours():
    """Yield the addresses of urls.py that a visitor can ask for, with something in each gap."""
    for pattern in urlpatterns:
        if isinstance(pattern, URLPattern):
            path = re.sub(r"<(\w+):\w+>", lambda gap: VALUES[gap[1]], str(pattern.pattern))
            if not path.startswith(("admin/", "^", "_util/login")):
                yield f"/{path}"


def test_no_address_of_ours_takes_a_method_that_no_form_has(client, django_assert_max_num_queries):
    addresses = [*addresses_of_ours()]
    assert {"/nyhetsbrev/prenumerera/", "/meddelande/", "/sitemap.xml"} <= {*addresses}
    for address in addresses:
        for method in ("put", "patch", "delete"):
            with django_assert_max_num_queries(1):  # for the token of the generation
                response = getattr(client, method)(address)
            assert response.status_code == 405, (address, method)
            assert method.upper() not in response["Allow"]
            assert "Det går inte att skicka något hit" in response.text
        with django_assert_max_num_queries(1):
            told = client.options(address)
        assert (told.status_code, told.content) == (200, b"")
        assert told["Allow"] == f"{response['Allow']}, OPTIONS"


def test_forms_of_the_admin_take_no_put(client, site, editor):
    client.force_login(editor)
    issue = site.add_issue()
    forms = (f"utskick/nytt/{issue.pk}/", "prenumeranter/importera/", f"pages/{issue.pk}/edit/")
    for path in forms:
        response = client.put(f"/admin/{path}")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST"), path
        assert "Det går inte att skicka något hit" in response.text
