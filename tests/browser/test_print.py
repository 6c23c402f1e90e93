"""On paper: an event is one sheet, a list is compact, and nothing is cut through."""

import re
from contextlib import closing

import pytest

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
OVER = ("past", "documented")
A4 = {"width": 794, "height": 1123}
# Texts that begin on the sheet and do not end there: what does not fit shall be beside it.
COLUMNS = ".poster-when > div > *, .poster-what > *, .poster dl > *"
CUT = """(columns) => [...document.querySelectorAll(columns)].filter((part) => {
    const box = part.getBoundingClientRect(), column = part.parentElement.getBoundingClientRect();
    const inside = box.top > column.top - 1 && box.bottom < column.bottom + 1;
    return box.left < column.right - 1 && !inside;
  }).map((part) => part.className + part.textContent.slice(0, 40))"""


@pytest.fixture
def paper(chromium, worst):
    """A tab that shows the worst site as it is printed."""
    with closing(chromium.new_context(base_url=worst.url, viewport=A4)) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        yield page


def sheets(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_coming_event_is_one_sheet_in_every_state_with_nothing_cut_through(paper, worst):
    for name, state in worst.states.items():
        paper.goto(worst.addresses[f"event, {name}"])
        if state in OVER:
            assert not paper.locator(".poster").count(), name
            continue
        assert sheets(paper) == 1, name
        assert paper.evaluate(CUT, COLUMNS) == [], name
        for part in (".poster-title", ".qr", ".date-tile", "dd b"):
            assert paper.locator(f".poster {part}").first.is_visible(), (name, part)
        assert not paper.locator("main h1").is_visible()


def test_what_a_state_says_is_black_on_white(paper, worst):
    paper.goto(worst.addresses["event, ongoing"])
    state = paper.locator(".states .state-ongoing").first
    drawn = "(e) => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    ground, letters = state.evaluate(drawn)
    assert ground == "rgba(0, 0, 0, 0)"
    assert letters == paper.locator("body").evaluate("(e) => getComputedStyle(e).color")


def test_the_calendar_is_printed_as_lines_under_headings_that_come_again(paper, worst):
    paper.goto(worst.addresses["calendar"])
    assert not paper.locator(".calendar-filter").is_visible()
    assert not paper.locator(".calendar-subscription").is_visible()
    assert paper.locator(".date-tile").first.bounding_box()["height"] < 30
    head = paper.locator(".split-head:has(+ .split-body .event-row)").first
    assert head.evaluate("(head) => getComputedStyle(head).display") == "table-header-group"


def test_what_a_button_leads_to_and_the_dots_of_lists_are_on_paper(paper, worst):
    paper.goto(worst.addresses["person"])
    assert paper.locator("main .button[href^='mailto:']").first.is_visible()
    assert not paper.locator(
        "main .button:not([href^=http], [href^='mailto:'], [href^='tel:'])"
    ).first.is_visible()
    paper.goto(worst.addresses["article"])
    dots = "(li) => getComputedStyle(li, '::before').printColorAdjust"
    assert paper.locator(".prose ul > li").first.evaluate(dots) == "exact"


def test_the_button_prints_and_is_there_only_where_scripts_run(chromium, worst):
    for scripts in (True, False):
        options = {"base_url": worst.url, "java_script_enabled": scripts}
        with closing(chromium.new_context(**options)) as context:
            page = context.new_page()
            page.add_init_script("window.print = () => { window.printed = true; }")
            page.goto(worst.addresses["event, open"])
            button = page.get_by_text("Skriv ut affisch")
            assert button.is_visible() is scripts
            if scripts:
                button.click()
                assert page.evaluate("window.printed")


def test_an_address_is_copied_from_its_field_or_marked_in_it(chromium, worst):
    options = {"base_url": worst.url, "permissions": ["clipboard-write"]}
    with closing(chromium.new_context(**options)) as context:
        page = context.new_page()
        page.goto(worst.addresses["follow"])
        field = page.get_by_label("Kalenderns adress", exact=True)
        button = page.get_by_role("button", name="Kopiera Kalenderns adress")
        button.click()
        page.get_by_role("status").get_by_text("Adressen är kopierad").wait_for()
        page.evaluate("delete Navigator.prototype.clipboard")
        button.click()
        page.get_by_role("status").get_by_text("Kopiera adressen ur fältet").wait_for()
        assert page.evaluate("getSelection().toString()") == field.input_value()
