"""A Django message as text that can be kept in the database, and made a message of again."""

import json
from base64 import b64decode, b64encode
from email import message_from_bytes
from email.message import Message
from email.mime.base import MIMEBase

from django.core.mail import EmailMultiAlternatives


class KeptPart(MIMEBase):
    """A finished MIME part that was attached to a message."""

    def __init__(self, policy=None):
        # MIMEBase would set the headers that are read in a moment.
        Message.__init__(self, **({"policy": policy} if policy else {}))


class KeptMessage(EmailMultiAlternatives):
    """A message that goes to one of its recipients, whoever else its headers name."""

    recipient = ""

    def recipients(self):
        return [self.recipient]


def pack(message, headers):
    """Return everything of an `EmailMessage` but its recipients in Bcc, as JSON.

    `headers` are added to its own.
    """
    kept = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": str(message.from_email),
        **{name: list(map(str, getattr(message, name))) for name in ("to", "cc", "reply_to")},
        "headers": {name: str(value) for name, value in (message.extra_headers | headers).items()},
        "attachments": list(map(_pack_attachment, message.attachments)),
        "alternatives": [
            [_pack_value(content), mimetype]
            for content, mimetype in getattr(message, "alternatives", ())
        ],
        "content_subtype": message.content_subtype,
        "mixed_subtype": message.mixed_subtype,
        "encoding": message.encoding and str(message.encoding),
    }
    return json.dumps(kept)


def unpack(text, recipient):
    """Return the message that `pack` was given, for one of its recipients."""
    kept = json.loads(text)
    attributes = {name: kept.pop(name) for name in ("content_subtype", "mixed_subtype", "encoding")}
    kept["attachments"] = list(map(_unpack_attachment, kept["attachments"]))
    kept["alternatives"] = [
        (_unpack_value(content), mimetype) for content, mimetype in kept["alternatives"]
    ]
    message = KeptMessage(**kept)
    vars(message).update(attributes, recipient=recipient)
    return message


def _pack_attachment(attachment):
    if isinstance(attachment, MIMEBase):
        return ["part", b64encode(attachment.as_bytes()).decode()]
    filename, content, mimetype = attachment
    return [filename, _pack_value(content), mimetype]


def _unpack_attachment(kept):
    if kept[0] == "part" and len(kept) == 2:
        return message_from_bytes(b64decode(kept[1]), _class=KeptPart)
    filename, content, mimetype = kept
    return filename, _unpack_value(content), mimetype


def _pack_value(value):
    """Return text as it is, and bytes or a whole message with its kind."""
    if isinstance(value, bytes):
        return ["bytes", b64encode(value).decode()]
    if isinstance(value, Message):
        return ["message", b64encode(value.as_bytes()).decode()]
    if hasattr(value, "message"):  # a Django message
        return ["message", b64encode(value.message().as_bytes()).decode()]
    return str(value)


def _unpack_value(kept):
    if isinstance(kept, str):
        return kept
    kind, encoded = kept
    content = b64decode(encoded)
    return content if kind == "bytes" else message_from_bytes(content)
