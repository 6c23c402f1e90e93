"""axe-core on every page in each of its states, in each width and theme, by all of its rules."""

from tests.browser.axe import VIEWS, on_screen, seen, states_of_one_page
from tests.browser.visits import all_pages
from tests.browser.worst_server import sites_and_tab, what_is_missing

DATABASES = ("SQLite",)
missing = what_is_missing


def prove(report):
    """Look at every page and state of the sites of tests/worst_content.py."""
    with sites_and_tab() as (worst, empty, page):
        table = seen(page, on_screen(page, all_pages(worst, empty)), VIEWS)
        table |= seen(page, states_of_one_page(page, worst), VIEWS)
    for view in VIEWS:
        findings = {name: found[view] for name, found in table.items() if found[view]}
        what = f"axe finds nothing at {view[0]} px in the {view[1]} theme"
        report.line(what, findings or f"{len(table)} pages and states", not findings)
