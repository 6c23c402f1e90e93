"""Every page type with the worst content: room, targets, stability, weight, markup and hosts.

Each page in each of its states, and in every way to look at it: `make prove PART=room`.
"""

import gzip
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from malmoandan.static_files import slim
from tests.browser.room import HARDEST_WAYS, PHONE
from tests.browser.traffic import KIB, SHIFT, Traffic
from tests.browser.visits import Visits, invalid, one_of_each_kind

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
# KiB and requests of a page without photographs, KiB of all styles and scripts, CLS.
FIRST_VISIT, NEXT_VISIT, REQUESTS = 84, 15, 8
STYLES, SCRIPTS = 20, 5
ICON = "link[rel=icon][type='image/svg+xml']"
MOST_SHIFT = 0
# The reserve of the heading's font is Georgia; where that is missing, a busy machine may show a
# wider one first. What moves by itself moves at every visit.
VISITS_WITH_SHIFT = 4


def test_every_page_is_valid_has_room_for_large_text_and_controls_of_44_pixels(
    chromium, worst, empty
):
    pages = dict(one_of_each_kind(worst, empty))
    assert len(pages) > 20
    context = chromium.new_context(reduced_motion="reduce")
    seen = Visits(context.new_page(), pages.items(), HARDEST_WAYS, [PHONE])
    context.close()
    assert invalid({**seen.sources, **worst.error_pages}) == {}
    assert seen.misplaced == {}
    assert seen.wide == {}
    assert seen.small == {}
    # Nothing is refused or asked of another host, and no cookie is set.
    assert seen.complaints == []
    assert seen.hosts == {urlsplit(site.url).netloc for site in (worst, empty)}
    assert seen.cookies == []


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_light_and_nothing_moves_while_they_load(chromium, worst, width):
    heavy, moving = {}, {}
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    traffic = Traffic(page)
    page.goto(worst.url)
    its_address = page.locator(ICON).evaluate("(link) => link.href")
    traffic.forget()
    icon, _ = traffic.visit(page, its_address)
    assert icon > 0
    print(f"\n{'first and next visit':<26}{'KiB':>7}{'requests':>9}{'KiB':>7}{'CLS':>8}")
    for name, address in one_of_each_kind(worst):
        traffic.forget()
        first, requests = traffic.visit(page, address)
        first, requests = first + icon, requests + 1
        shifts = [page.evaluate(SHIFT)]
        while shifts[-1] > MOST_SHIFT and len(shifts) < VISITS_WITH_SHIFT:
            traffic.forget()
            traffic.visit(page, address)
            shifts.append(page.evaluate(SHIFT))
        if shifts[-1] > MOST_SHIFT:
            moving[name] = shifts
        # What is sent does not depend on the width, so it is weighed once.
        if width == 390 and page.locator("img").count() == 0:
            following, _ = traffic.visit(page, address)
            print(f"{name:<26}{first:>7.1f}{requests:>9}{following:>7.1f}{shifts[0]:>8.3f}")
            if first > FIRST_VISIT or requests > REQUESTS or following > NEXT_VISIT:
                heavy[name] = (first, requests, following)
    context.close()
    assert heavy == {}
    assert moving == {}


def test_styles_and_scripts_are_small(chromium, worst):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(worst.url)
    links = "[...document.querySelectorAll('link[rel=stylesheet], script[src]')]"
    addresses = page.evaluate(f"{links}.map((e) => e.href || e.src)")
    kinds = {}
    for address in addresses:
        size = len(gzip.compress(page.request.get(address).body())) / KIB
        kinds.setdefault(address.rsplit(".", 1)[-1], []).append(size)
    context.close()
    print(f"\nKiB of gzip: {kinds}")
    assert sum(kinds["css"]) <= STYLES
    assert sum(kinds["js"]) <= SCRIPTS


RULES = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map((rule) => rule.cssText);
}"""


def test_a_browser_makes_the_same_of_a_slim_style_sheet(chromium):
    context = chromium.new_context()
    page = context.new_page()
    for file in (settings.BASE_DIR / "static/css").glob("*.css"):
        css = file.read_text()
        rules = page.evaluate(RULES, css)
        assert len(rules) > 0
        assert page.evaluate(RULES, slim(css, ".css")) == rules, file.name
    context.close()
