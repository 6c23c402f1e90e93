"""What has been erased of people, so that a back-up made before does not bring it back.

A row says that something was erased, and not what: a hash, whose key lies in the database and so
in each back-up, but not in the register that `manage.py work` keeps beside them.
"""

import hmac
import secrets
from hashlib import sha256

from django.apps import apps
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

# What is about a person, and fields that are nobody else's, also where numbers begin anew.
ERASABLE = {
    "home.Feedback": ("pk", "received"),
    "home.Message": ("pk", "received"),
    "home.PersonPage": ("translation_key",),
    "home.User": ("username", "date_joined"),
    "news.Subscriber": ("token",),
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
    """One that was erased, as a keyed hash."""

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
    label = instance._meta.label
    fields = [label, *(str(getattr(instance, name)) for name in ERASABLE[label])]
    return hmac.new(key.encode(), "\n".join(fields).encode(), sha256).hexdigest()


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
    return erased
