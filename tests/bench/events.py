"""Measure what lists of events ask the database, with 100, 1 000 and 10 000 events.

Prints the number of queries and the milliseconds of SQL of each address.  Makes a database of its
own in a temporary folder; on PostgreSQL: `python -m tests.postgres python -m tests.bench.events`.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

NUMBERS = tuple(int(n) for n in os.environ.get("BENCH_EVENTS", "100 1000 10000").split())
ROUNDS = 7
# So far apart, before and after now: a list prints as many rows however many events there are, so
# what is compared is the price of those that it does not print.
STEP = timedelta(hours=15)
MODES = ("offline", "online", "mixed")


def make_site():
    """Migrate, and return a small site with ten activities and three themes."""
    from django.core.management import call_command

    from tests.pages import SmallSite, make_theme

    call_command("migrate", verbosity=0)
    site = SmallSite()
    site.activities = [site.activity, *(site.add_activity(f"Forum {n}") for n in range(9))]
    site.themes = [make_theme(word) for word in ("knowledge", "participation", "collaboration")]
    for page in (site.home, site.landing):
        page.refresh_from_db()
        page.body = [("coming_events", {"heading": "På gång", "how_many": 4})]
        page.save()
    return site


def fill(site, number, total):
    """Add events until there are `total`; more than half of them are of the first activity."""
    from django.db import transaction
    from django.utils import timezone

    from activities.models import EventPage
    from tests.bench.rows import insert

    now = timezone.now()
    events = []
    for index in range(number, total):
        start = now + STEP * (index // 2 + 1) * (1 if index % 2 else -1)
        activity = site.activities[0 if index % 5 < 3 else index % 10]
        event = EventPage(
            title=f"Evenemang {index}",
            slug=f"evenemang-{index}",
            introduction="En mening om vad som händer, lagom lång för en rad i en lista.",
            start=start,
            end=start + timedelta(hours=1, days=(index % 20 == 0)) if index % 10 else None,
            attendance_mode=MODES[index % 3],
            venue="Stadshuset",
            is_free=index % 4 < 2,
            open_to_all=index % 8 < 2,
            registration="link",
            registration_url="https://example.org/",
            registration_closes=start - timedelta(days=2),
            change="cancelled" if index % 25 == 0 else "",
        )
        events.append((activity, event))
    with transaction.atomic():
        insert(events, site.themes)


def addresses(site):
    """Return {name: address} of every list of events."""
    from django.utils import timezone

    now = timezone.localdate()
    calendar, activity = site.calendar.get_url(), site.activity.get_url()
    return {
        "start": "/",
        "calendar": calendar,
        "calendar, theme": f"{calendar}?tema={site.themes[0].slug}",
        "calendar, activity": f"{calendar}?aktivitet={site.activity.slug}",
        "calendar, all filters": f"{calendar}?tema={site.themes[1].slug}&satt=digitalt&gratis=1",
        "month": f"{calendar}{now.year}/{now.month:02d}/",
        "year": f"{calendar}arkiv/{now.year}/",
        "activity": activity,
        "calendar file": f"{calendar}kalender.ics",
        "activity's file": f"{activity}kalender.ics",
        "feed": f"{calendar}flode.xml",
        "activity's feed": f"{activity}flode.xml",
    }


def asked(client, address):
    """Return the (sql, parameters) that a request for an address makes."""
    from django.db import connection

    found = []

    def note(execute, sql, parameters, many, context):
        found.append((sql, parameters))
        return execute(sql, parameters, many, context)

    assert client.get(address).status_code == 200, address
    with connection.execute_wrapper(note):
        client.get(address)
    return found


def milliseconds(queries):
    """Return how long the database takes to answer them all, the rows included: the best round."""
    from django.db import connection

    spent = []
    with connection.cursor() as cursor:
        for _round in range(ROUNDS):
            start = perf_counter()
            for sql, parameters in queries:
                cursor.execute(sql, parameters)
                cursor.fetchall()
            spent.append(1000 * (perf_counter() - start))
    return min(spent)


def main():
    """Fill a site step by step and print one line for each address."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    site, before, figures = make_site(), 0, {}
    for number in NUMBERS:
        fill(site, before, number)
        before = number
        # `manage.py work` has SQLite do so; PostgreSQL does by itself, some time later.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for name, address in addresses(site).items():
            queries = asked(Client(headers={"host": "localhost"}), address)
            figures.setdefault(name, []).append((len(queries), milliseconds(queries)))
    print(f"{connection.vendor}: queries and milliseconds of SQL with so many events")
    print(f"{'':<24}" + "".join(f"{number:>16}" for number in NUMBERS) + f"{'÷':>8}")
    for name, measured in figures.items():
        cells = "".join(f"{count:>6}{spent:>10.2f}" for count, spent in measured)
        print(f"{name:<24}{cells}{measured[-1][1] / measured[0][1]:>8.1f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "malmoandan.settings.test"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'events.sqlite3'}")
        main()
