"""What a request asks of the database, and how long the answers take."""

import statistics
import time
from pathlib import Path

WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def asked(client, address, status=200):
    """Return the (sql, parameters) that a request for an address makes once memories are warm."""
    from django.db import connection

    found = []

    def note(execute, sql, parameters, many, context):
        found.append((sql, parameters))
        return execute(sql, parameters, many, context)

    for _time in range(2):
        answer = client.get(address)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
    with connection.execute_wrapper(note):
        client.get(address)
    return found


def milliseconds(queries):
    """Return how long the database works to answer all that is read, the rows included.

    That is processor time, its own and of who fetches: on a busy machine the clock says nothing.
    """
    from django.db import connection

    reads = [one for one in queries if not str(one[0]).lstrip("(").startswith(WRITES)]
    before = cpu_time()
    with connection.cursor() as cursor:
        for sql, parameters in reads:
            cursor.execute(sql, parameters)
            cursor.fetchall()
    return 1000 * (cpu_time() - before)


def cpu_time():
    """Return the processor seconds of this process and of its connection to PostgreSQL."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]
    # The kernel's own account of it, since the other one counts in hundredths of a second.
    return own + int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e9


def timed(call, *arguments):
    """Return how long a call takes, and how long processors work for it, in seconds."""
    worked, begun = cpu_time(), time.perf_counter()
    call(*arguments)
    return time.perf_counter() - begun, cpu_time() - worked


def percentile(times, share):
    """Return the time that so large a share of times does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def middle(times):
    return statistics.median(times)
