"""Weigh pages as a browser fetches them, and see what moves or holds it up meanwhile."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.__main__ import PRODUCTION
from tests.bench.marks import cannot, note
from tests.bench.serving import server
from tests.browser import FLAGS, find_chromium

ROWS = ("17", "17w", "18", "18r", "19", "19h", "20", "21", "21b")
VISITS = 3  # of which the calmest counts
LONG = 50  # ms of a task that hold up whoever touches the page, by W3C's Long Tasks


def held_up(trace):
    """Return for how many ms tasks held a page up: before it was to be seen, and after.

    What is after it is Total Blocking Time, from the first contentful paint on.  By the
    processor's clock, since a task of the browser's own long ones waits for it beside others.
    """
    events = json.loads(trace)["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    seen = max(event["ts"] for event in events if event["name"] == "firstContentfulPaint")
    before = after = 0
    for event in events:
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in pages:
            lasted, blocked = event.get("dur", 0), event.get("tdur", 0) / 1000 - LONG
            if blocked > 0:
                share = min(1, max(0, (event["ts"] + lasted - seen) / lasted))
                before += blocked * (1 - share)
                after += blocked * share
    return before, after


def weighed(page, traffic, address):
    """Return what a first visit fetches, to the foot of the page: KiB, requests, scripts, hosts."""
    from tests.browser.traffic import KIB, SHIFT

    browser, shifts, blocked = page.context.browser, [], []
    for _ in range(VISITS):
        traffic.forget()
        browser.start_tracing(page=page, categories=["toplevel", "loading"])
        traffic.visit(page, address)
        shifts.append(page.evaluate(SHIFT))
        page.wait_for_load_state("networkidle")
        blocked.append(held_up(browser.stop_tracing()))
    sizes = {url: traffic.received.get(number, 0) / KIB for number, url in traffic.asked.items()}
    host = urlsplit(address).netloc
    return {
        "all": sum(sizes.values()),
        "requests": len(sizes),
        "scripts": sum(size for url, size in sizes.items() if urlsplit(url).path.endswith(".js")),
        "others": sum(urlsplit(url).netloc != host for url in sizes),
        "shift": min(shifts),
        "before": min(before for before, _after in blocked),
        "blocked": min(after for _before, after in blocked),
    }


def measure(browser, pages, base):
    """Print each page's weight, and note the rows."""
    from tests.browser.traffic import Traffic

    print(f"\n{'page in a browser':<32}{'px':>5}{'KiB':>8}{'requests':>9}{'next':>7}", end="")
    print(f"{'ms unseen':>10}{'seen':>5}")
    for width, row in ((390, "17"), (1280, "17w")):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        traffic = Traffic(page)
        for name, known in pages.items():
            address = base + known["url"]
            seen = weighed(page, traffic, address)
            again, _requests = traffic.visit(page, address)
            said = [note("21", name, seen["shift"]), note("21b", name, seen["blocked"])]
            said += [note("19", name, seen["scripts"]), note("19h", name, seen["others"])]
            said.append(note("20", name, again))
            if name == "HomePage":
                said.append(note(row, name, seen["all"]))
            elif not page.locator("img").count():
                said += [note("18", name, seen["all"]), note("18r", name, seen["requests"])]
            figures = f"{seen['all']:8.1f}{seen['requests']:9}{again:7.1f}"
            figures += f"{seen['before']:10.0f}{seen['blocked']:5.0f}"
            missed = ", ".join(one for one in said if one.startswith("MISSES")) or "holds"
            print(f"{name:<32}{width:>5}{figures}  {missed}", flush=True)
        context.close()


def main():
    """Look at every page of the site that is kept, as its visitors do."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if not (sync_playwright and find_chromium()):
        for row in ROWS:
            cannot(row, "no Chromium is installed (apt-get install chromium)")
        return

    pages = json.loads(Path(os.environ["BENCH_PAGES"]).read_text())
    with (
        server("malmoandan.wsgi:application", PRODUCTION, threads=4) as (_process, connection),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        measure(browser, pages, f"http://127.0.0.1:{connection.port}")
        browser.close()


if __name__ == "__main__":
    main()
