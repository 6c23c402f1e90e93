"""The keyboard's way through header, menu, filters and forms; and the site without JavaScript.

Through more pages, each in both widths: `make prove PART=keyboard`.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.tabbing import DESKTOP, PHONE, faults_on_the_way
from tests.worst_content import LONG

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db


@pytest.fixture
def tab(chromium, worst):
    context = chromium.new_context(base_url=worst.url, reduced_motion="reduce", viewport=PHONE)
    yield context.new_page()
    context.close()


# One tab for all: to open one takes longer than to go through a page.
def test_tab_goes_through_the_page_in_order_and_shows_where_it_is(tab, worst):
    faults = {}
    for name, viewport in (("home", DESKTOP), ("event, open", PHONE), ("contact", PHONE)):
        tab.set_viewport_size(viewport)
        tab.goto(worst.addresses[name])
        faults[name] = faults_on_the_way(tab)
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_skip_link_comes_first_is_seen_and_leads_past_the_header(tab):
    tab.goto("/")
    tab.keyboard.press("Tab")
    link = tab.get_by_role("link", name="Hoppa till innehållet")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()


def test_the_menu_opens_and_closes_with_the_keyboard(tab):
    tab.goto("/")
    button, menu = tab.locator(".header-button"), tab.locator("#menu")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    tab.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(button).to_have_text("Stäng", use_inner_text=True)
    tab.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    ring = tab.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert ring >= 2
    tab.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_text("Meny", use_inner_text=True)
    tab.keyboard.press("Space")
    expect(menu).to_be_visible()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url("/vad-vi-gor/")


def test_filters_and_pages_of_the_news_are_ordinary_links_in_the_keyboards_order(tab, worst):
    tab.goto(worst.addresses["news"])
    choice = tab.get_by_role("navigation", name="Typ").get_by_role("link", name=LONG)
    choice.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".chip[aria-current=page]")).to_have_count(1)
    expect(tab).to_have_url(worst.addresses["news, category"])


def test_the_search_form_searches_with_enter(tab):
    tab.goto("/sok/")
    tab.get_by_role("combobox").focus()
    tab.keyboard.type("medborgarbudget")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url("/sok/?q=medborgarbudget")
    expect(tab.get_by_role("combobox")).to_have_value("medborgarbudget")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_without_javascript_the_menu_is_reached_and_the_pages_are_whole(chromium, worst, viewport):
    context = chromium.new_context(base_url=worst.url, java_script_enabled=False, viewport=viewport)
    page = context.new_page()
    page.goto("/")
    if viewport is PHONE:
        page.get_by_role("button", name="Meny").click()
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Nyheter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nyheter")
    page.goto(worst.addresses["article"])
    page.locator("summary").first.click()
    expect(page.locator("details[open]")).to_have_count(1)
    context.close()
