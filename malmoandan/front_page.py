"""The first page of the admin: what is on its way and what is missing, each with the way to it."""

import logging
from copy import copy
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from activities.models import ActivityPage, EventPage
from activities.promises import promises_of
from activities.waiting import coming_events, next_ordinary
from home.at_once import Reports
from home.dates import day_words, local
from home.faults import current_faults
from home.generation import once_a_generation
from home.models import PersonIndexPage, PersonPage
from home.waiting import waiting_lines
from news.models import ArticlePage, NewsIndexPage, NewsletterIndexPage, NewsletterPage

from .opening import Opening

logger = logging.getLogger(__name__)

# What an editor most often comes to write, and where it is put.
TASKS = [
    (gettext_lazy("Nytt evenemang"), EventPage, ActivityPage),
    (gettext_lazy("Ny nyhet"), ArticlePage, NewsIndexPage),
    (gettext_lazy("Nytt nyhetsbrev"), NewsletterPage, NewsletterIndexPage),
    (gettext_lazy("Ny person"), PersonPage, PersonIndexPage),
]
# Of Wagtail's own panels those that say the same in another way, and news about it in English.
REPLACED = {
    *("whats_new_in_wagtail_version", "recent_edits", "locked_pages"),
    *("user_objects_in_workflow_moderation", "workflow_objects_to_moderate"),
}


def add_address(model, place):
    """Return the admin's address for a new page of a type below a page."""
    return reverse("wagtailadmin_pages:add", args=[*model._meta.label_lower.split("."), place.pk])


@once_a_generation
def places():
    """Return the pages below which something is written, in the editors' order."""
    parents = [parent for _label, _model, parent in TASKS]
    return list(Page.objects.type(*parents).order_by("path"))


def tasks_of(user):
    """Return what a user may write: a label, and the pages below which it is put."""
    mine = [copy(page) for page in places()]
    mine = [page for page in mine if page.permissions_for_user(user).can_add_subpage()]
    found = []
    for label, model, parent in TASKS:
        below = [page for page in mine if page.specific_class is parent]
        ways = [{"title": page.title, "url": add_address(model, page)} for page in below]
        if ways:
            found.append({"label": label, "ways": ways})
    if found:
        found.append({"label": _("Klistra in"), "ways": [{"url": reverse("paste")}]})
    return found


def greeting():
    """Return how one greets at this time of the day."""
    hour = local(timezone.now()).hour
    return (
        _("God morgon") if 5 <= hour < 10 else _("God dag") if 10 <= hour < 18 else _("God kväll")
    )


@dataclass
class Front:
    """What the first page tells one user; a part that fails is empty, and logged."""

    request: object

    def part(self, ask, otherwise):
        try:
            return ask()
        except Exception:
            logger.exception("A part of the first page could not be made: %s", ask.__name__)
            return otherwise

    def panels(self):
        """Return the panels, and the tasks with the day in numbers first."""
        user = self.request.user

        def ordinary():
            return next_ordinary(user)

        def opening():
            return Opening(self.request).steps()

        def coming():
            return coming_events(user)

        def tasks():
            return tasks_of(user)

        sees_faults = user.has_perm("home.view_faults")
        events, count = self.part(coming, ([], 0))
        reports = Reports(waiting_lines=[user], **({"report_faults": []} if sees_faults else {}))
        lines = list(waiting_lines(user, reports))
        panels = [
            TasksPanel(self.part(tasks, []), count, len(lines)),
            ComingPanel([*events, *self.part(ordinary, [])], count),
            WaitingPanel(lines),
        ]
        promises = self.part(promises_of, [])
        if promises:
            panels.append(PromisesPanel(promises))
        steps = self.part(opening, [])
        if any(step.missing for step in steps):
            panels.append(OpeningPanel(steps))
        if sees_faults:
            panels.append(FaultsPanel(list(current_faults(reports))))
        return panels


class TasksPanel(Component):
    """The day, and short ways to what editors most often do."""

    name = "tasks"
    template_name = "malmoandan/tasks_panel.html"
    order = 0

    def __init__(self, tasks, coming, waiting):
        self.tasks, self.coming, self.waiting = tasks, coming, waiting

    def get_context_data(self, parent_context):
        events = ngettext("%d evenemang är på väg", "%d evenemang är på väg", self.coming)
        lines = ngettext("%d sak väntar på er", "%d saker väntar på er", self.waiting)
        said = [
            events % self.coming if self.coming else _("Inget evenemang är på väg"),
            lines % self.waiting if self.waiting else _("ingenting väntar på er"),
        ]
        today = capfirst(day_words(timezone.localdate(), weekday=True))
        sentence = f"{today}. {', '.join(said)}."
        return {"greeting": greeting(), "sentence": sentence, "tasks": self.tasks}


class ComingPanel(Component):
    """What is on its way, and what each event lacks."""

    name = "coming"
    template_name = "malmoandan/coming_panel.html"
    order = 100

    def __init__(self, rows, count):
        self.rows, self.count = rows, count

    def get_context_data(self, parent_context):
        shown = sum(row.is_planned for row in self.rows)
        return {"rows": self.rows, "more": self.count - shown}


class WaitingPanel(Component):
    """What waits for the editors: a line each, as long as its cause is there."""

    name = "waiting"
    template_name = "malmoandan/waiting_panel.html"
    order = 200

    def __init__(self, lines):
        self.lines = lines

    def get_context_data(self, parent_context):
        return {"lines": self.lines, "csrf_token": parent_context.get("csrf_token")}


class PromisesPanel(Component):
    """What the activities promise this year, and what has been held and is planned."""

    name = "promises"
    template_name = "malmoandan/promises_panel.html"
    order, is_aside = 50, True

    def __init__(self, promises):
        self.promises = promises

    def get_context_data(self, parent_context):
        return {"promises": self.promises, "year": self.promises[0].year}


class OpeningPanel(Component):
    """The check list before the site is opened, what is left of it first."""

    name = "opening"
    template_name = "malmoandan/opening_panel.html"
    order, is_aside = 60, True

    def __init__(self, steps):
        self.steps = steps

    def get_context_data(self, parent_context):
        return {
            "open": [step for step in self.steps if step.missing],
            "done": [step for step in self.steps if not step.missing],
            "total": len(self.steps),
        }


class FaultsPanel(Component):
    """A list of what does not work just now: before the rest where there is any, else last."""

    name = "faults"
    template_name = "malmoandan/faults_panel.html"

    def __init__(self, faults):
        self.faults = faults
        self.order, self.is_aside = (10, False) if faults else (1000, True)

    def get_context_data(self, parent_context):
        icon = "warning" if self.faults else "check"
        return {"heading": _("Driftläge"), "faults": self.faults, "icon": icon}


@hooks.register("construct_homepage_panels")
def make_front_page(request, panels):
    """Put our panels in the place of Wagtail's."""
    panels[:] = [panel for panel in panels if panel.name not in REPLACED]
    panels.extend(Front(request).panels())
