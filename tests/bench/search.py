"""Measure the search at sizes: `python -m tests.bench.search 1000 10000`.

Makes a site of that many articles from the sentences of the five texts, with a word on 60 % of
them and with made-up compounds and names, on SQLite and on PostgreSQL in turn, and prints
milliseconds (middle, 95th of a hundred, worst) of a page of hits, of its parts, of suggestions.
The last column is processor time, the database's included: on a busy machine it is what counts.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import psutil

SEEDS = Path(__file__).parent.parent / "seeds"
FIRST = ("kultur", "skol", "idrotts", "miljö", "bostads", "ungdoms", "hamn", "park")
HEADS = ("forum", "budget", "verkstad", "nätverk", "dialog", "träff", "grupp", "resa", "fest")
SYLLABLES = ("la", "ri", "mo", "san", "ke", "tor", "vi", "ne", "bal", "ho", "dra", "mi", "sol")
COMMON = "Mötesplatsen finns i Malmö."  # on 60 % of the pages
QUERIES = {
    "common": ["malmö", "mötesplatsen", "malmö mötesplats", "finns i malmö", "mötesplatser"],
    "middling": ["medborgarbudget", "dialogforum", "samordnare", "kulturverkstad", "demokrati"],
    "several": ["samverkan med civilsamhället", "öppna möten om demokrati", "lärande lunch"],
    "wrong": ["medborgarbugdet", "samordnarre", "dialogfroum", "kulturvekstad"],
    "beginning": ["medborgarb", "samordn", "kulturv", "me", "ma", "dia"],
}
ROUNDS = 5


def sentences():
    """Return the sentences of the five texts that are long enough to say something."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
    return [part.strip() for part in text.replace("\n", " ").split(". ") if 40 < len(part) < 300]


def made_up(chance):
    """Return a compound or a name that few other pages have."""
    if chance.random() < 0.5:
        return chance.choice(FIRST) + chance.choice(SYLLABLES) + chance.choice(HEADS)
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize() + "sson"


def make(number):
    """Make a site of that many articles, without indexing them."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Locale, Page, Site

    from home.models import HomePage
    from news.models import ArticlePage, NewsIndexPage

    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Start", slug="start"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", is_default_site=True, root_page=home)
    parent = home.add_child(instance=NewsIndexPage(title="Nyheter", slug="nyheter"))
    chance, lines = random.Random(1), sentences()
    kind, locale = ContentType.objects.get_for_model(ArticlePage), Locale.get_default()
    numbers = range(1, number + 1)
    for start in range(0, number, 2000):
        part = numbers[start : start + 2000]
        pages = [
            Page(
                title=" ".join([made_up(chance), *chance.choice(lines).split()[:5]]),
                slug=f"sida-{n}",
                path=Page._get_path(parent.path, parent.depth + 1, n),
                depth=parent.depth + 1,
                url_path=f"{parent.url_path}sida-{n}/",
                content_type=kind,
                locale=locale,
                live=True,
            )
            for n in part
        ]
        for page in Page.objects.bulk_create(pages):
            text = chance.sample(lines, 8) + [made_up(chance) for _ in range(4)]
            text += [COMMON] * (chance.random() < 0.6)
            article = ArticlePage(
                page_ptr_id=page.pk,
                introduction=chance.choice(lines),
                date=date(2016, 1, 1) + timedelta(days=chance.randrange(4000)),
                body=[("text", f"<p>{'. '.join(text)}</p>")],
            )
            article.save_base(raw=True)
    Page.objects.filter(pk=parent.pk).update(numchild=number)


def line(name, times):
    """Print one line of milliseconds."""
    waited = sorted(1000 * elapsed for elapsed, _cpu in times)
    cpu = 1000 * statistics.mean(cpu for _elapsed, cpu in times)
    p95 = waited[min(len(waited) - 1, int(len(waited) * 0.95))]
    middle = statistics.median(waited)
    print(f"  {name:<28}{middle:8.0f}{p95:8.0f}{waited[-1]:8.0f}{cpu:8.0f}", flush=True)


def cpu_time():
    """Return the processor seconds of this process and of its connection to PostgreSQL."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        times = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return own + times.user + times.system


def timed(call, *arguments):
    """Return how long a call takes, and how long processors work for it, in seconds."""
    worked, begun = cpu_time(), time.perf_counter()
    call(*arguments)
    return time.perf_counter() - begun, cpu_time() - worked


def measure(number):
    """Make the site in the database of the settings, and print what it takes to search it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from wagtail.models import Page

    from search.language.query import parse
    from search.language.vocabulary import Vocabulary
    from search.page.results import Results, matching_pages
    from search.page.suggestions import suggestions_for

    def repair(text):
        vocabulary = Vocabulary(repairing=True)
        parse(text, vocabulary=vocabulary)
        return vocabulary.repaired(text)

    call_command("migrate", verbosity=0)
    make(number)
    spent, _cpu = timed(lambda: call_command("update_index", verbosity=0))
    print(f"{connection.vendor}, {number} pages: indexed in {spent:.0f} s", end="")
    print(f" ({1000 * spent / number:.1f} ms a page)       p50     p95     max     cpu")
    page = Page.objects.get(slug=f"sida-{number}").specific
    line("one page saved", [timed(page.save) for _ in range(ROUNDS)])
    get = Client(SERVER_NAME="localhost").get
    for name, queries in QUERIES.items():
        many = queries * ROUNDS
        for query in queries:
            Results(query)
        line(f"/sok/, {name}", [timed(get, "/sok/", {"q": q}) for q in many])
        line("  ten hits", [timed(lambda q=q: list(matching_pages(parse(q))[:10])) for q in many])
        line("  their number", [timed(lambda q=q: matching_pages(parse(q)).count()) for q in many])
        line("  repair", [timed(repair, q) for q in many])
    words = [q[:n] for queries in QUERIES.values() for q in queries for n in (2, 3, 5, 8)]
    line("suggestions", [timed(suggestions_for, word) for word in words])


def main():
    """Run every size on both databases, each in a process and a folder of its own."""
    for number in map(int, sys.argv[1:] or ["1000"]):
        for starter in ([], ["-m", "tests.postgres", sys.executable]):
            with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as folder:
                environment = os.environ | {
                    "DJANGO_SETTINGS_MODULE": "malmoandan.settings.test",
                    "DATABASE_URL": f"sqlite:///{folder}/search.sqlite3",
                    "SEARCH_BENCH_PAGES": str(number),
                }
                command = [sys.executable, *starter, "-m", "tests.bench.search"]
                subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    if pages := os.environ.get("SEARCH_BENCH_PAGES"):
        measure(int(pages))
    else:
        main()
