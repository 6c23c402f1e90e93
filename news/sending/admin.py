"""*Utskick* in the admin's menu and lists, and what issues and the first page say of them."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.log_actions import LogFormatter
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import modeladmin_register

from home.at_once import Rows
from home.dates import period
from home.mail.admin import HandledPermissionHelper, ReceivedAdmin
from home.waiting import MOST_LINES, Line

from ..models import NewsletterPage
from .again import AgainView
from .sending import Sending, State
from .views import (
    ACTIONS,
    LOGGED,
    CorrectionView,
    OrderView,
    ProgressView,
    act_on_sending,
    may_see,
    may_send,
    progress_url,
)


class SendingPermissionHelper(HandledPermissionHelper):
    """Sendings, which also those see who may send."""

    def user_can_list(self, user):
        return may_see(user)


class SendingButtonHelper(ButtonHelper):
    """The one button of a sending: the page that says how it goes."""

    def get_buttons_for_obj(self, obj, **kwargs):
        return [
            {
                "url": progress_url(obj),
                "label": _("Visa"),
                "title": _("Visa %s") % obj,
                "classname": self.finalise_classname(["button-secondary"]),
            }
        ]


class SendingAdmin(ReceivedAdmin):
    """The list of sendings."""

    model = Sending
    base_url_path = "utskick"
    menu_label = _l("Utskick")
    menu_icon = "mail"
    menu_order = 160
    permission_helper_class = SendingPermissionHelper
    button_helper_class = SendingButtonHelper
    list_display = ("subject", "state", "starts", "user")
    list_filter = ("state",)
    list_select_related = ("user",)
    search_fields = ("subject",)
    empty_value_display = "–"

    def get_queryset(self, request):
        """Return the sendings without their mails, of which each is some 50 kB."""
        return super().get_queryset(request).defer("html", "text")


modeladmin_register(SendingAdmin)


@hooks.register("register_admin_urls")
def sending_urls():
    """Return the addresses of what is done with sendings."""
    return [
        path("utskick/nytt/<int:page_id>/", OrderView.as_view(), name="send_issue"),
        path("utskick/<int:pk>/", ProgressView.as_view(), name="sending"),
        path("utskick/<int:pk>/rattelse/", CorrectionView.as_view(), name="correct_sending"),
        path("utskick/<int:pk>/skicka-igen/", AgainView.as_view(), name="send_again"),
        *(
            path(f"utskick/<int:pk>/{name}/", act_on_sending, {"name": name}, f"sending-{name}")
            for name in ACTIONS
        ),
    ]


class SendButton(PageMenuItem):
    """The way from an issue to its sending."""

    label = _l("Skicka till prenumeranterna")
    icon_name = "mail"
    url_name = "send_issue"

    def is_shown(self, user):
        """Tell whether the user may send newsletters; costs no query in a list."""
        return may_send(user)


SENTENCES = {
    State.SCHEDULED: _l("Numret skickas till prenumeranterna %s."),
    State.RUNNING: _l("Numret skickas sedan %s. Det du ändrar här ändras inte i brevet."),
    State.PAUSED: _l("Utskicket av numret är pausat."),
    State.STOPPED: _l("Utskicket av numret stoppades %s."),
    State.DONE: _l("Numret skickades %s. Det du ändrar här ändras inte i brevet."),
}


@hooks.register("before_edit_page")
def tell_of_sending(request, page):
    """Tell whoever opens an issue that it has been sent, and lead there who may see more."""
    if request.method != "GET" or not isinstance(page, NewsletterPage):
        return
    sending = Sending.objects.of_page(page).first()
    if sending is None:
        return
    sentence = str(SENTENCES[sending.state])
    if "%s" in sentence:
        moment = sending.ended if sending.state == State.STOPPED else sending.begun
        sentence %= period(moment or sending.starts)
    buttons = [messages.button(progress_url(sending), _("Utskicket"))]
    messages.info(request, sentence, buttons=buttons if may_see(request.user) else None)


@hooks.register("waiting_lines", order=25)
def troubled_sendings(user):
    """Return the sendings that are paused, stand still or have failed letters, for who may send."""
    if not may_send(user):
        return ()

    def say(sendings):
        for sending in sendings:
            if sending.state == State.PAUSED:
                said, detail = _("Utskicket av ”%s” är pausat"), sending.reason
            elif sending.is_still:
                said, detail = _("Utskicket av ”%s” står still"), sending.latest_error()
            else:
                said = _("Alla har inte fått ”%s”")
                detail = _("Brev gick inte fram, eller är osäkra")
            yield Line(said % sending, detail, progress_url(sending), _("Visa utskicket"), "mail")

    sendings = Sending.objects.in_trouble(timezone.now())
    names = ("pk", "subject", "state", "reason", "is_still")
    return Rows(sendings, names, say, MOST_LINES)


@hooks.register("register_log_actions")
def register_sending(actions):
    """Let the history of an issue show who sent it, and who paused or stopped that."""

    @actions.register_action(LOGGED)
    class SendingFormatter(LogFormatter):
        label = _l("Utskick")

        def format_message(self, log_entry):
            return _("Utskick: %s") % log_entry.data.get("action", "")
