"""What a worker has at hand is answered before Django, while it is certain that it still holds."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from home import generation
from malmoandan import at_hand
from malmoandan.at_hand import FirstHandler
from malmoandan.incoming import Handler
from tests.kept_pages import ATTACKS, PAGE, small_site

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_passes(monkeypatch):
    """However slow the machine is, no worker asks for the token anew by itself."""
    monkeypatch.setattr(generation, "monotonic", lambda: 0.0)


@pytest.fixture
def site():
    return small_site()


def answered(**said):
    """Return what the WSGI application answers: status, headers and content."""
    told = []
    request = RequestFactory().get(PAGE, **said)
    request.environ["SERVER_NAME"] = "testserver"
    response = FirstHandler()(request.environ, lambda *parts: told.append(parts))
    return *told[0], b"".join(response)


@pytest.fixture
def at_hand_alone(site, client, monkeypatch):
    """What the page answers once it is at hand; Django, who would be asked else, is not there."""
    at_hand._answers.clear()
    client.get(PAGE)
    client.get(PAGE)
    whole = answered()

    def not_there(*arguments):
        raise NotAtHandError

    monkeypatch.setattr(Handler, "__call__", not_there)
    yield whole
    at_hand._answers.clear()


class NotAtHandError(Exception):
    """Django would have been asked."""


def test_what_is_at_hand_is_answered_without_django(at_hand_alone):
    assert answered() == at_hand_alone
    assert at_hand_alone[0] == "200 OK"


def test_what_else_is_said_makes_no_difference_to_what_is_at_hand(at_hand_alone):
    given = []
    for name, attack in ATTACKS.items():
        with suppress(NotAtHandError):
            assert answered(**attack) == at_hand_alone, name
            given.append(name)
    assert {"forwarded host", "language", "part", "method override"} <= set(given)


@pytest.mark.parametrize(
    "said",
    [
        {"headers": {"cookie": "sessionid=a"}},
        {"headers": {"authorization": "Basic YTpi"}},
        {"headers": {"host": "localhost"}},
        {"headers": {"accept-encoding": "gzip"}},
        {"headers": {"if-none-match": "*"}},
        {"QUERY_STRING": "sida=2"},
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"secure": True},
        {"SERVER_PORT": "99"},
    ],
)
def test_whoever_says_anything_else_is_answered_by_django(said, at_hand_alone):
    with pytest.raises(NotAtHandError):
        answered(**said)


def test_what_is_at_hand_is_not_believed_after_a_change_a_turn_or_a_second(
    at_hand_alone, monkeypatch, time_machine
):
    before = generation._seen
    generation.tell_of_change()
    with pytest.raises(NotAtHandError):
        answered()
    generation._seen = before._replace(heard=generation.heard())
    assert answered() == at_hand_alone
    time_machine.move_to(timezone.now() + DAY, tick=False)
    with pytest.raises(NotAtHandError):
        answered()
    time_machine.move_to(timezone.now() - DAY)
    assert answered() == at_hand_alone
    monkeypatch.setattr(generation, "monotonic", lambda: float(generation.ASKED_EVERY))
    with pytest.raises(NotAtHandError):
        answered()


def test_what_is_at_hand_is_no_more_than_a_worker_has_room_for(site, client, monkeypatch):
    monkeypatch.setattr(at_hand, "MOST", 2)
    for number in range(8):
        client.get(f"{PAGE}?sida={number // 2}")
    assert len(at_hand._answers) <= 2
