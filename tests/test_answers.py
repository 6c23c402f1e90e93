"""An answer to a message is written in the inbox, sent once, and kept as long as the message."""

import pytest
from django.urls import reverse

from home.inbox.answer import Answer
from home.inbox.message import Message
from home.mail.delivery import deliver_letters
from home.models import Letter, SiteSettings
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database


@pytest.fixture
def message(db):
    SiteSettings.objects.update(contact_email="vi@example.org")
    return Message.objects.create(name="Anna Öst", email="anna@example.org", text="Kan vi komma?")


@pytest.fixture
def client(client, redaktor):
    SmallSite()
    client.force_login(redaktor)
    return client


def address(message):
    return reverse("answer_message", args=[message.pk])


def answer(client, message, text="Ja, välkomna!", number=0):
    return client.post(address(message), {"text": text, "number": number})


def test_the_answer_is_mailed_with_the_question_and_kept_with_the_message(
    client, message, mailoutbox, redaktor
):
    assert address(message) in client.get("/admin/inkorg/").content.decode()
    assert "Kan vi komma?" in client.get(address(message)).content.decode()
    shown = client.get(answer(client, message).url).content.decode()
    assert "Ja, välkomna!" in shown
    message.refresh_from_db()
    assert message.state == Message.State.ANSWERED
    deliver_letters()
    (mail,) = mailoutbox
    assert (mail.to, mail.reply_to) == (["anna@example.org"], ["vi@example.org"])
    assert mail.body.index("Ja, välkomna!") < mail.body.index("Kan vi komma?")
    kept = Answer.objects.get()
    assert (kept.user, kept.said) == (redaktor, "Skickat")
    kept.mailed, kept.mail_error = None, "550 Finns inte"
    assert kept.said == "Inte skickat. 550 Finns inte"


def test_who_answers_is_told_where_nobody_can_answer_back(client, message):
    told = "kan därför inte svara tillbaka"
    assert told not in client.get(address(message)).content.decode()
    SiteSettings.objects.update(contact_email="")
    assert told in client.get(address(message)).content.decode()


def test_an_answer_that_is_sent_twice_goes_once_and_is_told_of(client, message):
    answer(client, message)
    again = answer(client, message, "Nej, tyvärr.")
    assert "Någon har svarat under tiden" in again.content.decode()
    assert "Nej, tyvärr." in again.content.decode()
    assert 'name="number" value="1"' in again.content.decode()
    assert Answer.objects.count() == Letter.objects.count() == 1
    answer(client, message, "Nej, tyvärr.", number=1)
    assert Answer.objects.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "ö" * 10_001])
def test_an_empty_or_endless_answer_is_refused_in_words_and_nothing_is_lost(client, message, text):
    html = answer(client, message, text).content.decode()
    assert "error-message" in html
    assert text.strip() in html
    assert not Answer.objects.exists()


def test_headers_cannot_be_put_into_the_letter(client, message, mailoutbox):
    Message.objects.update(name="A\r\nBcc: b@example.org", text="x\r\nBcc: c@example.org")
    answer(client, message, "\r\nBcc: d@example.org\r\n\u202e عربي")
    deliver_letters()
    assert mailoutbox[0].recipients() == ["anna@example.org"]


def test_the_answer_and_its_letter_go_with_the_message(client, message):
    answer(client, message)
    message.delete()
    assert not Answer.objects.exists()
    assert not Letter.objects.exists()


def test_who_may_not_change_messages_answers_none(client, message, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody"))
    answer(client, message)
    assert not Answer.objects.exists()
