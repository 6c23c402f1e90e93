"""A hundred slow clients delay no page by two seconds, behind the nginx of docs/nginx.conf."""

import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from tests.bench.serving import free_port
from tests.browser.worst_server import COLLECT
from tests.nginx_server import HOST, context, running, site, what_is_missing

DATABASES = ("SQLite",)  # which of them, the proxy does not see
CLIENTS, PAGES, PATIENCE = 100, 5, 2
PICTURE = "original_images/large.jpg"
ROOT = Path(__file__).parents[2]


def missing():
    """Return what is not installed of what this part needs."""
    return what_is_missing()


def get(proxy, path):
    """Return (status or what went wrong, seconds) of a page through nginx."""
    answer = proxy.get(path)
    return answer.status, answer.seconds


def connect(port):
    """Return an open connection to nginx, at the level below http."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    return context().wrap_socket(plain, server_hostname=HOST)


def head(method, path, length=None):
    """Return the head of a request, without its last line."""
    more = f"Content-Length: {length}\r\n" if length else ""
    kind = "Content-Type: application/x-www-form-urlencoded\r\nX-Forwarded-Proto: https\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{kind}{more}".encode()


SLOW = {
    "that begin to send a form and wait": head("POST", "/meddelande/", 2000) + b"\r\nab=",
    "that begin to send to the admin and wait": head("POST", "/admin/login/", 2000) + b"\r\nab=",
    "that send half the head of a request": head("GET", "/"),
    "that never read three megabytes": head("GET", f"/media/{PICTURE}") + b"\r\n",
}


def measured(proxy, paths):
    """Return (statuses, the slowest seconds) of pages, one after the other."""
    answers = [get(proxy, paths[number % len(paths)]) for number in range(PAGES)]
    return [status for status, _seconds in answers], max(seconds for _, seconds in answers)


def paused(port, path, seconds):
    """Send a form with a pause in its middle; return the status, or 0 when nginx hung up."""
    body = b"a=" + b"b" * 1998
    with connect(port) as client:
        client.sendall(head("POST", path, len(body)) + b"\r\n" + body[:3])
        time.sleep(seconds)
        try:
            client.sendall(body[3:])
            return int((client.recv(400) or b"x 0").split()[1])
        except OSError:
            return 0


def forged(port, number):
    """Try to log in with a wrong password and an address that the visitor has made up."""
    connection = HTTPSConnection("127.0.0.1", port, timeout=20, context=context())
    headers = {"Host": HOST, "Referer": f"https://{HOST}/_util/login/"}
    connection.request("GET", "/_util/login/", headers=headers)
    response = connection.getresponse()
    response.read()
    cookie = response.getheader("Set-Cookie").partition(";")[0]
    token = cookie.partition("=")[2]
    headers |= {
        "Cookie": cookie,
        "X-Forwarded-For": f"203.0.113.{number}",
        "Forwarded": f"for=203.0.113.{number}",
        "X-Forwarded-Proto": "http",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = f"username=admin&password=fel&csrfmiddlewaretoken={token}"
    connection.request("POST", "/_util/login/", body=body, headers=headers)
    return connection.getresponse().status


def without_nginx(port):
    """Return what a page answers to who waits three seconds beside eight slow clients."""
    with ExitStack() as stack:
        for _ in range(8):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(SLOW["that begin to send a form and wait"])
        connection = stack.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=3)))
        try:
            connection.request("GET", "/halsa/lever/", headers={"Host": HOST})
            return connection.getresponse().status
        except OSError as error:
            return type(error).__name__


def prove(report):
    """Hold a hundred connections in each way, and fetch pages meanwhile."""
    from django.conf import settings

    from tests.contact_form import make_contact_site

    # In a process of its own: what proves a part stores no hashed names.
    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    small = make_contact_site()
    paths = ["/", small.activity.url, "/kontakt/", "/sok/?q=lunch", "/static/css/site.css"]
    folder, picture = settings.DATA_DIR / "nginx", settings.MEDIA_ROOT / PICTURE
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"\0" * 3_000_000)
    site_port = free_port()
    with site(site_port), running(folder, [site_port]) as proxy:
        https = proxy.https
        for _ in range(4):  # each worker reads its templates once
            measured(proxy, paths)
        statuses, slowest = measured(proxy, paths)
        holds = statuses == [200] * PAGES and slowest < PATIENCE
        report.line("pages with nobody else there", f"{statuses}, {slowest:.2f} s", holds)
        for what, begin in SLOW.items():
            with ExitStack() as stack:
                for _ in range(CLIENTS):
                    stack.enter_context(connect(https)).sendall(begin)
                statuses, slowest = measured(proxy, paths)
            holds = statuses == [200] * PAGES and slowest < PATIENCE
            report.line(
                f"pages beside {CLIENTS} clients {what}", f"{statuses}, {slowest:.2f} s", holds
            )
        status = paused(https, "/meddelande/", 12)
        report.line("a visitor who pauses for 12 s is let go", status, status in (0, 408))
        status = paused(https, "/admin/login/", 12)
        report.line("an editor who pauses for 12 s is waited for", status, status == 403)
        report.line("without nginx eight of them are enough", without_nginx(site_port), True)
        answers = [forged(https, number) for number in range(6)]
        holds = answers == [200, 200, 200, 200, 429, 429]
        report.line("a made-up address counts for nothing", answers, holds)
