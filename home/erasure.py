"""What has been erased of people or hidden, so that a back-up made before does not bring it back.

A row says that something was erased or hidden, and not what: a hash, whose key lies in the
database and so in each back-up, but not in the register that `manage.py work` keeps beside them.
"""

import hmac
import secrets
from email.utils import parseaddr
from hashlib import sha256
from itertools import count

from django.apps import apps
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from .email_address import normalised

# What is about a person, and fields that are nobody else's, also where numbers begin anew.
ERASABLE = {
    "home.Feedback": ("pk", "received"),
    "home.Message": ("pk", "received"),
    "home.PersonPage": ("translation_key",),
    "home.User": ("username", "date_joined"),
    "news.Subscriber": ("token",),
}
# What is hidden everywhere and shown again (`home.hiding`).
HIDEABLE = {
    "home.PersonPage": ("translation_key",),
    "home.SiteImage": ("pk", "created_at"),
}


def random_key():
    return secrets.token_hex(32)


class ErasureKey(models.Model):
    """The one key of the hashes."""

    key = models.CharField(max_length=64, default=random_key)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("nyckel till raderade uppgifter")
        verbose_name_plural = _("nyckel till raderade uppgifter")
        default_permissions = ()


class Erasure(models.Model):
    """One that was erased or hidden, as a keyed hash."""

    digest = models.CharField(max_length=64, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("raderad uppgift")
        verbose_name_plural = _("raderade uppgifter")
        default_permissions = ()


def erasure_key():
    """Return the key of the hashes, which is made when it is first asked for."""
    return ErasureKey.objects.get_or_create(pk=1)[0].key


def digest(instance, key):
    """Return the hash of something that is or was in the database."""
    return _hash(key, instance, ERASABLE)


def _hash(key, instance, identities, *more):
    label = instance._meta.label
    fields = [label, *(str(getattr(instance, name)) for name in identities[label]), *more]
    return hmac.new(key.encode(), "\n".join(fields).encode(), sha256).hexdigest()


def _hiding(instance, key, number):
    return _hash(key, instance, HIDEABLE, "hidden", str(number))


def times_turned(instance, key, is_noted):
    """Return how often something was hidden and shown again: odd while it is hidden.

    Each time has a hash of its own, so that a register is only ever added to; `is_noted` tells of
    a hash whether it is known.
    """
    return next(n for n in count() if not is_noted(_hiding(instance, key, n + 1)))


def note_hiding(instance, hidden):
    """Note that something is hidden, or shown again, in the transaction in which it is."""
    key, noted = erasure_key(), Erasure.objects.filter
    number = times_turned(instance, key, lambda digest: noted(digest=digest).exists())
    if number % 2 != hidden:
        row = Erasure(digest=_hiding(instance, key, number + 1))
        Erasure.objects.bulk_create([row], ignore_conflicts=True)


def address_digest(address, key=None):
    """Return the hash of an e-mail address, the same for all its spellings."""
    text = f"address\n{normalised(address)}"
    return hmac.new((key or erasure_key()).encode(), text.encode(), sha256).hexdigest()


def note_address(address):
    """Note that nothing is to be kept that is addressed to somebody."""
    Erasure.objects.get_or_create(digest=address_digest(address))


@receiver(post_delete)
def note_erasure(sender, instance, **kwargs):
    """Note that something is erased, in the transaction in which it is."""
    if sender._meta.label in ERASABLE:
        row = Erasure(digest=digest(instance, erasure_key()))
        Erasure.objects.bulk_create([row], ignore_conflicts=True)


def erase_again(digests):
    """Delete what was erased after the database was written down; return how many there were.

    `digests` are of the register beside the back-ups; they are noted, so that the next has them.
    """
    rows = map(Erasure, [None] * len(digests), sorted(digests))
    Erasure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    key, erased = erasure_key(), 0
    for label in ERASABLE:
        rows = apps.get_model(label).objects.iterator(chunk_size=500)
        for instance in [row for row in rows if digest(row, key) in digests]:
            instance.delete()
            erased += 1
    letters = apps.get_model("home.Letter").objects.values_list("pk", "recipient").iterator()
    keys = [pk for pk, to in letters if address_digest(parseaddr(to)[1], key) in digests]
    apps.get_model("home.Letter").objects.filter(pk__in=keys).delete()
    return erased + len(keys)
