"""Addresses that are not to be written to: kept as hashes, which lead nobody back to one.

The key is that of what has been erased (`home/erasure.py`): it lies in the database and its
back-ups and follows no setting, so a changed SECRET_KEY frees nobody (docs/decisions.md,
"Who has left is known by a hash whose key is in the database").
"""

from itertools import islice

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.erasure import Erasure, address_digest, erasure_key, note_address


def batched(values, most):
    """Yield lists of so many values at most."""
    values = iter(values)
    while some := list(islice(values, most)):
        yield some


class Reason(models.TextChoices):
    """Why an address is not written to."""

    LEFT = "left", _("Har avslutat")
    ERASED = "erased", _("Har raderats")
    REFUSED = "refused", _("Servern tar inte emot")
    BLOCKED = "blocked", _("Vill aldrig få brev")


AT_ONCE = 500  # addresses that one question names
# Who has left may come back, by asking for it; to these not even that is answered.
FINAL = (Reason.REFUSED, Reason.BLOCKED)


class SuppressionQuerySet(models.QuerySet):
    """Suppressions, asked for by address and by time."""

    def of(self, email):
        """Return the suppression of an address, as a queryset of one row or none."""
        return self.filter(digest=address_digest(email))

    def final(self):
        """Return those that not even the address itself can lift."""
        return self.filter(reason__in=FINAL)

    def left_since(self, moment):
        """Return those who have left at a moment (aware) or later."""
        return self.filter(reason=Reason.LEFT, created__gte=moment)


class Suppression(models.Model):
    """An address that is not to be written to, as a keyed hash."""

    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("skäl"), max_length=10, choices=Reason.choices)
    created = models.DateTimeField(_("sedan"), auto_now=True, db_index=True)

    objects = models.Manager.from_queryset(SuppressionQuerySet)()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("spärrad adress")
        verbose_name_plural = _("spärrade adresser")
        default_permissions = ()

    def __str__(self):
        return self.get_reason_display()


def note_suppression(email, reason):
    """Note why an address is not to be written to; a reason that is final stays."""
    rows = Suppression.objects
    row, is_new = rows.get_or_create(digest=address_digest(email), defaults={"reason": reason})
    if not is_new and row.reason not in FINAL:
        row.reason = reason
        row.save()
    # The register beside the back-ups follows, so that restoring an older one ends none.
    note_address(email)


def lift(email):
    """Let an address be written to again, as it has itself asked for."""
    Suppression.objects.of(email).delete()
    Erasure.objects.filter(digest=address_digest(email)).delete()


def suppressed(emails):
    """Return the set of those addresses that are not to be written to.

    Also those that left after the back-up was made from which the site has been restored.
    """
    key, found = erasure_key(), set()
    for some in batched(emails, AT_ONCE):
        digests = {address_digest(email, key): email for email in some}
        for model in (Suppression, Erasure):
            known = model.objects.filter(digest__in=digests).values_list("digest", flat=True)
            found.update(digests[one] for one in known)
    return found


def is_suppressed(email):
    """Tell whether an address is not to be written to."""
    return bool(suppressed([email]))
