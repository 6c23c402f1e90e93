"""Utgående e-post in the admin: what waits, what failed, and what an administrator does about it.

What a letter says is shown nowhere: whoever read a letter with a new password could use it.
"""

from django.apps import apps
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import HistoryView, IndexView

from home.at_once import Rows
from home.faults import Fault

from .letter import Letter

ACTIONS = {
    "skicka-igen": {
        "label": gettext_lazy("Skicka igen"),
        "question": gettext_lazy(
            "Kom brevet fram förra gången får mottagaren det två gånger. Vill du skicka det igen?"
        ),
        "done": gettext_lazy("Brevet skickas igen."),
        "may": "can_be_sent_again",
        "do": Letter.send_again,
    },
    "kasta": {
        "label": gettext_lazy("Kasta"),
        "question": gettext_lazy("Det som står i brevet raderas. Vill du kasta det?"),
        "done": gettext_lazy("Brevet är kastat."),
        "may": "can_be_discarded",
        "do": Letter.discard,
    },
}


class RowIndexView(IndexView):
    """A list that answers 404 to an address that asks for what cannot be."""

    def dispatch(self, request, *args, **kwargs):
        if any("\0" in value for value in request.GET.values()):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self, request=None):
        try:
            return super().get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404 from error


class ExportedIndexView(RowIndexView):
    """A list whose export has a permission of its own and stands in the site history.

    `export_permission` and `export_action` name them.
    """

    def dispatch(self, request, *args, **kwargs):
        wanted = request.GET.get(self.EXPORT_VAR)
        if wanted in self.FORMATS:
            if not request.user.has_perm(self.export_permission):
                raise PermissionDenied
            log(request.user, self.export_action, data={"format": wanted})
        return super().dispatch(request, *args, **kwargs)


class RowHistoryView(HistoryView):
    """What has been done with a row, for who sees the list: it names whom the row is about."""

    def dispatch(self, request, *args, **kwargs):
        if not self.permission_helper.user_can_list(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReceivedPermissionHelper(PermissionHelper):
    """Rows that the site receives or writes itself: nobody adds one by hand."""

    def user_can_create(self, user):
        return False


class ReceivedAdmin(ModelAdmin):
    """A list of rows that the site receives or writes itself."""

    permission_helper_class = ReceivedPermissionHelper
    index_view_class = RowIndexView
    history_view_class = RowHistoryView


class HandledPermissionHelper(ReceivedPermissionHelper):
    """Rows that are handled by actions of their own, and neither changed nor deleted."""

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class LetterButtonHelper(ButtonHelper):
    """The buttons of a letter: look at it, and what may be done with it as it is."""

    def get_buttons_for_obj(self, obj, **kwargs):
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        if not self.request.user.has_perm("home.change_letter"):
            return buttons
        return buttons + [
            {
                "url": reverse(f"letter-{name}", args=[obj.pk]),
                "label": action["label"],
                "title": action["label"],
                "classname": self.finalise_classname(["button-secondary"]),
            }
            for name, action in ACTIONS.items()
            if getattr(obj, action["may"])
        ]


class SendingFilter(SimpleListFilter):
    """The sendings that letters are of."""

    title = gettext_lazy("utskick")
    parameter_name = "utskick"

    def lookups(self, request, model_admin):
        sendings = apps.get_model("news.Sending").objects.filter(result__isnull=True)
        sendings = sendings.only("subject")
        return [(str(sending.pk), str(sending)) for sending in sendings]

    def queryset(self, request, queryset):
        is_known = self.value() in dict(self.lookup_choices)
        return queryset.filter(sending=self.value()) if is_known else queryset


class LetterAdmin(ReceivedAdmin):
    """The list of letters, for administrators."""

    model = Letter
    base_url_path = "utgaende-epost"
    menu_label = gettext_lazy("Utgående e-post")
    menu_icon = "mail"
    menu_order = 9000
    add_to_settings_menu = True
    permission_helper_class = HandledPermissionHelper
    button_helper_class = LetterButtonHelper
    list_display = ("subject", "recipient", "state", "created", "error")
    list_filter = ("state", "priority", SendingFilter)
    search_fields = ("recipient", "subject")
    inspect_view_enabled = True
    inspect_view_fields = [
        *("subject", "recipient", "state", "error", "created", "attempts", "claimed", "due"),
        *("tried_until", "settled", "priority", "sending"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_letter(request, pk, name):
    """Ask whether an administrator means it, and do it when the answer is sent."""
    action, letter = ACTIONS[name], get_object_or_404(Letter, pk=pk)
    if not request.user.has_perm("home.change_letter"):
        raise PermissionDenied
    if request.method != "POST" and getattr(letter, action["may"]):
        return render(request, "home/letter_action.html", {"letter": letter, "action": action})
    if getattr(letter, action["may"]) and action["do"](letter):
        log(request.user, "home.letter", data={"letter": letter.pk, "action": name})
        messages.success(request, action["done"])
    else:
        messages.error(request, _("Brevet är inte längre i det läget."))
    return redirect("utgaende-epost_modeladmin_index")


def letter_urls():
    """Return the addresses of what may be done with a letter."""
    return [
        path(f"utgaende-epost/<int:pk>/{name}/", act_on_letter, {"name": name}, f"letter-{name}")
        for name in ACTIONS
    ]


TROUBLES = {
    Letter.State.QUEUED: gettext_lazy("%d brev har väntat i mer än en kvart."),
    Letter.State.FAILED: gettext_lazy("%d brev gick inte att skicka."),
    Letter.State.DOUBTFUL: gettext_lazy("%d brev kan ha kommit fram eller inte."),
}


def report_letters():
    """Return a fault for letters that wait too long, that failed, and that are in doubt."""

    def say(states):
        counts = {row.state: row.number for row in states}
        address = reverse("utgaende-epost_modeladmin_index")
        for state, sentence in TROUBLES.items():
            if state in counts:
                url = f"{address}?state__exact={state}"
                yield Fault(_("E-post"), sentence % counts[state], url)

    states = Letter.objects.problem_counts(timezone.now())
    return Rows(states, ("state", "number"), say, len(Letter.State))
