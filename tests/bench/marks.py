"""The goals of speed, and how a figure stands to them."""

import json
import operator
import os
from pathlib import Path

AT_MOST, AT_LEAST = operator.le, operator.ge
# Row of the table of goals: (what it is about, must hold, to reach for, which way).
GOALS = {
    "1": ("kept page, processor ÷ bare view", 0.6, 0.35, AT_MOST),
    "2": ("kept page, answers a second ÷ bare view", 2, 5, AT_LEAST),
    "4": ("kept page, queries", 0, 0, AT_MOST),
    "6": ("answers after a change that were wrong", 0, 0, AT_MOST),
    "7": ("page made anew, processor ÷ minimal page", 2.5, 1.5, AT_MOST),
    "7s": ("page of hits, processor ÷ minimal page", 3.5, 1.5, AT_MOST),
    "10": ("queries of a page beyond Wagtail's own", 10, 6, AT_MOST),
    "10g": ("more queries at the most pages than at 1 000", 0, 0, AT_MOST),
    "11": ("queries of a page of hits", 8, 4, AT_MOST),
    "12": ("start and pages, SQL at the most ÷ at 1 000", 1.5, 1.1, AT_MOST),
    "13": ("lists and filters, SQL at the most ÷ at 1 000", 2, 1.2, AT_MOST),
    "14": ("page of hits at 10 000, p95 in ms", 300, 100, AT_MOST),
    "15": ("page of hits at 50 000, p95 in ms", 1000, 300, AT_MOST),
    "17": ("start page with pictures at 390 px, KiB", 200, 120, AT_MOST),
    "17w": ("start page with pictures at 1280 px, KiB", 270, 180, AT_MOST),
    "18": ("page without photographs, KiB", 100, 75, AT_MOST),
    "18r": ("page without photographs, requests", 8, 8, AT_MOST),
    "19": ("scripts of a page, KiB", 5, 2, AT_MOST),
    "19h": ("requests to other hosts", 0, 0, AT_MOST),
    "20": ("next visit, KiB", 15, 8, AT_MOST),
    "21": ("layout shift", 0.02, 0, AT_MOST),
    "21b": ("blocking time once a page is seen, ms", 0, 0, AT_MOST),
    "23": ("memory of a worker after load, MiB", 150, 120, AT_MOST),
    "25": ("failed requests after a restarted database", 0, 0, AT_MOST),
}
# Where what is measured for the table at the end is written, a line a figure.
FILE = os.environ.get("BENCH_FIGURES")


def mark(row, figure):
    """Return how a figure stands to the goal of a row: reached, held, or missed."""
    _what, must, reach, holds = GOALS[row]
    if holds(figure, reach):
        return f"reaches {reach} (row {row})"
    return f"holds {must} (row {row})" if holds(figure, must) else f"MISSES {must} (row {row})"


def note(row, name, figure):
    """Keep a figure for the table at the end, and return how it stands to the goal of its row."""
    write({"row": row, "name": name, "figure": figure})
    return mark(row, figure)


def cannot(row, why):
    """Keep why a row was not measured."""
    write({"row": row, "why": why})


def write(line):
    if FILE:
        with Path(FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def table(lines):
    """Yield the lines of a table of all rows: the figure that is worst, whose, and its mark."""
    for row, (what, _must, _reach, holds) in GOALS.items():
        figures = [line for line in lines if line["row"] == row and "figure" in line]
        reasons = dict.fromkeys(
            line["why"] for line in lines if line["row"] == row and "why" in line
        )
        said = "; ".join(reasons) or "no part that ran measures it"
        if not figures:
            yield f"{row:<5}{what:<48}{'—':>9}  NOT MEASURED: {said}"
            continue
        worst = (max if holds is AT_MOST else min)(figures, key=lambda line: line["figure"])
        figure = f"{worst['figure']:>9.2f}".replace(".00", "   ")
        yield f"{row:<5}{what:<48}{figure}  {mark(row, worst['figure'])}, {worst['name']}"
        if reasons:
            yield f"{'':<62}  not all of it: {said}"
