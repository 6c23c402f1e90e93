"""axe-core on every page type in each of its states; `pytest -s` prints the table.

The rules of WCAG 2.0–2.2 A and AA and of best practice, none switched off.
"""

from importlib.resources import files

import pytest

from activities.status import Status

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
WIDTHS, THEMES = (390, 1280), ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  // Each finding prints its HTML, so no selector need be made; no rule of ours reads other files.
  const quickly = {resultTypes: ["violations"], selectors: false, preload: false};
  const found = await axe.run(document, {runOnly: tags, ...quickly});
  return {
    passes: found.passes.length,
    violations: found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160))}`),
  };
}"""


def run_axe(page):
    """Return the findings on what `page` shows; fail where axe did not really run."""
    found = page.evaluate(RUN, TAGS)
    assert found["passes"] > 8, page.url
    return found["violations"]


def fulfil(html):
    """Return a handler that answers with an error page, whose files come from the server."""
    return lambda route: route.fulfill(body=html, content_type="text/html")


def shown_pages(page, worst, empty):
    """Yield the name of each page and state of both sites, with it on screen."""
    for site in (worst, empty):
        for name, address in site.addresses.items():
            assert page.goto(site.url + address).status == (404 if name == "not found" else 200)
            yield name
    yield from states_of_one_page(page, worst)


def states_of_one_page(page, site):
    """Yield the name of each state that one comes to by doing something, with it on screen."""
    page.goto(site.url + site.addresses["contact"])
    page.locator(".form").get_by_role("button").click()
    page.wait_for_selector(".message-fel")
    yield "contact, mistakes"
    page.goto(site.url + site.addresses["article"])
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    yield "article, unfolded"
    page.goto(site.url + site.addresses["search"])
    page.get_by_role("combobox").press_sequentially("mal")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    yield "search, suggestions"
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(site.url)
    page.locator(".header-button").click()
    yield "home, menu open"
    for name, html in site.error_pages.items():
        page.route("**/felsida/", fulfil(html))
        page.goto(f"{site.url}/felsida/")
        page.unroute("**/felsida/")
        yield name


def test_the_worst_site_has_an_event_in_every_state(worst):
    assert set(worst.states.values()) == {status.value for status in Status}
    assert "moved" in worst.states


def test_axe_finds_nothing_on_any_page_in_any_state_width_and_theme(chromium, worst, empty):
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    table = {}
    for name in shown_pages(page, worst, empty):
        # Each page is fetched once and looked at in every width and theme.
        page.evaluate(AXE)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                table.setdefault(name, {})[width, theme] = run_axe(page)
    context.close()

    views = list(table["home"])
    print(f"\n{'page and state':<26}" + "".join(f"{w:>6} {t:<5}" for w, t in views))
    for name, found in table.items():
        print(f"{name:<26}" + "".join(f"{len(found[view]):>12}" for view in views))
    assert len(table) > 50
    assert {name: found for name, found in table.items() if any(found.values())} == {}
