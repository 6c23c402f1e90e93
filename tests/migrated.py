"""One worker of pytest-xdist migrates; the others begin with a copy of its database."""

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def one_worker_migrates(folder: Path):
    """Yield a function to call when the database is ready; `folder` is one worker's own.

    The first worker writes its database down at that call. The others wait for it and find it
    where Django would make theirs, so that nothing is left to migrate. Concerns SQLite alone.
    """
    if connection.vendor != "sqlite" or "PYTEST_XDIST_WORKER" not in os.environ:
        yield lambda: None
        return
    copy = folder.parent / "migrated.sqlite3"
    with open(folder.parent / "migrated.lock", "w") as lock, closing(own_database()) as own:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if copy.exists():
            with closing(sqlite3.connect(copy)) as source:
                source.backup(own)
            fcntl.flock(lock, fcntl.LOCK_UN)
            yield lambda: None
            return

        def write_down():
            with closing(sqlite3.connect(copy)) as target:
                own.backup(target)
            fcntl.flock(lock, fcntl.LOCK_UN)

        yield write_down


def own_database():
    """Return a connection to this process's test database, which lives in memory."""
    return sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
