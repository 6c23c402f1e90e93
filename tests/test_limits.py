"""How often a login, a shared password, a message and a new password may be tried."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from home.limits import KEPT, KNOWN, Attempt, Limit, TooManyError, delete_old_attempts
from home.mail.letter import Letter
from home.mail.password_reset import RESETS
from malmoandan.logins import LOGINS, SHARED_PASSWORDS

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 19, tzinfo=UTC)
PASSWORD = "hemligt-och-langt"
LOGIN, RESET = "/admin/login/", "/admin/password_reset/"


@pytest.fixture
def clock():
    """The time, which stands still until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def tries(client, clock, editor):
    """A function that tries to log in and returns the status of the answer."""

    def try_once(name="admin", password="fel", address="192.0.2.1", to=LOGIN):  # noqa: S107
        form = {"username": name, "password": password}
        return client.post(to, form, REMOTE_ADDR=address).status_code

    return try_once


def test_the_fifth_bad_login_for_a_name_from_an_address_is_refused(tries):
    assert [tries() for _ in range(6)] == [200, 200, 200, 200, 429, 429]
    assert tries(password=PASSWORD) == 429
    assert tries(name="redaktor") == 200
    assert tries(address="192.0.2.2", password=PASSWORD) == 302


@pytest.mark.one_database
def test_sixty_names_from_one_address_are_stopped_at_thirty(tries):
    answers = [tries(name=f"namn-{number}") for number in range(60)]
    assert answers == [200] * 29 + [429] * 31
    assert tries(password=PASSWORD) == 429
    assert tries(password=PASSWORD, address="192.0.2.2") == 302


def test_all_addresses_of_an_ipv6_household_are_one(tries):
    answers = [
        tries(name=f"n{number}", address=f"2001:db8:1:2::{number:x}") for number in range(40)
    ]
    assert answers == [200] * 29 + [429] * 11
    assert tries(address="[2001:db8:1:2:ffff::1]:443") == 429
    assert tries(address="2001:db8:1:3::1") == 200


@pytest.mark.one_database
def test_tries_on_one_name_from_25_addresses_are_stopped_at_thirty(tries):
    answers = [tries(address=f"192.0.2.{number % 25 + 1}") for number in range(40)]
    assert answers == [200] * 29 + [429] * 11


def test_an_owner_gets_in_from_where_they_were_let_in_during_the_last_month(tries, clock):
    assert tries(password=PASSWORD, address="198.51.100.7") == 302
    clock.shift(timedelta(days=29))
    for number in range(30):
        tries(address=f"192.0.2.{number}")
    assert tries(password=PASSWORD, address="192.0.2.99") == 429
    assert tries(address="198.51.100.7") == 200
    assert tries(password=PASSWORD, address="198.51.100.7") == 302
    clock.shift(timedelta(days=31))
    call_command("work")
    for number in range(30):
        tries(address=f"192.0.2.{number}")
    assert tries(password=PASSWORD, address="198.51.100.7") == 429


@pytest.mark.one_database
def test_being_known_somewhere_opens_no_other_name_and_no_more_guesses(tries, django_user_model):
    django_user_model.objects.create_user("redaktor", password=PASSWORD)
    assert tries(password=PASSWORD) == 302
    for number in range(30):
        tries(name="redaktor", address=f"203.0.113.{number}")
    assert tries(name="redaktor", password=PASSWORD) == 429
    assert [tries() for _ in range(5)] == [200, 200, 200, 200, 429]


@pytest.mark.one_database
def test_a_right_password_forgives_the_mistakes_before_it_from_the_same_place_only(tries):
    for _ in range(3):
        for _ in range(4):
            assert tries() == 200
        assert tries(password=PASSWORD) == 302
    others = [tries(name=f"namn-{number}") for number in range(29)]
    assert others == [200] * 29
    assert tries(password=PASSWORD) == 302
    assert tries(name="ännu-en") == 429


