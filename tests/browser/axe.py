"""axe-core on the pages of tests/worst_content.py: what is looked at, and what it finds.

The rules of WCAG 2.0–2.2 A and AA and of best practice, none switched off.
"""

from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
# (width, theme)
VIEWS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
  // Each finding prints its HTML, so no selector need be made; no rule of ours reads other files.
  const quickly = {resultTypes: ["violations"], selectors: false, preload: false};
  const found = await axe.run(document, {runOnly: rules, ...quickly});
  return {
    passes: found.passes.length,
    violations: found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160))}`),
  };
}"""


def run_axe(page):
    """Return the findings on what `page` shows; fail where axe did not really run."""
    found = page.evaluate(RUN, RULES)
    assert found["passes"] > 8, page.url
    return found["violations"]


def seen(page, names, views):
    """Return {name: {(width, theme): findings}} of each page and state that `names` shows."""
    table = {}
    for name in names:
        page.evaluate(AXE)
        for width, theme in views:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            table.setdefault(name, {})[width, theme] = run_axe(page)
    return table


def fulfil(html):
    """Return a handler that answers with an error page, whose files come from the server."""
    return lambda route: route.fulfill(body=html, content_type="text/html")


def on_screen(page, pages):
    """Yield the name of each of these pages, with it on screen."""
    for name, address in pages:
        assert page.goto(address).status == (404 if name == "not found" else 200)
        yield name


def states_of_one_page(page, site):
    """Yield the name of each state that one comes to by doing something, with it on screen."""
    page.goto(site.url + site.addresses["contact"])
    page.locator(".form").get_by_role("button").click()
    page.wait_for_selector(".message-error")
    yield "contact, mistakes"
    page.goto(site.url + site.addresses["article"])
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    yield "article, unfolded"
    page.goto(site.url + site.addresses["search"])
    page.get_by_role("combobox").press_sequentially("mal")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    yield "search, suggestions"
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(site.url)
    page.locator(".header-button").click()
    yield "home, menu open"
    for name, html in site.error_pages.items():
        page.route("**/felsida/", fulfil(html))
        page.goto(f"{site.url}/felsida/")
        page.unroute("**/felsida/")
        yield name
