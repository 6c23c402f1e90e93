"""Whatever somebody sends beside an address, the next visitor is answered as if nobody had.

Each header that anybody has thought of, each parameter, cookie and way of asking is tried on pages,
feeds and files of which nothing is kept at that moment, so that what is sent is the first to be
kept: behind the nginx of docs/nginx.conf, and straight to a site that stands alone.  One process
answers, so that the honest visitor meets what the other has left in its memory too.
"""

import socket
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

from tests import nginx_server
from tests.bench.serving import free_port
from tests.browser.worst_server import COLLECT
from tests.prove import neighbours

DATABASES = ("SQLite", "PostgreSQL")
ROOT = Path(__file__).parents[2]
BROWSER = {
    "User-Agent": "Mozilla/5.0",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "sv",
    "Accept-Encoding": "gzip, deflate, br",
}
# The registered names, and those that proxies, frameworks and caches have been known to read.
HEADERS = (ROOT / "tests" / "data" / "request_headers.txt").read_text().split()
VALUES = ("evil.example", "/admin/?evil", "https", '"><script>evil()</script>')
# What a header has a meaning for, or what it is known to be abused with.
MORE = {
    "Accept": ("application/json", "text/x-evil;q=1"),
    "Accept-Encoding": ("br", "gzip", "identity", "*;q=0", "br;q=0, gzip;q=0", "evil"),
    "Authorization": ("Basic YTpi", "Bearer evil"),
    "Cache-Control": ("no-store", "max-age=0, only-if-cached"),
    "Connection": ("close, X-Forwarded-For", "upgrade", "Host"),
    "Content-Length": ("0",),
    "Content-Type": ("text/html; charset=utf-7", "multipart/form-data; boundary=evil"),
    "Cookie": (
        "theme=evil; a=b",
        f"csrftoken={'e' * 32}",
        f"__Host-csrftoken={'e' * 32}",
        "sessionid=evil",
        "__Host-sessionid=evil",
        "messages=evil",
        'messages="evil\\000"',
        "wagtail_userbar=1; django_language=en",
    ),
    "Forwarded": ("host=evil.example;proto=http;for=203.0.113.9",),
    "Host": ("evil.example", "EXAMPLE.ORG", "127.0.0.1", "localhost", "example.org:99", ""),
    "If-Match": ('"evil"', "*"),
    "If-Modified-Since": ("Wed, 21 Oct 2099 07:28:00 GMT",),
    "If-None-Match": ("*", 'W/"evil"'),
    "If-Range": ('"evil"',),
    "Range": ("bytes=0-10", "bytes=5-1"),
    "Referer": ("https://evil.example/?q=evil",),
    "Sec-Purpose": ("prefetch;prerender",),
    "TE": ("trailers",),
    "X-Forwarded-For": ("203.0.113.9, 127.0.0.1", "' OR 1=1"),
    "X-Forwarded-Port": ("8443", "evil"),
    "X-Forwarded-Proto": ("http", "HTTPS", "javascript"),
    "X-HTTP-Method-Override": ("DELETE", "POST"),
    "X-Requested-With": ("XMLHttpRequest",),
}
# What Wagtail, Django and those who measure visitors read, beside what pages do.
OTHERS = (
    "kommun manad plats spar sprak typ ar q a action callback csrfmiddlewaretoken debug "
    "edit_handler fbclid form format gclid host lang language mode name next page preview "
    "preview_token redirect return ref sessionid token type url userbar utm_campaign "
    "utm_source v _method "
)
SELECTED = ("evil", "1", "../../admin/", '"><script>evil()</script>', "//evil.example")
WHOLE = (
    "",
    "?",
    "evil",
    "=evil",
    "&&&",
    "sida=1&sida=2&sida=evil",
    "sida=1;kategori=evil",
    "kategori=%00evil",
    "%00",
    "a=%C3&b=%ff",
    "kategori=%ed%a0%80",
    "%73ida=2",
    "SIDA=2",
    "sida[]=2",
    "sida=" + "1" * 4000,
    "&".join(f"a{n}=1" for n in range(1200)),
)
# The line of the request itself, with {path} and {host}.
LINES = (
    "HEAD {path} HTTP/1.1",
    "POST {path} HTTP/1.1",
    "PUT {path} HTTP/1.1",
    "DELETE {path} HTTP/1.1",
    "OPTIONS {path} HTTP/1.1",
    "TRACE {path} HTTP/1.1",
    "PURGE {path} HTTP/1.1",
    "EVIL {path} HTTP/1.1",
    "get {path} HTTP/1.1",
    "GET {path} HTTP/1.0",
    "GET /{path} HTTP/1.1",
    "GET /.{path} HTTP/1.1",
    "GET {path}../evil HTTP/1.1",
    "GET {path}; HTTP/1.1",
    "GET {path};evil=1 HTTP/1.1",
    "GET {path}#evil HTTP/1.1",
    "GET {path}%3Fevil HTTP/1.1",
    "GET {path}%20 HTTP/1.1",
    "GET {path}%0d%0aEvil:1 HTTP/1.1",
    "GET http://evil.example{path} HTTP/1.1",
    "GET https://{host}{path} HTTP/1.1",
    "GET //evil.example{path} HTTP/1.1",
)
# Heads that say something twice, or where a request ends in two ways.
TWICE = {
    "two hosts": "Host: {host}\r\nHost: evil.example\r\n",
    "another host first": "Host: evil.example\r\nHost: {host}\r\n",
    "two encodings": "Host: {host}\r\nAccept-Encoding: br\r\nAccept-Encoding: evil\r\n",
    "a folded line": "Host: {host}\r\nX-Forwarded-Host: a\r\n evil.example\r\n",
    "a space before the colon": "Host: {host}\r\nX-Forwarded-Host : evil.example\r\n",
    "a line of its own": "Host: {host}\r\nX-Evil: a\rX-Forwarded-Host: evil.example\r\n",
    "a body that hides a request": (
        "Host: {host}\r\nContent-Length: 60\r\n\r\nGET /admin/?evil HTTP/1.1\r\nHost: {host}\r\n"
    ),
    "two lengths": "Host: {host}\r\nContent-Length: 0\r\nContent-Length: 5\r\n",
    "a length and chunks": (
        "Host: {host}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nE"
    ),
    "chunks in capitals": "Host: {host}\r\nTransfer-Encoding: cHuNkEd\r\n\r\n0\r\n",
    "a giant header": "Host: {host}\r\nX-Evil: " + "e" * 60_000 + "\r\n",
    "a thousand headers": "Host: {host}\r\n" + "".join(f"X-Evil-{n}: e\r\n" for n in range(1000)),
}
KINDS = {"headers": "header", "parameters and queries": "query", "requests and heads": "line"}
LEFT_OUT = {"date", "x-request-id", "server", "connection", "keep-alive"}


