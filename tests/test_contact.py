"""The contact form: what a visitor meets, and where the message goes."""

import re
import smtplib

import pytest
import time_machine
from django.core import mail
from wagtail.models import PageViewRestriction

from home.inbox.admin import MessageAdmin
from home.inbox.mail import queue_missed_notifications
from home.inbox.message import Message
from home.mail.letter import Letter
from home.models import SiteSettings
from tests.contact_form import FORM, WRITTEN, fields, make_contact_site, send, soup

pytestmark = pytest.mark.one_database


@pytest.fixture
def site(db):
    return make_contact_site()


def test_a_message_is_stored_mailed_and_thanked_for(client, site):
    response = send(client, {"about": str(site.activity.pk)})
    assert (response.status_code, response["Location"]) == (303, "/meddelande/tack/")
    message = Message.objects.get()
    assert (message.name, message.email, message.about_id) == (
        "Anna Öst",
        "anna@example.org",
        site.activity.pk,
    )
    assert message.text.splitlines() == ["Hej!", "", "Kan vi vara med?"]
    assert (message.state, message.mail_error) == ("new", "")
    assert message.mailed
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["hej@example.org"], ["anna@example.org"])
    assert "Kan vi vara med?" in sent.body
    assert "Lärandelunch" in sent.body
    assert f"/admin/inkorg/inspect/{message.pk}/" in sent.body


def test_an_address_pasted_with_signs_that_nobody_sees_is_taken_without_them(client, site):
    send(client, {"email": "\u202aanna@exam\u200bple.org\u202c"})
    assert Message.objects.get().email == "anna@example.org"


def test_the_thanks_say_what_happens_next_and_when_the_message_is_erased(client, site):
    text = soup(client.get("/meddelande/tack/")).main.text
    assert "Tack för ditt meddelande" in text
    assert "svarar till den e-postadress" in text
    assert "allmän handling" in text
    assert "Vi tar bort meddelandet efter 90 dagar" in text


def test_whoever_writes_is_told_beforehand_what_becomes_of_it(client, site):
    form = soup(client.get("/kontakt/")).find("form", action="/meddelande/")
    assert "allmän handling" in form.text
    assert "Vi tar bort meddelandet efter 90 dagar" in form.text
    assert form.find("a", href="/personuppgifter/").text == "Så behandlar vi personuppgifter"


def test_neither_form_nor_thanks_set_a_cookie_or_vary_by_visitor(client, site):
    for response in (client.get("/kontakt/"), send(client), client.get("/meddelande/tack/")):
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_every_field_has_a_label_a_known_purpose_and_a_help_text(client, site):
    form = soup(client.get("/kontakt/")).find("form", action="/meddelande/")
    for name, purpose in (("name", "name"), ("email", "email"), ("about", None), ("text", None)):
        field = form.find(attrs={"name": name})
        assert form.find("label", attrs={"for": field["id"]})
        assert field.get("autocomplete") == purpose
        for described in field.get("aria-describedby", "").split():
            assert form.find(id=described)


