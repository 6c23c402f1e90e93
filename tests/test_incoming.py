"""What comes from outside: addresses of visitors, headers, numbers and paths that nobody means."""

import io

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.urls import reverse

from home import ip
from malmoandan.headers import TrustedProxyMiddleware
from malmoandan.incoming import Handler
from tests.contact_form import make_contact_site, send
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db

HUGE = 9223372036854775808
WRITTEN_BY_PROXIES = {
    "192.0.2.2": "192.0.2.2",
    "192.0.2.2:50001": "192.0.2.2",
    " 192.0.2.2 ": "192.0.2.2",
    '"192.0.2.2:50001"': "192.0.2.2",
    "2001:db8::1": "2001:db8::1",
    "2001:0DB8:0:0::0001": "2001:db8::1",
    "[2001:db8::1]": "2001:db8::1",
    "[2001:db8::1]:443": "2001:db8::1",
    "fe80::1%eth0": "fe80::1",
    "[fe80::1%eth0]:80": "fe80::1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "[::ffff:192.0.2.1]:9": "192.0.2.1",
}
JUNK = [
    *("unknown", "_hidden", "", " ", "[", "]", "[]", "[]:80", ":", ":80", "::1::", "256.1.1.1"),
    *(
        "1.2.3",
        "1.2.3.4.5",
        "192.0.2.010",
        "0x7f.1",
        "¹.2.3.4",
        "192.0.2.1\0",
        "unix:",
        "a" * 10_000,
    ),
    *("for=192.0.2.1", "192.0.2.1 192.0.2.2", "[2001:db8::1", "1" * 4000, "%", "%eth0", "é"),
]


@pytest.mark.one_database
@pytest.mark.parametrize("written", WRITTEN_BY_PROXIES)
def test_an_address_is_read_as_proxies_write_it(written):
    assert ip.normalised(written) == WRITTEN_BY_PROXIES[written]


@pytest.mark.one_database
def test_junk_is_one_shared_address():
    seen = {junk: ip.normalised(junk) for junk in JUNK if junk != "[2001:db8::1"}
    assert seen == dict.fromkeys(seen, ip.UNKNOWN)


@pytest.mark.one_database
def test_a_household_is_an_ipv4_address_or_the_first_half_of_an_ipv6_one():
    assert ip.household("192.0.2.2:50001") == "192.0.2.2"
    assert ip.household("2001:db8:1:2:3:4:5:6") == ip.household("[2001:db8:1:2::]:443")
    assert ip.household("2001:db8:1:2::1") != ip.household("2001:db8:1:3::1")
    assert ip.household("::ffff:192.0.2.2") == "192.0.2.2"
    assert ip.household("unknown") == ip.UNKNOWN


def seen_address(**meta):
    seen = []
    request = RequestFactory().get("/", **meta)
    TrustedProxyMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]))(request)
    return seen[0]


def test_behind_a_proxy_every_visitor_has_a_valid_address(settings):
    settings.PROXY_COUNT = 1
    for written, address in WRITTEN_BY_PROXIES.items():
        assert seen_address(HTTP_X_FORWARDED_FOR=f"10.0.0.1, {written}") == address
    for junk in JUNK:
        address = seen_address(HTTP_X_FORWARDED_FOR=junk, REMOTE_ADDR="10.0.0.1")
        assert ip.parsed(address), junk


@pytest.mark.one_database
def test_empty_parts_of_the_header_count_for_nothing(settings):
    settings.PROXY_COUNT = 1
    for header in ("192.0.2.2,", " , 192.0.2.2", "192.0.2.2, ,", "10.0.0.1,,192.0.2.2"):
        assert seen_address(HTTP_X_FORWARDED_FOR=header) == "192.0.2.2", header
    assert seen_address(HTTP_X_FORWARDED_FOR=", ,", REMOTE_ADDR="10.0.0.1") == "10.0.0.1"


@pytest.mark.parametrize("address", ["", "unix:/run/site.sock", "fe80::1%lo", "127.0.0.1:80"])
def test_without_a_proxy_the_address_is_valid_too(address):
    assert ip.parsed(seen_address(REMOTE_ADDR=address))


def test_a_login_with_any_address_is_answered(client, editor, settings):
    settings.PROXY_COUNT = 1
    bad = {"username": "admin", "password": "fel"}
    for written in (*WRITTEN_BY_PROXIES, *JUNK):
        response = client.post(reverse("wagtailadmin_login"), bad, HTTP_X_FORWARDED_FOR=written)
        assert response.status_code in (200, 429), written


@pytest.mark.parametrize("agent", ["", "a\0b", "x" * 9000, "å"])
def test_a_login_with_any_browser_is_answered(client, editor, agent):
    bad = {"username": "admin", "password": "fel"}
    headers = {"HTTP_USER_AGENT": agent, "HTTP_ACCEPT": agent}
    assert client.post(reverse("wagtailadmin_login"), bad, **headers).status_code == 200


def answer(path="/", query="", method="GET", body=b"", **environ):
    """Return the status that the whole application answers to a request as a server hands it on."""
    statuses = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **environ,
    }
    # The test's own connection to the database is not to be closed.
    request_started.disconnect(close_old_connections)
    try:
        b"".join(Handler()(environ, lambda status, headers: statuses.append(int(status[:3]))))
    finally:
        request_started.connect(close_old_connections)
    return statuses[0]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "content_type",
    [
        *("a/b; charset=base64", "a/b; charset=undefined", "a/b; charset=idna", "a/b; x*=a'b'c"),
        *(
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "; charset=\0",
            "a/b" + ";x=y" * 999,
        ),
    ],
)
def test_no_content_type_is_an_error_of_ours(content_type):
    SmallSite()
    for path, method in (("/", "GET"), ("/finns-inte/", "POST"), ("/meddelande/", "POST")):
        status = answer(path, "q=å", method, b"abc", CONTENT_TYPE=content_type)
        assert status in (200, 400, 404, 405, 422), (path, method)


