"""Pages that are published and unpublished at a set time, and what is done where they cannot be."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.mail import send_mail
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.permissions import page_permission_policy

from .at_once import Rows
from .dates import period
from .faults import Fault
from .mail.letter import letter_options

logger = logging.getLogger(__name__)

SLICE = 10  # seconds
MOST_TOLD = 50
# What the sentence of a missed time is made of.
SAID = (
    *("pk", "action", "due", "reason"),
    *("page__pk", "page__title", "page__draft_title"),
)
# How long the next try waits after an error that nobody foresaw.  What an editor can mend is looked
# at in every round.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15)]


class Action(models.TextChoices):
    """What happens to a page at a set time."""

    PUBLISH = "publish", gettext_lazy("publiceras")
    UNPUBLISH = "unpublish", gettext_lazy("avpubliceras")


class MissedTimeQuerySet(models.QuerySet):
    """Times that could not be kept."""

    def in_order(self):
        """Return them with their pages, the earliest first."""
        return self.select_related("page").order_by("due")

    def of_pages(self, pages):
        """Return those of some pages."""
        return self.in_order().filter(page__in=pages)


class MissedTime(models.Model):
    """A time that was set for a page and could not be kept; it is tried until it can, and told."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="missed_times")
    action = models.CharField(max_length=10, choices=Action.choices)
    due = models.DateTimeField()
    reason = models.TextField()
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    told = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(MissedTimeQuerySet)()

    # It is no use of the page that anybody has to be asked about.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("tid som inte kunde hållas")
        verbose_name_plural = gettext_lazy("tider som inte kunde hållas")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "action"], name="one_missed_time")]

    def __str__(self):
        sentence = {
            Action.PUBLISH: _("”%(title)s” skulle ha publicerats %(when)s, men det gick inte."),
            Action.UNPUBLISH: _("”%(title)s” skulle ha avpublicerats %(when)s, men det gick inte."),
        }[self.action]
        values = {"title": self.page.get_admin_display_title(), "when": period(self.due)}
        return f"{sentence % values} {self.reason}"

    @property
    def edit_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.page_id])

    def recipients(self):
        """Return the users to tell: who set the time, or else all who may publish the page."""
        if self.action == Action.PUBLISH:
            entries = PageLogEntry.objects.filter(
                page=self.page_id, action="wagtail.publish.schedule", user__isnull=False
            )
            last = entries.order_by("-timestamp").first()
        else:
            last = self.page.live_revision or self.page.latest_revision
        users = [last.user] if last and last.user else []
        if not any(user.is_active and user.email for user in users):
            users = page_permission_policy.users_with_permission_for_instance("publish", self.page)
        return [user for user in users if user.is_active and user.email]

    def tell(self):
        """Write to those who have to know, once."""
        subject = _("Sidan ”%(title)s” kunde inte %(action)s i tid")
        values = {"title": self.page.get_admin_display_title(), "action": self.get_action_display()}
        body = render_to_string(
            "email/missed_time.txt",
            {"missed": self, "edit_url": settings.WAGTAILADMIN_BASE_URL + self.edit_url},
        )
        for user in self.recipients():
            key = f"missed_time:{self.pk}:{self.due.isoformat()}"
            with letter_options(key=key):
                # No subject can hold the line break that a pasted title may have.
                send_mail(" ".join((subject % values).splitlines()), body, [user.email])
        self.told = timezone.now()
        self.save(update_fields=["told"])


@dataclass(frozen=True)
class ScheduledAction:
    """A time that has come: of a page to be unpublished, or of a revision to be published."""

    due: datetime
    page: Page
    revision: Revision | None = None

    @property
    def action(self):
        return Action.PUBLISH if self.revision else Action.UNPUBLISH

    def perform(self):
        """Do it, and return nothing, or return the sentences that stand against it."""
        if not self.revision:
            self.page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            return []
        obstacles = getattr(self.revision.as_object(), "obstacles", list)()
        if not obstacles:
            self.revision.publish(log_action="wagtail.publish.scheduled")
        return obstacles


def due_actions(now) -> list[ScheduledAction]:
    """Return what is to be done by `now` (aware), in the order that it was set for."""
    expired = Page.objects.filter(live=True, expire_at__lte=now)
    actions = [ScheduledAction(page.expire_at, page) for page in expired]
    revisions = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    pages = Page.objects.in_bulk([int(revision.object_id) for revision in revisions])
    actions += [
        ScheduledAction(revision.approved_go_live_at, pages[int(revision.object_id)], revision)
        for revision in revisions
        if int(revision.object_id) in pages
    ]
    return sorted(actions, key=lambda action: action.due)


def run_schedule():
    """Publish and unpublish what has a time; what stands against it is kept, told and tried again.

    Each page is done by itself, so none can take another along.
    """
    until, now = monotonic() + SLICE, timezone.now()
    actions = due_actions(now)
    known = {(missed.page_id, missed.action): missed for missed in MissedTime.objects.all()}
    for action in actions:
        missed = known.pop((action.page.pk, action.action), None)
        is_same = missed is not None and missed.due == action.due
        if monotonic() < until and not (is_same and missed.next_try > now):
            carry_out(action, missed if is_same else None)
    # What is no longer set for a time, or was done by hand.
    MissedTime.objects.filter(pk__in=[missed.pk for missed in known.values()]).delete()


def carry_out(action, missed):
    """Do what is set for a time, or note and tell why it could not be done."""
    wait = timedelta(0)
    try:
        with transaction.atomic():
            obstacles = action.perform()
    except ValidationError as error:
        obstacles = error.messages
    except Exception as error:
        logger.exception("Page %s could not %s in time", action.page.pk, action.action)
        said = _("Det var ett fel i webbplatsen (%s). En administratör kan läsa mer i loggen.")
        obstacles = [said % type(error).__name__]
        wait = WAITS[min(missed.tries if missed else 0, len(WAITS) - 1)]
    if not obstacles:
        MissedTime.objects.filter(page=action.page, action=action.action).delete()
        return
    note = {
        "due": action.due,
        "reason": " ".join(map(str, obstacles)),
        "tries": missed.tries + 1 if missed else 1,
        "next_try": timezone.now() + wait,
        "told": missed.told if missed else None,
    }
    missed, _created = MissedTime.objects.update_or_create(
        page=action.page, action=action.action, defaults=note
    )
    if missed.told is None:
        try:
            with transaction.atomic():
                missed.tell()
        except Exception as error:
            # It is told in the admin, and the next round writes.
            logger.error(
                "Nobody was written to of page %s: %s", action.page.pk, type(error).__name__
            )


def report_missed_times():
    """Return a fault for each time that could not be kept."""

    def say(missed_times):
        for missed in missed_times:
            yield Fault(_("Sidor"), str(missed), missed.edit_url)

    return Rows(MissedTime.objects.in_order(), SAID, say, MOST_TOLD)
