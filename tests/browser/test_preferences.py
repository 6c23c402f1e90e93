"""What a reader's own settings change: colours, contrast, paper, large text, a narrow screen."""

from contextlib import closing, contextmanager

import pytest

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
STYLE = "(element, [part, name]) => getComputedStyle(element, part || null)[name]"
# No word of a title that is shorter than this is so long that a line has to end inside it.
LONGEST = 27
CUT_WORDS = """(longest) => {
  const cut = [], range = document.createRange();
  const top = (node, i) => (range.setStart(node, i), range.setEnd(node, i + 1),
                            [...range.getClientRects()].at(-1).top);
  for (const heading of document.querySelectorAll("main h1")) {
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode, text = node.data;
      for (const word of text.matchAll(/\\p{L}{2,}/gu)) {
        if (word[0].length > longest) continue;
        for (let i = word.index + 1; i < word.index + word[0].length; i++) {
          if (top(node, i) > top(node, i - 1) + 5) cut.push(word[0]);
        }
      }
    }
  }
  return cut;
}"""


@contextmanager
def reading(chromium, site, **options):
    """Yield a tab on the worst site, with a reader's own settings, and a way to visit a page."""
    with closing(chromium.new_context(base_url=site.url, **options)) as context:
        page = context.new_page()
        yield page, lambda name: page.goto(site.addresses[name])


def style(page, selector, name, part=""):
    """Return one computed property of the first element that a selector finds."""
    return page.locator(selector).first.evaluate(STYLE, [part, name])


def test_in_forced_colours_nothing_is_said_by_a_ground_that_is_gone(chromium, worst):
    wide = {"width": 1280, "height": 900}
    with reading(chromium, worst, forced_colors="active", viewport=wide) as (page, visit):
        visit("news, category")
        paper = style(page, "body", "backgroundColor")
        for selector in (".chip", ".chip[aria-current]"):
            assert style(page, selector, "borderTopWidth") == "2px"
        assert style(page, ".chip[aria-current]", "backgroundColor") != paper
        current = style(page, ".menu [aria-current]", "borderBottomColor")
        assert style(page, ".menu a:not([aria-current])", "borderBottomColor") == paper != current
        assert style(page, ".breadcrumb li + li", "backgroundColor", "::before") != paper

        visit("article, long")
        assert style(page, ".prose li", "backgroundColor", "::before") != paper
        page.set_viewport_size({"width": 390, "height": 900})
        page.locator(".header-button").click()
        assert style(page, ".menu [aria-current]", "backgroundColor", "::before") != paper

        visit("event, open")
        for selector in (".button", ".state", ".date-tile", ".portrait"):
            assert style(page, selector, "borderTopWidth") == "2px", selector


def test_with_more_contrast_bands_are_paper_between_rules_and_small_text_is_ink(chromium, worst):
    with reading(chromium, worst, contrast="more") as (page, visit):
        visit("home")
        paper, ink = style(page, "body", "backgroundColor"), style(page, "body", "color")
        for selector in (".band", ".band-rapeseed"):
            assert style(page, selector, "backgroundColor") == paper
            assert style(page, selector, "borderTopWidth") == "2px"
        assert style(page, ".meta", "color") == ink


def test_the_longest_word_of_a_title_stands_on_one_line(chromium, worst):
    names = ["home", "landing", "activity, long", "event, open", "news", "article, long"]
    names += ["newsletter, long", "standard, long", "news, category"]
    found = {}
    with reading(chromium, worst) as (page, visit):
        for name in names:
            visit(name)
            for width in (320, 390, 1000, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                if words := page.evaluate(CUT_WORDS, LONGEST if width < 500 else 43):
                    found[name, width] = words
    assert found == {}


def test_the_header_is_one_row_on_a_narrow_phone(chromium, worst):
    with reading(chromium, worst) as (page, visit):
        for width in (320, 344, 360):
            page.set_viewport_size({"width": width, "height": 700})
            visit("news")
            parts = (".wordmark", ".header-narrow", ".header-button")
            boxes = [page.locator(part).bounding_box() for part in parts]
            assert len({round(box["y"] + box["height"] / 2) for box in boxes}) == 1, width


def test_with_large_text_there_is_room_to_search_and_a_day_is_one_line(chromium, worst):
    with reading(chromium, worst, viewport={"width": 390, "height": 900}) as (page, visit):
        for name, selector in (("search", ".search-form .input"), ("calendar", ".date-tile-day")):
            visit(name)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            box = page.locator(selector).first.bounding_box()
            if name == "search":
                assert box["width"] > 200
            else:
                assert box["height"] < 60


def test_on_paper_stands_no_choice_that_paper_cannot_make(chromium, worst):
    with reading(chromium, worst) as (page, visit):
        page.emulate_media(media="print")
        visit("event, open")
        assert page.locator(".poster").is_visible()
        assert not page.locator(".event-box").is_visible()
        visit("event, documented")
        assert page.locator(".event-facts").is_visible()
        assert not page.locator(".event-box .button").first.is_visible()
        visit("calendar")
        assert not page.locator(".calendar-filter").is_visible()
        assert not page.locator(".calendar-subscription").is_visible()
