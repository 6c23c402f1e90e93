"""Django's PostgreSQL, where nobody waits for a database that is gone, or for a query without end.

Commands may take their time; whoever serves says so (`malmoandan/wsgi.py`).
"""

from threading import Lock
from time import monotonic

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

# Seconds. Who waits for a lock is told that others save the same; then the server ends a query that
# goes on, and last of all nobody waits for a server that says nothing any more.
LOCK_TIMEOUT, STATEMENT_TIMEOUT, LONGEST_WAIT = 20, 30, 35
PATIENCE = 0.5  # seconds that one waits for another who looks whether it is back


class Absence:
    """Whether the database is known to be gone; all threads of a process share what one has seen.

    The pool keeps to itself that a server refuses, and lets everybody wait for the whole of its
    time.  So the first to have waited says that it is gone, and from then on whoever comes asks the
    server first, which mostly refuses at once: nobody waits for nothing, or is refused once it is
    back.
    """

    def __init__(self):
        self.is_known, self.looking = False, Lock()

    def end(self, connect):
        """Have it end where `connect` succeeds; raise the error of a database that is not back."""
        # A server that says nothing at all is waited for by one thread, not by all.
        if not self.looking.acquire(timeout=PATIENCE):
            raise PoolTimeout("the database is gone, and another looks whether it is back")
        try:
            if self.is_known:
                connect().close()
                self.is_known = False
        finally:
            self.looking.release()


class Connection(psycopg.Connection):
    """A connection that is given up where the server says nothing for too long."""

    longest_wait = None

    def wait(self, gen, *args, **kwargs):
        """Wait for the server; raise OperationalError where it has not answered in time."""
        if self.longest_wait is None:
            return super().wait(gen, *args, **kwargs)
        end = monotonic() + self.longest_wait
        try:
            return super().wait(gen, *args, **{"timeout": self.longest_wait, **kwargs})
        except psycopg.OperationalError:
            if monotonic() >= end:
                self.close()  # what comes of the query would be taken for the answer to the next
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    """What Django calls a connection."""

    absence = Absence()
    statement_timeout = None

    def __init__(self, settings_dict, *args, **kwargs):
        super().__init__(settings_dict, *args, **kwargs)
        if isinstance(pool := settings_dict["OPTIONS"].get("pool"), dict):
            pool.setdefault("connection_class", Connection)

    @classmethod
    def limit_queries(cls):
        """Limit what comes after on every connection: somebody waits for each answer."""
        cls.statement_timeout, Connection.longest_wait = STATEMENT_TIMEOUT, LONGEST_WAIT

    def _configure_connection(self, connection):
        """Set the limits on the connection itself: PgBouncer refuses them as `options`."""
        must_commit = super()._configure_connection(connection)
        limits = {"statement_timeout": self.statement_timeout, "lock_timeout": LOCK_TIMEOUT}
        given = self.settings_dict["OPTIONS"].get("options") or ""
        for name, seconds in limits.items():
            if seconds and name not in given:
                connection.execute(f"SET {name} = '{seconds}s'")
                must_commit = True
        return must_commit

    def get_new_connection(self, conn_params):
        if self.absence.is_known:
            self.absence.end(lambda: self.Database.connect(**conn_params))
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            self.absence.is_known = True
            raise
