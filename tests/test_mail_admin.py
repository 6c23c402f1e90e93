"""Outgoing mail in the admin, and the mail that the admin itself writes."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from home.faults import current_faults
from home.mail.delivery import deliver_letters, settle_letters
from home.mail.letter import Letter
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = "/admin/utgaende-epost/"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"


def deliver(settings):
    settings.MAIL_TRANSPORT = LOCMEM
    deliver_letters()


def letter(state, subject="Hej"):
    EmailMessage(subject, "Hemligt innehåll", "vi@example.org", ["anna@example.org"]).send()
    written = Letter.objects.get(subject=subject)
    if state != "queued":
        written.set_state(state, "Det avbröts.")
    return written


def test_administrators_see_what_became_of_each_letter_and_never_what_it_says(client, editor):
    client.force_login(editor)
    written = letter("doubtful")
    for address in (LIST, f"{LIST}inspect/{written.pk}/", f"{LIST}{written.pk}/skicka-igen/"):
        page = client.get(address).text
        assert "anna@example.org" in page, address
        assert "Osäkert" in page, address
        assert "Hemligt" not in page, address
    assert client.get(f"{LIST}?state__exact=sent").text.count("anna@example.org") == 0


def test_editors_neither_see_nor_send_letters(client, redaktor):
    client.force_login(redaktor)
    written = letter("doubtful")
    for address in (LIST, f"{LIST}inspect/{written.pk}/", f"{LIST}{written.pk}/kasta/"):
        assert client.post(address).status_code == 302, address
        assert "Osäkert" not in client.get(address, follow=True).text
    written.refresh_from_db()
    assert written.state == "doubtful"


@pytest.mark.parametrize("state", ["failed", "doubtful"])
def test_a_letter_is_sent_again_only_when_an_administrator_means_it(
    client, editor, settings, state
):
    client.force_login(editor)
    written = letter(state)
    address = f"{LIST}{written.pk}/skicka-igen/"
    assert address in client.get(LIST).text
    assert "får mottagaren det två gånger" in client.get(address).text
    deliver(settings)
    assert not mail.outbox
    assert client.post(address, follow=True).text.count("Brevet skickas igen.") == 1
    deliver(settings)
    assert len(mail.outbox) == 1
    assert "inte längre i det läget" in client.post(address, follow=True).text
    assert "inte längre i det läget" in client.get(address, follow=True).text


@pytest.mark.parametrize("state", ["queued", "failed", "doubtful"])
def test_a_letter_that_is_thrown_away_is_not_sent_and_says_nothing_any_more(
    client, editor, settings, state
):
    client.force_login(editor)
    written = letter(state)
    client.get(f"{LIST}{written.pk}/kasta/")
    assert Letter.objects.get().content
    assert "Brevet är kastat." in client.post(f"{LIST}{written.pk}/kasta/", follow=True).text
    deliver(settings)
    assert not mail.outbox
    assert (Letter.objects.get().state, Letter.objects.get().content) == ("discarded", "")


@pytest.mark.parametrize("state", ["sending", "sent", "discarded"])
def test_what_is_under_way_or_settled_is_left_alone(client, editor, state):
    client.force_login(editor)
    written = letter(state)
    page = client.get(LIST).text
    for name in ("skicka-igen", "kasta"):
        assert f"{LIST}{written.pk}/{name}/" not in page
        client.post(f"{LIST}{written.pk}/{name}/")
    assert Letter.objects.get().state == state


def test_a_letter_that_is_not_there_is_404(client, editor):
    client.force_login(editor)
    for address in (f"{LIST}9{'0' * 30}/kasta/", f"{LIST}7/skicka-igen/", f"{LIST}?p=\0"):
        assert client.get(address).status_code == 404, address


def told():
    return {fault.sentence: fault.url for fault in current_faults() if fault.part == "E-post"}


def test_letters_that_wait_long_or_failed_or_are_in_doubt_are_told():
    assert told() == {}
    letter("queued", "a")
    letter("failed", "b")
    letter("failed", "c")
    letter("doubtful", "d")
    assert told() == {
        "2 brev gick inte att skicka.": f"{LIST}?state__exact=failed",
        "1 brev kan ha kommit fram eller inte.": f"{LIST}?state__exact=doubtful",
    }
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert "1 brev har väntat i mer än en kvart." in told()


def ask_for_a_new_password(client):
    return client.post("/admin/password_reset/", {"email": "red@example.org"})


def test_a_new_password_is_asked_for_without_waiting_for_the_mail_server(
    client, redaktor, settings
):
    redaktor.email = "red@example.org"
    redaktor.save()
    letter("queued", "Annat")
    assert ask_for_a_new_password(client).status_code == 302
    assert not mail.outbox
    deliver(settings)
    first, _other = mail.outbox
    assert first.to == ["red@example.org"]
    link = next(word for word in first.body.split() if "/password_reset/" in word)
    assert client.get(link.partition("localhost")[2], follow=True).status_code == 200
    assert "reset" not in "".join(Letter.objects.values_list("content", flat=True))


def test_a_link_that_is_no_longer_good_is_not_sent(client, redaktor, settings):
    redaktor.email = "red@example.org"
    redaktor.save()
    ask_for_a_new_password(client)
    later = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1)
    with time_machine.travel(later, tick=False):
        deliver(settings)
        settle_letters()
    assert not mail.outbox
    assert Letter.objects.get().content == ""


def test_nobody_can_fill_somebody_elses_letter_box(client, redaktor):
    redaktor.email = "red@example.org"
    redaktor.save()
    answers = {ask_for_a_new_password(client)["Location"] for _ in range(7)}
    assert Letter.objects.count() == 5
    assert len(answers) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1), tick=False):
        ask_for_a_new_password(client)
    assert Letter.objects.count() == 6


def test_a_page_sent_for_approval_is_told_without_waiting_for_the_mail_server(
    client, editor, redaktor, settings
):
    site = SmallSite()
    page = site.add_text_page("Om oss")
    editor.email = "chef@example.org"
    editor.save()
    group = Group.objects.create(name="Styrgruppen")
    task = GroupApprovalTask.objects.create(name="Granska")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Granskning")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    page.save_revision(user=redaktor)
    workflow.start(page, redaktor)
    assert not mail.outbox
    deliver(settings)
    assert {tuple(message.to) for message in mail.outbox} == {("chef@example.org",)}
    assert all(row.priority == 2 for row in Letter.objects.all())
