"""Answers to messages: written in the inbox, sent by the queue, and kept with the message."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Site

from home.mail.letter import Letter, Priority, letter_changed, letter_options
from home.site import SiteSettings

from .message import Message

KEY = "answer:"
LONGEST = 10_000


class Answer(models.Model):
    """What an editor has answered to a message, and what has become of the letter."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written = models.DateTimeField(_l("skrivet"), auto_now_add=True)
    text = models.TextField(_l("svar"), max_length=LONGEST)
    mailed = models.DateTimeField(_l("skickat"), null=True)
    mail_error = models.CharField(_l("fel vid utskick"), max_length=255, blank=True)

    class Meta:
        verbose_name = _l("svar")
        verbose_name_plural = _l("svar")
        default_permissions = ()
        ordering = ["written"]

    def __str__(self):
        return f"{self.message}: {self.written:%Y-%m-%d}"

    @property
    def said(self):
        """Return what has become of it, in words."""
        if self.mailed:
            return _("Skickat")
        return _("Inte skickat. %s") % self.mail_error if self.mail_error else _("Väntar i kön")


class AnswerForm(forms.Form):
    """The text of an answer; `number` tells one that is sent twice."""

    text = forms.CharField(
        label=_l("Ditt svar"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_l("Skickas med e-post till den som skrev, med frågan under."),
        error_messages={"required": _l("Skriv ett svar.")},
    )
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AnswerView(WagtailAdminTemplateMixin, FormView):
    """A message with what has been answered, and a field for an answer."""

    template_name = "home/answer.html"
    page_title = _l("Svara")
    header_icon = "mail"
    form_class = AnswerForm

    def dispatch(self, request, pk):
        if not request.user.has_perm("home.change_message"):
            raise PermissionDenied
        if pk >= 2**63:
            raise Http404
        self.message = get_object_or_404(Message, pk=pk)
        return super().dispatch(request)

    def get_page_subtitle(self):
        return self.message.name

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_initial(self):
        return {"number": self.message.answers.count()}

    def form_valid(self, form):
        with transaction.atomic():
            # Who else answers the same waits for the row.
            message = get_object_or_404(Message.objects.select_for_update(), pk=self.message.pk)
            number = message.answers.count()
            if form.cleaned_data["number"] == number:
                send(message.answers.create(user=self.request.user, text=form.cleaned_data["text"]))
                message.state = Message.State.ANSWERED
                message.save(update_fields=["state"])
                messages.success(self.request, _("Svaret skickas till %s.") % message.email)
                return redirect(reverse("inkorg_modeladmin_inspect", args=[message.pk]))
        form.add_error("text", _("Någon har svarat under tiden. Läs det svaret, och skicka sedan."))
        # What is sent next knows of the other answer.
        form.data = {**form.data.dict(), "number": str(number)}
        return self.form_invalid(form)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        answers = self.message.answers.select_related("user")
        more = {"message": self.message, "answers": answers, "comes_back_to": contact_email()}
        return context | more


def contact_email():
    """Return the address of the site, to which people answer, or nothing."""
    site = Site.objects.filter(is_default_site=True).first()
    return SiteSettings.for_site(site).contact_email if site else ""


def send(answer):
    """Queue an answer; what is answered to it comes to the address of the site."""
    contact = contact_email()
    with letter_options(key=f"{KEY}{answer.pk}", priority=Priority.AWAITED):
        EmailMessage(
            subject=_("Svar på ditt meddelande till Malmöandan"),
            body=render_to_string("email/answer.txt", {"answer": answer}),
            to=[answer.message.email],
            reply_to=[contact] if contact else None,
        ).send()


@receiver(letter_changed)
def record_delivery(sender, letter, **kwargs):
    """Note on an answer what has become of its letter."""
    if (letter.key or "").startswith(KEY):
        is_sent = letter.state == Letter.State.SENT
        Answer.objects.filter(pk=letter.key.removeprefix(KEY)).update(
            mailed=letter.settled if is_sent else None, mail_error=letter.error
        )


@receiver(post_delete, sender=Answer)
def delete_letter(sender, instance, **kwargs):
    """Delete the letter with its answer: it says who has asked, and what."""
    Letter.objects.filter(key=f"{KEY}{instance.pk}").delete()
