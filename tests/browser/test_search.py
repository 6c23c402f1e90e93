"""The search field in a real browser: suggestions by keyboard and mouse, and without any."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db
SECOND = 1000  # milliseconds
TYPED = "overs"  # the titles of many pages have översvämning…


@pytest.fixture(scope="module")
def loaded(chromium, worst):
    """The search page, loaded once for all tests that only write in its field."""
    context = chromium.new_context(base_url=worst.url, reduced_motion="reduce")
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def tab(loaded, worst):
    if loaded.url == f"{worst.url}/sok/":
        loaded.get_by_role("combobox").fill("")
        loaded.get_by_role("heading", level=1).click()
    else:
        loaded.goto("/sok/")
    yield loaded
    loaded.unroute_all()


@pytest.fixture
def field(tab):
    return tab.get_by_role("combobox", name="Sök på webbplatsen")


@pytest.fixture
def options(tab, field):
    """The options for what is typed, once they are there."""
    field.press_sequentially(TYPED)
    found = tab.get_by_role("listbox", name="Förslag").get_by_role("option")
    expect(found.first).to_be_visible()
    return found


def active(tab, field):
    """Return the option that a screen reader is told of, and check that it is the marked one."""
    name = field.get_attribute("aria-activedescendant")
    marked = tab.locator("[role=option][aria-selected=true]")
    expect(marked).to_have_count(1 if name else 0)
    return marked.text_content() if name and marked.get_attribute("id") == name else None


def test_the_field_is_a_combobox_that_says_what_it_controls(tab, field, options):
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(tab.locator(f"#{field.get_attribute('aria-controls')}")).to_have_role("listbox")
    expect(options.first).to_contain_text("översvämning")
    assert options.count() <= 8
    said = tab.locator(".search-form [role=status]")
    expect(said).to_contain_text("förslag", ignore_case=True)
    expect(said).to_contain_text("piltangenterna")


def test_arrows_home_and_end_move_among_the_suggestions_and_leave_the_text(tab, field, options):
    texts = options.all_text_contents()
    assert len(texts) > 1
    assert active(tab, field) is None
    for key, expected in [
        ("ArrowDown", texts[0]),
        ("ArrowDown", texts[1]),
        ("ArrowUp", texts[0]),
        ("ArrowUp", texts[-1]),
        ("ArrowDown", texts[0]),
        ("End", texts[-1]),
        ("Home", texts[0]),
    ]:
        field.press(key)
        assert active(tab, field) == expected, key
        expect(field).to_have_value(TYPED)
        expect(field).to_be_focused()


def test_escape_closes_first_and_empties_then(tab, field, options):
    field.press("ArrowDown")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(options.first).to_be_hidden()
    assert active(tab, field) is None
    expect(field).to_have_value(TYPED)
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("Escape")
    field.press("Escape")
    expect(field).to_have_value("")


def test_enter_goes_to_the_chosen_page_and_otherwise_searches(tab, field, options):
    address = options.first.get_attribute("data-url")
    field.press("ArrowDown")
    field.press("Enter")
    tab.wait_for_url(f"**{address}")
    tab.go_back()
    field.fill("")
    field.press_sequentially(TYPED)
    expect(options.first).to_be_visible()
    field.press("Enter")
    tab.wait_for_url(f"**/sok/?q={TYPED}")
    expect(field).to_have_value(TYPED)


def test_a_suggested_word_is_searched_for(tab, field):
    field.press_sequentially("förkun")
    word = tab.get_by_role("option").filter(has=tab.get_by_text("Sök", exact=True))
    words = word.locator("span").first.text_content()
    assert words == "förkunskaper"
    word.click()
    tab.wait_for_url(f"**/sok/?q={quote(words)}")
    expect(field).to_have_value(words)


def test_a_click_elsewhere_and_tab_close_the_list(tab, field, options):
    tab.get_by_role("heading", level=1).click()
    expect(options.first).to_be_hidden()
    field.focus()
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("Tab")
    expect(options.first).to_be_hidden()
    expect(tab.get_by_role("button", name="Sök")).to_be_focused()


def test_only_what_is_typed_last_is_asked_for_and_a_single_letter_never(chromium, worst):
    context, asked = chromium.new_context(base_url=worst.url), []
    # The tab's clock stands still while letters are typed, however long that takes.
    context.clock.install()
    tab = context.new_page()
    tab.goto("/sok/")
    tab.on("request", lambda request: asked.append(request.url))
    field = tab.get_by_role("combobox")
    context.clock.pause_at(datetime.now() + timedelta(minutes=1))
    field.press_sequentially("l")
    context.clock.run_for(SECOND)
    field.press_sequentially("ärande")
    context.clock.run_for(SECOND)
    expect(tab.get_by_role("option").first).to_be_visible()
    assert [url for url in asked if "forslag" in url] == [f"{tab.url}forslag/?q={quote('lärande')}"]
    context.close()


def test_when_no_suggestions_come_the_form_still_searches(tab, field):
    tab.route("**/sok/forslag/**", lambda route: route.abort())
    field.press_sequentially(TYPED)
    field.press("Enter")
    tab.wait_for_url(f"**/sok/?q={TYPED}")


def test_without_javascript_there_is_a_field_a_button_and_facets_to_open(chromium, worst):
    context = chromium.new_context(base_url=worst.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(worst.addresses["search, hits"])
    assert page.get_by_role("combobox").count() == 0
    page.get_by_text("Filtrera träffarna").click()
    row = page.locator(".check", has=page.get_by_label("Evenemang"))
    row.click(position={"x": 2, "y": row.bounding_box()["height"] - 2})
    expect(page.get_by_label("Evenemang")).to_be_checked()
    page.get_by_role("button", name="Visa träffar").click()
    assert "typ=evenemang" in page.url
    expect(page.get_by_label("Evenemang")).to_be_checked()
    page.get_by_role("searchbox").fill("xyzzy")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("heading", name="Inga träffar på ”xyzzy”")).to_be_visible()
    context.close()
