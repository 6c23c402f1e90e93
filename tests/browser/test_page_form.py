"""The form of an event on a phone: what is folded says what it holds; a day or page is chosen."""

import json

import pytest
from playwright.sync_api import expect

from activities.models import EventPage
from tests.browser.axe import AXE, RULES
from tests.browser.room import PHONE
from tests.pages import SmallSite, moment

# The group and the root page come from migrations and have to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_form_on_a_phone_says_what_is_folded_and_lets_one_choose_a_day_and_a_link(admin):
    link = {"text": "Om samverkan", "url": "https://malmo.se/"}
    body = [{"type": "links", "value": {"heading": "", "links": [link]}}]
    event = SmallSite().add_event(
        "En träff med en titel som är längre än sidhuvudet på en telefon",
        start=moment(2021, 5, 26, 12, 15),
        audience="Alla i Malmö",
        body=json.dumps(body),
    )
    admin.set_viewport_size({"width": PHONE, "height": 844})
    admin.goto(f"/admin/pages/{event.pk}/edit/")
    header = admin.locator(".w-breadcrumbs").evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert header[0] <= header[1]
    who = admin.locator(".w-panel", has=admin.get_by_role("heading", name="Vem"))
    expect(who.locator(".fold-holds")).to_have_text("Alla i Malmö")
    expect(admin.locator("#id_audience")).to_be_hidden()
    # Beside the screen lie a panel and a map, to which nobody is to slide.
    expect(admin.locator("main")).to_have_css("overflow-x", "hidden")
    admin.evaluate(AXE)
    findings = admin.evaluate("(rules) => axe.run('main', {runOnly: rules})", RULES)
    assert [found["id"] for found in findings["violations"]] == []

    admin.locator("#id_start").click()
    picker = admin.locator(".xdsoft_datetimepicker:visible")
    expect(picker).to_be_visible()
    box = picker.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    picker.locator("td:not(.xdsoft_other_month)[data-date='27']").click()
    expect(admin.locator("#id_start")).to_have_value("2021-05-27 12.15")

    who.locator(".fold-holds").click()
    admin.locator("#id_audience").fill("Alla, också barn")
    who.get_by_role("heading", name="Vem").click()
    expect(who.locator(".fold-holds")).to_have_text("Alla, också barn")

    admin.get_by_role("heading", name="Text", exact=True).click()
    kind = admin.get_by_label("Vart leder länken?")
    expect(kind).to_have_value("url")
    kind.select_option(label="Telefonnummer")
    expect(admin.locator("[data-contentpath=url]")).to_be_hidden()
    admin.locator("[data-contentpath=phone] input").fill("040-34 10 00")
    admin.get_by_role("button", name="Spara utkast").click()
    expect(admin.locator(".messages .success")).to_be_visible()
    draft = EventPage.objects.get().get_latest_revision_as_object()
    assert draft.audience == "Alla, också barn"
    link = draft.body[0].value["links"][0]
    assert (link["text"], link["url"], link["phone"]) == ("Om samverkan", "", "040-34 10 00")


def test_a_page_is_chosen_on_a_phone_with_all_of_the_window_in_sight(admin):
    site = SmallSite()
    event = site.add_event("En träff", start=moment(2021, 5, 26, 12, 15))
    admin.set_viewport_size({"width": PHONE, "height": 844})
    admin.goto(f"/admin/pages/{event.pk}/move/")
    admin.locator(".chooser .w-dropdown__toggle").click()
    admin.locator("[data-chooser-action-choose]").filter(visible=True).click()
    rows = admin.locator(".modal-body table")
    expect(rows.locator("a.navigate-pages").first).to_be_visible()
    expect(rows.locator("th").filter(visible=True)).to_have_text(["Titel", "Status", ""])
    beside = rows.evaluate(
        "(rows) => rows.getBoundingClientRect().right"
        " - rows.closest('.modal-content').getBoundingClientRect().right"
    )
    assert beside <= 0
