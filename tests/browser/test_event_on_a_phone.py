"""What, when, where and how to join stand on the first screen of a phone; no date is broken.

No date in any of more widths: `make prove PART=room`.
"""

import pytest

from tests.browser.room import BROKEN, SIZE, WIDTHS

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
PHONE = {"width": 390, "height": 844}
TITLES = {
    1: "Malmötimmen",
    2: "Utveckling av offentliga miljöer",
    3: "Lokal ekonomisk analys & Hammarkullen",
}
# The lines of the title, once it is another, and where the last of all buttons ends, without the
# notice of the whole site that an editor may put above all pages.
MEASURE = """(title) => {
  document.querySelector(".notice")?.remove();
  const heading = document.querySelector("h1");
  (heading.querySelector("s") ?? heading.lastChild).textContent = title;
  const style = getComputedStyle(heading);
  const buttons = [...document.querySelectorAll(".event-box .button")];
  const shown = buttons.filter((e) => e.checkVisibility());
  const ends = shown.map((e) => e.getBoundingClientRect().bottom);
  return {
    lines: Math.round(heading.offsetHeight / parseFloat(style.lineHeight)),
    end: Math.round(Math.max(...ends)),
    picture: document.querySelector("main .frame")?.getBoundingClientRect().top ?? Infinity,
  };
}"""
# The words of the signs beside the tile whose letters stand on more than one line.
SPLIT = """() => [...document.querySelectorAll(".page-head-signs :is(.state, .word-sign)")]
  .flatMap((sign) => {
    const walker = document.createTreeWalker(sign, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/\\p{L}{2,12}(?!\\p{L})/gu)) {
        const range = new Range();
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) found.push(word[0]);
      }
    }
    return found;
  })"""


@pytest.fixture
def tab(chromium, worst):
    context = chromium.new_context(base_url=worst.url, viewport=PHONE, locale="sv-SE")
    yield context.new_page()
    context.close()


def test_every_state_has_its_buttons_on_the_first_screen(tab, worst):
    assert set(worst.usual) == set(worst.states)
    low, lines, early = {}, set(), []
    for state, address in worst.usual.items():
        tab.goto(address)
        for number, title in TITLES.items():
            seen = tab.evaluate(MEASURE, title)
            lines.add((number, seen["lines"]))
            if seen["end"] > PHONE["height"]:
                low[state, number] = seen["end"]
            if seen["picture"] < seen["end"]:
                early.append(state)
    assert lines == {(number, number) for number in TITLES}
    assert low == {}
    assert early == []


def test_no_date_time_price_or_street_is_broken(tab, worst):
    broken = {}
    addresses = {**worst.usual, "everything": worst.addresses["event, everything"]}
    for state, address in addresses.items():
        tab.goto(address)
        for width in WIDTHS[::3]:
            tab.set_viewport_size({"width": width, "height": 844})
            if found := tab.evaluate(BROKEN):
                broken[state, width] = found
    assert broken == {}


def test_no_sign_is_split_into_letters_where_text_is_twice_as_large(tab, worst):
    split = {}
    for state, address in worst.usual.items():
        tab.goto(address)
        tab.evaluate(SIZE, "200%")
        if found := tab.evaluate(SPLIT):
            split[state] = found
    assert split == {}


def test_the_tile_is_as_small_as_the_design_says(tab, worst):
    tab.goto(worst.usual["open"])
    assert tab.locator(".page-head-event .date-tile").bounding_box()["width"] == 84
