"""Measure all rows of the table of speed goals on one database: `python -m tests.bench [PART …]`.

The parts are `pages`, `changes`, `browser` and `growth`; each prints what it sees, and at the end
stands a line for each row.  On PostgreSQL: `python -m tests.postgres python -m tests.bench`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

FLOOR, PRODUCTION = "tests.bench.settings", "malmoandan.settings.production"
# Each part, and the rows that it measures.
ON_A_SITE = {
    "pages": ("1", "2", "4", "7", "7s", "10", "11", "23"),
    "changes": ("6",),
    "browser": ("17", "17w", "18", "18r", "19", "19h", "20", "21", "21b"),
}
PARTS = ON_A_SITE | {"growth": ("10g", "12", "13", "14", "15")}
ELSEWHERE = [{"row": "25", "why": "make prove PART=restart stops the database under load"}]


def run(module: str, capture=True, **environment) -> str:
    """Run a module of Python, and return what it prints or let it print."""
    command = [sys.executable, *module.split()]
    out = subprocess.PIPE if capture else None
    done = subprocess.run(command, env=os.environ | environment, check=True, stdout=out)
    return done.stdout.decode() if capture else ""


def own_database(folder: str, name: str) -> str:
    """Return the address of another database, of the kind that the site has."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return f"sqlite:///{folder}/{name}.sqlite3"
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def make_site_and_floor(folder: str):
    """Make the site with its real content and events, and the floor; tell the parts of them."""
    os.environ |= {"DATA_DIR": folder, "BASE_URL": "http://localhost"}
    os.environ["FLOOR_DATABASE"] = own_database(folder, "floor")
    run("-m tests.bench.floor", DJANGO_SETTINGS_MODULE=FLOOR)
    run("manage.py prepare", DJANGO_SETTINGS_MODULE=PRODUCTION)
    pages = Path(folder) / "pages.json"
    pages.write_text(run("-m tests.bench.site", DJANGO_SETTINGS_MODULE=PRODUCTION))
    os.environ["BENCH_PAGES"] = str(pages)


def left_out(part: str, is_wanted: bool, **environment) -> str:
    """Run a part, and return why its rows are not measured, or nothing."""
    if not is_wanted:
        return f"the part {part} was not asked for"
    try:
        run(f"-m tests.bench.{part}", capture=False, **environment)
    except subprocess.CalledProcessError:
        return f"the part {part} broke off"
    return ""


def main(parts) -> int:
    """Run the parts, each in a process of its own, and print how each row stands."""
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}: {', '.join(PARTS)}.")
    from tests.bench.marks import table

    with tempfile.TemporaryDirectory(prefix="malmoandan-bench-") as folder:
        figures = Path(folder) / "figures"
        figures.touch()
        os.environ["BENCH_FIGURES"] = str(figures)
        database = {"DATABASE_URL": own_database(folder, "growing")}
        why = {"growth": left_out("growth", "growth" in parts, **database)}
        if not set(parts).isdisjoint(ON_A_SITE):
            make_site_and_floor(folder)
        why |= {part: left_out(part, part in parts) for part in ON_A_SITE}
        lines = [json.loads(line) for line in figures.read_text().splitlines()] + ELSEWHERE
    lines += [{"row": row, "why": why[part]} for part in PARTS for row in PARTS[part] if why[part]]
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    print(f"\n{'PostgreSQL' if on_postgresql else 'SQLite'}: the worst of each row")
    load, cores = os.getloadavg()[2], os.cpu_count()
    if load > cores:
        print(f"{load:.0f} want {cores} processors, and rows 2, 14 and 15 are by the clock")
    print(*table(lines), sep="\n")
    return 1 if any("broke off" in reason for reason in why.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [*PARTS]))
