"""The nginx of docs/nginx.conf on loopback, in front of sites that answer on ports."""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from tests.bench.serving import free_port

ROOT = Path(__file__).parents[1]
HOST = "example.org"
UPSTREAM = re.compile(r"server 127\.0\.0\.1:8000( [^;]*);")
START = 240  # seconds until the site answers behind it
# The environment of a site behind it.
SETTINGS = {
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "HTTPS": "1",
    "PROXY_COUNT": "1",
    "WORKERS": "2",
}
MAIN = """
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back: `status` is the name of the fault where nothing did."""

    status: int | str
    body: bytes
    headers: Mapping
    seconds: float

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode(errors="replace")


def find_program(name: str) -> str | None:
    """Return where a program is, which may be one for administrators."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def what_is_missing() -> list[str]:
    """Return what is not installed of what this needs."""
    return [name for name in ("nginx", "openssl") if not find_program(name)]


def configuration(folder: Path, sites: list[int], http: int, https: int) -> str:
    """Return docs/nginx.conf with nothing changed but ports, folders and the certificate."""
    text = (ROOT / "docs" / "nginx.conf").read_text()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
        ("/etc/letsencrypt/live/example.org/fullchain.pem", f"{folder}/certificate.pem"),
        ("/etc/letsencrypt/live/example.org/privkey.pem", f"{folder}/key.pem"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    text, found = UPSTREAM.subn(
        lambda line: "".join(f"server 127.0.0.1:{port}{line[1]};" for port in sites), text
    )
    assert found == 1
    return re.sub(r" *listen \[::\].*\n", "", text)


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its ports, and the folder of its logs."""

    folder: Path
    http: int
    https: int

    def get(self, path: str, method="GET", body=None, timeout=20, **headers) -> Answer:
        """Return what a visitor is answered."""
        connection = HTTPSConnection("127.0.0.1", self.https, timeout=timeout, context=context())
        return ask(connection, method, path, body, headers)


def ask(connection: HTTPConnection, method: str, path: str, body, headers: dict) -> Answer:
    """Send one request over a new connection, and close it."""
    begun = time.monotonic()
    try:
        connection.request(method, path, body=body, headers={"Host": HOST} | headers)
        response = connection.getresponse()
        body = response.read()
        return Answer(response.status, body, response.headers, time.monotonic() - begun)
    except OSError as error:
        return Answer(type(error).__name__, b"", {}, time.monotonic() - begun)
    finally:
        connection.close()


def context():
    """Return what takes any certificate, as that of a test is signed by nobody."""
    found = ssl.create_default_context()
    found.check_hostname = False
    found.verify_mode = ssl.CERT_NONE
    return found


@contextmanager
def running(folder: Path, sites: list[int], change=lambda text: text):
    """Run nginx in front of sites; yield the `Proxy` once it answers.

    `change` may put something else into the configuration.
    """
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [find_program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-subj", f"/CN={HOST}", "-keyout", folder / "key.pem"]
        + ["-out", folder / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    proxy = Proxy(folder, free_port(), free_port())
    text = change(configuration(folder, sites, proxy.http, proxy.https))
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    nginx = subprocess.Popen(
        [find_program("nginx"), "-c", folder / "nginx.conf", "-e", folder / "error.log"]
    )
    try:
        wait_until(lambda: proxy.get("/").status != "ConnectionRefusedError")
        yield proxy
    finally:
        nginx.terminate()
        nginx.wait()


@contextmanager
def site(port: int, **settings):
    """Run the site by its own script, as one that stands behind the proxy; yield its process."""
    environment = os.environ | SETTINGS | {"PORT": str(port)} | settings
    process = subprocess.Popen([ROOT / ".ci" / "server"], env=environment)
    try:
        wait_until(lambda: straight(port, "/halsa/lever/").status == 200)
        yield process
    finally:
        process.terminate()
        process.wait()


def straight(port: int, path: str, method="GET", body=None, **headers) -> Answer:
    """Return what a site answers to the proxy itself."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"} | headers
    return ask(connection, method, path, body, headers)


def wait_until(is_so, seconds=START):
    """Wait until something is so; raise TimeoutError if that takes longer."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)
