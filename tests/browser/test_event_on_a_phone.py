"""What, when, where and how to join stand on the first screen of a phone; no date is broken."""

import pytest

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
PHONE = {"width": 390, "height": 844}
WIDTHS = (320, 344, 390, 480, 735, 992, 1150, 1280)
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
# Dates, times, prices and streets whose letters stand on more than one line.
BROKEN = r"""() => {
  const month = "(?:jan|febr|mars|april|maj|juni|juli|aug|sept|okt|nov|dec)[a-zåäö]*";
  const whole = new RegExp(`\\d{1,2}\\s${month}(?:\\s\\d{4})?|kl\\.\\s\\d[\\d.]*(?:–[\\d.]+)?|` +
    "\\d[\\d\\s]*\\s(?:kronor|kr|%)|\\d+[.,]\\d+(?:–\\d+[.,]\\d+)?|[a-zåäö]+gatan\\s\\d+", "gi");
  const found = [];
  for (const element of document.querySelectorAll("main :is(p, dd, li, h2, h3)")) {
    if (element.querySelector("p, dd, li") || element.closest(".visually-hidden")) continue;
    const nodes = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const text = nodes.map((node) => node.data).join("");
    const at = (index, isEnd) => {
      for (const node of nodes) {
        if (index < node.length || (isEnd && index === node.length)) return [node, index];
        index -= node.length;
      }
    };
    for (const match of text.matchAll(whole)) {
      const range = new Range();
      range.setStart(...at(match.index, false));
      range.setEnd(...at(match.index + match[0].length, true));
      const boxes = [...range.getClientRects()].filter((box) => box.width > 2);
      const lines = boxes.map((box) => box.bottom);
      if (Math.max(...lines) - Math.min(...lines) > 8) found.push(match[0]);
    }
  }
  return found;
}"""


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


def test_no_date_time_price_or_street_is_broken_in_any_width(tab, worst):
    broken = {}
    addresses = {**worst.usual, "everything": worst.addresses["event, everything"]}
    for state, address in addresses.items():
        tab.goto(address)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 844})
            if found := tab.evaluate(BROKEN):
                broken[state, width] = found
    assert broken == {}
