"""The goals of speed, and how a figure stands to them."""

# Row of the table of goals: (what must hold, what to reach for), both «at most».
GOALS = {
    "10": (10, 6),
    "11": (8, 4),
    "12": (1.5, 1.1),
    "13": (2, 1.2),
    "14": (300, 100),
    "15": (1000, 300),
    "23": (150, 120),
}


def mark(row, figure):
    """Return how a figure stands to the goal of a row: reached, held, or missed."""
    must, reach = GOALS[row]
    if figure <= reach:
        return f"reaches {reach} (row {row})"
    return f"holds {must} (row {row})" if figure <= must else f"MISSES {must} (row {row})"
