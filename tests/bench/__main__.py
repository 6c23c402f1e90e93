"""Measure pages of the site, as it lies in DATA_DIR, beside the floor under the same server.

Prints CPU per request (the server's processes, user and system), requests a second over one
kept-alive connection, and both as a ratio to the floor. Needs a site that `make run` has filled.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

PAGES = [
    "/",
    "/vad-vi-gor/",
    "/kalender/",
    "/nyheter/",
    "/nyhetsbrev/",
    "/manniskor/",
    "/halsa/lever/",
]
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
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


def measure(process, connection, path: str) -> tuple[float, float] | None:
    """Return CPU milliseconds a request and requests a second; None when it is no page."""
    if {get(connection, path) for _ in range(20)} != {200}:
        return None
    before, start, count = cpu(process), time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        get(connection, path)
        count += 1
    spent = time.perf_counter() - start
    return 1000 * (cpu(process) - before) / count, count / spent


def main():
    """Measure the floor, then the site, and print one line for each page."""
    with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as folder:
        floor = {"FLOOR_DATABASE": str(Path(folder) / "floor.sqlite3")}
        settings = "tests.bench.settings"
        subprocess.run(
            [sys.executable, "-m", "tests.bench.floor"],
            env=os.environ | floor | {"DJANGO_SETTINGS_MODULE": settings},
            check=True,
        )
        with server("tests.bench.wsgi:application", settings, **floor) as running:
            bare, least = measure(*running, "/bare/"), measure(*running, "/")
    print(f"{'page':<28}{'CPU ms':>8}{'÷ bare':>8}{'÷ least':>8}{'req/s':>8}{'÷ bare':>8}")

    def line(name, figures):
        if figures is None:
            print(f"{name:<28}  does not answer 200")
            return
        spent, rate = figures
        print(
            f"{name:<28}{spent:8.2f}{spent / bare[0]:8.2f}{spent / least[0]:8.2f}"
            f"{rate:8.0f}{rate / bare[1]:8.2f}"
        )

    line("(bare Django view)", bare)
    line("(least Wagtail page)", least)
    with server("malmoandan.wsgi:application", "malmoandan.settings.production") as running:
        for path in PAGES:
            line(path, measure(*running, path))


if __name__ == "__main__":
    main()
