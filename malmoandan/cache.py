"""Django's caches, where every error is a miss: one that is gone costs speed, never an answer."""

import logging
from collections import defaultdict
from contextlib import suppress
from time import monotonic

from django.core.cache.backends import filebased, redis
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

    def _createdir(self):
        with suppress(OSError):
            super()._createdir()


class RedisCache(FailSafe, redis.RedisCache):
    """Redis or Valkey, which is given a second to answer."""

    def __init__(self, place, params):
        patience = {"socket_timeout": 1, "socket_connect_timeout": 1}
        options = patience | params.get("OPTIONS", {})
        super().__init__(place, params | {"OPTIONS": options})
