"""Django's PostgreSQL, where nobody waits for a database that is known to be gone."""

from threading import Lock

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

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


class DatabaseWrapper(base.DatabaseWrapper):
    """What Django calls a connection."""

    absence = Absence()

    def get_new_connection(self, conn_params):
        if self.absence.is_known:
            self.absence.end(lambda: self.Database.connect(**conn_params))
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            self.absence.is_known = True
            raise
