"""Measure the search on the copies of `growth.py`: a page of hits, suggestions, how large it is.

Words are on 60 % of the pages, on some, on one, misspelt, half typed, or in every document.  A
request is measured as a visitor waits for it (the middle one, and that which 95 of 100 do not
exceed), and by the processor time of worker and database, which counts on a busy machine.
"""

from tests.bench.filled import PASSAGE
from tests.bench.marks import note
from tests.bench.sql import asked, middle, percentile, timed

QUERIES = {
    "common": ["malmö", "mötesplatsen", "malmö mötesplats", "finns i malmö", "mötesplatser"],
    "middling": ["medborgarbudget", "dialogforum", "samordnare", "kulturverkstad", "demokrati"],
    "several": ["samverkan med civilsamhället", "öppna möten om demokrati", "lärande lunch"],
    "wrong": ["medborgarbugdet", "samordnarre", "dialogfroum", "kulturvekstad"],
    "beginning": ["medborgarb", "samordn", "kulturv", "me", "ma", "dia"],
    "documents": PASSAGE.rstrip(". ").split()[-1:] + ["protokoll", "protokoll om kolonilotter"],
}
ROUNDS = 5
# The row of the goals that counts at so many pages.
ROWS = {10_000: "14", 50_000: "15"}
SIZE = {
    "sqlite": "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'wagtailsearch%%' "
    "OR name LIKE 'search_%%'",
    "postgresql": "SELECT SUM(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' "
    "AND (relname LIKE 'wagtailsearch%%' OR relname LIKE 'search_%%')",
}


def line(size, name, times, queries=""):
    """Print one line of milliseconds, and how that stands to the goal."""
    waited = [1000 * elapsed for elapsed, _cpu in times]
    worked = [1000 * cpu for _elapsed, cpu in times]
    p95 = percentile(waited, 0.95)
    said = note(ROWS[size], name, p95) if size in ROWS else ""
    print(
        f"{size:>6}  {name:<22}{middle(waited):8.0f}{p95:8.0f}{middle(worked):8.0f}"
        f"{percentile(worked, 0.95):8.0f}{queries:>4}  {said}",
        flush=True,
    )


def bytes_a_page(size):
    """Return how many bytes the search keeps for each page of a site, the database's included."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SIZE[connection.vendor])
        return cursor.fetchone()[0] / size


def measure(sizes, opened, client):
    """Measure at each size; `opened(size)` lets the site stand on its copy for a while."""
    from search.page.suggestions import suggestions_for

    print(f"{'search':<30}{'p50':>8}{'p95':>8}{'cpu50':>8}{'cpu95':>8}", flush=True)
    for size in sizes:
        with opened(size):
            for name, queries in QUERIES.items():
                for query in queries:
                    client.get("/sok/", {"q": query})
                many = queries * ROUNDS
                count = len(asked(client, f"/sok/?q={queries[0]}"))
                times = [timed(client.get, "/sok/", {"q": query}) for query in many]
                line(size, f"/sok/, {name}", times, count)
            words = [q[:n] for queries in QUERIES.values() for q in queries for n in (2, 3, 5, 8)]
            line(size, "suggestions", [timed(suggestions_for, word) for word in words])
            print(f"{size:>6}  {'index':<22}{bytes_a_page(size):8.0f} bytes a page", flush=True)
