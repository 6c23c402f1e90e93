"""What pages wait for: drafts, reviews, set times, and to be read through once a year."""

from datetime import timedelta

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from .at_once import Rows
from .base import BasePage
from .dates import day_of, day_words, period
from .schedule import SAID, MissedTime
from .waiting import (
    MOST_COUNTED,
    MOST_LINES,
    Line,
    each_alone,
    edit_address,
    lines_of,
    may_change,
    pages_to_change,
)

SOON = timedelta(days=14)
YEAR = timedelta(days=365)
NAMES_OF_USER = ("first_name", "last_name", "username", "email")
NAMED = ("pk", "title", "draft_title")  # what a line needs to name a page
READ_THROUGH = "home.read_through"


def quoted(page):
    return f"”{page.draft_title or page.title}”"


def scheduled_revisions():
    """Return the versions of the page of the outer query that are published at a set time."""
    key = Cast(OuterRef("pk"), Revision._meta.get_field("object_id"))
    return Revision.page_revisions.filter(object_id=key, approved_go_live_at__isnull=False)


@hooks.register("waiting_lines", order=70)
def drafts(user):
    """Return what has been written and not published, the latest first.

    A coming event that is a draft stands among what is on its way.
    """
    scheduled = scheduled_revisions().values("approved_go_live_at")
    under_way = WorkflowState.objects.active().values(key=Cast("object_id", BigIntegerField()))
    event = apps.get_model("activities.EventPage")
    pages = pages_to_change(user).filter(has_unpublished_changes=True).exclude(pk__in=under_way)
    pages = pages.exclude(pk__in=event.objects.not_live().values("pk"))

    def line(page):
        said = _("Publicerad, med ändringar som inte är det") if page.live else _("Utkast")
        detail = f"{said} · {day_words(day_of(page.latest_revision_created_at))}"
        return Line(quoted(page), detail, edit_address(page), _("Skriv klart"), "draft")

    pages = pages.filter(~Exists(scheduled), latest_revision_created_at__isnull=False)
    index = reverse("wagtailadmin_reports:aging_pages")
    pages = pages.order_by("-latest_revision_created_at")
    names = (*NAMED, "live", "latest_revision_created_at")
    return lines_of(pages, names, line, _("Ytterligare %s utkast"), index)


@hooks.register("waiting_lines", order=20)
def reviews(user):
    """Return what somebody has handed in and waits for, and what has come back to them."""
    states = WorkflowState.objects.active().filter(requested_by=user)
    states = states.annotate(key=Cast("object_id", BigIntegerField()))
    states = states.filter(key=OuterRef("pk"), base_content_type__model=Page._meta.model_name)
    states = states.order_by("-created_at")
    pages = Page.objects.annotate(
        status=Subquery(states.values("status")[:1]),
        handed_in=Subquery(states.values("created_at")[:1]),
    ).filter(handed_in__isnull=False)

    def line(page):
        if page.status == WorkflowState.STATUS_NEEDS_CHANGES:
            title, action = _("%s kom tillbaka från granskningen"), _("Ändra")
        else:
            title, action = _("%s väntar på granskning"), _("Se sidan")
        detail = _("Inlämnad %s") % day_words(day_of(page.handed_in))
        return Line(title % quoted(page), detail, edit_address(page), action, "clock")

    names = (*NAMED, "status", "handed_in")
    pages = pages.order_by("-handed_in")
    return Rows(pages, names, lambda rows: each_alone(line, rows), MOST_LINES)


@hooks.register("waiting_lines", order=5)
def handed_in_by_others(user):
    """Return what others have handed in and the user may publish or send back."""
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    states = states.filter(revision__base_content_type__model=Page._meta.model_name)
    if not user.is_superuser:
        groups = user.groups.values("pk")
        states = states.filter(task__groupapprovaltask__groups__in=groups).distinct()

    def line(state):
        said = _("Inlämnad %s") % day_words(day_of(state.started_at))
        if by := state.workflow_state.requested_by:
            said = f"{said} · {get_user_display_name(by)}"
        url = reverse("wagtailadmin_pages:edit", args=[state.revision.object_id])
        title = _("”%s” väntar på att du granskar") % state.revision.object_str
        return Line(title, said, url, _("Granska"), "clock")

    names = ["pk", "started_at", "workflow_state__pk"]
    names += [f"revision__{name}" for name in ("pk", "object_id", "object_str")]
    names += [f"workflow_state__requested_by__{name}" for name in ("pk", *NAMES_OF_USER)]
    url = reverse("wagtailadmin_reports:workflow_tasks")
    more = _("Ytterligare %s sidor väntar på att du granskar")
    return lines_of(states.order_by("started_at"), tuple(names), line, more, url)


