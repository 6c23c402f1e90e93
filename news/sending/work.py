"""What `manage.py work` does for sendings: begins them, writes their letters, and ends them."""

import logging
from datetime import timedelta
from time import monotonic

from django.utils import timezone
from django.utils.translation import gettext as _

from home.mail.letter import KEPT_DAYS, Letter

from ..mailing.check import letter_check
from ..mailing.mail import newsletter_mail
from ..models import NewsletterPage
from .sending import AT_ONCE, UNSENT, Sending, State

logger = logging.getLogger(__name__)

SLICE = 8  # seconds of a round
# So many letters refused one after the other are the fault of no recipient.
REFUSED_IN_A_ROW = 20


def run_sendings():
    """Take every sending a step further; one that cannot go is paused and says why (a job)."""
    until = monotonic() + SLICE
    for sending in Sending.objects.due(timezone.now()):
        begin(sending)
    for sending in Sending.objects.without_all_letters():
        while monotonic() < until and sending.write_letters():
            pass
    for sending in Sending.objects.filter(state=State.RUNNING):
        pause_refused(sending)
    Sending.objects.finished().update(state=State.DONE, ended=timezone.now())
    for sending in Sending.objects.issues().filter(state=State.RUNNING):
        pause_hidden(sending)
    # What was at the server when its sending was stopped, and came back.
    came_back = Letter.objects.filter(state=Letter.State.QUEUED, sending__state=State.STOPPED)
    for sending in Sending.objects.filter(pk__in=came_back.values("sending")):
        sending.discard_waiting()
    forget_receivers()


def begin(sending):
    """Keep what the mail says, and let it go; pause it where there is anything against that."""
    try:
        fields = {} if sending.corrects_id else mail_of(sending)
    except Obstacle as obstacle:
        sending.pause(obstacle)
    except Exception:
        logger.exception("The mail of sending %s could not be made", sending.pk)
        sending.pause(_("Det gick inte att göra brevet av numret."))
    else:
        now = timezone.now()
        sending.change_state(
            State.RUNNING, of=(State.SCHEDULED,), begun=now, going_since=now, **fields
        )


class Obstacle(Exception):  # noqa: N818 (it is no fault of the program)
    """Why an issue cannot be sent as it is; its argument says so in Swedish."""


def issue_of(sending):
    """Return the issue of a sending, which visitors see; raises `Obstacle`."""
    if sending.page_id is None:
        raise Obstacle(_("Numret är raderat. Stoppa utskicket."))
    page = NewsletterPage.objects.visible().filter(pk=sending.page_id).first()
    if page is None:
        raise Obstacle(_("Numret syns inte för besökare. Publicera det först."))
    return page


def pause_hidden(sending):
    """Pause a sending of an issue that is hidden meanwhile: its letters lead there."""
    try:
        issue_of(sending)
    except Obstacle as obstacle:
        sending.pause(obstacle)


def mail_of(sending):
    """Return what the mail of an issue says, as fields of its sending; raises `Obstacle`."""
    page = issue_of(sending)
    if not letter_check(page).may_be_sent:
        raise Obstacle(_("Brevkollen hittar fel i numret. Rätta dem först."))
    mail = newsletter_mail(page)
    return {name: getattr(mail, name) for name in ("subject", "html", "text", "reply_to")}


def pause_refused(sending):
    """Pause a sending of which the server refuses everything, before it has refused all."""
    last = sending.letters.filter(settled__gte=sending.going_since).order_by("-settled")
    states = list(last.values_list("state", flat=True)[:REFUSED_IN_A_ROW])
    if states == [Letter.State.FAILED] * REFUSED_IN_A_ROW:
        sending.pause(_("E-postservern avvisade de senaste breven, alla i rad."))


def forget_receivers():
    """Keep the figures of sendings that began a month ago, and forget to whom they went."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    over = Sending.objects.filter(begun__lt=before, ended__isnull=False, result__isnull=True)
    for sending in over:
        if sending.letters.filter(state__in=UNSENT).exists():
            continue  # one of them is sent again
        # Unless somebody has just sent all that failed again.
        over.filter(pk=sending.pk).update(result=sending.counts())
    known = Letter.objects.filter(sending__result__isnull=False)
    if keys := list(known.values_list("pk", flat=True)[: 10 * AT_ONCE]):
        Letter.objects.filter(pk__in=keys).delete()