def test_only_activities_that_a_visitor_may_see_can_be_chosen(client, site):
    hidden = site.add_activity(title="Utkast")
    hidden.unpublish()
    private = site.add_activity(title="Hemligt")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    options = soup(client.get("/kontakt/")).find("select").find_all("option")
    assert [option.text for option in options] == ["Något annat", "Lärandelunch"]
    response = send(client, {"about": str(hidden.pk)})
    assert response.status_code == 422
    assert "Välj något i listan." in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": " "}, "name", "Skriv ditt namn."),
        ({"name": "a" * 121}, "name", "Namnet är för långt"),
        ({"email": ""}, "email", "Skriv din e-postadress"),
        ({"email": "anna.example.org"}, "email", "Skriv en hel e-postadress"),
        ({"email": "anna@example.org\nBcc: x@example.org"}, "email", "Skriv en hel e-postadress"),
        ({"text": ""}, "text", "Skriv ditt meddelande."),
        ({"text": "x" * 5001}, "text", "du har skrivit 5001"),
        ({"text": "NUL \0"}, "text", "Null-tecken"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_written_is_lost(
    client, site, changes, field, message
):
    response = send(client, changes)
    assert response.status_code == 422
    page = soup(response)
    assert page.h1.text == "Kontakt"
    control = page.find(id=f"message-{field}")
    assert control["aria-invalid"] == "true"
    assert message in page.find(id=f"message-{field}_error").text
    assert f"message-{field}_error" in control["aria-describedby"]
    assert page.title.text == "Fel: Kontakt – Malmöandan"
    summary = page.find(role="alert")
    assert summary.h2.text == "Meddelandet kunde inte skickas. Rätta det här:"
    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    assert message in summary.find("a", href=f"#message-{field}").text
    kept = fields(response)
    for name in WRITTEN.keys() - {field}:
        assert kept[name].split() == WRITTEN[name].split()
    assert not Message.objects.exists()


def test_the_page_that_the_form_stands_on_comes_back_with_the_errors(client, site):
    site.landing.body = FORM
    site.landing.save()
    response = send(client, {"email": ""}, path="/vad-vi-gor/")
    assert soup(response).h1.text == "Vad vi gör"
    assert response.status_code == 422


@pytest.mark.parametrize("pk", ["", "0", "-1", "9" * 5000, "x", "1'--", "\0", "²"])
def test_a_forged_page_gives_the_first_page_with_a_form(client, site, pk):
    response = send(client, {"email": "", "page": pk})
    assert response.status_code == 422
    assert soup(response).h1.text == "Kontakt"


def test_a_page_that_is_not_public_is_never_shown_with_errors(client, site):
    private = site.add_text_page("Hemligt", body=FORM)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    response = send(client, {"email": "", "page": str(private.pk)})
    assert "Hemligt" not in response.content.decode()


def test_where_no_page_has_a_form_an_error_has_nowhere_to_be_shown(client, site):
    site.contact.delete()
    assert client.post("/meddelande/", {}).status_code == 404
    assert client.get("/meddelande/").status_code == 404


def test_the_address_of_the_form_leads_to_the_form(client, site):
    response = client.get("/meddelande/")
    assert (response.status_code, response["Location"]) == (302, "/kontakt/")


def test_a_name_on_several_lines_reaches_no_header(client, site):
    assert send(client, {"name": "Anna\r\nBcc: spam@example.org"}).status_code == 303
    (sent,) = mail.outbox
    assert sent.subject == "Meddelande från Anna Bcc: spam@example.org"
    assert sent.message()["Bcc"] is None


SILENT = "E-postservern svarar inte som den ska. Nytt försök görs."


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(111, "Connection refused"), SILENT),
        (TimeoutError("timed out"), SILENT),
        (
            smtplib.SMTPRecipientsRefused({"hej@example.org": (550, b"no")}),
            "Servern tar inte emot brevet: 550 no",
        ),
    ],
)
def test_a_failing_mail_server_loses_nothing_and_is_not_the_visitors_problem(
    client, site, monkeypatch, caplog, error, told
):
    def refuse(self, messages):
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert send(client).status_code == 303
    message = Message.objects.get()
    assert message.mailed is None
    assert message.mail_error == told
    assert type(error).__name__ in caplog.text
    assert not re.search(r"@example\.org", caplog.text)


def test_a_queue_that_cannot_be_written_to_loses_nothing_and_the_work_makes_it_good(
    client, site, monkeypatch
):
    with monkeypatch.context() as broken:
        broken.setattr(Letter, "store", lambda letter: 1 / 0)
        assert send(client).status_code == 303
    message = Message.objects.get()
    assert (message.mailed, message.mail_error) == (
        None,
        "Det gick inte att lägga i kö. Nytt försök görs.",
    )
    with time_machine.travel(message.received, tick=False):
        queue_missed_notifications()
        queue_missed_notifications()
    message.refresh_from_db()
    assert message.mailed
    assert not message.mail_error
    (sent,) = mail.outbox
    assert f"http://localhost/admin/inkorg/inspect/{message.pk}/" in sent.body


def test_the_inbox_follows_the_letter_that_hands_a_message_on(client, site, settings):
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    send(client)
    shown = MessageAdmin().handed_on
    assert shown(Message.objects.get()) == "Väntar"
    letter = Letter.objects.get()
    letter.set_state(Letter.State.DOUBTFUL, "Det avbröts.")
    assert shown(Message.objects.get()) == "Nej. Det avbröts."
    letter.set_state(Letter.State.SENT)
    assert shown(Message.objects.get()) == "Ja"


def test_without_an_address_to_mail_to_the_message_waits_in_the_inbox(client, site):
    SiteSettings.objects.update(contact_email="")
    assert send(client).status_code == 303
    assert Message.objects.get().mail_error == "Webbplatsens uppgifter saknar en e-postadress."
    assert not mail.outbox
