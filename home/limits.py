"""Limits on how often something may be done, counted in the database: a cache may be gone."""

from hashlib import sha256

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """One of the places that a limit has; whoever takes it keeps it until a time."""

    key = models.CharField(max_length=200, unique=True)
    taken_until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("plats under en gräns")
        verbose_name_plural = _("platser under gränser")
        default_permissions = ()

    def __str__(self):
        return self.key


def admit(purpose, who, times, period):
    """Tell whether `who` may do something once more: so many times within a `timedelta`.

    Each time takes a place for the period, in one statement, so two workers cannot both take the
    same one.  The database never sees `who` itself.
    """
    known_as = salted_hmac(purpose, who, algorithm=sha256().name).hexdigest()
    now = timezone.now()
    for number in range(times):
        place = {"key": f"{purpose}:{known_as}:{number}"}
        until = {"taken_until": now + period}
        if Place.objects.filter(**place, taken_until__lte=now).update(**until):
            return True
        try:
            with transaction.atomic():
                Place.objects.create(**place, **until)
        except IntegrityError:
            continue
        return True
    return False


def forget_places():
    """Delete the places that are free again."""
    Place.objects.filter(taken_until__lte=timezone.now()).delete()
