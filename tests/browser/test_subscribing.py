"""The whole life of a subscriber in a browser, its mails read from the mail server."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from home.mail.delivery import deliver_letters
from news.models import Subscriber
from news.sending.work import run_sendings
from tests.mail_server import mail_server, use
from tests.pages import SmallSite
from tests.sending import add_issue, order

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def page(chromium, live_server, transactional_db):
    SmallSite()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def latest_link(server):
    """Deliver what waits; return the path of the link in the latest mail."""
    deliver_letters()
    text = server.received[-1].get_payload(decode=True).decode()
    return re.search(r"http://localhost(/\S+)", text)[1]


def let_a_scanner_open(page, server):
    """Open every link of every mail, as what looks for viruses does; nothing comes of it."""
    before = list(Subscriber.objects.values())
    for mail in server.received:
        for path in re.findall(r"http://localhost(/\S+)", mail.get_payload(decode=True).decode()):
            for method in ("GET", "HEAD", "POST"):
                assert page.request.fetch(path, method=method).status < 500
    assert list(Subscriber.objects.values()) == before


def test_the_whole_life_of_a_subscriber(page, settings):
    def says(heading):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)

    def subscribe():
        with time_machine.travel("2021-05-26 12:15:00+02:00"):
            page.goto("/vad-vi-gor/larandelunch/")
            page.get_by_label("E-postadress för nyhetsbrev").fill("anna@exempel.se")
            page.keyboard.press("Enter")
            says("Prenumerera")
        expect(page.get_by_label("Din e-postadress")).to_have_value("anna@exempel.se")
        page.get_by_role("main").get_by_role("button", name="Prenumerera").click()
        expect(page.locator(".message-error")).to_be_focused()
        page.get_by_role("link", name="Kryssa i att vi får spara").click()
        page.keyboard.press("Space")
        page.get_by_role("main").get_by_role("button", name="Prenumerera").click()
        says("Kolla din e-post")
        link = latest_link(server)
        let_a_scanner_open(page, server)
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            page.goto(link)
            says("Länken gäller inte längre")
        page.goto(f"{link.rstrip('/')}x/")
        says("Den här länken känner vi inte igen")
        page.goto(link)
        says("Bekräfta din prenumeration")
        page.get_by_role("button", name="Ja, jag vill prenumerera").click()
        says("Din prenumeration")
        expect(page.get_by_role("status")).to_have_text("Klart. Nu prenumererar du.")
        page.goto(link)
        says("Du har redan bekräftat")
        page.go_back()

    with mail_server() as server:
        use(settings, server.port)
        subscribe()
        page.get_by_text("Bara nya evenemang i Lärandelunch").click()
        page.get_by_text("Nyhetsbrevet, när").click()
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_role("status")).to_have_text("Sparat.")
        assert [str(topic) for topic in Subscriber.objects.get().topics] == [
            "Nya evenemang i Lärandelunch"
        ]
        with time_machine.travel("2021-05-26 12:15:00+02:00"):
            page.goto("/nyhetsbrev/prenumeration/")
        page.get_by_label("Din e-postadress").fill("Anna@exempel.se")
        page.get_by_role("button", name="Mejla mig länken").click()
        says("Kolla din e-post")
        own = latest_link(server)
        let_a_scanner_open(page, server)
        page.goto(own)
        page.get_by_role("button", name="Avsluta prenumerationen").click()
        says("Du prenumererar inte längre")
        assert not Subscriber.objects.exists()
        subscribe()
        # The link of before leads to nobody now.
        page.goto(own)
        says("Du prenumererar inte längre")
        assert Subscriber.objects.get().newsletter
        order(add_issue())
        run_sendings()
        deliver_letters()
        issue = server.received[-1]
        assert issue["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = issue["List-Unsubscribe"].strip().strip("<>").removeprefix("http://localhost")
        left = page.request.post(path, form={"List-Unsubscribe": "One-Click"})
        assert left.status == 200
        assert not Subscriber.objects.exists()
        assert set(server.recipients) == {"anna@exempel.se"}
