"""A stand-in for a store of buckets on loopback: what boto3 asks of one, in memory, and no more."""

from contextlib import contextmanager
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, BUCKET = "a-key", "a-secret", "media"


class Store(ThreadingHTTPServer):
    """Holds `files` by their keys; `failing` makes it answer each question with 503."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answerer)
        self.files, self.failing = {}, False

    @property
    def url(self) -> str:
        """Return what STORAGE_URL is to be."""
        return f"s3+http://{KEY}:{SECRET}@127.0.0.1:{self.server_port}/{BUCKET}?region=eu-north-1"


class Answerer(BaseHTTPRequestHandler):
    """Answers one question; who names another key than ours is refused."""

    protocol_version = "HTTP/1.1"

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        bucket, _slash, key = unquote(parts.path).lstrip("/").partition("/")
        files = self.server.files
        if self.server.failing:
            self._say(503)
        elif f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
            self._say(403)
        elif bucket != BUCKET:
            self._say(404)
        elif self.command == "PUT":
            files[key] = body, self.headers.get("Content-Type", "")
            self._say(200)
        elif self.command == "DELETE":
            files.pop(key, None)
            self._say(204)
        elif not key:
            self._say(200, self._listed(parse_qs(parts.query)["prefix"][0]), "application/xml")
        elif key in files:
            self._say(200, *files[key])
        else:
            self._say(404)

    do_GET = do_HEAD = do_PUT = do_DELETE = _answer  # noqa: N815

    def _listed(self, prefix):
        below = [key.removeprefix(prefix) for key in self.server.files if key.startswith(prefix)]
        keys = [escape(prefix + name) for name in below if "/" not in name]
        found = "".join(f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in keys)
        return f"<ListBucketResult>{found}</ListBucketResult>".encode()

    def _say(self, status, body=b"", kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", kind)
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.send_header("ETag", f'"{md5(body, usedforsecurity=False).hexdigest()}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def running():
    """Yield a `Store` that answers."""
    with Store() as store:
        Thread(target=store.serve_forever, daemon=True).start()
        yield store
        store.shutdown()