def missing():
    """Return what is not installed of what this part needs."""
    return nginx_server.what_is_missing()


def attacks(host):
    """Yield (kind, name, a function that returns the bytes of a request for a path)."""
    from malmoandan.pagecache import NAMES

    for name in HEADERS:
        for value in dict.fromkeys(MORE.get(name, ()) + VALUES):
            yield (
                "header",
                f"{name}: {value}",
                lambda path, n=name, v=value: request(path, host, {n: v}),
            )
    given = [urlencode({name: value}) for name in (*NAMES, *OTHERS.split()) for value in SELECTED]
    for query in (*given, *WHOLE):
        yield "query", f"?{query[:60]}", lambda path, q=query: request(f"{path}?{q}", host)
    for line in LINES:
        yield (
            "line",
            line,
            lambda path, line=line: request(path, host, line=line.format(path=path, host=host)),
        )
    for name, head in TWICE.items():
        text = head.format(host=host)
        yield (
            "line",
            name,
            lambda path, text=text: (
                f"GET {quote(path)} HTTP/1.1\r\nConnection: close\r\n{text}\r\n".encode()
            ),
        )


def request(path, host, headers=None, line=""):
    """Return the bytes of a browser's request, with other headers in place of its own."""
    known = {"Host": host, "Connection": "close"} | BROWSER
    replaced = {name.lower() for name in headers or {}}
    known = {name: value for name, value in known.items() if name.lower() not in replaced}
    lines = [f"{name}: {value}" for name, value in (known | (headers or {})).items()]
    return "\r\n".join([line or f"GET {path} HTTP/1.1", *lines, "", ""]).encode()


