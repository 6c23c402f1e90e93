"""A Redaktör sends an issue and follows it: confirms, looks on, pauses, goes on, sends again."""

import pytest
from playwright.sync_api import expect

from home.mail.delivery import deliver_letters
from home.mail.letter import Letter
from news.sending.work import run_sendings
from tests.sending import TRANSPORT, add_issue, address, subscribe

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_an_issue_is_sent_and_followed(admin, settings):
    def deliver():
        settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
        deliver_letters()
        settings.MAIL_TRANSPORT = TRANSPORT

    def press(name):
        """Press a button of the sending, and the one that says the same of who means it."""
        admin.get_by_role("link", name=name, exact=True).click()
        admin.get_by_role("button", name=name, exact=True).click()

    def shows(state, *rows):
        """Look on for as long as the page waits before it asks again: nothing is loaded anew."""
        admin.clock.fast_forward("00:04")
        expect(admin.locator("#progress strong")).to_have_text(f"{state}.")
        for row in rows:
            expect(admin.get_by_role("row", name=row, exact=True)).to_be_visible()

    settings.MAIL_TRANSPORT, settings.BULK_MAIL_RATE = TRANSPORT, 2
    subscribe(1, 2, 3)
    admin.clock.install()
    admin.goto(f"/admin/utskick/nytt/{add_issue().pk}/")
    expect(admin.get_by_role("main")).to_contain_text("Brevet går till tre prenumeranter (3).")
    admin.get_by_role("button", name="Skicka till 3 prenumeranter").click()
    shows("Väntar på sin tid")
    run_sendings()
    deliver()
    shows("Skickas", "Skickade 2", "Väntar 1")
    press("Pausa")
    shows("Pausat", "Skickade 2", "Väntar 1")
    press("Fortsätt")
    shows("Skickas", "Skickade 2", "Väntar 1")
    settings.BULK_MAIL_RATE = 0
    deliver()
    Letter.objects.filter(recipient=address(3)).update(state="failed", error="550 nej")
    run_sendings()
    shows("Klart", "Skickade 2", "Gick inte 1")
    press("Skicka igen")
    expect(admin.locator(".messages")).to_contain_text("1 brev skickas igen.")
    deliver()
    run_sendings()
    shows("Klart", "Skickade 3", "Gick inte 0", "Har avslutat prenumerationen efteråt 0")


def test_whoever_is_logged_out_while_a_sending_is_followed_is_told(admin, settings):
    settings.MAIL_TRANSPORT = TRANSPORT
    subscribe(1)
    admin.clock.install()
    admin.goto(f"/admin/utskick/nytt/{add_issue().pk}/")
    admin.get_by_role("button", name="Skicka till 1 prenumerant").click()
    expect(admin.locator("#progress strong")).to_have_text("Väntar på sin tid.")
    admin.context.clear_cookies(name="sessionid")
    admin.clock.fast_forward("00:04")
    expect(admin.locator("#saving-dialog[open] h2").filter(visible=True)).to_have_text(
        "Du är utloggad"
    )
