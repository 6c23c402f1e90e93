"""The letter that lets somebody choose a new password: it goes first, and not too often."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from home.limits import admit

from .letter import Priority, on_terms

LETTERS_PER_HOUR = 5
HOUR = timedelta(hours=1)


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form; its letter is not sent when the link in it is no longer good."""

    def send_mail(self, subject_template_name, email_template_name, context, *args, **kwargs):
        """Write the letter, unless this person has had many within the hour."""
        if not admit("password_reset", str(context["user"].pk), LETTERS_PER_HOUR, HOUR):
            return
        good_until = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        with on_terms(priority=Priority.AWAITED, tried_until=good_until, secret=True):
            super().send_mail(subject_template_name, email_template_name, context, *args, **kwargs)
