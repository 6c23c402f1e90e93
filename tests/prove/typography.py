"""Texts of 300 000 letters, of the kinds that rules of typography fall over, are set in time."""

import time
from datetime import timedelta
from html import escape

DATABASES = ("SQLite", "PostgreSQL")
LETTERS = 300_000
ON_PAGE = 100_000
LIMIT = 10  # seconds for so many letters by one rule, or for one view of a page
PIECES = [
    *("a-", "a", "a.", "a@", ".se", "www.", "1", "1-", "1 ", "111 ", "1.", "1-2 ", "01 ", "+1"),
    *(" ", "- ", '"', "'", "<", "<a ", "</", "<b>", "</b>", "<!--", "<h2>", "&", "&#", "&#9;"),
    *("kl. ", "maj-", "s. 1-2 ", "kod ", "https://", "((", "\u00a0", "\n", "a\u0301", "𐍈", "ا"),
]


def seconds(function, *arguments):
    """Return how long a call takes."""
    begun = time.monotonic()
    function(*arguments)
    return time.monotonic() - begun


def prove(report):
    """Set a long text of each kind by each rule, and read pages that hold such texts."""
    if report.database == "SQLite":
        prove_rules(report)
    prove_pages(report)


def prove_rules(report):
    """Set a long text of each kind by each rule."""
    from home import typography

    for step in (typography.typeset, typography.typeset_html, typography.longest_word):
        times = {p: seconds(step, p * (LETTERS // len(p))) for p in PIECES}
        slowest = max(times, key=times.get)
        figure = f"{times[slowest]:.1f} s for {slowest!r}, the slowest of {len(PIECES)}"
        report.line(f"{step.__name__} of 300 000 letters", figure, times[slowest] < LIMIT)


def prove_pages(report):
    """Read pages, lists, feeds and calendar files that hold a long text of each kind."""
    from django.test import Client
    from django.utils import timezone

    from tests.pages import SmallSite

    site = SmallSite()
    article = site.add_article("Lång text")
    event = site.add_event("Lång text", start=timezone.now() + timedelta(days=1))
    client, times = Client(headers={"host": "127.0.0.1"}), {}
    for piece in PIECES:
        text = piece * (ON_PAGE // len(piece))
        for page in (article, event):
            page.introduction, page.body = text, [("text", f"<h2>{escape(text)}</h2>")]
            # Saved past the index, which has parts of its own here.
            type(page).objects.bulk_update([page], ["introduction", "body"])
        lists = (site.home.url, site.news.url, f"{site.news.url}flode.xml", site.calendar.url)
        files = (f"{event.url}kalender.ics", f"{site.calendar.url}kalender.ics")
        for address in (article.url, event.url, *lists, *files):
            begun = time.monotonic()
            assert client.get(address).status_code == 200, address
            times[piece, address] = time.monotonic() - begun
    slowest = max(times, key=times.get)
    figure = f"{times[slowest]:.1f} s for {slowest}, the slowest of {len(times)}"
    report.line("a view of a page with 200 000 letters", figure, times[slowest] < LIMIT)
