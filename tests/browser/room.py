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
PHONE, DESKTOP = 390, 1280
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
