"""`manage.py work --loop` with jobs that fail in every way: `python -m tests.work_loop`.

Each job says its name on standard output when it begins.  With the argument `slow`: jobs that
take longer than the loop has patience, and say when they begin and end.
"""

import os
import signal
import sys
from time import sleep

import django
from django.core.management import call_command


def broken():
    """Fail."""
    print("broken", flush=True)
    raise RuntimeError("the disk is full")


def endless():
    """Take longer than anybody waits."""
    print("endless", flush=True)
    sleep(60)


def killed():
    """End the process, as the system does when memory is short."""
    print("killed", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def fine():
    """Succeed."""
    print("fine", flush=True)


def make_slow_job(number):
    """Return a job that takes a second."""

    def job():
        print("begins", flush=True)
        sleep(1)
        print("ends", flush=True)

    job.__name__ = f"slow_{number}"
    return job


if __name__ == "__main__":
    django.setup()
    from malmoandan.management.commands import work

    work.PATIENCE = work.TICK = 0.1
    work.JOBS = {job: job.__doc__ for job in (broken, endless, killed, fine)}
    if "slow" in sys.argv:
        work.JOBS = {make_slow_job(number): str(number) for number in range(8)}
    call_command("work", loop=True, interval=0.1)
