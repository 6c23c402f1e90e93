"""Django's way into the queue: `EMAIL_BACKEND`."""

from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError

from .delivery import Postman, is_local
from .letter import Letter


class EmailBackend(BaseEmailBackend):
    """Stores every message for `manage.py work` to send; what stays here is delivered at once."""

    def send_messages(self, messages):
        """Store the messages and return how many there were; a transaction takes them along."""
        count = 0
        for message in messages or ():
            try:
                letters = Letter.objects.write(message)
            except DatabaseError:
                if not self.fail_silently:
                    raise
                continue
            count += bool(message.recipients())
            if is_local():
                written = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
                Postman().deliver_due(written)
        return count
