"""Every page in each of its states has room for large and spaced text, and large controls."""

from tests.browser.room import DESKTOP, PHONE, WAYS, overflowing, small_targets
from tests.browser.worst_server import sites_and_tab, what_is_missing

DATABASES = ("SQLite",)
missing = what_is_missing


def prove(report):
    """Look at every page of the sites of tests/worst_content.py, in each of the ways."""
    wide, small, seen = {}, {}, 0
    with sites_and_tab() as (worst, empty, tab):
        for site in (worst, empty):
            for name, address in site.addresses.items():
                seen += 1
                tab.goto(site.url + address)
                for way, parts in overflowing(tab, WAYS):
                    if parts:
                        wide[name, way] = parts
                for width, target in small_targets(tab, [DESKTOP, PHONE], name == "home"):
                    small.setdefault(target, (name, width))
    report.line("no page is wider than its window", wide or f"{seen} pages", not wide)
    report.line("every control is 44 pixels large", small or f"{seen} pages", not small)