@hooks.register("waiting_lines", order=60)
def set_times(user):
    """Return what is published at a set time, and what is unpublished soon."""
    goes_live = scheduled_revisions().values("approved_go_live_at")[:1]
    now = timezone.now()
    pages = pages_to_change(user).annotate(goes_live=Subquery(goes_live))
    goes = Q(live=True, expire_at__gt=now, expire_at__lte=now + SOON)
    pages = pages.filter(Q(goes_live__gt=now) | goes)

    def line(page):
        said, when = _("%s publiceras av sig själv"), page.goes_live
        if when is None:
            said, when = _("%s försvinner av sig själv"), page.expire_at
        detail, url = period(when), edit_address(page)
        return Line(said % quoted(page), detail, url, _("Ändra tiden"), "time")

    url = reverse("wagtailadmin_explore_root")
    pages = pages.order_by(Coalesce("goes_live", "expire_at"))
    names = (*NAMED, "expire_at", "goes_live")
    return lines_of(pages, names, line, _("Ytterligare %s med en utsatt tid"), url)


@hooks.register("waiting_lines", order=10)
def missed_times(user):
    """Return the times that could not be kept; who sees all faults has them among these."""
    if user.has_perm("home.view_faults"):
        return ()

    def line(missed):
        return Line(str(missed), "", missed.edit_url, icon="warning")

    missed = MissedTime.objects.of_pages(pages_to_change(user))
    return Rows(missed, SAID, lambda rows: each_alone(line, rows), MOST_COUNTED)


@hooks.register("waiting_lines", order=110)
def old_pages(user):
    """Return the published pages that nobody has changed, or read through, for a year."""
    since = timezone.now() - YEAR
    read = PageLogEntry.objects.filter(
        page=OuterRef("pk"), action=READ_THROUGH, timestamp__gte=since
    )
    types = [
        model
        for model in apps.get_models()
        if issubclass(model, BasePage) and model.is_read_through
    ]
    changed = Coalesce("latest_revision_created_at", "last_published_at", "first_published_at")
    pages = pages_to_change(user).live().type(*types).annotate(changed=changed)
    pages = pages.filter(~Exists(read), changed__lt=since)

    def line(page):
        said = _("Senast ändrad %s. Stämmer den?") % day_words(day_of(page.changed))
        return Line(
            quoted(page),
            said,
            edit_address(page),
            _("Läs igenom"),
            "view",
            reverse("read_through", args=[page.pk]),
        )

    index = reverse("wagtailadmin_reports:aging_pages")
    more = _("Ytterligare %s sidor är inte ändrade på ett år")
    pages = pages.order_by(F("changed"), "pk")
    return lines_of(pages, (*NAMED, "changed"), line, more, index)


@require_POST
def read_through(request, page_id):
    """Note in the history of a page that somebody has read it through, and that it is right."""
    page = get_object_or_404(Page, pk=page_id)
    if not may_change(request.user, page):
        raise PermissionDenied
    log(instance=page, action=READ_THROUGH, user=request.user)
    said = _("Antecknat: %s är läst och stämmer. Ni påminns om ett år.")
    messages.success(request, said % quoted(page))
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, request.get_host())
    return redirect(address if is_ours else edit_address(page))


@hooks.register("register_log_actions")
def register_reading(actions):
    """Let the history show who has read a page through."""
    label = gettext_lazy("Läst och stämmer")
    actions.register_action(READ_THROUGH, label, label)


@hooks.register("register_page_header_buttons")
def read_through_button(page, user, view_name=None, next_url=None):
    """Yield the button for who has read a published page through, of the kinds that grow old."""
    grows_old = getattr(page.specific_class, "is_read_through", False)
    if grows_old and page.live and may_change(user, page):
        attrs = {
            "data-controller": "w-action",
            "data-action": "w-action#post",
            "data-w-action-url-value": reverse("read_through", args=[page.pk]),
        }
        label = gettext_lazy("Läst och stämmer")
        yield Button(label, icon_name="check", attrs=attrs, priority=5)
