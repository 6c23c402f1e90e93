"""A mail server on loopback that can be as bad as mail servers are."""

import asyncio
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.bench.serving import free_port

PATIENCE = 0.3  # seconds that the site waits for an answer of this server


@dataclass
class MailServer:
    """What the server does, and what it has received: a list of messages.

    `answers` are what it says instead of yes, by command or recipient.  At the command `hangs_at`
    it falls silent, at `drops_at` it hangs up; at DATA it has then received the message.
    """

    answers: dict = field(default_factory=dict)
    hangs_at: str = ""
    drops_at: str = ""
    delay: float = 0
    received: list = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def recipients(self):
        """Return to whom the received messages went, in their order."""
        return [message["X-RcptTo"] for message in self.received]

    async def meet(self, session, command):
        """Do at a command what the server is told to; return its answer, or None for yes."""
        await asyncio.sleep(self.delay)
        if command == self.hangs_at:
            await asyncio.sleep(3600)
        if command == self.drops_at:
            session.transport.abort()
        return self.answers.get(command)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.transport = server.transport
        await self.meet(session, "EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        answer = await self.meet(session, "MAIL")
        envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = await self.meet(session, "RCPT") or self.answers.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("DATA")
        if answer is None:
            message = message_from_bytes(envelope.content)
            message["X-RcptTo"] = envelope.rcpt_tos[0]
            self.received.append(message)
        await self.meet(session, "DATA")
        return answer or "250 OK"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        return await self.meet(session, "QUIT") or "221 Bye"


class _Controller(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=False)


@contextmanager
def mail_server(port=None, kind=MailServer, **behaviour):
    """Run a `MailServer`, or a worse `kind`, on loopback: on a free port where none is given."""
    server = kind(port=port or free_port(), **behaviour)
    controller = _Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def mute_server(port=0):
    """Yield the port of a server that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", port), backlog=100) as listener:
        yield listener.getsockname()[1]


def use(settings, port):
    """Let the site hand its mail to a server on loopback."""
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = PATIENCE
