"""How often something may be tried; counted in the database, where no full cache forgives.

A row says what was tried, and when. Who and from where stand there as fingerprints: keyed hashes
that lead nobody back to a name or an address.  The limits stand beside what they guard: logins and
shared passwords (`malmoandan/logins.py`), messages (`home/inbox/views.py`), letters with a new
password (`home/mail/password_reset.py`), subscriptions (`news/subscriptions/views.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import ip

KEPT = timedelta(hours=2)  # a try that went wrong: as long as two windows of any limit
KNOWN = timedelta(days=30)  # a household from where somebody has got in


def fingerprint(*words: str) -> str:
    """Return 64 hexadecimal digits that are the same for the same words on this site alone."""
    return salted_hmac("limits", "\n".join(words), algorithm="sha256").hexdigest()


class AttemptQuerySet(models.QuerySet):
    """Tries, asked for by what they count for."""

    def failed(self):
        """Return the tries that did not succeed, or are under way."""
        return self.filter(succeeded=False)

    def of_subject(self, attempt):
        """Return the tries at the same thing."""
        return self.filter(subject=attempt.subject)

    def of_household(self, attempt):
        """Return the tries from the same household."""
        return self.filter(household=attempt.household)

    def like(self, attempt):
        """Return the other tries of the same kind, at the same thing, from the same household."""
        others = self.filter(kind=attempt.kind).exclude(pk=attempt.pk)
        return others.of_subject(attempt).of_household(attempt)

    def outdated(self, now):
        """Return the tries that count for nothing any more at `now` (aware)."""
        return self.filter(
            models.Q(succeeded=False, at__lt=now - KEPT) | models.Q(at__lt=now - KNOWN)
        )


class Attempt(models.Model):
    """One try of something that is limited; who tried is a fingerprint."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    household = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    succeeded = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(AttemptQuerySet)()

    class Meta:
        verbose_name = _("försök")
        verbose_name_plural = _("försök")
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "subject", "at"], name="home_attempt_subject"),
            models.Index(fields=["kind", "household", "at"], name="home_attempt_household"),
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    def succeed(self):
        """Forgive the earlier tries at the same thing from there, and know the household."""
        Attempt.objects.like(self).filter(pk__lt=self.pk).delete()
        # Not `save`: one that came after may have forgiven this one.
        Attempt.objects.filter(pk=self.pk).update(succeeded=True)

    def is_from_known_household(self) -> bool:
        """Tell whether somebody has got at the same thing from there within `KNOWN`."""
        since = self.at - KNOWN
        return Attempt.objects.like(self).filter(succeeded=True, at__gte=since).exists()


class TooManyError(Exception):
    """There were too many tries; `until` (aware) is when the next one is admitted."""

    def __init__(self, until: datetime):
        super().__init__(str(until))
        self.until = until

    @property
    def seconds(self) -> int:
        """Return how long that is from now; at least one second."""
        return max(1, round((self.until - timezone.now()).total_seconds()))

    @property
    def minutes(self) -> int:
        """Return the same in whole minutes, the last one counted in full."""
        return -(-self.seconds // 60)


@dataclass(frozen=True)
class Limit:
    """So many wrong tries within a window close the way for as long again, from the last of them.

    They are counted for a thing from one household, for a household whatever it tries, and for a
    thing from wherever it is tried, the last of these but for households from where it was got at
    lately. None is no limit.
    """

    kind: str
    window: timedelta
    pair: int | None = None
    household: int | None = None
    subject: int | None = None

    def enter(self, subject: str, address: str) -> Attempt:
        """Return the try that is begun; raise `TooManyError` instead where there were too many.

        The try is written before the others are counted, so that of many at once none slips by.
        """
        attempt = self.new(subject, address)
        attempt.save()
        until = self.closed_until(attempt)
        if until:
            attempt.delete()
            raise TooManyError(until)
        return attempt

    def new(self, subject: str, address: str) -> Attempt:
        """Return an unsaved try at `subject` (a name, or what else is guarded) from an address."""
        return Attempt(
            kind=self.kind,
            subject=fingerprint(self.kind, subject),
            household=fingerprint("household", ip.household(address)),
            at=timezone.now(),
        )

    def closed_until(self, attempt: Attempt, counted: bool = False) -> datetime | None:
        """Return when the next try is admitted, or None when it is at once.

        With `counted` the try itself counts as well: it has gone wrong.
        """
        others = Attempt.objects.filter(kind=self.kind).failed()
        if not counted:
            others = others.exclude(pk=attempt.pk)
        of_subject, of_household = others.of_subject(attempt), others.of_household(attempt)
        ends = [
            self.end(self.pair, of_subject.of_household(attempt)),
            self.end(self.household, of_household),
        ]
        everywhere = self.end(self.subject, of_subject)
        if everywhere and not attempt.is_from_known_household():
            ends.append(everywhere)
        return max((end for end in ends if end and end > attempt.at), default=None)

    def end(self, most: int | None, attempts: AttemptQuerySet) -> datetime | None:
        """Return the end of the window after the last of `most` tries within one, if there are."""
        if most is None:
            return None
        times = list(attempts.order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most and times[0] - times[-1] <= self.window:
            return times[0] + self.window
        return None


def delete_old_attempts():
    """Delete the tries that count for nothing any more."""
    Attempt.objects.outdated(timezone.now()).delete()
