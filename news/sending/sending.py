"""A sending: one mail to many, kept once, and a letter of the queue for each who is to have it."""

import re
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.mail.letter import Letter, Priority

from ..mailing.mail import NewsletterMail
from ..subscriptions.subscriber import Subscriber
from ..subscriptions.suppression import Suppression

AT_ONCE = 500  # letters written in one transaction
# A list may be long and the rate low; nobody wants a newsletter later than that.
TRIED_FOR = timedelta(days=7)
# How long the first page tells of letters that did not go.
TOLD_FOR = timedelta(days=7)
# Longer than a server that is started anew is away.
STANDSTILL = timedelta(minutes=15)
# Who leaves within it, and before the next issue, has left after this one.
LEFT_WITHIN = timedelta(days=30)
UNSENT = (Letter.State.QUEUED, Letter.State.SENDING)
# What a server answers is shown to who may not see the list of subscribers.
ADDRESS = re.compile(r"\S*@\S*")


class State(models.TextChoices):
    """Where a sending is; only one that is stopped or done has come to its end."""

    SCHEDULED = "scheduled", _("Väntar på sin tid")
    RUNNING = "running", _("Skickas")
    PAUSED = "paused", _("Pausat")
    STOPPED = "stopped", _("Stoppat")
    DONE = "done", _("Klart")


def is_still_since(moment):
    """Return the condition that a sending goes, and yet no letter of it has gone since a moment.

    Letters have come back, and more waits than one whose mailbox is full.
    """
    letters = Letter.objects.filter(sending=models.OuterRef("pk"))
    waiting = letters.filter(state=Letter.State.QUEUED)
    came_through = letters.filter(settled__gte=models.OuterRef("going_since"))
    return (
        Q(state=State.RUNNING, going_since__lt=moment)
        & models.Exists(waiting.exclude(attempts=0))
        & ~models.Exists(letters.filter(settled__gte=moment))
        & (models.Exists(waiting.filter(attempts=0)) | ~models.Exists(came_through))
    )


class SendingQuerySet(models.QuerySet):
    """Sendings, asked for by where they are."""

    def held(self):
        """Return those whose letters are to stay where they are."""
        return self.filter(state__in=(State.PAUSED, State.STOPPED))

    def due(self, now):
        """Return those that are to begin."""
        return self.filter(state=State.SCHEDULED, starts__lte=now)

    def without_all_letters(self):
        """Return those that go, and have receivers whose letters are not written yet."""
        return self.filter(state=State.RUNNING, is_addressed=False)

    def finished(self):
        """Return those that go, and have nothing left to send."""
        unsent = Letter.objects.filter(sending=models.OuterRef("pk"), state__in=UNSENT)
        gone = self.filter(state=State.RUNNING, is_addressed=True)
        return gone.exclude(models.Exists(unsent))

    def unfinished(self):
        """Return those that wait for their time, or go."""
        return self.filter(state__in=(State.SCHEDULED, State.RUNNING))

    def issues(self):
        """Return the sendings of issues, without the corrections."""
        return self.filter(corrects=None)

    def of_page(self, page):
        """Return the sending of an issue, as a queryset of one or none."""
        return self.issues().filter(page=page)

    def in_trouble(self, now):
        """Return those paused, at a standstill (`is_still`), and of late with letters not gone."""
        letters = Letter.objects.filter(sending=models.OuterRef("pk"))
        not_gone = letters.filter(state__in=(Letter.State.FAILED, Letter.State.DOUBTFUL))
        of_late = Q(ended=None) | Q(ended__gte=now - TOLD_FOR)
        noted = self.annotate(is_still=is_still_since(now - STANDSTILL))
        return noted.filter(
            Q(state=State.PAUSED) | Q(is_still=True) | of_late & models.Exists(not_gone)
        )

    def order(self, **fields):
        """Return (sending, whether it is new): one that is there already is not made again.

        An issue has one, and a sending one correction of a subject, whoever asks at the same time.
        """
        try:
            with transaction.atomic():
                return self.create(**fields), True
        except IntegrityError:
            names = ("corrects", "subject") if fields.get("corrects") else ("page",)
            same = {name: fields[name] for name in names}
            return self.get(**{"corrects": None} | same), False


