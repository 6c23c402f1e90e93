"""The letters that somebody waits for: to confirm, and to change or leave by."""

from secrets import token_hex

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from home.email_address import normalised
from home.mail.letter import Letter, Priority, letter_options
from home.site import SiteSettings

from . import consent
from .addresses import confirm_url, leave_url
from .subscriber import CONFIRMED_WITHIN, Subscriber
from .suppression import Suppression, lift


def key_of(subscriber):
    """Return what the keys of a subscriber's letters begin with."""
    return f"subscription:{subscriber.pk}:"


def write(subscriber, subject, template, url):
    """Queue a letter with a link that nobody else is to read."""
    site = Site.objects.filter(is_default_site=True).first()
    contact = SiteSettings.for_site(site).contact_email if site else ""
    options = {
        # Each one asked for is a letter of its own.
        "key": key_of(subscriber) + token_hex(8),
        "priority": Priority.AWAITED,
        "tried_until": timezone.now() + CONFIRMED_WITHIN,
        "secret": True,
    }
    with letter_options(**options):
        EmailMessage(
            subject=subject,
            body=render_to_string(template, {"subscriber": subscriber, "url": url}),
            to=[subscriber.email],
            reply_to=[contact] if contact else None,
            headers={"Auto-Submitted": "auto-generated"},
        ).send()


def ask(email, topics):
    """Write to an address that has asked for topics: to confirm it, or what it gets already.

    `topics` are fields of a subscriber. An address that is blocked is not written to.
    """
    with transaction.atomic():
        if Suppression.objects.of(email).final().exists():
            return
        subscriber, _is_new = Subscriber.objects.get_or_create(email=normalised(email))
        if subscriber.confirmed:
            url, subject = leave_url(subscriber, topics), _("Din prenumeration på Malmöandan")
            write(subscriber, subject, "email/subscribed_already.txt", url)
            return
        subscriber.choose(
            **topics,
            consent_text=str(consent.TEXT),
            consent_version=consent.VERSION,
            consented=timezone.now(),
        )
        subject = _("Bekräfta din prenumeration på Malmöandan")
        write(subscriber, subject, "email/confirm.txt", confirm_url(subscriber))


def send_link(email):
    """Write the link to change or leave by to an address, if it subscribes."""
    subscriber = Subscriber.objects.confirmed().with_email(email).first()
    if subscriber:
        subject = _("Ändra eller avsluta din prenumeration")
        write(subscriber, subject, "email/subscription_link.txt", leave_url(subscriber))


def confirm(subscriber):
    """Note that the address is its owner's, who may have left before and now comes back."""
    with transaction.atomic():
        if subscriber.confirm():
            lift(subscriber.email)


@receiver(post_delete, sender=Subscriber)
def delete_letters(sender, instance, **kwargs):
    """Delete the letters about a subscription with it: they say whose it was."""
    Letter.objects.filter(key__startswith=key_of(instance)).delete()
