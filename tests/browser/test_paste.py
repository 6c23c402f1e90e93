"""A Redaktör makes the draft of a pasted invitation, with nothing but a keyboard."""

import pytest
from playwright.sync_api import expect

from activities.models import EventPage
from tests.browser.axe import AXE, run_axe
from tests.browser.test_event_editor import PATIENCE, tab_to
from tests.pages import SmallSite

# The group and the root page come from migrations and have to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MAIL = """<style>p { color: red }</style><h1>Samtal om  torget</h1>
<p>När: onsdag 5 maj 2021 kl. 18–20<br>Var: Panora, Friisgatan 19 D</p>
<p><a href="https://example.org/anmalan">Anmäl dig
här</a>. <a href="https://zoom.us/j/123456789?pwd=x">Delta på nätet</a></p>"""
PASTE = """(html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  document.activeElement.dispatchEvent(new ClipboardEvent(
    "paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_mail_becomes_the_draft_of_an_event_with_the_keyboard_alone(page, redaktor):
    activity = SmallSite().activity
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto("/admin/login/?next=/admin/klistra-in/")
    tab_to(page, "username")
    page.keyboard.type("redaktor")
    page.keyboard.press("Tab")
    page.keyboard.type("hemligt-och-langt")
    page.keyboard.press("Enter")
    expect(page.locator("#id_target")).to_be_focused()
    page.keyboard.type(activity.title)
    tab_to(page, "id_pasted")
    page.evaluate(PASTE, MAIL)
    expect(page.locator("#id_pasted")).to_have_value(
        "Samtal om torget\n\nNär: onsdag 5 maj 2021 kl. 18–20\nVar: Panora, Friisgatan 19 D\n\n"
        "Anmäl dig här <https://example.org/anmalan>. "
        "Delta på nätet <https://zoom.us/j/123456789?pwd=x>"
    )
    tab_to(page, "Hitta uppgifterna")
    page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_have_value("Samtal om torget")
    page.evaluate(AXE)
    assert run_axe(page) == []
    tab_to(page, "Skapa utkast", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    event = EventPage.objects.get().get_latest_revision_as_object()
    assert (event.live, event.venue, event.start.hour) == (False, "Panora", 18)
    assert event.registration_url == "https://example.org/anmalan"
    assert event.join_url == "https://zoom.us/j/123456789?pwd=x"
    assert "zoom.us" not in str(event.body.raw_data)
