"""Measure every type of page, uncached, beside the least that a Wagtail page can cost.

Makes a site of its own with the real content and events, and the floor: a new Wagtail project with
one page and a bare view.  Both run at once under the same server with one worker, and are asked in
turn, some requests a page, round after round: what else the machine does is spread over all.
Prints the processor time of the server's processes per request (the middle round), as a ratio to
both, and the queries.  On PostgreSQL: `python -m tests.postgres python -m tests.bench`.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "12"))
# Processor time of one turn: the system's clock counts in hundredths of a second.
TURN = 300  # milliseconds
BARE, LEAST, NEW = "(bare Django view)", "(least Wagtail page)", "(page of a new project)"
GRANIAN = Path(sys.executable).with_name("granian")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(target: str, settings: str, threads: int = 1, **environment):
    """Run granian with one worker; yield its process and an open connection to it."""
    port = free_port()
    command = [GRANIAN, "--interface", "wsgi", "--no-ws", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--blocking-threads", str(threads), "--log-level", "warning", target],
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": settings},
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                connection.connect()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{target} did not start")
                time.sleep(0.1)
        yield psutil.Process(process.pid), connection
    finally:
        process.terminate()
        process.wait()


def cpu(process: psutil.Process) -> float:
    """Return the CPU seconds that a server and its workers have used."""
    times = [part.cpu_times() for part in [process, *process.children(recursive=True)]]
    return sum(part.user + part.system for part in times)


def get(connection, path: str) -> int:
    """Fetch one page and return its status."""
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return response.status


def measure(process, connection, path: str, requests: int) -> float:
    """Return CPU milliseconds a request."""
    connection.close()  # opened anew by the next request; the server drops one that rests
    before = cpu(process)
    for _ in range(requests):
        if (status := get(connection, path)) != 200:
            sys.exit(f"{path} answers {status}")
    return 1000 * (cpu(process) - before) / requests


def run(module: str, **environment) -> str:
    """Run a module of Python and return what it prints."""
    command = [sys.executable, *module.split()]
    done = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def floors_database(folder: str) -> str:
    """Return the address of a database for the floor, of the kind that the site has."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return f"sqlite:///{folder}/floor.sqlite3"
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE floor")
    return urlsplit(address)._replace(path="/floor").geturl()


def main():
    """Make site and floor, measure them in turn, and print one line for each page."""
    with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as folder:
        floor = {"FLOOR_DATABASE": floors_database(folder)}
        settings = "tests.bench.settings"
        run("-m tests.bench.floor", **floor, DJANGO_SETTINGS_MODULE=settings)
        os.environ |= {"DATA_DIR": folder, "BASE_URL": "http://localhost"}
        production = "malmoandan.settings.production"
        run("manage.py prepare", DJANGO_SETTINGS_MODULE=production)
        pages = json.loads(run("-m tests.bench.site", DJANGO_SETTINGS_MODULE=production))
        with (
            server("tests.bench.wsgi:application", settings, **floor) as least,
            server("malmoandan.wsgi:application", production) as site,
        ):
            targets = {BARE: (*least, "/bare/"), LEAST: (*least, "/"), NEW: (*least, "/page/")}
            targets |= {name: (*site, url) for name, (url, _) in pages.items()}
            for target in targets.values():
                measure(*target, 20)  # warms
            turns = {
                name: max(20, round(TURN / max(measure(*target, 50), 0.1)))
                for name, target in targets.items()
            }
            rounds = [
                {name: measure(*target, turns[name]) for name, target in targets.items()}
                for _ in range(ROUNDS)
            ]
    spent = {name: statistics.median(one[name] for one in rounds) for name in targets}
    columns = f"{'÷ new':>9}{'÷ least':>9}{'÷ bare':>9}"
    print(f"{'page':<28}{'CPU ms':>8}{columns}{'queries':>9}")
    for name, mine in spent.items():
        queries = pages[name][1] if name in pages else ""
        ratios = "".join(f"{mine / spent[floor]:9.2f}" for floor in (NEW, LEAST, BARE))
        print(f"{name:<28}{mine:8.2f}{ratios}{queries:>9}")


if __name__ == "__main__":
    main()
