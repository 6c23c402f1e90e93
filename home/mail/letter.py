"""A letter: one message to one recipient, from the moment it is written until it is forgotten."""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, make_msgid, parseaddr

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .content import pack, unpack

# How long it is tried, counted from when it was written.
TRIED_FOR = timedelta(days=3)
# How long the next try waits after the first, the second … one.
WAITS = [timedelta(seconds=seconds) for seconds in (5, 15, 60, 120, 300)]
# Within which no more letters to many are begun than the setting says.
MINUTE = timedelta(minutes=1)
# Longer than sending takes: who holds a letter that long has died.
IN_DOUBT_AFTER = timedelta(minutes=15)
# How long a letter may wait before administrators are told.
STUCK_AFTER = timedelta(minutes=15)
# How long a letter that is no longer sent is remembered.
KEPT_DAYS = 30

# Sent with `letter` each time that something has happened to one.
letter_changed = Signal()
# Sent with `letter` when a server has said for good that it does not take mail to its recipient.
recipient_refused = Signal()


class Priority(models.IntegerChoices):
    """What goes first, where several letters wait."""

    AWAITED = 1, _("Någon väntar på det")
    WORKFLOW = 2, _("Om arbetet i redaktionen")
    OTHER = 3, _("Annat")
    BULK = 4, _("Till många")


@dataclass(frozen=True)
class LetterOptions:
    """How a letter is to be handled.

    A second letter with the same `key` to the same recipient is none.  It is not sent after
    `tried_until` (aware); a `secret` one is not even kept until then.
    """

    key: str | None = None
    priority: Priority | None = None
    tried_until: datetime | None = None
    secret: bool = False


_options = ContextVar("options", default=None)


@contextmanager
def letter_options(**fields):
    """Let the mail that is sent inside have these `LetterOptions`, whoever writes it."""
    token = _options.set(LetterOptions(**fields))
    try:
        yield
    finally:
        _options.reset(token)


class LetterQuerySet(models.QuerySet):
    """Letters, asked for by what is to be done with them; `now` is aware."""

    def write(self, message):
        """Store a Django message, a letter for each recipient, and return those that are new.

        Raises what the message raises when it is made (BadHeaderError and the like).
        """
        now, options = timezone.now(), _options.get() or LetterOptions()
        sender = parseaddr(str(message.from_email))[1]
        given = {name.lower() for name in message.extra_headers}
        headers = {
            # A letter that is sent twice can be told from two letters.
            "Message-ID": make_msgid(domain=sender.rpartition("@")[2] or "localhost"),
            "Date": format_datetime(timezone.localtime(now)),
        }
        content = pack(message, {k: v for k, v in headers.items() if k.lower() not in given})
        automatic = "auto-submitted" in given
        letters = [
            Letter(
                key=options.key,
                recipient=recipient,
                subject=" ".join(str(message.subject).replace("\0", "").split())[:255],
                content=content,
                priority=options.priority or (Priority.WORKFLOW if automatic else Priority.OTHER),
                secret=options.secret,
                created=now,
                due=now,
                tried_until=options.tried_until or now + TRIED_FOR,
            )
            for recipient in dict.fromkeys(map(str, message.recipients()))
        ]
        with transaction.atomic():
            return [letter for letter in letters if letter.store()]

    def due(self, now):
        """Return the letters to be sent, in their order."""
        queued = self.filter(state=Letter.State.QUEUED, due__lte=now, tried_until__gt=now)
        return queued.order_by("priority", "due", "pk")

    def claim(self, now):
        """Return the first letter that is due, which nobody else will then send, or None.

        One to many people waits for all others, and for the minute that has had its letters.
        """
        due = self.due(now)
        one = due.filter(priority__lt=Priority.BULK).take(now)
        if one or not Letter.objects.has_room_for_many(now):
            return one
        return due.filter(priority=Priority.BULK).exclude(sending__in=held_sendings()).take(now)

    def has_room_for_many(self, now):
        """Tell whether another letter to many may be begun in this minute, by all workers."""
        minute = now - MINUTE, now + MINUTE  # the clock may have been ahead
        begun = self.filter(priority=Priority.BULK, claimed__range=minute)
        return not settings.BULK_MAIL_RATE or begun.count() < settings.BULK_MAIL_RATE

    def take(self, now):
        """Return the first of these letters, claimed; None where there is none."""
        if not self.exists():  # asked each second, without a transaction
            return None
        with transaction.atomic():
            free = self
            if connection.features.has_select_for_update_skip_locked:
                free = free.select_for_update(skip_locked=True)
            letter = free.first()
            if letter is None:
                return None
            letter.state, letter.claim, letter.claimed = Letter.State.SENDING, uuid.uuid4(), now
            letter.attempts += 1
            letter.save(update_fields=["state", "claim", "claimed", "attempts"])
        return letter

    def unsent(self):
        """Return the letters that wait, or that somebody has begun to send."""
        return self.filter(state__in=(Letter.State.QUEUED, Letter.State.SENDING))

    def in_doubt(self, now):
        """Return the letters that somebody began to send and never came back from."""
        return self.filter(state=Letter.State.SENDING, claimed__lt=now - IN_DOUBT_AFTER)

    def overdue(self, now):
        """Return the letters that were not sent while they were of use."""
        late = self.filter(state=Letter.State.QUEUED, tried_until__lt=now)
        return late.exclude(sending__in=held_sendings())

    def stuck(self, now):
        """Return the letters that have waited longer than any passing fault takes.

        Those to many wait for each other; what becomes of them their sending says.
        """
        late = self.filter(state=Letter.State.QUEUED, created__lt=now - STUCK_AFTER)
        return late.filter(priority__lt=Priority.BULK)

    def problem_counts(self, now):
        """Return of which states an administrator has to know, with the number of letters."""
        given_up = self.filter(state__in=(Letter.State.FAILED, Letter.State.DOUBTFUL), sending=None)
        states = (self.stuck(now) | given_up).order_by().values("state")
        return states.annotate(number=models.Count("pk"))

    def expired_secrets(self, now):
        """Return the letters whose secret nobody has any use for, sent or not."""
        return self.filter(secret=True, tried_until__lt=now).exclude(content="")

    def outdated(self, now):
        """Return the letters that have been settled for as long as they are kept.

        Those of a sending are forgotten together, by it.
        """
        settled = self.filter(settled__lt=now - timedelta(days=KEPT_DAYS), sending=None)
        return settled.exclude(state__in=(Letter.State.QUEUED, Letter.State.SENDING))


