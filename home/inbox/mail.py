"""Messages handed on by e-mail to those who answer them."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from home.mail.letter import Letter, letter_changed, letter_options
from home.site import SiteSettings

from .message import Message

logger = logging.getLogger(__name__)

KEY = "message:"


def queue_notification(message, address, inbox_url):
    """Queue `message` as mail to `address`, or note on it why that could not be done.

    Never raises: the message itself is safe in the inbox at `inbox_url`.
    """
    try:
        if address:
            with transaction.atomic(), letter_options(key=f"{KEY}{message.pk}"):
                EmailMessage(
                    # No subject can hold a line break, which a forged name may have.
                    subject=_("Meddelande från %(name)s")
                    % {"name": " ".join(message.name.splitlines())},
                    body=render_to_string(
                        "email/message.txt", {"message": message, "inbox_url": inbox_url}
                    ),
                    to=[address],
                    reply_to=[message.email],
                ).send()
            return
        message.mail_error = _("Webbplatsens uppgifter saknar en e-postadress.")
    except Exception as error:
        # The text of the error may hold the addresses, which no log should.
        logger.warning("Message %s was not queued: %s", message.pk, type(error).__name__)
        message.mail_error = _("Det gick inte att lägga i kö. Nytt försök görs.")
    message.save(update_fields=["mail_error"])


def queue_missed_notifications():
    """Queue the messages of the last day that for any reason never were."""
    site = Site.objects.filter(is_default_site=True).first()
    address = SiteSettings.for_site(site).contact_email if site else ""
    if not address:
        return
    for message in Message.objects.without_letter(timezone.now() - timedelta(days=1), KEY):
        path = reverse("inkorg_modeladmin_inspect", args=[message.pk])
        queue_notification(message, address, settings.WAGTAILADMIN_BASE_URL + path)


@receiver(letter_changed)
def record_delivery(sender, letter, **kwargs):
    """Note on a message what has become of the letter that hands it on."""
    if not (letter.key or "").startswith(KEY):
        return
    is_sent = letter.state == Letter.State.SENT
    Message.objects.filter(pk=letter.key.removeprefix(KEY)).update(
        mailed=letter.settled if is_sent else None, mail_error=letter.error
    )


@receiver(post_delete, sender=Message)
def delete_letter(sender, instance, **kwargs):
    """Delete the letter that hands a message on: it says who wrote, and perhaps what."""
    Letter.objects.filter(key=f"{KEY}{instance.pk}").delete()
