"""Django's SMTP backend, which also knows whether a letter may have arrived."""

import smtplib
from contextlib import suppress

from django.core.mail.backends import smtp

POLITE = 2  # seconds for a goodbye


class _Watched:
    """A conversation with a server that notes when the letter itself has begun to be sent."""

    content_sent = False

    def send(self, s):
        # smtplib sends commands as text, and as bytes only what a letter says.
        if isinstance(s, bytes):
            self.content_sent = True
        super().send(s)


class _Plain(_Watched, smtplib.SMTP):
    pass


class _Secure(_Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Hands over messages by SMTP.

    Open it before: it then stays open, and nothing can go wrong after a message has been taken.
    """

    @property
    def connection_class(self):
        return _Secure if self.use_ssl else _Plain

    @property
    def content_sent(self):
        """Tell whether the server may have the whole message that it was last opened for."""
        return self.connection is not None and self.connection.content_sent

    def open(self):
        if self.connection is not None:
            self.connection.content_sent = False
        return super().open()

    def hang_up(self):
        """Close the connection in a moment, whatever state it is in; never raises."""
        for conversation in filter(None, (self.connection, self._partial_connection)):
            with suppress(OSError, smtplib.SMTPException):
                if conversation.sock is not None:
                    conversation.sock.settimeout(POLITE)
                    conversation.quit()
            with suppress(OSError):
                conversation.close()
        self.connection = self._partial_connection = None
