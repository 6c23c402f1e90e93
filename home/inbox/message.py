"""A message from the contact form, for as long as the inbox keeps it."""

import logging
from datetime import timedelta

from django.contrib.admin import display
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from home.dates import period
from home.form_fields import OpenedForm
from home.mail.letter import Letter
from home.site import SiteSettings

from .feedback import Feedback

logger = logging.getLogger(__name__)


class MessageQuerySet(models.QuerySet):
    """Messages, asked for by what is left to do with them."""

    def new(self):
        """Return the messages that nobody has answered yet."""
        return self.filter(state=Message.State.NEW)

    def older_than(self, moment):
        """Return the messages received before `moment` (aware)."""
        return self.filter(received__lt=moment)

    def without_letter(self, since, key):
        """Return the messages received since then that no letter hands on.

        The key of a letter is `key` and the primary key of its message.
        """
        its_key = Concat(Value(key), Cast(OuterRef("pk"), models.CharField()))
        letters = Letter.objects.filter(key=its_key)
        return self.filter(~Exists(letters), received__gte=since, mailed=None)


class Message(models.Model):
    """What somebody wrote in the contact form; a public document once it is received."""

    class State(models.TextChoices):
        """What has been done with a message."""

        NEW = "new", _("Nytt")
        ANSWERED = "answered", _("Besvarat")

    received = models.DateTimeField(_("kom in"), auto_now_add=True, db_index=True)
    name = models.CharField(_("namn"), max_length=120)
    email = models.EmailField(_("e-post"))
    text = models.TextField(_("meddelande"), max_length=5000)
    about = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("gäller"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(
        _("läge"), max_length=10, choices=State.choices, default=State.NEW, db_index=True
    )
    note = models.TextField(_("anteckning"), blank=True)
    mailed = models.DateTimeField(_("skickat vidare"), null=True, blank=True, editable=False)
    mail_error = models.CharField(_("fel vid utskick"), max_length=255, blank=True, editable=False)

    objects = models.Manager.from_queryset(MessageQuerySet)()

    base_form_class = OpenedForm

    class Meta:
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        ordering = ["-received"]
        permissions = [("export_message", _("Får exportera meddelanden"))]

    def __str__(self):
        return f"{self.name}, {self.received:%Y-%m-%d}"

    @property
    @display(description=_("svar"))
    def answered(self):
        """Return what has been answered, with the day and what became of the letter."""
        parts = (f"{period(one.written)}. {one.said}.\n{one.text}" for one in self.answers.all())
        return "\n\n".join(parts)


def purge_old_messages(now=None):
    """Delete what the inbox has kept for its time, answered or not; return how many messages.

    The time is `SiteSettings.message_retention_days` of the default site.
    """
    site = Site.objects.filter(is_default_site=True).first()
    days = SiteSettings.for_site(site).message_retention_days if site else 0
    if not days:
        return 0
    kept_since = (now or timezone.now()) - timedelta(days=days)
    Feedback.objects.filter(received__lt=kept_since).delete()
    count, _rows = Message.objects.older_than(kept_since).delete()
    if count:
        logger.info("Purged %d messages", count)
    return count