class Visitors:
    """Who asks a site, over a new connection each time."""

    def __init__(self, port, host, is_https):
        self.port, self.host, self.is_https = port, host, is_https

    def connect(self, patience):
        """Return an open connection."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=patience)
        if not self.is_https:
            return plain
        return nginx_server.context().wrap_socket(plain, server_hostname=self.host)

    def send(self, sent, patience=20):
        """Return all that comes back to these bytes."""
        received = b""
        with suppress(OSError), self.connect(patience) as connection:
            connection.sendall(sent)
            while part := connection.recv(65536):
                received += part
        return received

    def honest(self, path):
        """Return (first line, headers that stay the same, body) of an answer to a browser."""
        head, _blank, body = self.send(request(path, self.host)).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = sorted(line for line in lines if line.partition(":")[0].lower() not in LEFT_OUT)
        return first, headers, body


def prove_on(report, visitors, where, paths, begin_anew):
    """Try everything on a site, and look at what the next visitor is answered."""
    wanted = {path: visitors.honest(path) for path in paths}
    right = [first.split()[1] for first, _headers, _body in wanted.values()]
    report.line(f"{where}: pages before", right, set(right) == {"200"})
    tried, changed, statuses = Counter(), [], Counter()
    for (kind, name, made), path in zip(attacks(visitors.host), cycle(paths)):
        begin_anew()
        for _ in range(2):  # what is kept first, and what is at hand then
            # A request that waits for more of itself is left alone after a while.
            answer = visitors.send(made(path), patience=1 if kind == "line" else 20)
        statuses[answer[9:12].decode("latin-1") or "none"] += 1
        if visitors.honest(path) != wanted[path]:
            changed.append((kind, f"{path} after {name}"))
        tried[kind] += 1
    for what, kind in KINDS.items():
        seen = [what for other, what in changed if other == kind]
        figure = f"{tried[kind]}, of {len(seen)} somebody else saw something {seen[:5]}"
        report.line(f"{where}: {what}", figure, tried[kind] and not seen)
    faults = [status for status in statuses if status[:1] == "5" and status != "501"]
    report.line(f"{where}: what they were answered themselves", dict(statuses), not faults)


def prove(report):
    """Poison a site behind nginx, and one that stands alone."""
    from django.conf import settings
    from django.db import connections

    from home.models import StandardPage
    from tests.kept_pages import small_site

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    page = small_site().page
    paths = ["/", page.url, "/kalender/", "/kalender/kalender.ics", "/nyheter/flode.xml"]

    def begin_anew():
        """Have nothing kept: something that visitors see is written."""
        StandardPage.objects.filter(pk=page.pk).update(introduction=page.introduction)

    host, port = nginx_server.HOST, free_port()
    with (
        nginx_server.site(port, WORKERS="1"),
        nginx_server.running(settings.DATA_DIR / "nginx", [port]) as proxy,
    ):
        prove_on(report, Visitors(proxy.https, host, True), "nginx", paths, begin_anew)
    with neighbours.site(WORKERS="1") as port:
        visitors = Visitors(port, "127.0.0.1", False)
        prove_on(report, visitors, "alone", paths, begin_anew)
    connections.close_all()
