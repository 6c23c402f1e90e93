"""The admin as a whole: its menu, the registers, and what its home page shows."""

import logging

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup
from wagtail_modeladmin.options import modeladmin_register

from activities.models import ActivityPage, EventPage
from home.abbreviations import KnownAbbreviation
from home.consent_care import report_consents
from home.faults import current_faults
from home.inbox.admin import InboxGroup
from home.mail.admin import LetterAdmin, letter_urls
from home.organisations import Organisation
from home.people import PersonIndexPage, PersonPage
from home.schedule import report_missed_times
from home.sort_key import in_swedish_order
from home.themes import Theme
from news.models import (
    ArticlePage,
    Category,
    NewsIndexPage,
    NewsletterIndexPage,
    NewsletterPage,
)

from . import account_rights, report_starter  # noqa: F401 (their hooks guard and offer)
from .health import report_health
from .opening import Opening
from .paste.views import PasteMenuItem, PasteView

logger = logging.getLogger(__name__)

modeladmin_register(InboxGroup)
modeladmin_register(LetterAdmin)
hooks.register("register_admin_urls", letter_urls)
hooks.register("report_faults", report_health)


class RegisterIndexView(IndexView):
    """The list of a register, with its names in Swedish order."""

    def order_queryset(self, queryset):
        return in_swedish_order(super().order_queryset(queryset), "name")


class RegisterViewSet(SnippetViewSet):
    """A register, in which each name stands once."""

    copy_view_enabled = False
    index_view_class = RegisterIndexView


class OrganisationViewSet(RegisterViewSet):
    """The register of organisations."""

    model = Organisation
    icon = "group"
    list_display = ["name", "kind", "place"]
    list_filter = ["kind"]
    ordering = ["name"]


class ThemeViewSet(RegisterViewSet):
    """The register of themes."""

    model = Theme
    icon = "tag"
    list_display = ["name", "word", "sort_order"]
    list_filter = ["word"]


class CategoryViewSet(RegisterViewSet):
    """The register of the kinds of news."""

    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]


class AbbreviationViewSet(RegisterViewSet):
    """The register of abbreviations."""

    model = KnownAbbreviation
    icon = "help"
    list_display = ["name", "meaning"]
    search_fields = ["name", "meaning"]
    ordering = ["name"]


@register_snippet
class RegisterGroup(SnippetViewSetGroup):
    """What stands in one place and is chosen on many pages."""

    items = (OrganisationViewSet, ThemeViewSet, CategoryViewSet, AbbreviationViewSet)
    menu_label = gettext_lazy("Register")
    menu_icon = "list-ul"
    menu_order = 500


@hooks.register("register_log_actions")
def register_mail_actions(actions):
    """Let the site history show who exported messages, and who sent or threw away letters."""
    actions.register_action(
        "home.letter",
        gettext_lazy("Hantera utgående e-post"),
        gettext_lazy("Ett brev skickades igen eller kastades"),
    )
    actions.register_action(
        "home.export_messages",
        gettext_lazy("Exportera meddelanden"),
        gettext_lazy("Meddelandena i inkorgen exporterades"),
    )


# What an editor most often comes to write, and where it is put.
TASKS = [
    (gettext_lazy("Nytt evenemang"), EventPage, ActivityPage),
    (gettext_lazy("Ny nyhet"), ArticlePage, NewsIndexPage),
    (gettext_lazy("Nytt nyhetsbrev"), NewsletterPage, NewsletterIndexPage),
    (gettext_lazy("Ny person"), PersonPage, PersonIndexPage),
]


def add_address(model, place):
    """Return the admin's address for a new page of a type below a page."""
    return reverse("wagtailadmin_pages:add", args=[*model._meta.label_lower.split("."), place.pk])


class TasksPanel(Component):
    """Short ways to what editors most often do."""

    name = "tasks"
    template_name = "malmoandan/tasks_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        tasks = [
            {"label": label, "place": place, "url": add_address(model, place)}
            for label, model, parent in TASKS
            for place in parent.objects.in_editors_order().defer_streamfields()
            if place.permissions_for_user(user).can_add_subpage()
        ]
        return {"tasks": tasks}


@hooks.register("construct_homepage_panels")
def add_tasks(request, panels):
    """Show the tasks, and no news about Wagtail in English."""
    panels[:] = [panel for panel in panels if panel.name != "whats_new_in_wagtail_version"]
    panels.append(TasksPanel())


@hooks.register("register_admin_urls")
def paste_urls():
    """Return the address of the view that makes a draft of a pasted text."""
    return [path("klistra-in/", PasteView.as_view(), name="paste")]


@hooks.register("register_admin_menu_item")
def paste_menu_item():
    """Return the way there."""
    label = gettext_lazy("Klistra in")
    return PasteMenuItem(label, reverse("paste"), icon_name="clipboard-list", order=110)


class OpeningPanel(Component):
    """The check list before the site is opened, what is left of it first."""

    name = "opening"
    template_name = "malmoandan/opening_panel.html"
    order = 60

    def __init__(self, steps):
        self.steps = steps

    def get_context_data(self, parent_context):
        return {
            "open": [step for step in self.steps if step.missing],
            "done": [step for step in self.steps if not step.missing],
            "total": len(self.steps),
        }


@hooks.register("construct_homepage_panels")
def add_opening(request, panels):
    """Show what is to be seen to before the site is opened, as long as there is anything."""
    try:
        steps = Opening(request).steps()
    except Exception:
        logger.exception("The check list before opening could not be made")
        return
    if any(step.missing for step in steps):
        panels.append(OpeningPanel(steps))


class FaultsPanel(Component):
    """A list of what does not work just now: first where there is any, else last."""

    name = "faults"
    template_name = "malmoandan/faults_panel.html"

    def __init__(self, heading, faults):
        self.heading, self.faults = heading, list(faults)
        self.order = 10 if self.faults else 1000

    def get_context_data(self, parent_context):
        icon = "warning" if self.faults else "check"
        return {"heading": self.heading, "faults": self.faults, "icon": icon}


@hooks.register("construct_homepage_panels")
def add_faults(request, panels):
    """Show administrators all faults, and an editor those of pages and consents."""
    if request.user.has_perm("home.view_faults"):
        panels.append(FaultsPanel(_("Driftläge"), current_faults()))
        return
    looks_after_pictures = image_policy.user_has_permission(request.user, "change")
    consents = report_consents() if looks_after_pictures else ()
    for heading, faults in (
        (_("Gick inte i tid"), report_missed_times(request.user)),
        (_("Samtycken som går ut"), consents),
    ):
        panel = FaultsPanel(heading, faults)
        if panel.faults:
            panels.append(panel)


@hooks.register("register_permissions")
def register_permission():
    """Offer the permission to see what does not work, for groups that look after the site."""
    return Permission.objects.filter(content_type__app_label="home", codename="view_faults")


@hooks.register("construct_help_menu")
def remove_english_help(request, items):
    """Leave out the links to Wagtail's own pages, which are in English and about any site."""
    items[:] = [item for item in items if not str(item.url).startswith("https://")]