def held_sendings():
    """Return the sendings whose letters are to stay for now, or for good."""
    return apps.get_model("news.Sending").objects.held()


class Letter(models.Model):
    """One message to one recipient.  What it says is erased when it has been sent.

    One of a `sending` to many says what that says, and holds nothing itself.
    """

    class State(models.TextChoices):
        """What has become of a letter."""

        QUEUED = "queued", _("Väntar")
        SENDING = "sending", _("Skickas")
        SENT = "sent", _("Skickat")
        FAILED = "failed", _("Gick inte")
        DOUBTFUL = "doubtful", _("Osäkert")
        DISCARDED = "discarded", _("Kastat")

    key = models.CharField(max_length=120, null=True, editable=False)
    sending = models.ForeignKey(
        "news.Sending",
        verbose_name=_("utskick"),
        null=True,
        on_delete=models.CASCADE,
        related_name="letters",
        editable=False,
    )
    recipient = models.CharField(_("till"), max_length=500)
    subject = models.CharField(_("ämne"), max_length=255, blank=True)
    # Passwords are reset by what stands here, so the admin never shows it.
    content = models.TextField(blank=True, editable=False)
    secret = models.BooleanField(default=False, editable=False)
    priority = models.PositiveSmallIntegerField(_("går före"), choices=Priority.choices)
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.QUEUED)
    created = models.DateTimeField(_("skrevs"), db_index=True)
    due = models.DateTimeField(_("nästa försök"))
    tried_until = models.DateTimeField(_("försöks till"))
    attempts = models.PositiveIntegerField(_("försök"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed = models.DateTimeField(_("senaste försöket"), null=True, db_index=True)
    settled = models.DateTimeField(_("avgjordes"), null=True)
    error = models.CharField(_("vad som hände"), max_length=255, blank=True)

    objects = models.Manager.from_queryset(LetterQuerySet)()

    class Meta:
        verbose_name = _("brev")
        verbose_name_plural = _("brev")
        ordering = ["-created", "-pk"]
        default_permissions = ("change", "view")
        indexes = [models.Index(fields=["state", "priority", "due", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["key", "recipient"], name="one_letter_a_key")
        ]

    def __str__(self):
        return self.subject

    def store(self):
        """Store a new letter; tell whether it was, or its key has one already."""
        if self.key and Letter.objects.filter(key=self.key, recipient=self.recipient).exists():
            return False
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            if self.key is None:
                raise
            return False
        return True

    def message(self):
        """Return what is sent; None where its sending no longer has this recipient."""
        if self.sending_id:
            return self.sending.message_to(self)
        return unpack(self.content, self.recipient)

    @property
    def can_be_sent_again(self):
        says_anything = bool(self.content or self.sending_id)
        return self.state in (self.State.FAILED, self.State.DOUBTFUL) and says_anything

    @property
    def can_be_discarded(self):
        return self.state in (self.State.QUEUED, self.State.FAILED, self.State.DOUBTFUL)

    def set_state(self, state, error="", **fields):
        """Give the letter a new state, unless somebody else has done so since it was read.

        Returns whether it was done.
        """
        fields |= {"state": state, "error": str(error)[:255]}
        if state != self.State.QUEUED:
            fields["settled"] = timezone.now()
        if state in (self.State.SENT, self.State.DISCARDED):
            fields["content"] = ""
        # What was in doubt is no more when its sender comes back and knows.
        states = {self.state, self.State.DOUBTFUL}
        same = Letter.objects.filter(pk=self.pk, claim=self.claim, state__in=states)
        if not same.update(**fields):
            return False
        vars(self).update(fields)
        letter_changed.send_robust(Letter, letter=self)
        return True

    def requeue(self, error):
        """Put the letter back into the queue, to be tried after a while that grows."""
        wait = WAITS[min(self.attempts, len(WAITS)) - 1]
        return self.set_state(self.State.QUEUED, error, due=timezone.now() + wait)

    def discard(self):
        """Throw the letter away, as an administrator asks for."""
        return self.set_state(self.State.DISCARDED, _("Kastat av en administratör."))

    def send_again(self):
        """Put a letter that was given up into the queue anew, as an administrator asks for."""
        now = timezone.now()
        fields = {"due": now, "attempts": 0, "settled": None, "claim": None}
        if not self.secret:
            fields["tried_until"] = now + TRIED_FOR
        return self.set_state(self.State.QUEUED, **fields)
