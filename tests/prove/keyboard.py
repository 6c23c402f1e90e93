"""Tab goes through pages in their order and shows where it is, on a phone and on a wide screen."""

from tests.browser.tabbing import DESKTOP, PHONE, faults_on_the_way
from tests.browser.worst_server import sites_and_tab, what_is_missing

DATABASES = ("SQLite",)
PAGES = ("home", "news", "event, open", "article", "contact", "search, hits")
missing = what_is_missing


def prove(report):
    """Go through one page of each kind that has controls of its own."""
    faults = {}
    with sites_and_tab() as (worst, _empty, tab):
        for name in PAGES:
            for viewport in (PHONE, DESKTOP):
                tab.set_viewport_size(viewport)
                tab.goto(worst.url + worst.addresses[name])
                if found := faults_on_the_way(tab):
                    faults[name, viewport["width"]] = found
    report.line("Tab keeps the order and is seen", faults or f"{len(PAGES)} pages", not faults)
