"""Letters on their way to the mail server: claimed, sent, and what came of it noted."""

import logging
import re
import signal
import smtplib
import threading
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from .letter import Letter, recipient_refused

logger = logging.getLogger(__name__)

SLICE = 10  # seconds
LONGEST = 60  # seconds for one letter, however the server spreads its answers out
# Seconds that a server which failed is left in peace: after the first time, the second …
RESTS = [1, 2, 5, 15, 30, 60]
# By RFC 3463: refused by rules of the server («relaying denied»), whoever the recipient is.
BY_RULE = re.compile(r"\d{3}[ -]5\.7\.")


class Verdict(NamedTuple):
    """What an error means for a letter; `state` is None where nobody can know.

    `is_servers` tells that the server has failed, `is_recipients` that there is no such recipient.
    """

    state: str | None
    sentence: str
    is_servers: bool = False
    is_recipients: bool = False


def judge(error, content_sent):
    """Return the `Verdict` on what was raised when a letter was sent.

    `content_sent` tells whether the server may have had the whole letter by then.  By RFC 5321
    a code of 4xx asks for another try and 5xx for none; 421 closes the connection.
    """
    queued, failed = Letter.State.QUEUED, Letter.State.FAILED
    if isinstance(error, smtplib.SMTPAuthenticationError):
        sentence = _("E-postservern godtar inte inloggningen. Inställningen EMAIL_URL är fel.")
        return Verdict(queued, sentence, True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, answer),) = error.recipients.values()
        verdict = _answered(code, answer, code >= 500)
        is_recipients = code >= 500 and not BY_RULE.search(verdict.sentence)
        return verdict._replace(is_recipients=is_recipients)
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(error.smtp_code, error.smtp_error, error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPSenderRefused):
        # 552: too large.  Any other fault of the sender is one in the settings.
        return _answered(error.smtp_code, error.smtp_error, error.smtp_code == 552)
    if isinstance(error, DatabaseError) and not content_sent:
        return Verdict(queued, _("Databasen svarar inte som den ska. Nytt försök görs."))
    if isinstance(error, smtplib.SMTPException | OSError):
        if content_sent:
            return Verdict(None, "", True)
        return Verdict(queued, _("E-postservern svarar inte som den ska. Nytt försök görs."), True)
    sentence = _("Brevet går inte att skicka som det är (%s).") % type(error).__name__
    return Verdict(None if content_sent else failed, sentence)


def _answered(code, answer, for_good):
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    values = {"answer": f"{code} {' '.join(text.split())}"}
    if for_good:
        sentence = _("Servern tar inte emot brevet: %(answer)s")
        return Verdict(Letter.State.FAILED, sentence % values, code == 421)
    sentence = _("Servern tar inte emot brevet just nu. Nytt försök görs. %(answer)s")
    return Verdict(Letter.State.QUEUED, sentence % values, code == 421)


@contextmanager
def at_most(seconds):
    """Raise TimeoutError inside when it takes longer; without effect outside the main thread."""

    def ring(*args):
        raise TimeoutError

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, kept)


def is_local():
    """Tell whether mail stays on this machine, where nobody has to wait for it."""
    return settings.MAIL_TRANSPORT.startswith("django.core.mail.backends.")


class Postman:
    """Sends letters one after the other; a server that fails is left in peace for a while."""

    def __init__(self):
        self.transport = get_connection(settings.MAIL_TRANSPORT)
        self.failures, self.rests_until = 0, 0.0

    def deliver_due(self, letters, seconds=SLICE, is_stopped=lambda: False):
        """Send those of the letters that are due, for about so many seconds at most."""
        until = monotonic() + seconds
        try:
            while self.rests_until <= monotonic() < until and not is_stopped():
                letter = letters.claim(timezone.now())
                if letter is None:
                    return
                self.deliver(letter)
        finally:
            self.hang_up()

    def deliver(self, letter):
        """Send a letter that has been claimed, and note what came of it."""
        try:
            with at_most(LONGEST):
                self.transport.open()
                message = letter.message()
                if message:
                    self.transport.send_messages([message])
        except Exception as error:
            verdict = judge(error, getattr(self.transport, "content_sent", not is_local()))
            # The text of the error may hold addresses, which no log should.
            logger.warning("Letter %s was not sent: %s", letter.pk, type(error).__name__)
            self.hang_up()
            if verdict.is_servers:
                self.rest()
            if verdict.state == Letter.State.QUEUED:
                letter.requeue(verdict.sentence)
            elif verdict.state:
                letter.set_state(verdict.state, verdict.sentence)
            if verdict.is_recipients:
                recipient_refused.send_robust(Letter, letter=letter)
        else:
            self.failures = 0
            if message:
                letter.set_state(Letter.State.SENT)
            else:
                letter.set_state(Letter.State.DISCARDED, _("Mottagaren prenumererar inte längre."))

    def rest(self):
        """Leave the server in peace, the longer the more often it has failed."""
        self.rests_until = monotonic() + RESTS[min(self.failures, len(RESTS) - 1)]
        self.failures += 1

    def hang_up(self):
        getattr(self.transport, "hang_up", self.transport.close)()


def deliver_letters():
    """Send letters for as long as a job may take."""
    Postman().deliver_due(Letter.objects)


def settle_letters():
    """Tell what is in doubt and what came too late, and erase what need not be kept."""
    now = timezone.now()
    for letter in Letter.objects.in_doubt(now):
        letter.set_state(
            Letter.State.DOUBTFUL,
            _("Det avbröts medan det skickades. Ingen vet om det kom fram."),
        )
    for letter in Letter.objects.overdue(now):
        sentence = _("Det gick inte att skicka i tid. %s") % letter.error
        letter.set_state(Letter.State.FAILED, sentence.strip())
    Letter.objects.expired_secrets(now).update(content="")
    Letter.objects.outdated(now).delete()
