"""Measure what grows with a site: `python -m tests.bench.growth` (PostgreSQL: `tests.postgres`).

Fills a site step by step (`filled.py`), keeps a copy of the database at each size of BENCH_SIZES,
and asks all of them for every kind of page: the queries, what answering them takes the processor
(the middle of rounds that go from size to size), and what the whole request does.
With BENCH_FOLDER the copies are kept there, and used again by the next run.
BENCH_ONLY names what to measure: `pages`, `admin`, `search`, or the beginning of a name.
"""

import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.bench import search
from tests.bench.marks import cannot, note
from tests.bench.sql import asked, middle, milliseconds, timed

SIZES = tuple(int(n) for n in os.environ.get("BENCH_SIZES", "100 1000 10000 50000").split())
ONLY = os.environ.get("BENCH_ONLY", "")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "11"))
REQUESTS = min(4, ROUNDS)
START, LIST, ADMIN = "12", "13", ""  # the row of the goals, or what has no goal of its own


class Sqlite:
    """Copies as files of a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def name(self, size):
        return str(self.folder / f"pages-{size}.sqlite3")

    def exists(self, size):
        return Path(self.name(size)).exists()

    def copy(self, size):
        import sqlite3

        from django.db import connection

        connection.ensure_connection()
        target = sqlite3.connect(self.name(size))
        connection.connection.backup(target)
        target.close()


class Postgres:
    """Copies as databases of the server."""

    def __init__(self, folder):
        pass

    def name(self, size):
        return f"pages_{size}"

    def _all(self, sql, *parameters):
        import psycopg
        from django.db import connection

        known = connection.get_connection_params() | {"dbname": "template1"}
        known = {name: known.get(name) for name in ("host", "port", "user", "password", "dbname")}
        with psycopg.connect(**known, autocommit=True) as server:
            answer = server.execute(sql, parameters)
            return answer.fetchall() if answer.description else []

    def exists(self, size):
        return bool(self._all("SELECT 1 FROM pg_database WHERE datname = %s", self.name(size)))

    def copy(self, size):
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.close()
        self._all(f'CREATE DATABASE "{self.name(size)}" TEMPLATE "{name}"')


def make_copies(folder):
    """Fill the site of the settings, and keep a copy at each size; return where they are."""
    from django.core.management import call_command
    from django.db import connection

    from tests.bench.filled import Filling

    keeper = (Sqlite if connection.vendor == "sqlite" else Postgres)(folder)
    if all(map(keeper.exists, SIZES)):
        return keeper
    call_command("migrate", verbosity=0)
    filling = Filling()
    for size in SIZES:
        spent, _cpu = timed(filling.fill, size)
        # `manage.py work` has SQLite do so; PostgreSQL does by itself, some time later.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        keeper.copy(size)
        print(f"{size} pages written and indexed in {spent:.0f} s", flush=True)
    return keeper


@contextmanager
def opened(keeper, size):
    """Let the site stand on the copy of a size."""
    from django.db import connections

    wrapper = opened.known.get(size)
    if wrapper is None:
        wrapper = connections.create_connection("default")
        wrapper.settings_dict = wrapper.settings_dict | {"NAME": keeper.name(size)}
        opened.known[size] = wrapper
    before = connections["default"]
    connections["default"] = wrapper
    try:
        yield wrapper
    finally:
        connections["default"] = before


opened.known = {}


def targets():
    """Return {name: (row of the goals, address, status)} of the site that is open."""
    from django.utils import timezone

    from activities.models import ActivityPage, CalendarPage, EventPage
    from home.models import FollowPage, PersonIndexPage, PersonPage, StandardPage, Theme
    from news.models import (
        ArticlePage,
        Category,
        NewsIndexPage,
        NewsletterIndexPage,
        NewsletterPage,
    )

    now = timezone.localdate()
    # Articles that report from an event, since those that do not cost a query less.
    events, articles = EventPage.objects.visible(), ArticlePage.objects.newest_first()
    articles = articles.filter(reported_events__isnull=False)
    calendar = CalendarPage.objects.get().get_url()
    activities = list(ActivityPage.objects.order_by("path"))
    activity, quiet = activities[0].get_url(), activities[9].get_url()
    coming = events.upcoming_dated().first()
    news_page = NewsIndexPage.objects.get()
    news, issues = news_page.get_url(), NewsletterIndexPage.objects.get()
    people, person = PersonIndexPage.objects.get().get_url(), PersonPage.objects.order_by("path")
    theme, other = Theme.objects.order_by("pk")[:2]
    category = Category.objects.order_by("pk").first().slug
    word = "?tema={}&satt=digitalt&gratis=1"
    pages = {
        "start": (START, "/"),
        "landing": (START, activities[0].get_parent().get_url()),
        "activity with most events": (START, activity),
        "activity with few": (START, quiet),
        "event, coming": (START, coming.get_url()),
        "event, past": (START, events.past_dated().first().get_url()),
        "event, long past": (START, events.past_dated().last().get_url()),
        "article, newest": (START, articles.first().get_url()),
        "article, oldest": (START, articles.last().get_url()),
        "newsletter, newest": (START, NewsletterPage.objects.newest_first().first().get_url()),
        "newsletter, oldest": (START, NewsletterPage.objects.newest_first().last().get_url()),
        "person": (START, person[1].get_url()),
        "person in very many": (START, person[0].get_url()),
        "text page": (START, StandardPage.objects.order_by("-path")[0].get_url()),
        "contact page": (START, StandardPage.objects.get(slug="kontakt").get_url()),
        "page not found": (START, f"{news}finns-inte/", 404),
        "address not found": (START, "/a/b/c/finns-inte/", 404),
        "an old address": (START, "/gammal/3/", 301),
        "calendar": (LIST, calendar),
        "calendar, theme": (LIST, f"{calendar}?tema={theme.slug}"),
        "calendar, activity": (LIST, f"{calendar}?aktivitet={activities[0].slug}"),
        "calendar, activity with few": (LIST, f"{calendar}?aktivitet={activities[9].slug}"),
        "calendar, all filters": (LIST, calendar + word.format(other.slug)),
        "calendar, month": (LIST, f"{calendar}{now.year}/{now.month:02d}/"),
        "calendar, year": (LIST, f"{calendar}arkiv/{now.year}/"),
        "calendar, archive": (LIST, f"{calendar}arkiv/"),
        "calendar, archive, filtered": (LIST, f"{calendar}arkiv/?tema={theme.slug}&gratis=1"),
        "calendar, archive, page 3": (LIST, f"{calendar}arkiv/?sida=3"),
        "calendar, archive, middle": (LIST, f"{calendar}arkiv/?sida=MIDDLE"),
        "calendar, archive, last": (LIST, f"{calendar}arkiv/?sida=9999"),
        "calendar, documented": (LIST, f"{calendar}arkiv/?dokumentation=1"),
        "calendar, undated": (LIST, f"{calendar}utan-datum/"),
        "news": (LIST, news),
        "news, page 3": (LIST, f"{news}?sida=3"),
        "news, middle": (LIST, f"{news}?sida=MIDDLE"),
        "news, last page": (LIST, f"{news}?sida=99999"),
        "news, category": (LIST, f"{news}?kategori={category}"),
        "news, category, last page": (LIST, f"{news}?kategori={category}&sida=99999"),
        "news, year": (LIST, f"{news}arkiv/2020/"),
        "newsletters": (LIST, issues.get_url()),
        "people": (LIST, people),
        "person, all events": (LIST, f"{person[0].get_url()}?alla=evenemang"),
        "follow us": (LIST, FollowPage.objects.get().get_url()),
        "feed, calendar": (LIST, f"{calendar}flode.xml"),
        "feed, activity": (LIST, f"{activity}flode.xml"),
        "feed, news": (LIST, f"{news}flode.xml"),
        "feed, newsletters": (LIST, f"{issues.get_url()}flode.xml"),
        "file, calendar": (LIST, f"{calendar}kalender.ics"),
        "file, filtered": (LIST, f"{calendar}kalender.ics?tema={theme.slug}"),
        "file, activity": (LIST, f"{activity}kalender.ics"),
        "file, event": (START, f"{coming.get_url()}kalender.ics"),
        "sitemap": (LIST, "/sitemap.xml"),
        "suggestions": (LIST, "/sok/forslag/?q=medborg"),
    }
    return {name: (*known, 200)[:3] for name, known in pages.items()} | admin_targets(
        news_page, activities[0], coming
    )


def admin_targets(news, activity, event):
    """Return {name: (row, address, status)} of the admin."""
    from news.models import ArticlePage

    article = ArticlePage.objects.order_by("path").last()
    pages = {
        "first page": "",
        "explorer, root": "pages/",
        "explorer, start page": f"pages/{news.get_parent().pk}/",
        "explorer, news": f"pages/{news.pk}/",
        "explorer, news, last page": f"pages/{news.pk}/?p=100",
        "explorer, news by title": f"pages/{news.pk}/?ordering=title",
        "explorer, search in news": f"pages/{news.pk}/?q=kulturlaforum",
        "explorer, common word": f"pages/{news.pk}/?q=malm%C3%B6",
        "explorer, events of activity": f"pages/{activity.pk}/",
        "search of pages": "pages/search/?q=medborgarbudget",
        "search, misspelt": "pages/search/?q=medborgarbugdet",
        "events": "evenemang/",
        "events, coming": "evenemang/?when=kommande",
        "events, undocumented": "evenemang/?documented=nej",
        "events, lacking a link": "evenemang/?link=saknas",
        "events, search": "evenemang/?q=kulturlaforum",
        "events, by title": "evenemang/?ordering=title",
        "pages of a type": "pages/usage/news/articlepage/",
        "inbox": "inkorg/",
        "inbox, search": "inkorg/?q=kultur",
        "inbox, new": "inkorg/?state__exact=new",
        "letters": "utgaende-epost/",
        "letters, search": "utgaende-epost/?q=kultur",
        "organisations": "snippets/home/organisation/",
        "organisations, search": "snippets/home/organisation/?q=kultur",
        "redirects": "redirects/",
        "images": "images/",
        "images, search": "images/?q=kultur",
        "documents": "documents/",
        "documents, search": "documents/?q=protokoll",
        "searches": "sokningar/",
        "history": "reports/site-history/",
        "aging pages": "reports/aging-pages/",
        "types of pages": "reports/page-types-usage/",
        "chooser, news": f"choose-page/{news.pk}/",
        "chooser, search": "choose-page/search/?q=medborgarbudget",
        "chooser, people": "choose-page/search/?q=la&page_type=home.personpage",
        "chooser, images": "images/chooser/",
        "chooser, documents": "documents/chooser/",
        "chooser, organisations": "snippets/choose/home/organisation/",
        "edit an event": f"pages/{event.pk}/edit/",
        "edit an article": f"pages/{article.pk}/edit/",
        "new event": f"pages/add/activities/eventpage/{activity.pk}/",
        "history of a page": f"pages/{article.pk}/history/",
        "delete an event": f"pages/{event.pk}/delete/",
    }
    return {f"admin: {name}": (ADMIN, f"/admin/{path}", 200) for name, path in pages.items()}


def visitor():
    """Return a client that is nobody."""
    from django.test import Client

    return Client(headers={"host": "localhost"})


def clients():
    """Return (a visitor's client, an administrator's)."""
    from django.contrib.auth import get_user_model

    admin = visitor()
    admin.force_login(get_user_model().objects.get(username="redaktor-0"))
    return visitor(), admin


def middle_page(address, client):
    """Return the address with the number of the page in the middle for the word MIDDLE."""
    last = client.get(address.replace("MIDDLE", "99999")).content.decode()
    import re

    numbers = [int(n) for n in re.findall(r"[?&]sida=(\d+)", last.replace("&amp;", "&"))]
    return address.replace("MIDDLE", str(max(1, (max(numbers, default=1) + 1) // 2)))


def is_asked_for(name):
    """Tell whether BENCH_ONLY asks for a page; «pages» are all those that visitors see."""
    if ONLY == "pages":
        return not name.startswith(("admin", "search"))
    return name.startswith(ONLY)


def measure(keeper):
    """Return {name: (row, {size: [queries, [ms of SQL], [ms of processor time]]})}."""
    open_at, found = {}, {}
    for size in SIZES:
        with opened(keeper, size):
            open_at[size] = clients(), targets()
    for name, (row, *_rest) in open_at[SIZES[-1]][1].items():
        if not is_asked_for(name):
            continue
        figures = {}
        for size, ((visitor, admin), known) in open_at.items():
            _row, address, status = known[name]
            client = admin if name.startswith("admin") else visitor
            with opened(keeper, size):
                if "MIDDLE" in address:
                    address = middle_page(address, client)
                begun = time.perf_counter()
                queries = asked(client, address, status)
                slow = time.perf_counter() - begun > 3
                figures[size] = [queries, [], [], client, address, slow]
        for round_ in range(ROUNDS):
            for size, (queries, spent, worked, client, address, slow) in figures.items():
                if slow and round_ > 2:
                    continue
                with opened(keeper, size):
                    milliseconds(queries[:1])
                    spent.append(milliseconds(queries))
                    if round_ == 0:
                        client.get(address)
                    if round_ < REQUESTS:
                        worked.append(1000 * timed(client.get, address)[1])
        found[name] = row, figures
        print_line(name, row, figures)
    return found


def print_line(name, row, figures):
    """Print the queries, the milliseconds of SQL and of processor time at each size."""
    cells = [
        (len(queries), middle(spent), middle(worked))
        for queries, spent, worked, *_rest in figures.values()
    ]
    small = cells[SIZES.index(1000) if 1000 in SIZES else 0]
    counts = f"{small[0]:>4}{cells[-1][0]:>4}"
    sql = "".join(f"{spent:>9.2f}" for _count, spent, _worked in cells)
    cpu = "".join(f"{worked:>8.1f}" for _count, _spent, worked in cells)
    ratio = cells[-1][1] / small[1] if cells[-1][0] else 1
    said = ""
    if row and 1000 in SIZES and SIZES[-1] > 1000:
        note("10g", name, cells[-1][0] - small[0])
        said = note(row, name, ratio)
    print(f"{name:<32}{counts}{sql}{ratio:>8.2f}{cpu}  {said}", flush=True)


def say_what_is_left_out():
    """Note for the table at the end what the sizes and BENCH_ONLY leave out."""
    grown = dict.fromkeys(("10g", START, LIST), 1000 in SIZES and SIZES[-1] > 1000)
    grown |= {row: size in SIZES for size, row in search.ROWS.items()}
    for row, is_measured in grown.items():
        if not is_measured:
            cannot(row, f"the sizes are {', '.join(map(str, SIZES))}")
        elif ONLY:
            cannot(row, f"BENCH_ONLY is {ONLY}")


def main():
    """Make the copies, measure, and print one line for each kind of page."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    # What counts is the price of a page that is not kept whole.
    settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    connection.settings_dict.setdefault("OPTIONS", {}).pop("pool", None)
    with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as made:
        keeper = make_copies(os.environ.get("BENCH_FOLDER", made))
        print(f"{connection.vendor}: queries, ms of SQL and of processor time at so many pages")
        sizes = "".join(f"{size:>9}" for size in SIZES) + f"{'÷':>8}"
        print(f"{'':<40}{sizes}" + "".join(f"{size:>8}" for size in SIZES))
        measure(keeper)
        say_what_is_left_out()
        if is_asked_for("search"):
            search.measure(SIZES, lambda size: opened(keeper, size), visitor())


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "malmoandan.settings.test", "PAGE_CACHE": "0"}
    folder = os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp(prefix="malmoandan-bench-")
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'growing.sqlite3'}")
    sys.exit(main())
