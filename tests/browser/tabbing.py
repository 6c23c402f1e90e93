"""The way of the Tab key through a page: its order, and whether one sees where one is."""

# Links, controls and scrolling tables that are shown, in the order of the document.
FOCUSABLE = """() => [...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((e) =>
  e.tabIndex >= 0 && e.type !== "hidden" && e.checkVisibility({visibilityProperty: true}))
  .map((e, index) => { e.dataset.order = index; return e.outerHTML.slice(0, 90); })"""
FOCUSED = """() => {
  const e = document.activeElement;
  const ringed = e.matches(".stretched") ? e.closest("li, .card") : e;
  const style = getComputedStyle(ringed);
  const box = ringed.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
  return {order: Number(e.dataset.order ?? -1), ring, seen, html: e.outerHTML.slice(0, 90)};
}"""
PHONE, DESKTOP = {"width": 390, "height": 800}, {"width": 1280, "height": 900}


def faults_on_the_way(tab):
    """Go through the page on screen with Tab, and return what is wrong on the way."""
    expected = tab.evaluate(FOCUSABLE)
    faults, order = [], []
    for _ in expected:
        tab.keyboard.press("Tab")
        focused = tab.evaluate(FOCUSED)
        order.append(focused["order"])
        if not (focused["ring"] and focused["seen"]):
            faults.append(focused)
    if order != list(range(len(expected))):
        faults.append(order)
    return faults if "skip-link" in expected[0] else [*faults, expected[0]]
