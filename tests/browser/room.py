"""Room on a page and for fingers: what sticks out of the window, and what is hard to hit."""

OVERFLOW = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (e) => e.getBoundingClientRect().right > room + 1 && !e.closest(".table, svg, .honeypot"));
  return wide.slice(-3).map((e) => e.outerHTML.slice(0, 120)).concat("sideways");
}"""
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
NO_SPACING = "document.adoptedStyleSheets = []"
SIZE = "(size) => { document.documentElement.style.fontSize = size; }"
SMALL_TARGETS = """() => {
  const around = "li, dd, dt, p, h1, h2, h3, h4, td, th, span:not(.portrait)";
  const inText = (e) => {
    if (getComputedStyle(e).display !== "inline") return false;
    return e.closest(".prose") || e.closest(around).textContent.trim() !== e.textContent.trim();
  };
  const controls = "a[href], button, input, select, textarea, summary";
  return [...document.querySelectorAll(controls)].filter((e) => {
    if (e.closest(".honeypot") || e.type === "hidden" || !e.checkVisibility()) return false;
    const whole = e.closest(e.matches(".stretched") ? "li, .card" : ".check") ?? e;
    const box = whole.getBoundingClientRect();
    return (box.width < 43.9 || box.height < 43.9) && !inText(e);
  }).map((e) => {
    const box = e.getBoundingClientRect();
    return `${Math.round(box.width)} x ${Math.round(box.height)} ${e.outerHTML.slice(0, 110)}`;
  });
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
PHONE, DESKTOP = 390, 1280
WIDTHS = (320, 344, 390, 480, 735, 992, 1150, 1280)
# (width, how) of every way to look at a page: as it is, with the spacing of WCAG 1.4.12, or with
# text twice as large; and those that find most of what all of them do.
WAYS = [(320, "as it is"), (320, "spaced"), (1280, "spaced"), (1280, "200 %"), (390, "200 %")]
HARDEST_WAYS = [(320, "spaced"), (390, "200 %")]


def overflowing(tab, ways):
    """Yield (way, what sticks out) of the page on screen, for each of these ways to look at it."""
    for width, how in ways:
        tab.set_viewport_size({"width": width, "height": 800})
        tab.evaluate(SPACING if how == "spaced" else NO_SPACING)
        tab.evaluate(SIZE, "200%" if how == "200 %" else "")
        yield f"{width} {how}", tab.evaluate(OVERFLOW)
    tab.evaluate(NO_SPACING)
    tab.evaluate(SIZE, "")


def small_targets(tab, widths, has_menu):
    """Yield (width, control) of the page on screen, the telephone's menu open."""
    for width in widths:
        tab.set_viewport_size({"width": width, "height": 900})
        if width == PHONE and has_menu:
            tab.locator(".header-button").click()
        for target in tab.evaluate(SMALL_TARGETS):
            yield width, target
