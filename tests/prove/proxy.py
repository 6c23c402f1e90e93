"""The nginx of docs/nginx.conf says, hides, limits and logs what it should, before a real site."""

import gzip
import json
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli

from tests import nginx_server
from tests.bench.serving import free_port
from tests.browser.worst_server import COLLECT
from tests.nginx_server import HOST

DATABASES = ("SQLite",)  # which of them, the proxy does not see
ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X_Forwarded_For": "203.0.113.7",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=203.0.113.7;proto=http",
    "X-Request-ID": "made-up-by-a-visitor",
}


def missing():
    """Return what is not installed of what this part needs."""
    return nginx_server.what_is_missing()


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was told, as JSON."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.dumps({"headers": dict(self.headers), "length": len(self.rfile.read(length))})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def echo():
    """Yield the port of a site that repeats what it is told."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def prove_before_an_echo(report, folder):
    """What is passed on, what is too large, and what stands in the log."""
    with echo() as port, nginx_server.running(folder, [port]) as proxy:
        told = json.loads(proxy.get("/sok/?q=Anna", **FORGED).text)["headers"]
        told = {name.lower(): value for name, value in told.items()}
        passed_on = [name for name, value in FORGED.items() if value in told.values()]
        ours = told["x-forwarded-for"], told["x-forwarded-proto"], told["host"]
        right = ours == ("127.0.0.1", "https", HOST) and not passed_on
        report.line("nothing that a visitor says of addresses", f"{ours}, {passed_on}", right)
        sizes = {"/meddelande/": (0.9, 1.1), "/admin/images/add/": (29, 31)}
        for path, megabytes in sizes.items():
            answers = [
                proxy.get(path, "POST", b"x" * int(size * MEGABYTE), timeout=60)
                for size in megabytes
            ]
            seen = [answer.status for answer in answers]
            swedish = "för stort" in answers[1].text
            figure = f"{megabytes} MB: {seen}, in Swedish: {swedish}"
            report.line(f"uploads to {path}", figure, seen == [200, 413] and swedish)
        proxy.get("/admin/password_reset/confirm/MQ/hemlig-lank/")
        log = (folder / "access.log").read_text().replace(f"127.0.0.1:{port}", "the site")
        lines = [json.loads(line) for line in log.splitlines()]
        told_too = told["x-request-id"] in {line["request"] for line in lines}
        people = [word for word in ("Anna", "203.0.113", "hemlig", "127.0.0.1") if word in log]
        figure = (
            f"{len(lines)} lines of JSON, of people: {people}, its number passed on: {told_too}"
        )
        report.line("the log", figure, told_too and not people)
        report.line("to https", *_redirected(proxy))


def _redirected(proxy):
    places = [
        nginx_server.ask(
            HTTPConnection("127.0.0.1", proxy.http), "GET", "/sok/?q=a", None, {"Host": name}
        ).headers.get("Location")
        for name in (HOST, "evil.example")
    ]
    return places, places == [f"https://{HOST}/sok/?q=a"] * 2


def prove_before_nobody(report, folder):
    """A site that is down is said to rest, in Swedish, whatever was asked for."""
    with nginx_server.running(folder, [free_port()]) as proxy:
        answers = [proxy.get(path) for path in ("/", "/static/css/site.css", "/admin/")]
        answers.append(proxy.get("/meddelande/", "POST", b"a=b"))
        seen = [(answer.status, answer.headers.get("Retry-After")) for answer in answers]
        swedish = all("vilar en stund" in answer.text for answer in answers)
        slowest = max(answer.seconds for answer in answers)
        figure = f"{seen}, in Swedish: {swedish}, {slowest:.2f} s"
        right = seen == [(503, "30")] * 4 and swedish and slowest < 3
        report.line("a site that is down", figure, right)


def with_pictures(text):
    """Return the configuration with pictures served by nginx, as its comment says."""
    from django.conf import settings

    begin = text.index("    #location ~ ^/media/")
    end = text.index("#}\n", begin) + 3
    block = text[begin:end].replace("#", "").replace("/srv/malmoandan/var", str(settings.DATA_DIR))
    # As Debian's own nginx.conf would have it.
    return f"gzip on;\ngzip_types text/css;\n{text[:begin]}{block}{text[end:]}"


def prove_before_the_site(report, folder):
    """Pages and files come compressed once; pictures from the disk, documents from the site."""
    from tests.filled_site import make_document
    from tests.pages import SmallSite, make_image

    subprocess.run([sys.executable, ROOT / "manage.py", *COLLECT], check=True)
    SmallSite()
    image, document = make_image(), make_document()
    port = free_port()
    with (
        nginx_server.site(port),
        nginx_server.running(folder, [port], with_pictures) as proxy,
    ):
        for path in ("/", "/static/css/site.css"):
            plain = proxy.get(path, **{"Accept-Encoding": "identity"})
            seen = {}
            for asked in UNPACK:
                answer = proxy.get(path, **{"Accept-Encoding": asked})
                encoding = answer.headers.get("Content-Encoding", "")
                is_same = UNPACK[encoding](answer.body) == plain.body
                seen[asked] = encoding, len(answer.body), is_same
            right = all(same for _encoding, _size, same in seen.values())
            report.line(f"{path} compressed once", f"{seen} of {len(plain.body)}", right)
        rendition = image.renditions.first().file.name
        picture = proxy.get(f"/media/{rendition}")
        direct = nginx_server.straight(port, f"/media/{rendition}")
        names = ("Cache-Control", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")
        headers = [picture.headers.get(name) for name in (*names, "Content-Type")]
        right = picture.body == direct.body and None not in headers[:3] and picture.status == 200
        right = right and headers[3].startswith("image/")
        report.line("a picture from the disk", f"{picture.status}, {headers}", right)
        secret = [f"/media/{document.file.name}", "/media/images/../documents/rapport.pdf"]
        secret += ["/media/images/..%2fdocuments/rapport.pdf", "/media/db.sqlite3", document.url]
        seen = [proxy.get(path).status for path in secret]
        report.line("no document that is not open", seen, not {200, 206} & set(seen))


def prove(report):
    """Put nginx in front of an echo, of nobody and of the site."""
    from django.conf import settings

    prove_before_an_echo(report, settings.DATA_DIR / "echo")
    prove_before_nobody(report, settings.DATA_DIR / "nobody")
    prove_before_the_site(report, settings.DATA_DIR / "site")