@pytest.mark.one_database
def test_a_body_that_cannot_be_read_is_refused_and_told_in_swedish(client):
    make_contact_site()
    broken = {"content_type": "multipart/form-data; boundary=", "data": b"abc"}
    response = client.post("/meddelande/", **broken)
    assert response.status_code == 400
    assert "Vi kunde inte läsa det som skickades" in response.text
    assert client.post("/finns/inte.html", **broken).status_code == 404


@pytest.mark.one_database
def test_more_fields_than_there_can_be_are_refused(client, settings):
    make_contact_site()
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    many = "&".join(["a=b"] * 21)
    assert answer("/", many) == 400
    assert answer("/finns/inte.html", many) == 400
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    assert answer("/meddelande/", "", "POST", many.encode(), **form) == 400


@pytest.mark.searches
def test_nul_reaches_no_database(client, editor):
    client.force_login(editor)
    for address in ("/admin/pages/search/?q=a%00b", "/admin/users/?q=%00", "/sok/?q=%00&typ=%00"):
        assert client.get(address).status_code == 200, address
    for address in ("/admin/users/edit/%00/", "/%00/"):
        assert client.get(address).status_code == 404, address
    # What got caught at the end of an address is left out before anything is looked up.
    assert client.get("/nyheter/%00.xml").url == "/nyheter/"
    client.cookies["sessionid"] = "aaaaaaaa\0aaaaaaaa"
    assert r"\000" in client.cookies.output()
    assert client.get("/admin/").status_code == 302


def test_a_number_that_no_database_has_room_for_is_a_mistake_at_its_field(client):
    make_contact_site()
    for number in (HUGE, -HUGE - 1, "9" * 400):
        response = send(client, {"about": number})
        assert response.status_code == 422
        assert "Välj något i listan." in response.text


def test_a_number_that_no_database_has_room_for_is_refused_in_the_admin(client, editor):
    site = SmallSite()
    client.force_login(editor)
    for address in (
        f"/admin/nasta-tillfalle/{HUGE}/",
        f"/admin/pages/{HUGE}/edit/",
        f"/documents/{HUGE}/a.pdf",
        f"/documents/authenticate_with_password/{HUGE}/",
        f"/_util/authenticate_with_password/{HUGE}/{HUGE}/",
    ):
        assert client.get(address).status_code == 404, address
    address = reverse("wagtailadmin_pages:edit", args=[site.news.pk])
    for key in (HUGE, "abc", "\0", " "):
        for field in ("themes", "image"):
            response = client.post(address, {"title": "a", field: key})
            assert response.status_code in (200, 400), (field, key)
        assert client.get(f"/admin/snippets/choose/home/theme/chosen/{key}/").status_code in (
            400,
            404,
        )


@pytest.mark.one_database
def test_a_count_or_a_place_that_no_form_of_ours_sends_is_refused(client, editor):
    site = SmallSite()
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:edit", args=[site.activity.pk])
    assert client.post(address, {"title": "a", "body-count": "tre"}).status_code == 400
    assert client.get("/admin/choose-email-link/?parent_page_id=abc").status_code == 400


@pytest.mark.one_database
@pytest.mark.parametrize(
    "window",
    [
        "choose-external-link",
        "snippets/choose/home/knownabbreviation/create",
        "snippets/choose/home/theme/create",
        "snippets/choose/news/category/create",
        "snippets/choose/search/synonym/create",
    ],
)
def test_an_empty_form_of_a_window_to_choose_in_is_refused_and_told_in_swedish(
    client, editor, window
):
    client.force_login(editor)
    answer = client.post(f"/admin/{window}/")
    assert answer.status_code == 400
    assert "<h1" in answer.text


def test_a_number_that_nothing_can_be_reckoned_with_is_refused_at_its_field(client, editor):
    site = SmallSite()
    client.force_login(editor)
    address = f"/admin/settings/home/sitesettings/{site.site.pk}/"
    for number in ("32768", "2147483647", "999999999"):
        response = client.post(address, {"message_retention_days": number})
        assert "message_retention_days" in response.context["form"].errors, number


@pytest.mark.one_database
@pytest.mark.parametrize("origin", ["http://[", "//[", "http://]", "[", "http://testserver:x"])
def test_an_origin_that_is_no_address_is_a_stranger(client, origin):
    make_contact_site()
    assert send(client, headers={"Origin": origin}).status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize("host", ["[", "]:1", "testserver:abc", "a" * 300, "å.example", "", "-"])
def test_a_host_that_is_none_of_ours_is_refused_and_told_in_swedish(host):
    response = Client(HTTP_HOST=host).get("/")
    assert response.status_code == 400
    assert "Vi kunde inte läsa det som skickades" in response.text


@pytest.mark.one_database
def test_an_address_that_cannot_be_taken_apart_is_not_there(client):
    SmallSite()
    for path in ("//[", "//[/", "/%2F%5B", "/..", "/%2e%2e/", "/media/images/..%2f%00", "//"):
        assert answer(path) in (200, 301, 404), path
