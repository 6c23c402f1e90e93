"""A throw-away Redis or Valkey on loopback that can be stopped, frozen, flushed and begun again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager

import redis

from tests.bench.serving import free_port

NAMES = ("valkey-server", "redis-server")
START = 10  # seconds until it answers


def find_server() -> str | None:
    """Return the program of a server that is installed, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def what_is_missing() -> list[str]:
    """Return what is not installed of what this needs."""
    return [] if find_server() else ["Redis (apt-get install redis-server)"]


class RedisServer:
    """A server that keeps nothing on disk by itself; its `url` is the same when it begins again."""

    def __init__(self, folder: str):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url, socket_timeout=START)
        self.process = None

    def start(self):
        """Begin, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder]
        command = [find_server(), *options, "--save", "", "--appendonly", "no", "--daemonize", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + START
        while not self.is_there():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("Redis did not start")
            time.sleep(0.02)

    def is_there(self) -> bool:
        """Tell whether it answers."""
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def stop(self):
        """End at once, with all that it held and nobody wrote down."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self):
        """Let it take connections and answer nobody, as one that hangs does."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        """Let it answer again."""
        os.kill(self.process.pid, signal.SIGCONT)

    def save(self):
        """Write down what is kept, so that it is there when it begins again."""
        self.client.save()

    def flush(self):
        """Forget all that is kept."""
        self.client.flushall()


@contextmanager
def running():
    """Yield a `RedisServer` that has begun."""
    with tempfile.TemporaryDirectory(prefix="malmoandan-redis-") as folder:
        server = RedisServer(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
