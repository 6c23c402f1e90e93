"""Django's caches, where every error is a miss: one that is gone costs speed, never an answer.

By them workers hear of each other's changes as well (`home.generation`): `heard` returns a mark
that is another one after each change, or None where nothing would be heard; `tell` says that there
is one, and whether all that could show what was before have heard it.
"""

import logging
import os
import tempfile
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from threading import Lock
from time import monotonic, time_ns

from django.core.cache.backends import filebased, locmem, redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT

logger = logging.getLogger(__name__)

REST = 30  # seconds without a cache that was slow to fail
SLOW = 0.25  # seconds: a hung server, not a file that cannot be read
TOLD = 60  # seconds between two lines in the log


class Breaker:
    """Keeps away from a cache that hangs, for all threads of a process."""

    def __init__(self):
        self.closed_until = 0
        self.told_until = 0

    def admits(self) -> bool:
        """Tell whether the cache may be asked; after a rest one question goes first."""
        now = monotonic()
        if now < self.closed_until:
            return False
        if self.closed_until:
            self.closed_until = now + REST
        return True

    def record_success(self):
        """Let everybody ask again."""
        self.closed_until = 0

    def record_failure(self, begun: float, error: Exception) -> bool:
        """Keep everybody away where the failure took long; tell whether it did."""
        now = monotonic()
        is_slow = now - begun > SLOW
        self.closed_until = now + REST if is_slow else 0
        if now >= self.told_until:
            self.told_until = now + TOLD
            logger.warning("The cache fails: %s", error)
        return is_slow


BREAKERS = defaultdict(Breaker)  # by what Django hands a cache as its place


class FailSafe:
    """Stands before one of Django's backends and turns each of its errors into a miss.

    An entry that cannot be read is deleted, so that it can be written anew. `add` says True where
    nothing could be stored: what must not be forgotten is counted in the database.
    """

    def __init__(self, place, params):
        self.breaker = BREAKERS[str(place)]
        super().__init__(place, params)

    def _safely(self, method, *arguments, miss, damaged=(), version=None):
        if not self.breaker.admits():
            return miss
        begun = monotonic()
        try:
            result = method(*arguments)
        except Exception as error:
            if not self.breaker.record_failure(begun, error) and damaged:
                with suppress(Exception):
                    super().delete_many(damaged, version)
            return miss
        self.breaker.record_success()
        return result

    def _read(self, method, key, *arguments, version, miss):
        return self._safely(
            method, key, *arguments, version, miss=miss, damaged=[key], version=version
        )

    def get(self, key, default=None, version=None):
        return self._read(super().get, key, default, version=version, miss=default)

    def has_key(self, key, version=None):
        return self._read(super().has_key, key, version=version, miss=False)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._read(super().touch, key, timeout, version=version, miss=False)

    def incr(self, key, delta=1, version=None):
        value = self._read(self._incr, key, delta, version=version, miss=None)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return value

    def get_many(self, keys, version=None):
        keys = list(keys)
        return self._safely(super().get_many, keys, version, miss={}, damaged=keys, version=version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._safely(super().add, key, value, timeout, version, miss=True)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._safely(super().set, key, value, timeout, version, miss=None)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._safely(super().set_many, data, timeout, version, miss=list(data))

    def _incr(self, *arguments):
        # That the key is not there is no error of the cache.
        with suppress(ValueError):
            return super().incr(*arguments)

    def delete(self, key, version=None):
        return self._safely(super().delete, key, version, miss=False)

    def delete_many(self, keys, version=None):
        self._safely(super().delete_many, keys, version, miss=None)

    def clear(self):
        return self._safely(super().clear, miss=False)


class FileCache(FailSafe, filebased.FileBasedCache):
    """A folder of files; one that cannot be made is a cache that holds nothing."""

    def __init__(self, place, params):
        super().__init__(place, params)
        self._note = os.path.join(self._dir, "changed")

    def _createdir(self):
        with suppress(OSError):
            super()._createdir()

    def heard(self):
        """Return when something was said to have changed."""
        try:
            return os.stat(self._note).st_mtime_ns
        except OSError:
            self.tell()  # there has been none yet
            return None

    def tell(self, seconds=0):
        """Put another note in the place of the last one, whoever that belongs to."""
        self._createdir()
        try:
            file, path = tempfile.mkstemp(dir=self._dir)
            os.close(file)
            os.utime(path, ns=(now := time_ns(), now))
            os.replace(path, self._note)
        except OSError as error:
            self.breaker.record_failure(monotonic(), error)
            return False
        return True


class ClientsOnce(redis.RedisCacheClient):
    """Keeps its clients: Django makes one for each question, which costs more than to ask it.

    What a server answers on a connection that has been closed is asked anew, but none that hangs.
    """

    def __init__(self, *arguments, **options):
        from redis import ConnectionError
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        again = Retry(NoBackoff(), 1, supported_errors=(ConnectionError,))
        super().__init__(*arguments, retry=again, **options)
        self._clients = {}

    def get_client(self, key=None, *, write=False):
        pool = self._get_connection_pool(write)
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)
        return self._clients[pool]


_lines, _lines_lock = {}, Lock()


class RedisCache(FailSafe, redis.RedisCache):
    """Redis or Valkey, which is given a second to answer."""

    def __init__(self, place, params):
        patience = {"socket_timeout": 1, "socket_connect_timeout": 1}
        options = patience | params.get("OPTIONS", {})
        super().__init__(place, params | {"OPTIONS": options})
        self._class = ClientsOnce

    @cached_property
    def line(self):
        """What this process hears and says over this Redis; all its threads have the same."""
        from .line import Line  # much to load for who has files

        place, channel = self._servers[0], self.make_key("changes")
        with _lines_lock:
            if (place, channel) not in _lines:
                _lines[place, channel] = Line(place, channel, self._options)
            return _lines[place, channel]

    def heard(self):
        """Return what has been heard last."""
        return self.line.heard()

    def tell(self, seconds):
        """Tell all that listen, and wait for them so many seconds."""
        return self._safely(self.line.tell, seconds, miss=False)


class MemoryCache(locmem.LocMemCache):
    """The memory of one process, in which a test is the only one to change anything."""

    mark = 0

    def heard(self):
        """Return how often something has changed."""
        return MemoryCache.mark

    def tell(self, seconds):
        """Count a change."""
        MemoryCache.mark += 1
        return True
