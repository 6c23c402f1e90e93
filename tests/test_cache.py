"""A cache that is broken, gone, full or hung costs speed, never an answer."""

import resource
import shutil
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.cache import caches

from malmoandan import cache as module
from malmoandan.cache import REST, FileCache, RedisCache
from tests.pages import SmallSite

ADDRESSES = ("/", "/kalender/", "/sok/?q=lunch", "/nyheter/", "/admin/login/", "/finns-inte/")
DAMAGES = {
    "cut": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size * 7 // 10]),
    "empty": lambda file: file.write_bytes(b""),
    "junk": lambda file: file.write_bytes(b"\x80junk"),
    "only the head": lambda file: file.write_bytes(file.read_bytes()[:12]),
    "another class": lambda file: file.write_bytes(b"cno_such_module\nName\n."),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.fixture
def folder(tmp_path):
    """The folder of the cache, which is made by the first one who needs it."""
    module.BREAKERS.clear()
    yield tmp_path / "cache"
    module.BREAKERS.clear()


@pytest.fixture
def files(folder):
    """A cache of files, as Django makes one for each thread."""
    return FileCache(str(folder), {"OPTIONS": {"MAX_ENTRIES": 100}})


@pytest.fixture
def site(settings, folder, db):
    """A small site whose only caches are those of files, as in production."""
    files = {"BACKEND": "malmoandan.cache.FileCache"}
    settings.CACHES = {
        "default": files | {"LOCATION": str(folder)},
        "pages": files | {"LOCATION": str(folder / "pages")},
    }
    return SmallSite()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_is_a_miss_and_can_be_written_anew(files, folder, damage):
    def broken():
        files.set("key", {"a": "b" * 100})
        (file,) = folder.glob("*.djcache")
        damage(file)

    broken()
    assert files.get("key", "nothing") == "nothing"
    if damage is DAMAGES["a folder"]:
        return  # somebody's own: we leave it, and do without the entry
    assert not list(folder.glob("*.djcache"))
    for ask in (
        lambda: files.get_many(["key"]) == {},
        lambda: files.get_or_set("key", 1) == 1,
        lambda: files.touch("key") is False,
    ):
        broken()
        assert ask()
    broken()
    with pytest.raises(ValueError, match="not found"):
        files.incr("key")
    files.set("key", 1)
    assert files.incr("key") == 2


def in_its_place(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("a file")


def gone(folder):
    shutil.rmtree(folder, ignore_errors=True)


def broken_entries(folder):
    for file in folder.rglob("*.djcache"):
        DAMAGES["cut"](file)


@pytest.mark.searches
@pytest.mark.parametrize("damage", [in_its_place, gone, broken_entries])
def test_pages_answer_whatever_has_happened_to_the_cache(client, site, folder, damage):
    before = {address: client.get(address).status_code for address in ADDRESSES}
    assert list(folder.rglob("*.djcache"))
    damage(folder)
    assert {address: client.get(address).status_code for address in ADDRESSES} == before
    caches.close_all()
    del caches["pages"]  # what a new thread begins with
    assert {address: client.get(address).status_code for address in ADDRESSES} == before


def test_the_health_of_the_site_tells_a_broken_cache_apart(client, site, folder):
    assert "cache: ok" in client.get("/halsa/").text
    in_its_place(folder)
    response = client.get("/halsa/")
    assert response.status_code == 200
    assert "cache: fel" in response.text
    folder.unlink()
    assert "cache: ok" in client.get("/halsa/").text


@contextmanager
def full_disk():
    """No file can hold a byte."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_keeps_what_is_there_and_leaves_nothing_half(files, folder):
    files.set("old", 1)
    with full_disk():
        files.set("new", 2)
        seen = files.get("old"), files.get("new"), files.add("third", 3), files.get("third")
    assert seen == (1, None, True, None)
    assert len(list(folder.iterdir())) == 1


def test_threads_that_read_write_and_delete_at_once_meet_no_error(folder):
    def work(number):
        own = FileCache(str(folder), {"OPTIONS": {"MAX_ENTRIES": 4}})
        seen = set()
        for turn in range(60):
            own.set(f"key{turn % 6}", number)
            seen.add(own.get(f"key{(turn + 1) % 6}"))
            own.delete(f"key{(turn + 2) % 6}")
            if turn % 20 == number:
                own.clear()
        return seen

    with ThreadPoolExecutor(4) as pool:
        for seen in pool.map(work, range(4)):
            assert seen <= {None, 0, 1, 2, 3}


@contextmanager
def listener():
    """A server that accepts connections and never answers; yields its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        server.setblocking(False)
        yield server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def connections_to(server):
    """Return how many connections wait at a server, and take them."""
    number = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return number
        number += 1


@pytest.fixture
def moments(monkeypatch):
    """The clock of the breaker, which a test can move."""
    moments = [0.0]
    real = module.monotonic
    monkeypatch.setattr(module, "monotonic", lambda: real() + moments[0])
    return moments


def test_a_hung_redis_is_asked_once_and_then_left_alone_for_half_a_minute(folder, moments):
    with listener() as (server, place):
        first, second = (RedisCache(place, {"OPTIONS": {"socket_timeout": 0.3}}) for _ in range(2))
        assert first.get("key", "nothing") == "nothing"
        assert connections_to(server) == 1
        for one in (first, second):
            assert one.get("key") is None
            assert one.get_many(["key"]) == {}
            assert one.set_many({"key": 1}) == ["key"]
            assert one.add("key", 1) is True
            assert one.get_or_set("key", 5) == 5
            assert one.has_key("key") is False
            one.delete_many(["key"])
            one.clear()
        assert connections_to(server) == 0
        moments[0] += REST + 1
        assert second.get("key") is None
        assert first.get("key") is None
        assert connections_to(server) == 1


def test_a_redis_that_refuses_is_a_miss(folder):
    with listener() as (_server, place):
        pass
    refused = RedisCache(place, {})
    assert refused.get("key", "nothing") == "nothing"
    assert refused.get_or_set("key", 1) == 1
    with pytest.raises(ValueError, match="not found"):
        refused.incr("key")


def test_redis_gets_a_second_to_answer_unless_the_address_says_otherwise():
    patient = RedisCache("redis://h", {"OPTIONS": {"socket_timeout": 5}})._options
    assert patient == {"socket_timeout": 5, "socket_connect_timeout": 1}
    assert RedisCache("redis://h", {})._options["socket_timeout"] == 1


def test_a_cache_that_fails_is_told_once_a_minute(files, folder, caplog, moments):
    in_its_place(folder)
    for _ in range(3):
        files.set("key", 1)
    assert len(caplog.records) == 1
    moments[0] += module.TOLD + 1
    files.set("key", 1)
    assert len(caplog.records) == 2
