"""Every letter of the site is a row first: what is kept of it, and in which order it is sent."""

from datetime import timedelta
from email import message_from_string
from email.mime.base import MIMEBase

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from home.mail.delivery import deliver_letters, settle_letters
from home.mail.letter import KEPT_DAYS, TRIED_FOR, Letter, Priority, letter_options

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NUMBERS = {2: "två", 3: "tre", 4: "fyra", 5: "fem"}


@pytest.fixture(autouse=True)
def _queue(settings):
    """Let letters wait, as they do for a real server, until the work delivers them here."""
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"

    def deliver():
        settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
        deliver_letters()
        settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"

    return deliver


@pytest.fixture
def deliver(_queue):
    """The work that delivers what is due into `mail.outbox`."""
    return _queue


def write(subject="Hej", to=("anna@example.org",), body="Text", **fields):
    EmailMessage(subject, body, "vi@example.org", to, **fields).send()


def everything_in_it():
    message = EmailMultiAlternatives(
        "Träff på fredag – ”kom”",
        "Hej å ä ö \0 \U0001f600\n.\nFrån början\n" + "ord " * 500,
        "Malmöandan <vi@example.org>",
        ["Anna Öst <anna@example.org>", "bo@example.org"],
        ["hemlig@example.org"],
        cc=["cc@example.org"],
        reply_to=["svar@example.org"],
        headers={"X-Own": "ja", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative("<p>Hej å</p>", "text/html")
    message.attach("å.txt", "text å", "text/plain")
    message.attach("bild.png", bytes(range(256)), "image/png")
    message.attach("brev.eml", message_from_string("Subject: x\n\ny"), "message/rfc822")
    part = MIMEBase("application", "x-own")
    part.set_payload("own")
    part["Content-ID"] = "<own>"
    message.attach(part)
    return message


def html_alone():
    message = EmailMessage("Hej", "<p>å</p>", "vi@example.org", ["anna@example.org"])
    message.content_subtype = "html"
    message.encoding = "iso-8859-1"
    return message


def parts(message):
    """Return the headers and the content of all parts of a message, without its boundaries."""
    return [
        (
            [(k, v.partition("; boundary")[0]) for k, v in part.items()],
            None if part.is_multipart() else part.get_payload(decode=True),
        )
        for part in message.message().walk()
    ]


@pytest.mark.one_database
@pytest.mark.parametrize("make", [everything_in_it, html_alone])
def test_a_letter_is_the_message_that_was_written_part_by_part(make):
    original = make()
    original.send()
    letter = Letter.objects.first().message()
    # Both are given when a letter is written, where the message has none of its own.
    original.extra_headers |= {name: letter.message()[name] for name in ("Message-ID", "Date")}
    assert parts(letter) == parts(original)
    assert type(letter.body) is str


def test_each_recipient_has_a_letter_whose_headers_hide_who_is_hidden(deliver):
    everything_in_it().send()
    deliver()
    assert sorted(letter.recipients()[0] for letter in mail.outbox) == [
        "Anna Öst <anna@example.org>",
        "bo@example.org",
        "cc@example.org",
        "hemlig@example.org",
    ]
    assert all("hemlig" not in letter.message().as_string() for letter in mail.outbox)
    assert len({letter.message()["Message-ID"] for letter in mail.outbox}) == 1


def test_nothing_is_sent_before_the_work_comes_and_then_what_it_says_is_erased(deliver):
    write(body="Hemligt")
    assert not mail.outbox
    assert "Hemligt" in Letter.objects.get().content
    deliver()
    assert [letter.body for letter in mail.outbox] == ["Hemligt"]
    letter = Letter.objects.get()
    assert (letter.state, letter.content, letter.error) == ("sent", "", "")
    assert letter.settled
    deliver()
    assert len(mail.outbox) == 1


def test_what_stays_on_this_machine_is_delivered_at_once(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    write()
    assert len(mail.outbox) == 1
    assert Letter.objects.get().state == "sent"


def test_a_transaction_that_is_rolled_back_takes_its_letters_along():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


def test_a_second_letter_with_the_same_key_to_the_same_recipient_is_none(deliver):
    for to in (["anna@example.org"], ["anna@example.org", "bo@example.org"]):
        with letter_options(key="nummer-1"):
            write(to=to)
    deliver()
    with letter_options(key="nummer-1"):
        write()
    deliver()
    assert [letter.recipients() for letter in mail.outbox] == [
        ["anna@example.org"],
        ["bo@example.org"],
    ]
    write()
    write()
    deliver()
    assert len(mail.outbox) == 4


@pytest.mark.one_database
def test_a_message_that_cannot_be_one_is_refused_where_it_is_written():
    with pytest.raises(BadHeaderError):
        write("Hej\nBcc: x@example.org")
    assert not Letter.objects.exists()
    write(to=[])
    assert not Letter.objects.exists()


def test_what_somebody_waits_for_goes_first_and_then_what_waited_longest(deliver):
    write("gammalt")
    with time_machine.travel(timezone.now() + MINUTE, tick=False):
        write("nytt")
        write("arbete", headers={"Auto-Submitted": "auto-generated"})
        with letter_options(priority=Priority.AWAITED):
            write("lösenord")
        deliver()
    assert [letter.subject for letter in mail.outbox] == ["lösenord", "arbete", "gammalt", "nytt"]


def test_what_has_become_useless_is_neither_sent_nor_kept(deliver):
    with letter_options(tried_until=timezone.now() + MINUTE, secret=True):
        write(body="Hemligt")
    with time_machine.travel(timezone.now() + 2 * MINUTE, tick=False):
        deliver()
        settle_letters()
        letter = Letter.objects.get()
    assert not mail.outbox
    assert (letter.state, letter.content) == ("failed", "")
    assert letter.error == "Det gick inte att skicka i tid."
    assert not letter.can_be_sent_again


def test_a_letter_that_could_not_be_sent_for_days_is_given_up_and_can_be_sent_by_hand(deliver):
    write()
    with time_machine.travel(timezone.now() + TRIED_FOR + MINUTE, tick=False):
        settle_letters()
        letter = Letter.objects.get()
        assert letter.state == "failed"
        assert letter.send_again()
        deliver()
    assert len(mail.outbox) == 1


def test_a_claimed_letter_is_nobody_elses():
    write("ett")
    write("två")
    now = timezone.now()
    claimed = [Letter.objects.claim(now) for _ in range(3)]
    assert [letter and letter.subject for letter in claimed] == ["ett", "två", None]


def test_a_letter_whose_sender_died_is_in_doubt_and_never_sent_again_by_itself(deliver):
    write(body="Hemligt")
    Letter.objects.claim(timezone.now())
    settle_letters()
    assert Letter.objects.get().state == "sending"
    with time_machine.travel(timezone.now() + 16 * MINUTE, tick=False):
        settle_letters()
        deliver()
        letter = Letter.objects.get()
        assert letter.state == "doubtful"
        assert not mail.outbox
        assert letter.send_again()
        deliver()
    assert len(mail.outbox) == 1


def test_a_sender_who_comes_back_late_says_what_it_knows():
    write()
    letter = Letter.objects.claim(timezone.now())
    with time_machine.travel(timezone.now() + 16 * MINUTE, tick=False):
        settle_letters()
    assert letter.set_state(Letter.State.SENT)
    assert Letter.objects.get().state == "sent"


def test_what_was_decided_meanwhile_stands():
    write()
    read = Letter.objects.get()
    Letter.objects.claim(timezone.now())
    assert not read.discard()
    assert Letter.objects.get().state == "sending"


def test_letters_are_forgotten_when_they_have_been_kept_for_their_time(deliver):
    write("skickat")
    deliver()
    write("kastat")
    Letter.objects.get(subject="kastat").discard()
    write("väntar")
    with time_machine.travel(timezone.now() + timedelta(days=KEPT_DAYS - 1), tick=False):
        settle_letters()
        assert Letter.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(days=KEPT_DAYS, minutes=1), tick=False):
        settle_letters()
        assert [letter.subject for letter in Letter.objects.all()] == ["väntar"]


@pytest.mark.one_database
def test_the_page_on_personal_data_says_how_long_letters_are_kept():
    text = (settings.BASE_DIR / "content" / "personuppgifter.yaml").read_text()
    assert f"i högst {NUMBERS[TRIED_FOR.days]} dagar" in text
    assert text.count(f"efter {KEPT_DAYS} dagar") == 1
    assert text.count(f"högst {KEPT_DAYS} dagar") == 1
