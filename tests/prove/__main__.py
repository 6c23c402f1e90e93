"""Prove every part, or those that are named, on both databases at once, and print one table."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent
NOT_PARTS = {"__init__", "__main__", "report", "run"}
LIMIT = 40 * 60  # seconds for one part on one database, where others use the machine as well


def all_parts() -> list[str]:
    """Return the names of the parts, which are those of the modules."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_PARTS)


def run(part: str, file: Path, database: str) -> str:
    """Prove a part on a database; return why it did not end, or nothing."""
    command = [sys.executable, "-m", "tests.prove.run", part, str(file)]
    if database == "PostgreSQL":
        command = [sys.executable, "-m", "tests.postgres", *command]
    environment = os.environ | {"DATABASE_URL": ""}
    process = subprocess.Popen(command, env=environment, process_group=0)
    try:
        code = process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        # With the servers that it has started, which would slow down all that comes after.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        return f"did not end within {LIMIT // 60} minutes"
    return "" if code == 0 else f"ended with {code}"


def main(wanted: list[str]) -> int:
    """Prove the parts, print the table, and return 1 where anything does not hold."""
    unknown = set(wanted) - set(all_parts())
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}: {', '.join(all_parts())}.")
        return 2
    start, not_run, broken = time.monotonic(), [], []
    with tempfile.TemporaryDirectory(prefix="malmoandan-prove-") as folder:
        file = Path(folder) / "lines"
        for part in wanted or all_parts():
            module = import_module(f"tests.prove.{part}")
            missing = getattr(module, "missing", list)()
            not_run += [f"{part}: {name}" for name in missing]
            if not missing:
                with ThreadPoolExecutor() as threads:  # one processor for each database
                    reasons = threads.map(partial(run, part, file), module.DATABASES)
                    named = zip(module.DATABASES, reasons, strict=True)
                    broken += [f"{part} on {name} {why}" for name, why in named if why]
        text = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = [json.loads(line) for line in text.split("\n") if line]
    lines.sort(key=lambda line: (line["part"], line["database"]))
    print(f"\n{'part':<12}{'database':<11}{'':<7}{'s':>5}  what: figure")
    for line in lines:
        mark = "holds" if line["holds"] else "FAILS"
        seen = f"{line['what']}: {line['figure']}"
        print(f"{line['part']:<12}{line['database']:<11}{mark:<7}{line['seconds']:>5}  {seen}")
    for sentence in broken:
        print(f"BROKEN OFF: {sentence}")
    for sentence in not_run:
        print(f"NOT run for want of an installed part: {sentence}")
    failed = [line for line in lines if not line["holds"]]
    minutes = (time.monotonic() - start) / 60
    print(f"{len(lines) - len(failed)} hold, {len(failed)} fail, in {minutes:.1f} minutes")
    return 1 if failed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
