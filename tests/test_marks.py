"""The table at the end of the bench says how each goal stands, and which was not measured."""

from tests.bench.marks import GOALS, mark, table


def test_each_goal_has_a_line_with_the_worst_of_its_figures():
    lines = [
        {"row": "1", "name": "start", "figure": 0.3},
        {"row": "1", "name": "calendar", "figure": 0.5},
        {"row": "2", "name": "start", "figure": 6},
        {"row": "2", "name": "calendar", "figure": 1.9},
        {"row": "4", "name": "start", "figure": 0},
        {"row": "6", "name": "kept in files", "figure": 0},
        {"row": "6", "why": "no Redis is installed"},
        {"row": "17", "why": "no Chromium is installed"},
    ]
    said = {line.split()[0]: line for line in table(lines) if line[0] != " "}
    assert list(said) == list(GOALS)
    assert said["1"].endswith("0.50  holds 0.6 (row 1), calendar")
    assert said["2"].endswith("1.90  MISSES 2 (row 2), calendar")
    assert said["4"].endswith("reaches 0 (row 4), start")
    assert said["17"].endswith("NOT MEASURED: no Chromium is installed")
    assert said["23"].endswith("NOT MEASURED: no part that ran measures it")
    assert any("not all of it: no Redis is installed" in line for line in table(lines))


def test_a_figure_that_is_just_the_goal_holds():
    assert mark("23", 150) == "holds 150 (row 23)"
    assert mark("23", 150.1) == "MISSES 150 (row 23)"
    assert mark("2", 5) == "reaches 5 (row 2)"
