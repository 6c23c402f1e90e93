"""What a part of `make prove` has seen: one line for each thing that has to hold."""

import json
import time
from pathlib import Path


class Report:
    """The lines of one part on one database, printed at once and written to a file."""

    def __init__(self, part: str, database: str, file: Path):
        self.part, self.database, self.file = part, database, file
        self.start = time.monotonic()

    def line(self, what: str, figure: object, holds: bool):
        """Note that `what` was tried, the figure that was seen, and whether it is right."""
        line = {
            "part": self.part,
            "database": self.database,
            "what": what,
            "figure": str(figure),
            "holds": bool(holds),
            "seconds": round(time.monotonic() - self.start),
        }
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        mark = "holds" if holds else "FAILS"
        print(f"{self.part:<12}{self.database:<11}{mark:<6} {what}: {figure}", flush=True)
