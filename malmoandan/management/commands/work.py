"""The periodic work: run once by a timer, or with `--loop` beside the server."""

import logging
import os
import signal
from multiprocessing import get_context
from time import monotonic, sleep

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.consent_care import remind_of_consents
from home.drafts.link import delete_ended_draft_links
from home.inbox.mail import queue_missed_notifications
from home.inbox.message import purge_old_messages
from home.jobs import record_failure, run_job
from home.limits import delete_old_attempts
from home.links.checking import check_links
from home.mail.delivery import Postman, deliver_letters, settle_letters
from home.mail.letter import Letter
from home.picture_care import delete_unfinished_uploads, make_missing_renditions
from home.roles import follow_changed_roles
from home.schedule import run_schedule
from malmoandan.backup.nightly import make_nightly_backup
from malmoandan.clock import forget_wrong_clock
from news.models import end_notices
from news.sending.work import run_sendings
from news.subscriptions.new_events import write_letters_on_new_events
from news.subscriptions.subscriber import delete_unconfirmed
from search.documents.reading import read_waiting_documents
from search.index.entries import recount_when_due
from search.index.tasks import index_due_objects, queue_missing_pages
from search.page.searches import delete_old_searches

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds that the next job waits for one before it begins beside it
BESIDE = 4  # jobs that take longer than that at the same time: more wait for a place
LONGEST = 600  # seconds before a job that does not end is broken off
TICK = 1  # seconds, also between two looks for letters
GOODBYE = 5  # seconds that a server has left to answer in when the work is told to stop


def delete_expired_sessions():
    call_command("clearsessions")


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


# Each with its name for administrators: «Att … gick inte».
JOBS = {
    forget_wrong_clock: _("rätta tider efter en klocka som har gått fel"),
    run_schedule: _("publicera och avpublicera på utsatt tid"),
    end_notices: _("ta notiser som inte gäller längre ur listorna"),
    follow_changed_roles: _("visa vilka roller som gäller i dag"),
    remind_of_consents: _("påminna om samtycken som går ut"),
    delete_expired_sessions: _("ta bort gamla inloggningar"),
    queue_missed_notifications: _("skicka vidare meddelanden ur inkorgen"),
    run_sendings: _("skicka nyhetsbrev"),
    settle_letters: _("se till e-posten"),
    delete_old_attempts: _("ta bort räkningen av försök"),
    purge_old_messages: _("gallra inkorgen"),
    delete_unconfirmed: _("ta bort prenumerationer som ingen bekräftade"),
    write_letters_on_new_events: _("skriva brev om nya evenemang"),
    make_missing_renditions: _("göra bildstorlekar som saknas"),
    delete_unfinished_uploads: _("ta bort uppladdningar som ingen gjorde klart"),
    delete_ended_draft_links: _("ta bort länkar till utkast som inte gäller"),
    delete_old_searches: _("ta bort gamla sökningar"),
    queue_missing_pages: _("se efter vad som saknas i sökningen"),
    read_waiting_documents: _("läsa det som står i dokumenten"),
    index_due_objects: _("ta in i sökningen det som väntar"),
    recount_when_due: _("räkna sökningens ord"),
    check_links: _("pröva sidornas länkar"),
    measure_tables: _("mäta databasens tabeller"),
    make_nightly_backup: _("spara nattens säkerhetskopia"),
}


class Command(BaseCommand):
    """Do every job once, or again and again until the process is told to stop.

    In the loop each job has a process of its own, so that none can hold the others for more than
    `PATIENCE` seconds or end the loop; `BESIDE` of them may take longer at the same time.  So has
    the mail, which is looked for all the time.
    """

    help = "Does the periodic work once, or with --loop until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--interval", type=float, default=60, help="seconds between rounds")

    def handle(self, *, loop, interval, **options):
        if loop:
            self.go_on(interval)
            return
        for job, label in {**JOBS, deliver_letters: _("skicka e-post")}.items():
            run_job(job, label)

    def go_on(self, interval):
        """Begin a round every `interval` seconds until told to stop."""
        self.stopped, self.processes, self.mail = False, {}, None
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.stop)
        close_connections()
        begin = monotonic()
        while not self.stopped:
            if monotonic() >= begin:
                begin = monotonic() + interval
                self.do_round()
            self.keep_mail_going()
            sleep(min(interval, TICK))
        for process in (self.mail, *self.processes.values()):
            if process:
                process.terminate()
        for process in (self.mail, *self.processes.values()):
            if process:
                process.join(PATIENCE)
                process.kill()

    def stop(self, *args):
        """End the loop after the job or letter that is under way (a signal handler)."""
        self.stopped = True
        if signal.getitimer(signal.ITIMER_REAL)[0] > GOODBYE:
            signal.setitimer(signal.ITIMER_REAL, GOODBYE)

    def keep_mail_going(self):
        """See to it that there is a process that sends letters."""
        if not self.mail or not self.mail.is_alive():
            self.mail = self.start(self.send_mail, os.getpid())

    def send_mail(self, parent):
        """Send each letter soon after it was written, as long as the loop that began this lives."""
        postman = Postman()
        while not self.stopped and os.getppid() == parent:
            try:
                postman.deliver_due(Letter.objects, is_stopped=lambda: self.stopped)
            except Exception:
                logger.exception("Letters could not be sent")
                close_connections()
                sleep(PATIENCE)
            sleep(TICK)

    def do_round(self):
        """Begin every job that is not still under way from an earlier round."""
        for job, label in JOBS.items():
            last = self.processes.get(job)
            if last and last.is_alive() and monotonic() < last.begun + LONGEST:
                continue
            if last:
                last.kill()
                last.join()
                if last.exitcode:
                    self.wait_for(self.start(record_failure, job, label, _("avbrutet")))
            self.wait_for_a_place()
            if self.stopped:
                return
            self.processes[job] = self.start(run_job, job, label)
            self.wait_for(self.processes[job])

    def start(self, function, *arguments):
        """Return a process that calls a function; it begins with a copy of this one's memory."""
        process = get_context("fork").Process(target=function, args=arguments)
        process.begun = monotonic()
        process.start()
        return process

    def wait_for(self, process):
        """Wait until a process has ended, but no longer than a job may hold the others."""
        while process.is_alive() and not self.stopped and monotonic() < process.begun + PATIENCE:
            self.keep_mail_going()
            process.join(TICK)

    def wait_for_a_place(self):
        """Wait while as many jobs are under way as a slow machine may have beside each other.

        One that is to be broken off does not count: its turn in the next round ends it.
        """
        while not self.stopped:
            oldest = monotonic() - LONGEST
            slow = [job for job in self.processes.values() if job.is_alive() and job.begun > oldest]
            if len(slow) < BESIDE:
                return
            self.keep_mail_going()
            slow[0].join(TICK)


def close_connections():
    """Close every connection to a database: a process cannot share one with its parent."""
    for open_connection in connections.all(initialized_only=True):
        open_connection.close()
        if open_connection.vendor == "postgresql":
            open_connection.close_pool()
