"""The admin: its menu, the registers, the tasks on its home page, and publishing many at once."""

from django.forms import Media
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup
from wagtail_modeladmin.options import modeladmin_register

from activities.models import ActivityPage, EventPage
from news.models import (
    ArticlePage,
    Category,
    NewsIndexPage,
    NewsletterIndexPage,
    NewsletterPage,
)

from . import fault_hooks, media_hooks  # noqa: F401 (they register what the admin tells)
from .base import reserved_slug_message
from .exposure import unseen_sentences
from .inbox.admin import MessageAdmin
from .mail.admin import LetterAdmin, letter_urls
from .people import Organisation, PersonIndexPage, PersonPage
from .sort_key import in_swedish_order
from .themes import Theme

modeladmin_register(MessageAdmin)
modeladmin_register(LetterAdmin)
hooks.register("register_admin_urls", letter_urls)


class RegisterIndexView(IndexView):
    """The list of a register, with its names in Swedish order."""

    def order_queryset(self, queryset):
        return in_swedish_order(super().order_queryset(queryset), "name")


class OrganisationViewSet(SnippetViewSet):
    """The register of organisations."""

    model = Organisation
    copy_view_enabled = False  # each name stands once
    icon = "group"
    index_view_class = RegisterIndexView
    list_display = ["name", "kind", "place"]
    list_filter = ["kind"]
    ordering = ["name"]


class ThemeViewSet(SnippetViewSet):
    """The register of themes."""

    model = Theme
    copy_view_enabled = False  # each name stands once
    icon = "tag"
    index_view_class = RegisterIndexView
    list_display = ["name", "word", "sort_order"]
    list_filter = ["word"]


class CategoryViewSet(SnippetViewSet):
    """The register of the kinds of news."""

    model = Category
    copy_view_enabled = False  # each name stands once
    icon = "folder-open-inverse"
    index_view_class = RegisterIndexView
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]


@register_snippet
class RegisterGroup(SnippetViewSetGroup):
    """What stands in one place and is chosen on many pages."""

    items = (OrganisationViewSet, ThemeViewSet, CategoryViewSet)
    menu_label = gettext_lazy("Register")
    menu_icon = "list-ul"
    menu_order = 500


@hooks.register("register_log_actions")
def name_what_is_done_with_mail(actions):
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
    template_name = "home/tasks_panel.html"
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
def put_the_tasks_first(request, panels):
    """Show the tasks, and no news about Wagtail in English."""
    panels[:] = [panel for panel in panels if panel.name != "whats_new_in_wagtail_version"]
    panels.append(TasksPanel())


@hooks.register("construct_help_menu")
def keep_help_in_swedish(request, items):
    """Leave out the links to Wagtail's own pages, which are in English and about any site."""
    items[:] = [item for item in items if not str(item.url).startswith("https://")]


@hooks.register("insert_global_admin_css")
def style_lists_on_a_phone():
    """Load our few rules of style for the admin."""
    return str(Media(css={"all": ["css/admin.css"]}))


@hooks.register("insert_global_admin_js")
def keep_what_is_typed():
    """Load our scripts for the admin."""
    return str(Media(js=["js/admin.js", "js/saving.js", "js/errors.js"]))


@hooks.register("before_bulk_action")
def publish_nothing_unfinished(request, action_type, pages, action):
    """Stop publishing many pages at once where one of them lacks something, and say what."""
    if action_type != "publish" or request.method != "POST":
        return None
    chosen = Page.objects.filter(pk__in=[page.pk for page in pages])
    if request.POST.get("include_descendants"):
        below = Page.objects.none()
        for page in chosen:
            below |= page.get_descendants().not_live()
        chosen |= below
    unfinished = False
    for page in chosen.specific():
        latest = page.get_latest_revision_as_object()
        for sentence in getattr(latest, "obstacles", list)():
            unfinished = True
            messages.error(request, f"{latest.get_admin_display_title()}: {sentence}")
        for sentence in unseen_sentences(latest):
            messages.warning(request, f"{latest.get_admin_display_title()}: {sentence}")
    if not unfinished:
        return None
    messages.warning(request, _("Ingenting publicerades. Öppna sidorna och fyll i det som saknas."))
    return redirect(action.next_url)


@hooks.register("before_move_page")
def move_to_no_address_of_the_site(request, page, destination):
    """Say why a page may not be moved where its address would be one that the site itself uses."""
    if message := reserved_slug_message(page.slug, destination):
        messages.error(request, message)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_copy_page")
def copy_below_a_page_that_is_there(request, page):
    """Let the form say that the page to copy to is gone; Wagtail takes it for given."""
    if request.method == "POST":
        wanted = request.POST.get("new_parent_page", "")
        if not (wanted.isdecimal() and Page.objects.filter(pk=wanted).exists()):
            request.POST = request.POST.copy()
            request.POST["new_parent_page"] = str(page.get_parent().pk)
