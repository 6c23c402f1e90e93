"""Measure every type of page, made anew and kept, beside the least that a Wagtail page can cost.

Makes a site of its own with the real content and events, and the floor: a new Wagtail project with
one page and a bare view.  The floor, the site without its cache of pages and the site with it run
at once under the same server with one worker each, and are asked in turn, some requests a page,
round after round: what else the machine does is spread over all.  Prints the processor time of the
server's processes per request (the middle round), as a ratio to the floor, and the queries; and of
kept pages how many are answered in a second.
On PostgreSQL: `python -m tests.postgres python -m tests.bench`.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psutil

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "12"))
# Processor time of one turn: the system's clock counts in hundredths of a second.
TURN = 300  # milliseconds
BARE, LEAST, NEW = "(bare Django view)", "(least Wagtail page)", "(page of a new project)"
KEPT = ("HomePage", "EventPage", "CalendarPage", "StandardPage")  # some that are kept
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


def get(connection, path: str, encoding: str) -> int:
    """Fetch one page and return its status."""
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    response = connection.getresponse()
    response.read()
    return response.status


def measure(process, connection, path: str, requests: int, encoding="identity") -> float:
    """Return CPU milliseconds a request."""
    connection.close()  # opened anew by the next request; the server drops one that rests
    before = cpu(process)
    for _ in range(requests):
        if (status := get(connection, path, encoding)) != 200:
            sys.exit(f"{path} answers {status}")
    return 1000 * (cpu(process) - before) / requests


def rate(connection, path: str) -> float:
    """Return the answers a second of one connection, asked as cheaply as can be."""
    said = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: br\r\n\r\n".encode()
    with socket.create_connection((connection.host, connection.port)) as line:
        number, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < TURN / 1000:
            line.sendall(said)
            answer = line.recv(65536)
            head = answer.partition(b"\r\n\r\n")[0]
            length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
            left = len(head) + 4 + length - len(answer)
            while left > 0:
                left -= len(line.recv(65536))
            number += 1
        return number / (time.perf_counter() - begun)


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
            server("malmoandan.wsgi:application", production, PAGE_CACHE="0") as site,
            server("malmoandan.wsgi:application", production) as keeper,
        ):
            targets = {BARE: (*least, "/bare/"), LEAST: (*least, "/"), NEW: (*least, "/page/")}
            targets |= {name: (*site, page[0]) for name, page in pages.items()}
            kept = {f"{name}, kept": (*keeper, pages[name][0]) for name in KEPT}
            turn = {name: partial(measure, *target) for name, target in targets.items()}
            # As browsers ask: what is kept is sent as it lies there.
            turn |= {page: partial(measure, *kept[page], encoding="br") for page in kept}
            for ask in turn.values():
                ask(20)  # warms
            numbers = {name: max(20, round(TURN / max(ask(50), 0.1))) for name, ask in turn.items()}
            asked = {BARE: targets[BARE], **kept}
            rounds, rates = [], []
            for _ in range(ROUNDS):
                rounds.append({name: ask(numbers[name]) for name, ask in turn.items()})
                rates.append({name: rate(*target[1:]) for name, target in asked.items()})
    spent = {name: statistics.median(one[name] for one in rounds) for name in turn}
    queries = {name: page[1] for name, page in pages.items()}
    queries |= {f"{name}, kept": pages[name][2] for name in KEPT}
    columns = f"{'÷ new':>9}{'÷ least':>9}{'÷ bare':>9}"
    print(f"{'page':<28}{'CPU ms':>8}{columns}{'queries':>9}")
    for name, mine in spent.items():
        ratios = "".join(f"{mine / spent[floor]:9.2f}" for floor in (NEW, LEAST, BARE))
        print(f"{name:<28}{mine:8.2f}{ratios}{queries.get(name, ''):>9}")
    print(f"\n{'answers a second':<28}{'number':>8}{'÷ bare':>9}")
    for name in asked:
        number = statistics.median(one[name] for one in rates)
        times = statistics.median(one[name] / one[BARE] for one in rates)
        print(f"{name:<28}{number:8.0f}{times:9.2f}")


if __name__ == "__main__":
    main()
