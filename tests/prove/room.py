"""Every page in each of its states: room for large and spaced text, large controls, markup."""

from urllib.parse import urlsplit

from tests.browser.room import BROKEN, DESKTOP, PHONE, WAYS, WIDTHS
from tests.browser.visits import Visits, all_pages, invalid
from tests.browser.worst_server import sites_and_tab, what_is_missing

DATABASES = ("SQLite",)
missing = what_is_missing


def prove(report):
    """Look at every page of the sites of tests/worst_content.py, in each of the ways."""
    with sites_and_tab() as (worst, empty, tab):
        seen = Visits(tab, all_pages(worst, empty), WAYS, [DESKTOP, PHONE])
        faulty = invalid({**seen.sources, **worst.error_pages})
        foreign = seen.hosts - {urlsplit(site.url).netloc for site in (worst, empty)}
        broken = broken_days(tab, worst)
    pages = f"{len(seen.sources)} pages"
    report.line("no page is wider than its window", seen.wide or pages, not seen.wide)
    report.line("every control is 44 pixels large", seen.small or pages, not seen.small)
    report.line("all markup is valid", faulty or pages, not faulty)
    report.line("every element stands where it may", seen.misplaced or pages, not seen.misplaced)
    asked = [*seen.complaints, *foreign, *seen.cookies]
    report.line("nothing is refused, asked elsewhere or kept", asked or pages, not asked)
    report.line("no date, time, price or street is broken", broken or WIDTHS, not broken)


def broken_days(tab, site):
    """Return {(state, width): what stands on two lines} of events in each state."""
    broken = {}
    addresses = {**site.usual, "everything": site.addresses["event, everything"]}
    for state, address in addresses.items():
        tab.goto(site.url + address)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 844})
            if found := tab.evaluate(BROKEN):
                broken[state, width] = found
    return broken
