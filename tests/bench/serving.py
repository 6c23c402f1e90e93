"""Servers that are measured: started, asked, and how much processor and memory they take."""

import http.client
import os
import re
import selectors
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import psutil

# Processor time of one turn: the system's clock counts in hundredths of a second.
TURN = 300  # milliseconds
VISITORS = 32  # who ask at once
START, END = 240, 20  # seconds that a server has to start, and to end
GRANIAN = Path(sys.executable).with_name("granian")
# As .ci/server has it.
MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "262144"}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(target: str, settings: str, threads: int = 1, workers: int = 1, **environment):
    """Run granian, with one worker; yield its process and an open connection to it."""
    port = free_port()
    command = [GRANIAN, "--interface", "wsgi", "--no-ws", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers), "--blocking-threads", str(threads)]
        + ["--log-level", "warning", target],
        env=os.environ | MEMORY | environment | {"DJANGO_SETTINGS_MODULE": settings},
    )
    try:
        deadline = time.monotonic() + START
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
        try:
            process.wait(END)
        except subprocess.TimeoutExpired:
            # One that is told to end before its workers have begun waits for them without end.
            for part in [*psutil.Process(process.pid).children(recursive=True), process]:
                part.kill()
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
    """Return the answers a second when there is always somebody who asks, as cheaply as can be.

    One connection alone would measure how long it takes to hear of each other.
    """
    said = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: br\r\n\r\n".encode()
    with ExitStack() as lines, selectors.DefaultSelector() as waiting:
        open_line = partial(socket.create_connection, (connection.host, connection.port))
        whole = length_of_answer(lines.enter_context(open_line()), said)
        left = {lines.enter_context(open_line()): whole for _ in range(VISITORS)}
        for line in left:
            waiting.register(line, selectors.EVENT_READ)
            line.sendall(said)
        number, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < TURN / 1000:
            for key, _events in waiting.select():
                line = key.fileobj
                left[line] -= len(line.recv(2**18))
                if left[line] <= 0:
                    left[line] = whole
                    number += 1
                    line.sendall(said)
        return number / (time.perf_counter() - begun)


def length_of_answer(line, said) -> int:
    """Return of how many bytes an answer is; the next ones are of as many."""
    line.sendall(said)
    answer = line.recv(2**18)
    head = answer.partition(b"\r\n\r\n")[0]
    whole = len(head) + 4 + int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
    while len(answer) < whole:
        answer += line.recv(2**18)
    return whole


def memory(process: psutil.Process) -> float:
    """Return the MiB that the largest worker of a server takes of the machine."""
    workers = process.children(recursive=True)
    return max(worker.memory_info().rss for worker in workers) / 2**20
