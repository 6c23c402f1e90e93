"""The admin as a whole: its menu and the registers."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup
from wagtail_modeladmin.options import modeladmin_register

from home.abbreviations import KnownAbbreviation
from home.choosers import OrganisationChooserViewSet
from home.inbox.admin import InboxGroup
from home.mail.admin import LetterAdmin, letter_urls
from home.organisations import Organisation
from home.sort_key import in_swedish_order
from home.themes import Theme
from news.models import Category
from news.subscriptions.admin import ImportView, SubscriberAdmin

from . import (  # noqa: F401 (what they do)
    account_rights,
    admin_words,
    event_starter,
    front_page,
    report_starter,
)
from .gathering import views as _gathering  # noqa: F401 (it registers what it does)
from .handbook import views as handbook  # noqa: F401 (what it registers)
from .health import report_health
from .paste.views import PasteMenuItem, PasteView

modeladmin_register(InboxGroup)
modeladmin_register(LetterAdmin)
modeladmin_register(SubscriberAdmin)
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
    chooser_viewset_class = OrganisationChooserViewSet
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
    """Let the site history show who exported or imported, and who sent or threw away letters."""
    actions.register_action(
        "home.letter",
        gettext_lazy("Hantera utgående e-post"),
        gettext_lazy("Ett brev skickades igen eller kastades"),
    )
    actions.register_action(
        "news.export_subscribers",
        gettext_lazy("Exportera prenumeranter"),
        gettext_lazy("Prenumeranterna exporterades"),
    )
    actions.register_action(
        "news.import_subscribers",
        gettext_lazy("Importera prenumeranter"),
        gettext_lazy("En lista med prenumeranter importerades"),
    )
    actions.register_action(
        "home.export_messages",
        gettext_lazy("Exportera meddelanden"),
        gettext_lazy("Meddelandena i inkorgen exporterades"),
    )


@hooks.register("register_admin_urls")
def subscriber_urls():
    """Return the address of the view that takes in a list of subscribers."""
    return [path("prenumeranter/importera/", ImportView.as_view(), name="import_subscribers")]


@hooks.register("register_admin_urls")
def paste_urls():
    """Return the address of the view that makes a draft of a pasted text."""
    return [path("klistra-in/", PasteView.as_view(), name="paste")]


@hooks.register("register_admin_menu_item")
def paste_menu_item():
    """Return the way there."""
    label = gettext_lazy("Klistra in")
    return PasteMenuItem(label, reverse("paste"), icon_name="clipboard-list", order=110)


@hooks.register("register_permissions")
def register_permission():
    """Offer the permission to see what does not work, for groups that look after the site."""
    return Permission.objects.filter(content_type__app_label="home", codename="view_faults")


@hooks.register("construct_help_menu")
def remove_english_help(request, items):
    """Leave out the links to Wagtail's own pages, which are in English and about any site."""
    items[:] = [item for item in items if not str(item.url).startswith("https://")]
