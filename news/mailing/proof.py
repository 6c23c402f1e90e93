"""*Skicka provbrev*: the mail of an issue to whoever writes it, by the way that every mail goes."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages

from home.limits import Limit, TooManyError
from home.mail.letter import Priority, letter_options

from ..subscriptions.addresses import absolute
from .issue_view import IssueButton, IssueView
from .mail import newsletter_mail

PROOFS = Limit("proof", timedelta(hours=1), subject=30)


class ProofForm(forms.Form):
    """Where the mail goes: nowhere but to the user."""

    address = forms.EmailField(
        label=_l("Till"),
        disabled=True,
        required=False,
        help_text=_l("Brevet går bara till dig, så som numret senast sparades."),
    )


class ProofView(IssueView, FormView):
    """Mails the latest version of an issue to the user who asks for it."""

    form_class = ProofForm
    template_name = "wagtailadmin/generic/form.html"
    page_title = _l("Skicka provbrev")
    header_icon = "mail"

    def get_initial(self):
        return {"address": self.request.user.email}

    def form_valid(self, form):
        user = self.request.user
        if not user.email:
            form.add_error("address", _("Ditt konto har ingen e-postadress. Fyll i den först."))
            return self.form_invalid(form)
        try:
            PROOFS.enter(str(user.pk), self.request.META.get("REMOTE_ADDR", ""))
        except TooManyError as error:
            said = _("Du har skickat många provbrev. Vänta %d minuter.") % error.minutes
            form.add_error("address", said)
            return self.form_invalid(form)
        with transaction.atomic():
            send_proof(self.latest, user.email)
        messages.success(self.request, _("Provbrevet är på väg till %s.") % user.email)
        return redirect(self.edit_url)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "action_url": self.request.path,
            "submit_button_label": _("Skicka till mig"),
            "submit_button_active_label": _("Skickar…"),
            "media": context["form"].media,
        }


def send_proof(page, address):
    """Put the mail of an issue into the queue, to one address that has not subscribed to it."""
    mail = newsletter_mail(page)
    message = mail.message(address, absolute(reverse("subscribe")))
    message.subject = _("Prov: %s") % mail.subject
    with letter_options(priority=Priority.AWAITED):
        message.send()


class ProofButton(IssueButton):
    """The way there, from an issue."""

    label = _l("Skicka provbrev")
    icon_name = "mail"
    url_name = "newsletter_proof"


@hooks.register("register_admin_urls")
def register_urls():
    return [path("provbrev/<int:page_id>/", ProofView.as_view(), name="newsletter_proof")]