def test_the_lock_lasts_a_quarter_from_the_last_try_and_says_how_long_is_left(tries, client, clock):
    for _ in range(5):
        tries()
        clock.shift(timedelta(minutes=2))
    clock.shift(timedelta(minutes=1))
    response = client.post(
        LOGIN, {"username": "admin", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1"
    )
    assert response.status_code == 429
    assert "Du kan försöka igen om 12 minuter." in response.text
    assert response["Retry-After"] == "720"
    assert "no-store" in response["Cache-Control"]
    clock.shift(timedelta(minutes=11))
    response = client.post(LOGIN, {"username": "admin", "password": "fel"}, REMOTE_ADDR="192.0.2.1")
    assert "Du kan försöka igen om 1 minut." in response.text
    clock.shift(timedelta(minutes=1, seconds=1))
    assert tries(password=PASSWORD) == 302


def test_slow_tries_lock_nobody(tries, clock):
    for _ in range(20):
        assert tries() == 200
        clock.shift(timedelta(minutes=4))


@pytest.mark.one_database
def test_the_login_for_private_pages_counts_as_the_same(tries):
    assert [tries(to="/_util/login/") for _ in range(5)] == [200, 200, 200, 200, 429]
    assert tries(password=PASSWORD) == 429


def test_what_is_kept_of_a_try_leads_back_to_nobody_and_is_forgotten(tries, clock):
    tries(name="kalle")
    tries(password=PASSWORD)
    rows = list(Attempt.objects.values())
    assert len(rows) == 2
    for row in rows:
        assert re.fullmatch(r"[0-9a-f]{64}", row["subject"])
        assert re.fullmatch(r"[0-9a-f]{64}", row["household"])
        assert "kalle" not in str(row)
        assert "192.0.2" not in str(row)
    clock.shift(timedelta(hours=2, minutes=1))
    delete_old_attempts()
    assert list(Attempt.objects.values_list("succeeded", flat=True)) == [True]
    clock.shift(timedelta(days=30))
    call_command("work")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["--username", "admin"], ["--ip", "192.0.2.1"]])
def test_whoever_runs_the_site_can_open_the_lock(tries, arguments):
    for _ in range(5):
        tries()
    command = {"--username": "axes_reset_username", "--ip": "axes_reset_ip"}
    call_command(command[arguments[0]] if arguments else "axes_reset", *arguments[1:])
    assert tries(password=PASSWORD) == 302


def test_of_tries_begun_at_once_none_slips_by(db, clock):
    limit = Limit("prov", timedelta(minutes=15), pair=5)
    for _ in range(5):
        limit.enter("a", "192.0.2.1")
    for _ in range(3):
        with pytest.raises(TooManyError):
            limit.enter("a", "192.0.2.1")
    assert Attempt.objects.count() == 5


def test_a_try_that_a_later_one_has_forgiven_succeeds_too(db, clock):
    first, second = (LOGINS.enter("admin", "192.0.2.1") for _ in range(2))
    second.succeed()
    first.succeed()
    assert second.is_from_known_household() is False  # there is no other
    assert LOGINS.new("admin", "192.0.2.1").is_from_known_household()


@pytest.fixture
def asks(client, clock, editor):
    """A function that asks for a new password and returns how many letters were sent."""
    editor.email = "admin@example.org"
    editor.save()
    numbers = count(1)

    def ask(email="admin@example.org", address=None):
        before = Letter.objects.count()
        address = address or f"198.51.100.{next(numbers)}"
        response = client.post(RESET, {"email": email}, REMOTE_ADDR=address)
        assert response.url == reverse("wagtailadmin_password_reset_done")
        return Letter.objects.count() - before

    return ask


def test_nobodys_mailbox_is_filled_with_new_passwords(asks, clock):
    assert [asks() for _ in range(7)] == [1, 1, 1, 1, 1, 0, 0]
    assert asks("ADMIN@example.org") == 0
    clock.shift(timedelta(minutes=61))
    assert asks() == 1


def test_one_household_can_ask_for_ten_new_passwords_an_hour(asks):
    for number in range(10):
        asks(f"nr{number}@example.org", address="192.0.2.1")
    assert asks(address="192.0.2.1") == 0
    assert asks(address="192.0.2.2") == 1


@pytest.mark.one_database
def test_whoever_asked_too_often_reads_what_to_do(client):
    text = client.get(reverse("wagtailadmin_password_reset_done")).text
    assert "Har du redan bett om flera länkar den senaste timmen skickas ingen ny" in text


@pytest.mark.one_database
def test_the_page_on_personal_data_says_how_long_a_try_is_remembered():
    text = (settings.BASE_DIR / "content" / "personuppgifter.yaml").read_text()
    hours = {2: "två timmar"}[KEPT.total_seconds() // 3600]
    assert text.count(f"glöms efter {hours}.") == 3
    assert f"minns vi i {KNOWN.days} dagar" in text
    assert settings.CSRF_COOKIE_AGE >= settings.SESSION_COOKIE_AGE
    assert timedelta(seconds=settings.CSRF_COOKIE_AGE) < timedelta(days=365)


@pytest.mark.one_database
def test_the_limits_are_what_the_documents_say():
    for limit in (LOGINS, SHARED_PASSWORDS):
        assert (limit.pair, limit.household, limit.subject) == (5, 30, 30)
        assert limit.window == timedelta(minutes=15)
    assert (RESETS.subject, RESETS.household, RESETS.window) == (5, 10, timedelta(hours=1))
