"""«Kopiera länk»: a help where scripts run, absent where they do not."""

import pytest

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
ARTICLE = "article, long"


@pytest.fixture
def visit(chromium, worst):
    """Open an address of the worst site in a tab of its own; further options are the context's."""
    contexts = []

    def opened(name, **options):
        contexts.append(chromium.new_context(base_url=worst.url, locale="sv-SE", **options))
        page = contexts[-1].new_page()
        page.goto(worst.addresses[name])
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["article, long", "event, open"])
def test_the_address_is_copied_and_a_polite_live_region_says_so(visit, name):
    page = visit(name)
    page.get_by_role("button", name="Kopiera länk").click()
    page.get_by_role("status").get_by_text("Länken är kopierad").wait_for()
    address = page.locator("link[rel=canonical]").get_attribute("href")
    page.goto("/sok/")
    page.get_by_role("combobox").press("Control+v")
    assert page.get_by_role("combobox").input_value() == address


def test_where_the_clipboard_is_refused_the_address_stands_marked_in_a_field(visit):
    page = visit(ARTICLE)
    # As in every browser on an address without https.
    page.evaluate("delete Navigator.prototype.clipboard")
    page.get_by_role("button", name="Kopiera länk").click()
    page.get_by_role("status").get_by_text("Kopiera länken ur fältet").wait_for()
    field = page.get_by_label("Länk till sidan")
    assert field.input_value() == page.locator("link[rel=canonical]").get_attribute("href")
    assert page.evaluate("getSelection().toString()") == field.input_value()


def test_without_scripts_there_is_no_button(visit):
    page = visit(ARTICLE, java_script_enabled=False)
    assert page.get_by_text("Kopiera länk").count() == 1
    assert not page.get_by_text("Kopiera länk").is_visible()
