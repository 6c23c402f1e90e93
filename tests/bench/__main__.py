"""Measure all rows of the table of speed goals on one database: `python -m tests.bench [PART …]`.

The parts are `pages`, `changes`, `browser` and `growth`; each prints what it sees, and at the end
stands a line for each row.  On PostgreSQL: `python -m tests.postgres python -m tests.bench`.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

FLOOR, PRODUCTION = "tests.bench.settings", "malmoandan.settings.production"
ON_A_SITE, PARTS = ("pages", "changes", "browser"), ("pages", "changes", "browser", "growth")


def run(module: str, capture=True, **environment) -> str:
    """Run a module of Python, and return what it prints or let it print."""
    command = [sys.executable, *module.split()]
    out = subprocess.PIPE if capture else None
    done = subprocess.run(command, env=os.environ | environment, check=True, stdout=out)
    return done.stdout.decode() if capture else ""


def floors_database(folder: str) -> str:
    """Return the address of a database for the floor, of the kind that the site has."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return f"sqlite:///{folder}/floor.sqlite3"
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE floor")
    return urlsplit(address)._replace(path="/floor").geturl()


@contextmanager
def site_and_floor(folder: str):
    """Make the site with its real content and events, and the floor; tell the parts of them."""
    os.environ |= {"DATA_DIR": folder, "BASE_URL": "http://localhost"}
    os.environ["FLOOR_DATABASE"] = floors_database(folder)
    run("-m tests.bench.floor", DJANGO_SETTINGS_MODULE=FLOOR)
    run("manage.py prepare", DJANGO_SETTINGS_MODULE=PRODUCTION)
    pages = Path(folder) / "pages.json"
    pages.write_text(run("-m tests.bench.site", DJANGO_SETTINGS_MODULE=PRODUCTION))
    os.environ["BENCH_PAGES"] = str(pages)
    yield


def main(parts):
    """Run the parts, each in a process of its own, and print how each row stands."""
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}: {', '.join(PARTS)}.")
    from tests.bench.marks import table

    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as folder:
        figures = Path(folder) / "figures"
        os.environ["BENCH_FIGURES"] = str(figures)
        if "growth" in parts:
            # First: it makes databases of its own, from one that nobody else has written to.
            run("-m tests.bench.growth", capture=False)
        if of_site := [part for part in ON_A_SITE if part in parts]:
            with site_and_floor(folder):
                for part in of_site:
                    run(f"-m tests.bench.{part}", capture=False)
        lines = [json.loads(line) for line in figures.read_text().splitlines()]
    lines.append({"row": "25", "why": "make prove PART=restart stops the database under load"})
    print(f"\n{'PostgreSQL' if on_postgresql else 'SQLite'}: the worst of each row")
    load, cores = os.getloadavg()[2], os.cpu_count()
    if load > cores:
        print(
            f"{load:.0f} processes want {cores} processors: rows 2, 14, 15 and 21b are by the clock"
        )
    print(*table(lines), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:] or PARTS)
