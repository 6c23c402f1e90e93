"""Messages handed on by e-mail to those who answer them."""

import logging

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def hand_on(message, address, inbox_url):
    """Mail `message` to `address` and note on it when that was, or why it could not be done.

    Never raises: the message itself is safe in the inbox at `inbox_url`.
    """
    try:
        if address:
            EmailMessage(
                subject=_("Meddelande från %(name)s") % {"name": message.name},
                body=render_to_string(
                    "email/message.txt", {"message": message, "inbox_url": inbox_url}
                ),
                to=[address],
                reply_to=[message.email],
            ).send()
            message.mailed = timezone.now()
        else:
            message.mail_error = _("Webbplatsens uppgifter saknar en e-postadress.")
    except Exception as error:
        # The text of the error may hold the addresses, which no log should.
        logger.warning("Message %s was not mailed: %s", message.pk, type(error).__name__)
        message.mail_error = f"{type(error).__name__}: {error}"[:255]
    message.save(update_fields=["mailed", "mail_error"])
