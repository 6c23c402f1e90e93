"""Links that lead nowhere are found at night, politely, and told of where they can be mended."""

import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from django.utils import timezone

from home.links.addresses import links_of
from home.links.asking import Asker, RefusedError, UnreachableError, is_public
from home.links.checking import LinkReading, PageLink, ask_addresses, check_links
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.one_database
NIGHT = moment(2026, 2, 3, 3, 0)
ROOM = "https://teams.microsoft.com/l/meetup-join/19%3ameeting"


def rich(markup):
    return ("text", markup)


def link_list(**target):
    link = {"text": "Mer om detta", **target}
    return ("links", {"heading": "Länkar", "links": [link]})


class Answers(BaseHTTPRequestHandler):
    """Answers by the path: /404 with 404, /till?… by leading on, /droppar a letter at a time."""

    def answer(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        if self.path.startswith("/till?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
        elif self.path == "/endast-get":
            self.send_response(405 if self.command == "HEAD" else 200)
        elif self.path == "/sakta-i-ring":
            self.server.ended.wait(0.15)
            self.send_response(302)
            self.send_header("Location", self.path)
        elif self.path == "/rakt":
            self.send_response(301)
            self.send_header("Location", "/å".encode().decode("latin-1"))
        elif self.path == "/%C3%A5":
            self.send_response(204)
        elif self.path == "/droppar":
            self.connection.settimeout(5)
            while not self.server.ended.wait(0.01):
                self.wfile.write(b"H")
            return
        else:
            self.send_response(int(self.path.strip("/") or 200))
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815 (the names of http.server)

    def log_message(self, *args):
        pass


@pytest.fixture
def site(db):
    return SmallSite()


@pytest.fixture(scope="module")
def web():
    """A web server of somebody else's: `url`, and what it was `asked`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked, server.ended = [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()


class LoopbackAsker(Asker):
    """Asks servers of the test, which have no address of the open network."""

    def ip_of(self, host, port):
        is_ours = host == "127.0.0.1" or host.endswith(".test")
        return "127.0.0.1" if is_ours else super().ip_of(host, port)


def ask(page, moment_asked, asker, time_machine):
    time_machine.move_to(moment_asked)
    check_links()
    ask_addresses(asker, time.monotonic() + 60)
    return {link.leads_to: link.fault for link in PageLink.objects.broken().filter(page=page)}


def test_the_links_of_a_page_are_those_a_visitor_follows(site):
    page = site.add_text_page(
        body=[
            rich(
                f'<p>Se <a href="https://example.org/a?b=1&amp;c=2">mer</a>, www.malmo.se, '
                f'<a linktype="page" id="{site.news.pk}">nyheter</a>, <a href="/vad-vi-gor/">här'
                f'</a>, <a href="mailto:a@example.org">skriv</a>, <a href="{ROOM}">mötet</a></p>'
            ),
            link_list(url="https://example.org/lista"),
            link_list(page=site.landing),
        ]
    )
    found = [(link.text, link.page or link.address) for link in links_of(page)]
    assert found == [
        ("", site.landing.pk),
        ("mer", "https://example.org/a?b=1&c=2"),
        ("www.malmo.se", "https://www.malmo.se"),
        ("nyheter", site.news.pk),
        ("här", "/vad-vi-gor/"),
        ("", "https://example.org/lista"),
    ]


def test_the_way_into_a_meeting_is_never_a_link_to_ask_for(site):
    event = site.add_event(
        start=moment(2027, 1, 1, 12, 0),
        join_url="https://moten.example.org/rum/7",
        registration="link",
        registration_url="https://example.org/anmalan",
    )
    assert [link.address for link in links_of(event)] == ["https://example.org/anmalan"]


@pytest.mark.parametrize(
    "text",
    [
        "<p>" + "ö" * 200_000 + "</p>",
        '<a href="http://' + "a" * 100_000 + '.se">x</a>',
        '<a href="http://[::1">x</a><a href="https://exa mple">y</a><a href>z</a>',
        "<p>\0\u202e العربية https://example.org/\u200b 漢字</p>" * 100,
        '<a linktype="page" id="99999999999999999999">x</a>' * 2000,
    ],
)
def test_hostile_texts_are_read_without_a_fault(site, text, caplog):
    page = site.add_text_page(body=[rich(text)])
    check_links()
    assert LinkReading.objects.filter(page=page).exists()
    assert not caplog.records


def test_what_leads_nowhere_on_the_site_is_told_of_at_once_and_forgotten_when_mended(site):
    target = site.add_text_page("Målet", slug="malet")
    page = site.add_text_page(
        body=[
            link_list(page=target),
            rich(
                '<p><a linktype="page" id="99999">borta</a> <a href="/finns-inte/">inte</a> '
                '<a href="/malet/">målet</a> <a href="/sok/?q=a">sök</a> '
                '<a href="http://localhost/nyheter/">våra nyheter</a></p>'
            ),
        ]
    )
    check_links()
    broken = PageLink.objects.broken().filter(page=page)
    assert {link.leads_to for link in broken} == {"En sida som är borttagen", "/finns-inte/"}
    target.unpublish()
    LinkReading.objects.all().delete()
    check_links()
    assert {link.fault for link in broken.all() if link.target == target.pk} == {"hidden"}
    assert broken.all().count() == 4
    page.body = []
    page.save_revision().publish()
    check_links()
    assert not PageLink.objects.filter(page=page).exists()


def test_a_page_that_is_not_public_has_no_links_to_look_after(site):
    page = site.add_text_page(body=[link_list(url="https://example.org/")])
    check_links()
    assert PageLink.objects.filter(page=page).exists()
    page.unpublish()
    check_links()
    assert not PageLink.objects.filter(page=page).exists()


def test_an_address_is_told_of_when_it_has_been_gone_for_two_nights(site, web, time_machine):
    page = site.add_text_page(body=[link_list(url=f"{web.url}/404")])
    asker = LoopbackAsker("Malmoandan (+http://localhost)")
    assert ask(page, NIGHT, asker, time_machine) == {}
    # Not in the day, and not twice in a night.
    assert ask(page, NIGHT + timedelta(hours=10), asker, time_machine) == {}
    seen = len(web.asked)
    assert ask(page, NIGHT + timedelta(hours=1), asker, time_machine) == {}
    assert len(web.asked) == seen
    assert ask(page, NIGHT + timedelta(days=1), asker, time_machine) == {f"{web.url}/404": "gone"}
    assert {agent for *_rest, agent in web.asked} == {"Malmoandan (+http://localhost)"}
    since = PageLink.objects.broken().get(page=page).failed_since
    assert since - NIGHT < timedelta(minutes=1)


def test_a_server_that_is_away_is_told_of_after_three_nights_and_only_if_others_answer(
    site, web, time_machine
):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        page = site.add_text_page(body=[link_list(url=away)])
        asker = LoopbackAsker("Malmoandan")
        nights = [NIGHT + timedelta(days=number) for number in range(5)]
        assert [ask(page, night, asker, time_machine) for night in nights] == [{}] * 5
        site.add_text_page(body=[link_list(url=f"http://annan.test:{web.server_port}/")])
        nights = [night + timedelta(days=7) for night in nights]
        found = [ask(page, night, asker, time_machine) for night in nights]
    # The other one is asked for once a week; an answer holds for a day.
    assert found == [{}] * 5


@pytest.mark.parametrize(
    ("path", "status"),
    [("/200", 200), ("/endast-get", 200), ("/till?/410", 410), ("/rakt", 204), ("/999", 999)],
)
def test_an_address_is_asked_for_as_a_visitor_would_follow_it(web, path, status):
    assert LoopbackAsker("Malmoandan").ask(f"{web.url}{path}") == status


def test_who_leads_on_for_ever_or_never_ends_is_left(web, monkeypatch):
    monkeypatch.setattr("home.links.asking.LONGEST", 0.2)
    before = len(web.asked)
    for path in ("/till?" + "/till?" * 20, "/droppar", "/sakta-i-ring"):
        with pytest.raises(UnreachableError):
            LoopbackAsker("Malmoandan").ask(f"{web.url}{path}")
    # As long as one answer may take, with all that it leads on to.
    assert [path for _method, path, _agent in web.asked[before:]].count("/sakta-i-ring") < 3


def test_who_never_ends_to_shake_hands_is_left(monkeypatch):
    monkeypatch.setattr("home.links.asking.LONGEST", 0.2)
    left, is_over = threading.Event(), threading.Event()

    def drip(server):
        line, _address = server.accept()
        with line:
            try:
                line.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # the head of a long answer
                while not is_over.wait(0.01):
                    line.sendall(b"\0")
            except OSError:
                left.set()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=[server], daemon=True).start()
        with pytest.raises(UnreachableError):
            LoopbackAsker("Malmoandan").ask(f"https://127.0.0.1:{server.getsockname()[1]}/")
        assert left.wait(10)  # while it still dripped
        is_over.set()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:192.168.1.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[fec0::1]/",
        "http://[::127.0.0.1]/",
        "http://192.0.0.8/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "https://user:word@127.0.0.1/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://127.0.0.1:6379/",
    ],
)
def test_nothing_of_the_servers_own_network_is_asked_for(web, address):
    with pytest.raises(RefusedError):
        Asker("Malmoandan").ask(address)
    with pytest.raises((RefusedError, UnreachableError)):
        LoopbackAsker("Malmoandan").ask(
            f"{web.url}/till?{address.replace('127.0.0.1', '127.0.0.2')}"
        )


def test_addresses_of_the_open_network_are_asked_for():
    assert all(
        map(is_public, ["193.10.4.1", "2001:6b0::1", "::ffff:193.10.4.1", "64:ff9b::c10a:401"])
    )


def test_the_report_shows_what_leads_nowhere_to_whoever_may_mend_it(site, admin_client):
    page = site.add_text_page("Sidan", body=[rich('<p><a href="/finns-inte/">mer</a></p>')])
    check_links()
    answer = admin_client.get(reverse("broken_links")).content.decode()
    assert "/finns-inte/" in answer
    assert "Sidan finns inte" in answer
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in answer
    export = admin_client.get(reverse("broken_links"), {"export": "csv"})
    assert "/finns-inte/" in b"".join(export.streaming_content).decode()
    assert timezone.now() - PageLink.objects.get(page=page).failed_since < timedelta(hours=1)
