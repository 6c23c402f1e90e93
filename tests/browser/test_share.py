"""«Dela»: the system's sheet, or mail and the clipboard; mail alone where no script runs."""

import pytest

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
ARTICLE, EVENT = "article, long", "event, open"
# Of itself a browser lets a page of https copy for who presses a button; without a window it asks.
MAY_COPY = ["clipboard-read", "clipboard-write"]
NO_SHEET = "delete Navigator.prototype.share"
SHEET = "Navigator.prototype.share = (data) => { window.shared = data; return Promise.reject(); }"


@pytest.fixture
def visit(chromium, worst):
    """Open an address of the worst site in a tab of its own; further options are the context's."""
    contexts = []

    def opened(name, script=NO_SHEET, **options):
        contexts.append(chromium.new_context(base_url=worst.url, locale="sv-SE", **options))
        page = contexts[-1].new_page()
        page.add_init_script(script)
        page.goto(worst.addresses[name])
        return page

    yield opened
    for context in contexts:
        context.close()


def address_of(page):
    """Return the one address of the page on screen."""
    return page.locator("link[rel=canonical]").get_attribute("href")


@pytest.mark.parametrize("name", [ARTICLE, EVENT])
def test_where_the_system_shares_it_is_asked_with_title_and_address(visit, name):
    page = visit(name, SHEET)
    page.get_by_role("button", name="Dela").click()
    assert page.evaluate("window.shared") == {"title": page.title(), "url": address_of(page)}
    assert page.locator(".share").count() == 0


@pytest.mark.parametrize("name", [ARTICLE, EVENT])
def test_elsewhere_the_address_is_mailed_or_copied_and_a_live_region_says_so(visit, name):
    page = visit(name, permissions=MAY_COPY)
    page.locator(".share summary").press("Enter")
    mail = page.get_by_role("link", name="Mejla").get_attribute("href")
    assert mail.startswith("mailto:?subject=")
    page.get_by_role("button", name="Kopiera länk").click()
    page.get_by_role("status").get_by_text("Länken är kopierad").wait_for()
    address = address_of(page)
    page.goto("/sok/")
    page.get_by_role("combobox").press("Control+v")
    assert page.get_by_role("combobox").input_value() == address


def test_where_the_clipboard_is_refused_the_address_stands_marked_in_a_field(visit):
    page = visit(ARTICLE)
    # As in every browser on an address without https.
    page.evaluate("delete Navigator.prototype.clipboard")
    page.locator(".share summary").click()
    page.get_by_role("button", name="Kopiera länk").click()
    page.get_by_role("status").get_by_text("Kopiera länken ur fältet").wait_for()
    field = page.get_by_label("Länk till sidan")
    assert field.input_value() == address_of(page)
    assert page.evaluate("getSelection().toString()") == field.input_value()


@pytest.mark.parametrize(("refusal", "shown"), [("NotAllowedError", 1), ("AbortError", 0)])
def test_where_the_system_refuses_its_sheet_there_is_mail_and_the_clipboard(visit, refusal, shown):
    error = f'new DOMException("", "{refusal}")'
    page = visit(ARTICLE, f"Navigator.prototype.share = () => Promise.reject({error})")
    page.get_by_role("button", name="Dela").click()
    page.get_by_role("link", name="Mejla").or_(page.get_by_role("button", name="Dela")).wait_for()
    page.wait_for_timeout(100)
    assert page.get_by_role("button", name="Kopiera länk").count() == shown


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_offered_has_room_on_the_screen(visit, width):
    for name in (ARTICLE, EVENT):
        page = visit(name, viewport={"width": width, "height": 800})
        page.locator(".share summary").click()
        box = page.locator(".share-ways").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_without_scripts_there_is_mail_alone(visit):
    page = visit(EVENT, java_script_enabled=False)
    assert page.get_by_role("link", name="Mejla").is_visible()
    for words in ("Dela", "Kopiera länk"):
        assert not page.get_by_text(words, exact=True).is_visible()
