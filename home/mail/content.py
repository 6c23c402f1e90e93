"""A Django message as text that can be kept in the database, and made a message of again."""

import json
from copy import copy
from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

from django.core.mail import EmailMessage
from django.core.mail.message import MIMEMixin


class KeptPart(MIMEMixin, Message):
    """A part of a message that is written already."""


class KeptMessage(EmailMessage):
    """A message that goes to one of its recipients, whoever else its headers name."""

    def message(self):
        return self.mime

    def recipients(self):
        return [self.recipient]


def pack(message, headers):
    """Return an `EmailMessage` as JSON, with further headers and without its recipients in Bcc.

    Raises what the message raises when it is made (BadHeaderError and the like).
    """
    message = copy(message)
    message.extra_headers = message.extra_headers | headers
    mime = BytesIO()
    # Headers are folded when they are sent.
    BytesGenerator(mime, mangle_from_=False, maxheaderlen=0).flatten(message.message())
    kept = {name: str(getattr(message, name)) for name in ("subject", "body", "from_email")}
    kept |= {name: list(map(str, getattr(message, name))) for name in ("to", "cc", "reply_to")}
    kept["headers"] = {name: str(value) for name, value in message.extra_headers.items()}
    return json.dumps(kept | {"mime": mime.getvalue().decode("latin-1")})


def unpack(text, recipient):
    """Return the message that `pack` was given, for one of its recipients."""
    kept = json.loads(text)
    mime = kept.pop("mime").encode("latin-1")
    message = KeptMessage(**kept)
    message.mime = message_from_bytes(mime, _class=KeptPart)
    message.recipient = recipient
    return message
