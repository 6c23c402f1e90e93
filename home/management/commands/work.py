"""The periodic work: run once by a timer, or with `--loop` beside the server."""

import logging
import signal
from threading import Event

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone
from wagtail.models import Page

from home.inbox.message import purge_old_messages
from search.records import recount_when_due
from search.searches import forget_old_searches

logger = logging.getLogger(__name__)


def publish_scheduled():
    """Publish and unpublish what editors have given a time."""
    call_command("publish_scheduled", verbosity=0)


def forget_sessions():
    """Delete the expired sessions of editors."""
    call_command("clearsessions")


def forget_failed_logins():
    """Delete failed logins (name and address) once they no longer lock anyone out."""
    limit = timezone.now() - settings.AXES_COOLOFF_TIME
    AccessAttempt.objects.filter(attempt_time__lt=limit).delete()


def purge_messages():
    """Delete the messages that the inbox has kept for their time."""
    purge_old_messages(timezone.now())


def measure_tables():
    """Have SQLite measure its tables once the pages have doubled: it chooses its indexes by that.

    PostgreSQL does so by itself.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        measured = 0
        if cursor.fetchone():
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'wagtailcore_page'")
            # The first number of each row is that of the rows there were.
            measured = max((int(stat.split()[0]) for (stat,) in cursor), default=0)
        if Page.objects.count() >= 2 * measured:
            cursor.execute("ANALYZE")


JOBS = [
    publish_scheduled,
    forget_sessions,
    forget_failed_logins,
    purge_messages,
    forget_old_searches,
    recount_when_due,
    measure_tables,
]


class Command(BaseCommand):
    """Do every job once, or again and again until the process is told to stop."""

    help = "Does the periodic work once, or with --loop until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--interval", type=float, default=60, help="seconds between rounds")

    def handle(self, *, loop, interval, **options):
        self.stopped = Event()
        if loop:
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, self.stop)
        self.do_all()
        while loop:
            # The database may be restarted between two rounds.
            close_old_connections()
            if self.stopped.wait(interval):
                break
            self.do_all()

    def stop(self, *args):
        """End the loop after the job that is under way (a signal handler)."""
        self.stopped.set()

    def do_all(self):
        """Do every job; one that fails is logged and the others go on."""
        for job in JOBS:
            try:
                job()
            except Exception:
                logger.exception("The job %s failed", job.__name__)