class Sending(models.Model):
    """An issue, or a correction of one, on its way to many.

    What it says is kept when it begins, so that all get the same.  Its letters are forgotten a
    month after it began; `result` is what is left of them: {state: number}.
    """

    page = models.ForeignKey(
        "news.NewsletterPage",
        verbose_name=_("nummer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="sendings",
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("rättar"),
        null=True,
        on_delete=models.CASCADE,
        related_name="corrections",
    )
    subject = models.CharField(_("ämne"), max_length=255)
    html = models.TextField(blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    reply_to = models.EmailField(blank=True, editable=False)
    state = models.CharField(
        _("läge"), max_length=10, choices=State.choices, default=State.SCHEDULED
    )
    reason = models.CharField(_("varför det är pausat"), max_length=255, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("beställdes av"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    starts = models.DateTimeField(_("skickas från"), default=timezone.now)
    begun = models.DateTimeField(_("började"), null=True)
    going_since = models.DateTimeField(null=True, editable=False)
    ended = models.DateTimeField(_("slutade"), null=True)
    # The key of the last receiver whose letter is written, and whether that was the very last.
    last_addressed = models.BigIntegerField(default=0, editable=False)
    is_addressed = models.BooleanField(default=False, editable=False)
    result = models.JSONField(null=True, editable=False)

    objects = models.Manager.from_queryset(SendingQuerySet)()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("utskick")
        verbose_name_plural = _("utskick")
        ordering = ["-starts", "-pk"]
        default_permissions = ("view",)
        permissions = [("send_newsletter", _("Får skicka nyhetsbrev"))]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(corrects=None), name="one_sending_an_issue"
            ),
            models.UniqueConstraint(
                fields=["corrects", "subject"], name="one_correction_of_a_subject"
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_over(self):
        return self.state in (State.STOPPED, State.DONE)

    def receivers(self):
        """Return who is to have it, as a queryset of keys and addresses in their order."""
        if self.corrects_id:
            # Also who may have got it, and whose letter is at the server just now.
            got = (Letter.State.SENT, Letter.State.DOUBTFUL, Letter.State.SENDING)
            letters = self.corrects.letters.filter(state__in=got)
            return letters.order_by("pk").values_list("pk", "recipient")
        to = Subscriber.objects.to_newsletter()
        if self.begun:
            to = to.filter(confirmed__lte=self.begun)
        return to.order_by("pk").values_list("pk", "email")

    def write_letters(self):
        """Write the letters to the next receivers while the sending goes.

        Returns whether there may be more of them. What is cut off is done again as a whole.
        """
        with transaction.atomic():
            going = Sending.objects.without_all_letters().select_for_update()
            sending = going.filter(pk=self.pk).first()
            if sending is None:
                return False
            now = timezone.now()
            rows = list(sending.receivers().filter(pk__gt=sending.last_addressed)[:AT_ONCE])
            letters = [
                Letter(
                    key=f"sending-{sending.pk}",
                    sending=sending,
                    recipient=address,
                    subject=sending.subject,
                    priority=Priority.BULK,
                    created=now,
                    due=now,
                    tried_until=now + TRIED_FOR,
                )
                for _key, address in rows
            ]
            Letter.objects.bulk_create(letters, ignore_conflicts=True)
            if rows:
                sending.last_addressed = rows[-1][0]
            sending.is_addressed = len(rows) < AT_ONCE
            sending.save(update_fields=["last_addressed", "is_addressed"])
        return not sending.is_addressed

    def message_to(self, letter):
        """Return the message of one of the letters; None to who no longer subscribes."""
        subscriber = Subscriber.objects.to_newsletter().with_email(letter.recipient).first()
        if subscriber is None:
            return None
        mail = NewsletterMail(self.subject, self.html, self.text, self.reply_to)
        message = mail.to(subscriber)
        # The same when it is sent again, so that a letter that comes twice can be told from two.
        host = parseaddr(message.from_email)[1].rpartition("@")[2] or "localhost"
        number = f"{self.pk}.{letter.pk}.{letter.created.timestamp():.0f}"
        message.extra_headers["Message-ID"] = f"<{number}@{host}>"
        return message

    def counts(self):
        """Return how many letters there are in each state: {state: number}."""
        if self.result is not None:
            return self.result
        return dict(self.letters.order_by().values_list("state").annotate(Count("pk")))

    def left(self):
        """Return how many have left the newsletter after it, and before the next issue.

        Nobody knows by which letter: nothing in one tells who has read it.
        """
        if not self.begun:
            return 0
        later = Sending.objects.issues().filter(begun__gt=self.begun)
        following = later.order_by("begun").values_list("begun", flat=True).first()
        until = min(following or timezone.now(), self.begun + LEFT_WITHIN)
        return Suppression.objects.left_since(self.begun).filter(created__lt=until).count()

    def change_state(self, state, *, of, **fields):
        """Give the sending a new state, if it still is in one of those in `of`; tell whether."""
        same = Sending.objects.filter(pk=self.pk, state__in=of)
        fields |= {"state": state}
        if not same.update(**fields):
            return False
        vars(self).update(fields)
        return True

    def pause(self, reason=""):
        """Let no further letter go until somebody says so."""
        of = (State.SCHEDULED, State.RUNNING)
        return self.change_state(State.PAUSED, of=of, reason=str(reason)[:255])

    @transaction.atomic
    def go_on(self):
        """Go on after a pause; the time that letters are tried for begins anew."""
        state = State.RUNNING if self.begun else State.SCHEDULED
        if not self.change_state(state, of=(State.PAUSED,), reason=""):
            return False
        now = timezone.now()
        Sending.objects.filter(pk=self.pk).update(going_since=now)
        waiting = self.letters.filter(state=Letter.State.QUEUED)
        waiting.update(due=now, tried_until=now + TRIED_FOR)
        return True

    @transaction.atomic
    def stop(self):
        """End it for good: nobody gets it who has not got it. One not yet begun is forgotten."""
        if Sending.objects.filter(pk=self.pk, begun=None).delete()[0]:
            return True
        of = (State.RUNNING, State.PAUSED)
        if not self.change_state(State.STOPPED, of=of, ended=timezone.now(), reason=""):
            return False
        self.discard_waiting()
        return True

    def latest_error(self):
        """Return what the server said of the letter that came back last, and waits; or nothing."""
        came_back = self.letters.filter(state=Letter.State.QUEUED).exclude(error="")
        error = came_back.order_by("-claimed").values_list("error", flat=True).first()
        return ADDRESS.sub("…", error or "")

    def not_received(self, with_doubtful=True):
        """Return the letters that failed, and are of who subscribes still."""
        states = [Letter.State.FAILED] + [Letter.State.DOUBTFUL] * with_doubtful
        still = Subscriber.objects.to_newsletter().filter(email=models.OuterRef("recipient"))
        return self.letters.filter(models.Exists(still), state__in=states)

    @property
    def can_be_sent_again(self):
        """Tell whether it is done, and has letters that failed and are not forgotten.

        Those of an issue that is deleted lead nowhere.
        """
        is_done = self.state == State.DONE and self.result is None
        leads_somewhere = bool(self.page_id or self.corrects_id)
        return is_done and leads_somewhere and self.not_received().exists()

    @transaction.atomic
    def send_again(self, with_doubtful=False):
        """Send the letters that failed once more; return how many.

        None where it has not ended as it had when this row was read: somebody else was first.
        """
        now, letters = timezone.now(), self.not_received(with_doubtful)
        same = Sending.objects.filter(pk=self.pk, ended=self.ended, state=State.DONE)
        going = {"state": State.RUNNING, "ended": None, "going_since": now}
        if not letters.exists() or not same.filter(result__isnull=True).update(**going):
            return 0
        return letters.update(
            **{"state": Letter.State.QUEUED, "error": "", "attempts": 0},
            **{"claim": None, "settled": None, "due": now, "tried_until": now + TRIED_FOR},
        )

    def discard_waiting(self):
        """Throw away the letters that wait; one that is at the server comes back later."""
        self.letters.filter(state=Letter.State.QUEUED).update(
            state=Letter.State.DISCARDED, error=_("Utskicket stoppades."), settled=timezone.now()
        )
