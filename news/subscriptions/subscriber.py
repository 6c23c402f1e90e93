"""A subscriber: an address, what it gets, and what was agreed to."""

from datetime import timedelta
from secrets import token_urlsafe

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.email_address import LONGEST, normalised

from .suppression import Reason, note_suppression

# For how long an address is kept that nobody has confirmed, and the link to confirm it holds.
CONFIRMED_WITHIN = timedelta(days=7)


def new_token():
    """Return what nobody can guess (256 bits)."""
    return token_urlsafe(32)


class SubscriberQuerySet(models.QuerySet):
    """Subscribers, asked for by what they are to get."""

    def with_email(self, email):
        """Return the subscriber with an address, in whatever spelling: one or none."""
        return self.filter(email=normalised(email))

    def confirmed(self):
        """Return those who have said by mail that it was they who subscribed."""
        return self.filter(confirmed__isnull=False)

    def to_newsletter(self):
        """Return who gets the newsletter."""
        return self.confirmed().filter(newsletter=True)

    def to_new_events(self, *activities):
        """Return who gets letters on new events of any of these activities, or else of any at all.

        An activity is a page or its key.
        """
        chosen = {"activities__in": activities} if activities else {"activities__isnull": False}
        return self.confirmed().filter(models.Q(all_events=True) | models.Q(**chosen)).distinct()

    def with_topics(self):
        """Return the subscribers with what they have chosen, fetched in one go."""
        activities = self.model._meta.get_field("activities").related_model.objects
        chosen = models.Prefetch("activities", activities.defer_streamfields())
        return self.prefetch_related(chosen)

    def unconfirmed_for_long(self, now=None):
        """Return those who have not confirmed within the time that the link to it holds."""
        before = (now or timezone.now()) - CONFIRMED_WITHIN
        return self.filter(confirmed__isnull=True, consented__lt=before)

    def without_topics(self):
        """Return those who get nothing any more, since what they chose has been deleted."""
        return self.filter(newsletter=False, all_events=False, activities__isnull=True)


class Subscriber(models.Model):
    """Who gets letters from the site: nothing before `confirmed`, and gone once they leave."""

    class Source(models.TextChoices):
        """How an address has come here."""

        FORM = "form", _("Formuläret")
        IMPORT = "import", _("Importerad lista")

    email = models.EmailField(
        _("e-post"), max_length=LONGEST, unique=True, error_messages={"unique": _("Finns redan.")}
    )
    created = models.DateTimeField(_("kom"), default=timezone.now, editable=False)
    confirmed = models.DateTimeField(_("bekräftade"), null=True, db_index=True, editable=False)
    # A random row and no signature: a link in an old letter holds whatever key the site has.
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    newsletter = models.BooleanField(_("nyhetsbrevet"), default=False)
    all_events = models.BooleanField(_("alla nya evenemang"), default=False)
    activities = models.ManyToManyField(
        "activities.ActivityPage",
        verbose_name=_("nya evenemang i"),
        blank=True,
        related_name="+",
    )
    source = models.CharField(
        _("källa"), max_length=10, choices=Source.choices, default=Source.FORM, editable=False
    )
    consent_text = models.TextField(_("samtycke"), editable=False)
    consent_version = models.CharField(_("samtyckets version"), max_length=20, editable=False)
    consented = models.DateTimeField(_("samtyckte"), default=timezone.now, editable=False)
    # Letters in a row that a server has refused for good, and when the last one (`refusals.py`).
    refusals = models.PositiveSmallIntegerField(default=0, editable=False)
    refused = models.DateTimeField(null=True, editable=False)

    objects = models.Manager.from_queryset(SubscriberQuerySet)()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("prenumerant")
        verbose_name_plural = _("prenumeranter")
        ordering = ["-created", "-pk"]
        default_permissions = ("delete", "view")
        permissions = [
            ("export_subscriber", _("Får exportera prenumeranter")),
            ("import_subscriber", _("Får importera prenumeranter")),
        ]

    def __str__(self):
        # Not the address: this is what logs say of a row, and keep when it is gone.
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args, **kwargs):
        self.email = normalised(self.email)
        super().save(*args, **kwargs)

    @property
    def topics(self):
        """Return what the subscriber gets, in words."""
        fixed = {"newsletter": _("Nyhetsbrevet"), "all_events": _("Alla nya evenemang")}
        topics = [words for name, words in fixed.items() if getattr(self, name)]
        pages = sorted(self.activities.all(), key=lambda page: page.path)
        return [*topics, *(_("Nya evenemang i %s") % page.title for page in pages)]

    @property
    def chosen(self):
        """Return what the subscriber gets, in words on one line."""
        return "; ".join(map(str, self.topics))

    chosen.fget.short_description = _("vill ha")

    def choose(self, newsletter, all_events, activities, **consent):
        """Store what the subscriber is to get, and perhaps a new consent; False for who has left.

        `activities` are pages or their keys.
        """
        with transaction.atomic():
            if not self._set(newsletter=newsletter, all_events=all_events, **consent):
                return False
            self.activities.set(activities)
        return True

    def confirm(self):
        """Note that the address is its owner's, who is written to; False for who is gone."""
        return self._set(confirmed=timezone.now())

    def _set(self, **fields):
        # Not `save`: it would bring back who leaves at this moment, and undo what others note.
        vars(self).update(fields)
        return bool(Subscriber.objects.filter(pk=self.pk).update(**fields))

    def leave(self):
        """Forget the subscriber, and let no import of an old list bring the address back."""
        suppress(self.email, Reason.LEFT)


def suppress(email, reason):
    """Take an address from the subscribers, and let no import bring it back."""
    with transaction.atomic():
        note_suppression(email, reason)
        Subscriber.objects.with_email(email).delete()


def delete_unconfirmed():
    """Delete who has not confirmed in time, and who has nothing left to get (a job)."""
    Subscriber.objects.unconfirmed_for_long().delete()
    Subscriber.objects.without_topics().delete()
