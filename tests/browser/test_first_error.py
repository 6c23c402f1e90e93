"""«Gå till första felet», and a line of *Kontroller*, lead to the field, whatever hides it."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.axe import AXE, RULES
from tests.pages import SmallSite

# The group and the root page come from migrations and have to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
FOLD = """() => [...document.querySelectorAll("main [data-panel-toggle][aria-expanded=true]")]
    .reverse().forEach((button) => button.click())"""


def publish(page):
    """Publish with a last day that has passed, and return the button that leads to the error."""
    page.locator("#id_expire_at").evaluate("field => field.value = '2020-01-01 12:00'")
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("footer button[name=action-publish]").click()
    to_first = page.get_by_role("button", name="Gå till första felet")
    expect(to_first).to_be_visible()
    return to_first


def test_the_first_error_is_found_in_a_dialog_a_tab_and_a_folded_block(admin):
    site = SmallSite()
    dated, nested = (site.add_article(date="2022-05-10") for _number in range(2))
    admin.goto(f"/admin/pages/{dated.pk}/edit/#field-introduction")  # as the first page does
    expect(admin.locator("#id_introduction")).to_be_focused()
    publish(admin).click()
    expect(admin.locator("#id_expire_at")).to_be_focused()
    expect(admin.get_by_text("Tiden då sidan slutar visas har redan varit.")).to_be_visible()

    admin.goto(f"/admin/pages/{nested.pk}/edit/")
    admin.locator("[data-contentpath=body] .c-sf-add-button").first.click()
    admin.get_by_role("option", name="Länklista").click()
    expect(admin.locator("[data-contentpath=links]").first).to_be_visible()
    to_first = publish(admin)
    admin.evaluate(FOLD)
    admin.get_by_role("tab", name="Adress och sökmotorer").click()
    message = admin.get_by_text("Ange vart länken leder.")
    expect(message).to_be_hidden()
    to_first.click()
    expect(message).to_be_visible()
    field = admin.locator("[data-contentpath=page]").filter(has=message)
    expect(field.locator(":focus")).to_be_visible()


def test_each_line_of_the_checks_leads_to_its_field_also_by_keyboard(admin):
    vague = {"text": "Läs mer", "url": "https://malmo.se/"}
    body = [{"type": "links", "value": {"heading": "", "links": [vague]}}]
    site = SmallSite()
    page = site.add_article("VARMT VÄLKOMNA", date="2022-05-10", body=json.dumps(body))
    admin.goto(f"/admin/pages/{page.pk}/edit/")
    admin.locator("[data-contentpath=links]").first.wait_for()
    admin.evaluate(FOLD)

    opens = admin.get_by_role("button", name="Växla kontroller")
    opens.focus()
    admin.keyboard.press("Enter")
    line = admin.get_by_role("link", name="Länktexten ”Läs mer”")
    expect(line).to_be_visible()
    expect(opens.locator("[data-side-panel-toggle-counter]")).to_have_text("2")
    admin.evaluate(AXE)
    findings = admin.evaluate("(rules) => axe.run('.page-checks', {runOnly: rules})", RULES)
    assert [found["id"] for found in findings["violations"]] == []

    line.focus()
    admin.keyboard.press("Enter")
    field = admin.locator("[data-contentpath=links] [data-contentpath=text] input")
    expect(field).to_be_focused()

    # What is being written is read, and on a phone the panel makes way for the field.
    admin.set_viewport_size({"width": 390, "height": 844})
    field.fill("Kom på tisdag 26 maj 2027!")
    line = admin.get_by_role("link", name="26 maj 2027 är en onsdag")
    expect(line).to_be_visible()
    line.click()
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(line).to_be_hidden()
