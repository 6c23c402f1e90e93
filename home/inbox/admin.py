"""Inkorg: the messages in the admin."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, Window
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.menus import GroupMenuItem
from wagtail_modeladmin.options import ModelAdminGroup
from wagtail_modeladmin.views import InspectView

from home.at_once import Rows
from home.dates import day_of, day_words
from home.mail.admin import ExportedIndexView, ReceivedAdmin
from home.waiting import Line

from .feedback import Feedback
from .message import Message

FROM_VISITOR = ("received", "name", "email", "about", "text")
EXPORTED = {
    "received": _("Kom in"),
    "name": _("Namn"),
    "email": _("E-post"),
    "about": _("Gäller"),
    "text": _("Meddelande"),
    "get_state_display": _("Läge"),
    "note": _("Anteckning"),
}


class FromVisitorPanel(FieldPanel):
    """What a visitor has written: shown, never changed, and a dash where it is nothing."""

    def __init__(self, field_name, **kwargs):
        super().__init__(field_name, **kwargs | {"read_only": True})

    def format_value_for_display(self, value):
        return "–" if value is None else super().format_value_for_display(value)


class MessageIndexView(ExportedIndexView):
    """The list of messages, and its export."""

    export_headings = EXPORTED
    export_permission = "home.export_message"
    export_action = "home.export_messages"


class MessageInspectView(InspectView):
    """A message as it was written, line by line."""

    def get_field_display_value(self, field_name, field=None):
        value = super().get_field_display_value(field_name, field)
        return linebreaksbr(value) if field_name in ("text", "note", "answered") else value


class MessageButtonHelper(ButtonHelper):
    """The buttons of a message: look at it, change it, answer it."""

    def get_buttons_for_obj(self, obj, **kwargs):
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        if not self.request.user.has_perm("home.change_message"):
            return buttons
        answer = {
            "url": reverse("answer_message", args=[obj.pk]),
            "label": _("Svara"),
            "title": _("Svara %s") % obj.name,
            "classname": self.finalise_classname(["button-secondary"]),
        }
        return [answer, *buttons]


@hooks.register("waiting_lines", order=30)
def unanswered_messages(user):
    """Return how many messages nobody has answered, for who may say that they have."""
    if not user.has_perm("home.change_message"):
        return ()

    def say(messages):
        for oldest in messages:
            title = ngettext(
                "%(count)s meddelande väntar på svar",
                "%(count)s meddelanden väntar på svar",
                oldest.count,
            )
            detail = gettext("Det äldsta kom %s") % day_words(day_of(oldest.received))
            url = reverse("inkorg_modeladmin_index") + f"?state__exact={Message.State.NEW}"
            title %= {"count": oldest.count}
            yield Line(title, detail, url, gettext("Öppna inkorgen"), "mail")

    waiting = Message.objects.new().annotate(count=Window(Count("pk"))).order_by("received")
    return Rows(waiting, ("pk", "received", "count"), say, 1)


class InboxMenuItem(GroupMenuItem):
    """The menu's way to the inbox, with the number of new messages."""

    def render_component(self, request):
        component = super().render_component(request)
        count = Message.objects.new().count()
        if count:
            component.label = f"{component.label} ({count})"
        return component


class MessageAdmin(ReceivedAdmin):
    """Messages: read, search, note, mark as answered, delete, export."""

    model = Message
    base_url_path = "inkorg"
    menu_label = _("Meddelanden")
    menu_icon = "mail"
    button_helper_class = MessageButtonHelper
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    list_display = ("name", "received", "about", "state", "handed_on")
    list_filter = ("state",)
    list_select_related = ("about",)
    search_fields = ("name", "email", "text", "note")
    list_export = tuple(EXPORTED)
    export_filename = "meddelanden"
    empty_value_display = ""
    inspect_view_enabled = True
    inspect_view_fields = [*FROM_VISITOR, "answered", "state", "note", "mailed", "mail_error"]
    panels = [
        FromVisitorPanel("text"),
        FieldPanel("state"),
        FieldPanel("note", help_text=_("Bara för er som läser inkorgen.")),
        *(FromVisitorPanel(name) for name in FROM_VISITOR if name != "text"),
    ]

    def handed_on(self, message):
        if message.mailed:
            return _("Ja")
        return _("Nej. %s") % message.mail_error if message.mail_error else _("Väntar")

    handed_on.short_description = _("Skickat vidare")

    def get_list_export(self, request):
        return self.list_export if request.user.has_perm("home.export_message") else ()


class PageFilter(SimpleListFilter):
    """The pages that there is feedback on, with how many found what they came for."""

    title = _("sida")
    parameter_name = "sida"

    def lookups(self, request, model_admin):
        pages = Feedback.objects.exclude(page=None).order_by("page__title").values("page")
        counted = pages.annotate(yes=Count("pk", filter=Q(found=True)), all=Count("pk"))
        return [
            (str(row["page"]), f"{row['page__title']} ({row['yes']} av {row['all']} hittade)")
            for row in counted.values("page", "page__title", "yes", "all")
        ]

    def queryset(self, request, queryset):
        is_known = self.value() in dict(self.lookup_choices)
        return queryset.filter(page=self.value()) if is_known else queryset


class FeedbackAdmin(ReceivedAdmin):
    """What readers say of text pages: read, search, delete."""

    model = Feedback
    base_url_path = "svar-om-sidor"
    menu_label = _("Svar om sidor")
    menu_icon = "help"
    list_display = ("received", "page", "answer", "text")
    list_filter = (PageFilter, "found")
    list_select_related = ("page",)
    search_fields = ("text", "page__title")
    empty_value_display = ""

    def answer(self, feedback):
        return _("Ja") if feedback.found else _("Nej")

    answer.short_description = _("Hittade")
    answer.admin_order_field = "found"


class InboxGroup(ModelAdminGroup):
    """Inkorg: what visitors have sent."""

    menu_label = _("Inkorg")
    menu_icon = "mail"
    menu_order = 150
    items = (MessageAdmin, FeedbackAdmin)

    def get_menu_item(self):
        return InboxMenuItem(self, self.get_menu_order(), Menu(items=self.get_submenu_items()))
