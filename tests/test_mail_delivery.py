"""Letters and real mail servers: those that refuse, hang, hang up or are slow."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone

from home.mail import delivery
from home.mail.delivery import Postman, deliver_letters, settle_letters
from home.mail.letter import Letter, Priority, letter_options
from tests.mail_server import mail_server, mute_server, use

pytestmark = pytest.mark.django_db
SILENT = "E-postservern svarar inte som den ska. Nytt försök görs."
LATER = timedelta(hours=1)


def write(*recipients):
    """Write a letter to each of the recipients."""
    for recipient in recipients:
        EmailMessage("Hej", "Å\n.\nslut", "vi@example.org", [recipient]).send()


def outcome():
    """Return what has become of the one letter: its state, what is said of it, whether kept."""
    letter = Letter.objects.get()
    return letter.state, letter.error, bool(letter.content)


def test_a_letter_goes_to_the_server_once_with_all_it_says(settings):
    with mail_server() as server:
        use(settings, server.port)
        write("anna@example.org")
        deliver_letters()
        deliver_letters()
    (message,) = server.received
    assert message.get_payload(decode=True).decode().splitlines() == ["Å", ".", "slut"]
    assert message["X-RcptTo"] == "anna@example.org"
    assert outcome() == ("sent", "", False)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("behaviour", "state", "told"),
    [
        ({"answers": {"RCPT": "550 5.1.1 unknown"}}, "failed", "Servern tar inte emot brevet: 550"),
        ({"answers": {"DATA": "554 spam"}}, "failed", "Servern tar inte emot brevet: 554 spam"),
        ({"answers": {"MAIL": "552 too large"}}, "failed", "Servern tar inte emot brevet: 552"),
        ({"answers": {"RCPT": "451 wait"}}, "queued", "Servern tar inte emot brevet just nu."),
        ({"answers": {"DATA": "452 full"}}, "queued", "Servern tar inte emot brevet just nu."),
        ({"answers": {"MAIL": "530 log in"}}, "queued", "Servern tar inte emot brevet just nu."),
        ({"answers": {"RCPT": "421 closing"}}, "queued", "Servern tar inte emot brevet just nu."),
        ({"hangs_at": "EHLO"}, "queued", SILENT),
        ({"hangs_at": "MAIL"}, "queued", SILENT),
        ({"hangs_at": "RCPT"}, "queued", SILENT),
        ({"drops_at": "EHLO"}, "queued", SILENT),
        ({"drops_at": "MAIL"}, "queued", SILENT),
        ({"drops_at": "RCPT"}, "queued", SILENT),
    ],
)
def test_what_has_surely_not_arrived_is_tried_again_or_given_up_for_good(
    settings, behaviour, state, told
):
    with mail_server(**behaviour) as server:
        use(settings, server.port)
        write("anna@example.org")
        deliver_letters()
        assert server.received == []
    found, error, is_kept = outcome()
    assert (found, is_kept) == (state, True)
    assert error.startswith(told)
    with mail_server() as server, time_machine.travel(timezone.now() + LATER, tick=False):
        use(settings, server.port)
        deliver_letters()
    assert len(server.received) == (1 if state == "queued" else 0)


@pytest.mark.one_database
@pytest.mark.parametrize("behaviour", [{"hangs_at": "DATA"}, {"drops_at": "DATA"}])
def test_what_may_have_arrived_is_never_sent_again_by_itself(settings, behaviour):
    with mail_server(**behaviour) as server:
        use(settings, server.port)
        write("anna@example.org")
        deliver_letters()
        assert outcome() == ("sending", "", True)
        server.hangs_at = server.drops_at = ""
        with time_machine.travel(timezone.now() + LATER, tick=False):
            settle_letters()
            deliver_letters()
        assert len(server.received) == 1
    state, error, is_kept = outcome()
    assert (state, is_kept) == ("doubtful", True)
    assert error == "Det avbröts medan det skickades. Ingen vet om det kom fram."


@pytest.mark.one_database
@pytest.mark.parametrize("behaviour", [{"hangs_at": "QUIT"}, {"drops_at": "QUIT"}])
def test_what_the_server_has_taken_is_sent_even_if_it_never_says_goodbye(
    settings, monkeypatch, behaviour
):
    monkeypatch.setattr("home.mail.smtp.POLITE", 0.1)
    with mail_server(**behaviour) as server:
        use(settings, server.port)
        write("anna@example.org", "bo@example.org")
        deliver_letters()
    assert server.recipients == ["anna@example.org", "bo@example.org"]
    assert {letter.state for letter in Letter.objects.all()} == {"sent"}


@pytest.mark.one_database
def test_a_server_that_is_not_there_costs_one_try_and_not_one_for_each_letter(settings):
    with mute_server() as port:
        use(settings, port)
        write("anna@example.org", "bo@example.org")
        postman = Postman()
        postman.deliver_due(Letter.objects)
        postman.deliver_due(Letter.objects)
    letters = Letter.objects.order_by("pk")
    assert [(letter.state, letter.attempts) for letter in letters] == [("queued", 1), ("queued", 0)]
    # The second one has not waited for nothing: it is the first to go when the server is back.
    assert Letter.objects.due(timezone.now()).first() == letters[1]


def test_the_tries_come_less_and_less_often(settings):
    waits = []
    with mute_server() as port:
        use(settings, port)
        settings.EMAIL_TIMEOUT = 0.01
        write("anna@example.org")
        for _ in range(6):
            now = Letter.objects.get().due
            with time_machine.travel(now, tick=False):
                deliver_letters()
            waits.append((Letter.objects.get().due - now).total_seconds())
    assert waits == [5, 15, 60, 120, 300, 300]


@pytest.mark.one_database
def test_one_bad_letter_holds_up_no_other(settings):
    with mail_server(
        answers={"stopp@example.org": "550 no", "sen@example.org": "451 later"}
    ) as server:
        use(settings, server.port)
        write("stopp@example.org", "å@example.org", "sen@example.org", "bo@example.org")
        Letter.objects.filter(recipient="å@example.org").update(content="{}")
        deliver_letters()
    assert server.recipients == ["bo@example.org"]
    states = dict(Letter.objects.values_list("recipient", "state"))
    assert states == {
        "stopp@example.org": "failed",
        "å@example.org": "failed",
        "sen@example.org": "queued",
        "bo@example.org": "sent",
    }


@pytest.mark.one_database
def test_a_server_that_answers_just_in_time_for_ever_is_broken_off(settings, monkeypatch):
    monkeypatch.setattr(delivery, "LONGEST", 0.5)
    with mail_server(delay=0.2) as server:
        use(settings, server.port)
        write("anna@example.org")
        deliver_letters()
    assert outcome() == ("queued", SILENT, True)


@pytest.mark.one_database
def test_a_slow_server_gets_every_letter_once(settings):
    with mail_server(delay=0.02) as server:
        use(settings, server.port)
        write(*(f"{number}@example.org" for number in range(5)))
        deliver_letters()
    assert server.recipients == [f"{number}@example.org" for number in range(5)]
    assert server.connections == 1


def test_the_work_does_not_begin_a_letter_that_it_has_no_time_for(settings):
    with mail_server() as server:
        use(settings, server.port)
        write("anna@example.org")
        Postman().deliver_due(Letter.objects, seconds=0)
        Postman().deliver_due(Letter.objects, is_stopped=lambda: True)
        assert server.received == []
    assert Letter.objects.get().attempts == 0


@pytest.mark.one_database
def test_no_log_holds_an_address(settings, caplog):
    answer = "550 anna@example.org is unknown"
    with mail_server(answers={"RCPT": answer}) as server:
        use(settings, server.port)
        with letter_options(priority=Priority.AWAITED):
            write("anna@example.org")
        deliver_letters()
    assert "Letter" in caplog.text
    assert "@" not in caplog.text
    assert answer in Letter.objects.get().error
