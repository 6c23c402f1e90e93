"""Measure every type of page, made anew and kept, beside the least that a Wagtail page can cost.

The floor, the site without its cache of pages and the site with it, of files and of Redis, run at
once under the same server with one worker each, and are asked in turn, some requests a page, round
after round: what else the machine does is spread over all.  Prints the processor time of the
server's processes per request (the middle round), as a ratio to the floor, and the queries; of kept
pages how many are answered in a second; and the memory of a worker that has answered all this.
"""

import json
import os
import statistics
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests import redis_server
from tests.bench.__main__ import FLOOR, PRODUCTION
from tests.bench.marks import cannot, note
from tests.bench.serving import TURN, measure, memory, rate, server

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "12"))
BARE, LEAST, NEW = "(bare Django view)", "(least Wagtail page)", "(page of a new project)"
KEPT = ("HomePage", "EventPage", "CalendarPage", "StandardPage")  # some that are kept
SITE = "malmoandan.wsgi:application"


def spent_by(turn):
    """Return {name: the processor time of each round} of what is asked in turn."""
    for ask in turn.values():
        ask(20)  # warms
    numbers = {name: max(20, round(TURN / max(ask(50), 0.1))) for name, ask in turn.items()}
    rounds = [{name: ask(numbers[name]) for name, ask in turn.items()} for _ in range(ROUNDS)]
    return {name: [one[name] for one in rounds] for name in turn}


def print_pages(spent, pages, kept):
    """Print what each page costs beside the floor, and how that stands to the goals."""
    middle = {name: statistics.median(times) for name, times in spent.items()}
    print(f"{'page':<32}{'CPU ms':>8}{'÷ new':>8}{'÷ least':>8}{'÷ bare':>8}{'queries':>8}")
    for name, mine in middle.items():
        ratios = [mine / middle[floor] for floor in (NEW, LEAST, BARE)]
        queries, said = "", []
        if name in pages:
            queries = pages[name]["queries"]
            if name.startswith("search"):
                said = [note("7s", name, ratios[0]), note("11", name, queries)]
            else:
                beyond = queries - pages[name]["wagtail"]
                said = [note("7", name, ratios[0]), note("10", name, beyond)]
        elif name in kept:
            queries = pages[kept[name]]["kept"]
            said = [note("1", name, ratios[2]), note("4", name, queries)]
        cells = "".join(f"{ratio:8.2f}" for ratio in ratios)
        print(f"{name:<32}{mine:8.2f}{cells}{queries:>8}  {', '.join(said)}")


def print_rates(rates, kept):
    """Print how many answers a second there are of what is kept."""
    print(f"\n{'answers a second':<32}{'number':>8}{'÷ bare':>8}")
    for name, numbers in rates.items():
        # The best round is the one in which the machine did least beside it.
        times = max(numbers) / max(rates[BARE])
        said = note("2", name, times) if name in kept else ""
        print(f"{name:<32}{max(numbers):8.0f}{times:8.2f}  {said}")


def main():
    """Measure all in turn, and print it."""
    pages = json.loads(Path(os.environ["BENCH_PAGES"]).read_text())
    with ExitStack() as running:
        enter = running.enter_context
        floor = enter(server("tests.bench.wsgi:application", FLOOR))
        anew = enter(server(SITE, PRODUCTION, PAGE_CACHE="0"))
        keepers = {"kept": enter(server(SITE, PRODUCTION))}
        if redis_server.what_is_missing():
            for row in ("1", "2"):
                cannot(row, "no Redis is installed, so nothing was kept there")
        else:
            url = enter(redis_server.running()).url
            keepers["kept with Redis"] = enter(server(SITE, PRODUCTION, CACHE_URL=url))
        targets = {BARE: (*floor, "/bare/"), LEAST: (*floor, "/"), NEW: (*floor, "/page/")}
        targets |= {name: (*anew, page["url"]) for name, page in pages.items()}
        kept, answered = {}, {BARE: targets[BARE]}
        for how, keeper in keepers.items():
            for page in KEPT:
                kept[f"{page}, {how}"] = page
                answered[f"{page}, {how}"] = (*keeper, pages[page]["url"])
        turn = {name: partial(measure, *target) for name, target in targets.items()}
        # As browsers ask: what is kept is sent as it lies there.
        turn |= {name: partial(measure, *answered[name], encoding="br") for name in kept}
        print_pages(spent_by(turn), pages, kept)
        rounds = [
            {name: rate(*target[1:]) for name, target in answered.items()} for _ in range(ROUNDS)
        ]
        print_rates({name: [one[name] for one in rounds] for name in answered}, kept)
        print(f"\n{'MiB of a worker that has answered all this':<48}")
        for how, (process, _connection) in {"anew": anew, **keepers}.items():
            taken = memory(process)
            print(f"{how:<32}{taken:8.0f}  {note('23', how, taken)}")


if __name__ == "__main__":
    main()
