"""The contact form in a browser without JavaScript."""

import pytest
import time_machine
from playwright.sync_api import expect

from home.inbox.message import Message
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def page(chromium, live_server, transactional_db):
    site = SmallSite()
    form = [("contact_form", {"heading": "Skriv till oss", "text": ""})]
    site.add_text_page("Kontakt", slug="kontakt", body=form)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_mistakes_take_focus_and_are_mended_with_the_keyboard(page):
    with time_machine.travel("2021-05-26 12:15:00+02:00"):
        page.goto("/kontakt/")
    page.get_by_label("Ditt namn").fill("Anna Öst")
    page.get_by_label("Ditt meddelande").fill("Kan vi vara med?")
    page.get_by_role("button", name="Skicka meddelandet").click()

    expect(page.locator(".message-error")).to_be_focused()
    expect(page.get_by_label("Ditt namn")).to_have_value("Anna Öst")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Din e-postadress")).to_be_focused()
    page.keyboard.type("anna@example.org")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Tack för ditt meddelande")
    assert Message.objects.get().text == "Kan vi vara med?"
    assert page.context.cookies() == []


def test_the_trap_cannot_be_seen_or_reached_by_tab(page):
    page.goto("/kontakt/")
    trap = page.locator("[name=website]")
    box = trap.bounding_box()
    assert box["x"] + box["width"] < 0
    page.get_by_label("Ditt meddelande").focus()
    page.keyboard.press("Tab")
    expect(trap).not_to_be_focused()
