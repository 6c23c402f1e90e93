"""The letter that lets somebody choose a new password: it goes first, and not too often."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from home.email_address import normalised
from home.limits import Limit, TooManyError

from .letter import Priority, letter_options

logger = logging.getLogger(__name__)

# Nothing of it is wrong, but each one may be a letter to somebody.
RESETS = Limit("reset", timedelta(hours=1), household=10, subject=5)


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form; asked too often it answers the same, and no letter is sent."""

    def save(self, *args, request=None, **kwargs):
        """Write the letters, unless they were asked for too often for an address or by a household.

        Addresses that nobody has count as well, so that the answer tells nothing of who has one.
        """
        subject = normalised(self.cleaned_data["email"])
        try:
            RESETS.enter(subject, request.META.get("REMOTE_ADDR", ""))
        except TooManyError:
            logger.warning("A letter with a new password was not sent: there were too many")
            return
        super().save(*args, request=request, **kwargs)

    def send_mail(self, *args, **kwargs):
        """Write a letter, which is not sent when the link in it is no longer good."""
        good_until = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        with letter_options(priority=Priority.AWAITED, tried_until=good_until, secret=True):
            super().send_mail(*args, **kwargs)
