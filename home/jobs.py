"""The jobs of the periodic work: one process at each, and when it last began, ended or failed."""

import fcntl
import logging
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .at_once import Rows
from .dates import period
from .faults import Fault

logger = logging.getLogger(__name__)

SILENCE = timedelta(minutes=5)  # so long without a job that begins, and somebody is told
MOST_JOBS = 100


def is_recent(moment, now):
    """Tell whether a job that began at a moment, if any did, has begun lately."""
    return moment is not None and abs(now - moment) < SILENCE


class JobQuerySet(models.QuerySet):
    """Jobs, asked for by how they went."""

    def has_run_lately(self, now):
        """Tell whether a job has begun lately, as one does in every round."""
        return is_recent(self.aggregate(last=Max("started"))["last"], now)

    def record(self, job, label, **fields):
        """Write what has happened to a job (a function)."""
        row = Job(name=job.__name__, label=str(label), **fields)
        changed = ["label", *fields]
        self.bulk_create(
            [row], update_conflicts=True, unique_fields=["name"], update_fields=changed
        )


class Job(models.Model):
    """What is known of one job of `manage.py work`, by the name of its function."""

    name = models.CharField(max_length=80, unique=True)
    label = models.CharField(gettext_lazy("jobb"), max_length=120)
    started = models.DateTimeField(gettext_lazy("började"), null=True)
    succeeded = models.DateTimeField(gettext_lazy("lyckades"), null=True)
    failed = models.DateTimeField(gettext_lazy("misslyckades"), null=True)
    error = models.CharField(gettext_lazy("fel"), max_length=120, blank=True)

    objects = models.Manager.from_queryset(JobQuerySet)()

    class Meta:
        verbose_name = gettext_lazy("återkommande jobb")
        verbose_name_plural = gettext_lazy("återkommande jobb")
        default_permissions = ()
        permissions = [("view_faults", gettext_lazy("Får se vad som inte fungerar"))]

    def __str__(self):
        return self.label

    @property
    def has_failed(self):
        """Whether it did not succeed the last time it was tried."""
        return bool(self.started and self.failed and self.failed >= self.started)


@contextmanager
def job_lock(name):
    """Yield whether no other process is at the job; the lock goes when its process does.

    SQLite has one machine, and so a file is enough.
    """
    if connection.vendor == "sqlite":
        with open(settings.DATA_DIR / f"{name}.lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        (admitted,) = cursor.fetchone()
        try:
            yield admitted
        finally:
            if admitted:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def run_job(job, label):
    """Do a job, unless another process is at it, and note how it went; nothing is raised."""
    try:
        with job_lock(job.__name__) as admitted:
            if admitted:
                Job.objects.record(job, label, started=timezone.now())
                job()
                Job.objects.record(job, label, succeeded=timezone.now())
    except Exception as error:
        logger.exception("The job %s failed", job.__name__)
        record_failure(job, label, type(error).__name__)


def record_failure(job, label, error):
    """Note that a job failed, where the database can be written to."""
    try:
        Job.objects.record(job, label, failed=timezone.now(), error=error)
    except Exception as unwritten:
        logger.error("It was not noted: %s", type(unwritten).__name__)


def report_jobs():
    """Return a fault for a site whose work stands still, and for each job that failed last."""
    part = _("Återkommande arbete")

    def say(jobs):
        last = max((job.started for job in jobs if job.started), default=None)
        if last is None:
            yield Fault(part, _("Det har aldrig körts. Starta ”manage.py work --loop”."))
        elif not is_recent(last, timezone.now()):
            sentence = _("Det har inte körts sedan %(when)s. Starta ”manage.py work --loop”.")
            yield Fault(part, sentence % {"when": period(last)})
        for job in jobs:
            if job.has_failed:
                sentence = _("Att %(what)s gick inte %(when)s (%(error)s). Mer står i loggen.")
                values = {"what": job.label, "when": period(job.failed), "error": job.error}
                yield Fault(part, sentence % values)

    jobs = Job.objects.order_by("label")
    return Rows(jobs, ("pk", "label", "started", "failed", "error"), say, MOST_JOBS)
