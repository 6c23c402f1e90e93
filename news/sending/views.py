"""*Utskick* in the admin: an issue is sent, followed while it goes, stopped and corrected."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from home.mail.letter import Letter

from ..mailing.check import letter_check
from ..models import NewsletterPage
from .correction import correction_mail
from .forms import CorrectionForm, SendingForm
from .numbers import in_words
from .sending import Sending, State

LOGGED = "news.sending"
ACTIONS = {
    "pausa": {
        "label": _l("Pausa"),
        "question": _l("Breven som inte har gått väntar tills någon fortsätter. Pausa utskicket?"),
        "done": _l("Utskicket är pausat."),
        "of": (State.SCHEDULED, State.RUNNING),
        "do": Sending.pause,
    },
    "fortsatt": {
        "label": _l("Fortsätt"),
        "question": _l("De som inte har fått brevet får det. Fortsätta utskicket?"),
        "done": _l("Utskicket fortsätter."),
        "of": (State.PAUSED,),
        "do": Sending.go_on,
    },
    "stoppa": {
        "label": _l("Stoppa"),
        "question": _l(
            "De som inte har fått brevet får det aldrig, och det går inte att skicka igen. Vill "
            "du bara vänta, pausa i stället. Stoppa utskicket?"
        ),
        "done": _l("Utskicket är stoppat."),
        "of": (State.SCHEDULED, State.RUNNING, State.PAUSED),
        "do": Sending.stop,
    },
}


def may_send(user):
    """Tell whether a user may send newsletters; costs no query in a list."""
    return user.has_perm("news.send_newsletter")


def may_see(user):
    """Tell whether a user may follow sendings."""
    return user.has_perm("news.view_sending") or may_send(user)


def progress_url(sending):
    return reverse("sending", args=[sending.pk])


class SendingView(WagtailAdminTemplateMixin):
    """A page of the admin about an issue and its sending, for those who may `see` or send."""

    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self, user):
        return may_send(user)

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("utskick_modeladmin_index"), "label": _("Utskick")},
            {"url": "", "label": self.page_title},
        ]


class OneSendingView(SendingView):
    """A page about one sending, by its primary key."""

    def dispatch(self, request, pk):
        self.sending = get_object_or_404(Sending.objects.select_related("page", "user"), pk=pk)
        return super().dispatch(request, pk)

    def get_page_subtitle(self):
        return self.sending.subject


class OrderView(SendingView, FormView):
    """Says to how many an issue goes and what Brevkollen finds, and sends it when told to."""

    template_name = "news/send_issue.html"
    page_title = _l("Skicka till prenumeranterna")
    form_class = SendingForm

    def dispatch(self, request, page_id):
        self.issue = get_object_or_404(NewsletterPage, pk=page_id)
        return super().dispatch(request, page_id)

    def get_page_subtitle(self):
        return self.issue.get_admin_display_title()

    def get(self, request, *args, **kwargs):
        if sending := Sending.objects.of_page(self.issue).first():
            return redirect(progress_url(sending))
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        # Before anything is looked at: whoever confirms it a second time has done nothing wrong.
        if sending := Sending.objects.of_page(self.issue).first():
            return self.answer(sending, is_new=False)
        return super().post(request, *args, **kwargs)

    @cached_property
    def obstacles(self):
        """Return what stands against sending, as sentences."""
        found = []
        if not NewsletterPage.objects.visible().filter(pk=self.issue.pk).exists():
            found.append(_("Numret syns inte för besökare. Publicera det först."))
        if not self.number:
            found.append(_("Det finns inga prenumeranter än."))
        return found

    @cached_property
    def number(self):
        return Sending(page=self.issue).receivers().count()

    @cached_property
    def check(self):
        return letter_check(self.issue)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"warnings": self.check.warnings}

    def form_valid(self, form):
        if not self.check.may_be_sent or self.obstacles:
            return self.form_invalid(form)
        sending, is_new = Sending.objects.order(
            page=self.issue,
            subject=self.issue.title,
            user=self.request.user,
            starts=form.cleaned_data["starts"],
        )
        return self.answer(sending, is_new)

    def answer(self, sending, is_new):
        """Lead on to the sending, and say whether this is the one who has begun it."""
        if is_new:
            log(self.issue, LOGGED, user=self.request.user, data={"action": _("beställt")})
            messages.success(self.request, _("Utskicket är beställt."))
        else:
            messages.info(
                self.request, _("Numret har redan ett utskick. Det skickas bara en gång.")
            )
        return redirect(progress_url(sending))

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "issue": self.issue,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]),
            "number": self.number,
            "words": in_words(self.number),
            "obstacles": self.obstacles,
            "check": self.check,
        }


def figures_of(sending):
    """Return (how many letters wait, how many there are, rows) of a sending.

    The rows say what has become of them: (label, number, the state to list or nothing).
    """
    counts, states = sending.counts(), Letter.State
    waiting = counts.get(states.QUEUED, 0) + counts.get(states.SENDING, 0)
    rows = [
        (_("Skickade"), counts.get(states.SENT, 0), ""),
        (_("Väntar"), waiting, ""),
        (_("Gick inte"), counts.get(states.FAILED, 0), states.FAILED),
        (_("Osäkra"), counts.get(states.DOUBTFUL, 0), states.DOUBTFUL),
        (_("Skickades aldrig"), counts.get(states.DISCARDED, 0), ""),
    ]
    return waiting, sum(counts.values()), rows


class ProgressView(OneSendingView, TemplateView):
    """Says how far a sending has come, and offers what can be done with it."""

    template_name = "news/sending.html"
    page_title = _l("Utskick")

    def is_allowed(self, user):
        return may_see(user)

    def get_context_data(self, **kwargs):
        sending, user = self.sending, self.request.user
        waiting, total, rows = figures_of(sending)
        rate = settings.BULK_MAIL_RATE
        return {
            **super().get_context_data(**kwargs),
            "sending": sending,
            "rows": rows,
            "left": sending.left(),
            "total": total,
            "gone": total - waiting,
            "error": sending.latest_error() if sending.state == State.RUNNING else "",
            "moves": sending.state in (State.SCHEDULED, State.RUNNING),
            "minutes": -(-waiting // rate) if rate and sending.state == State.RUNNING else 0,
            "rate": rate,
            "letters_url": reverse("utgaende-epost_modeladmin_index")
            if user.has_perm("home.view_letter") and sending.result is None
            else "",
            "actions": [
                (reverse(f"sending-{name}", args=[sending.pk]), action["label"])
                for name, action in ACTIONS.items()
                if may_send(user) and sending.state in action["of"]
            ],
            "may_correct": may_send(user) and may_be_corrected(sending),
            "may_send_again": may_send(user) and sending.can_be_sent_again,
            "corrections": sending.corrections.all(),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_sending(request, pk, name):
    """Ask whether a sender means it, and do it when the answer is sent."""
    if not may_send(request.user):
        raise PermissionDenied
    sending, action = get_object_or_404(Sending, pk=pk), ACTIONS[name]
    is_possible = sending.state in action["of"]
    if request.method != "POST" and is_possible:
        return render(request, "news/sending_action.html", {"sending": sending, "action": action})
    page = sending.page
    if is_possible and action["do"](sending):
        if page:
            log(page, LOGGED, user=request.user, data={"action": str(action["label"]).lower()})
        messages.success(request, action["done"])
    else:
        messages.error(request, _("Utskicket är inte längre i det läget."))
    if Sending.objects.filter(pk=pk).exists():
        return redirect("sending", pk)
    return redirect("utskick_modeladmin_index")


def may_be_corrected(sending):
    """Tell whether those who got it can be told of a mistake: it is an issue, and has ended."""
    is_issue = sending.page_id and sending.corrects_id is None
    return is_issue and sending.is_over and sending.result is None


class CorrectionView(OneSendingView, FormView):
    """Says to how many a correction goes, and sends it."""

    template_name = "news/send_correction.html"
    page_title = _l("Skicka en rättelse")
    form_class = CorrectionForm

    def get(self, request, *args, **kwargs):
        if not may_be_corrected(self.sending):
            messages.error(request, _("En rättelse kan skickas när utskicket är klart."))
            return redirect(progress_url(self.sending))
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        return {"subject": _("Rättelse: %s") % self.sending.subject[:130]}

    @cached_property
    def number(self):
        return Sending(corrects=self.sending).receivers().count()

    def form_valid(self, form):
        if not may_be_corrected(self.sending) or not self.number:
            form.add_error(None, _("Ingen har fått numret, eller så är utskicket inte klart."))
            return self.form_invalid(form)
        mail = correction_mail(form.cleaned_data, self.sending)
        sending, is_new = Sending.objects.order(
            page=self.sending.page,
            corrects=self.sending,
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            reply_to=mail.reply_to,
            user=self.request.user,
            starts=timezone.now(),
        )
        if is_new:
            if sending.page:
                data = {"action": _("rättelse beställd")}
                log(sending.page, LOGGED, user=self.request.user, data=data)
            messages.success(self.request, _("Rättelsen är beställd."))
        else:
            messages.info(self.request, _("En rättelse med det ämnet är redan beställd."))
        return HttpResponseRedirect(progress_url(sending))

    def get_context_data(self, **kwargs):
        counted = {"number": self.number, "words": in_words(self.number)}
        return super().get_context_data(**kwargs) | {"sending": self.sending} | counted
