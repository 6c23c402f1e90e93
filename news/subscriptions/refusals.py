"""Addresses that servers do not know: after three letters refused for good nobody writes to one."""

from datetime import timedelta

from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone

from home.mail.letter import Letter, letter_changed, recipient_refused

from .subscriber import Subscriber, suppress
from .suppression import Reason

MOST = 3
# Refusals closer to each other are one: of letters sent again, or of a server's bad day.
APART = timedelta(hours=20)


@receiver(recipient_refused)
def count_refusal(sender, letter, **kwargs):
    """Count a refusal of an address that subscribes, and suppress it after the third in a row."""
    now = timezone.now()
    subscriber = Subscriber.objects.with_email(letter.recipient)
    another = subscriber.filter(Q(refused=None) | Q(refused__lt=now - APART))
    another.update(refusals=F("refusals") + 1, refused=now)
    if subscriber.filter(refusals__gte=MOST).exists():
        suppress(letter.recipient, Reason.REFUSED)


@receiver(letter_changed)
def forget_refusals(sender, letter, **kwargs):
    """Begin to count anew: the address takes mail."""
    if letter.state == Letter.State.SENT:
        known = Subscriber.objects.with_email(letter.recipient)
        known.filter(refusals__gt=0).update(refusals=0, refused=None)
