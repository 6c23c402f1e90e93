"""Over Redis all workers hear of a change before its maker goes on; who may not is waited for."""

import socket
from time import monotonic

import pytest

from malmoandan import line
from malmoandan.cache import RedisCache
from malmoandan.line import Line
from tests import redis_server

LONG = 20  # seconds that a busy machine is given


@pytest.fixture(scope="module")
def redis():
    if redis_server.what_is_missing():
        pytest.skip("No Redis is installed (apt-get install redis-server)")
    with redis_server.running() as server:
        yield server


def worker(redis, channel="changes"):
    """Return a line that hears, as that of a process of its own."""
    own = Line(redis.url, channel, {"socket_timeout": 1})
    until(lambda: own.heard() is not None)
    return own


def until(holds):
    end = monotonic() + LONG
    while not holds():
        assert monotonic() < end


def test_whoever_tells_of_a_change_goes_on_when_every_worker_has_heard_it(redis):
    workers = [worker(redis) for _ in range(3)]
    for teller in workers:
        before = [one.heard() for one in workers]
        assert before == [one.heard() for one in workers]
        assert teller.tell(LONG)
        after = [one.heard() for one in workers]
        assert all(new not in (None, old) for old, new in zip(before, after, strict=True))


def test_another_site_on_the_same_redis_hears_nothing(redis):
    ours, theirs = worker(redis), worker(redis, "their changes")
    before = theirs.heard()
    assert ours.tell(LONG)
    assert theirs.heard() == before


def test_a_worker_that_does_not_confirm_is_waited_for(redis):
    teller = Line(redis.url, "changes", {"socket_timeout": 1})
    hung = redis.client.pubsub()
    hung.subscribe(teller.channel)
    until(lambda: teller.client.pubsub_numsub(teller.channel)[0][1])
    begun = monotonic()
    assert not teller.tell(0.3)
    assert monotonic() >= begun + 0.3
    hung.close()


def test_a_worker_hears_nothing_once_redis_is_gone_and_all_when_it_is_back(redis):
    one = worker(redis)
    redis.stop()
    until(lambda: one.heard() is None)
    assert not RedisCache(redis.url, {}).tell(0.1)
    redis.start()
    until(lambda: one.heard() is not None)
    before = one.heard()
    assert one.tell(LONG)
    assert one.heard() != before


def test_a_worker_whose_line_is_dead_in_silence_hears_nothing(redis, monkeypatch):
    monkeypatch.setattr(line, "QUIET", 0.2)
    one = worker(redis)
    redis.freeze()
    until(lambda: one.heard() is None)
    redis.thaw()
    until(lambda: one.heard() is not None)


def test_over_a_redis_that_hangs_nothing_is_heard():
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        cache = RedisCache(place, {"OPTIONS": {"socket_timeout": 0.3}})
        assert cache.tell(0.1) is False
        assert cache.heard() is None
