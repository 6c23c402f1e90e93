"""axe-core on every page in each of its states, in each width and theme, by all of its rules."""

import tempfile
from pathlib import Path

from tests.browser import find_chromium
from tests.browser.axe import RULES, THEMES, WIDTHS, pages_of, seen, states_of_one_page
from tests.browser.worst_server import begin, running, wait_for

DATABASES = ("SQLite",)


def missing() -> list[str]:
    """Return what is not installed."""
    return [] if find_chromium() else ["Chromium (apt-get install chromium)"]


def prove(report):
    """Look at every page and state of the sites of tests/worst_content.py."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS

    with tempfile.TemporaryDirectory(prefix="malmoandan-sites-") as name:
        folder = Path(name)
        begin(folder).wait()
        wait_for(folder)
        with (
            running(folder / "worst") as worst,
            running(folder / "empty") as empty,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            page = browser.new_context(reduced_motion="reduce").new_page()
            rules = dict.fromkeys(THEMES, RULES)
            table = seen(page, pages_of(page, (worst, empty)), rules)
            table |= seen(page, states_of_one_page(page, worst), rules)
            browser.close()
    for view in ((width, theme) for width in WIDTHS for theme in THEMES):
        findings = {name: found[view] for name, found in table.items() if found[view]}
        what = f"axe finds nothing at {view[0]} px in the {view[1]} theme"
        report.line(what, findings or f"{len(table)} pages and states", not findings)
