"""Whether a text page had what its reader came for: yes or no, and a line about what is missing."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..public_forms import TrapForm


class Feedback(models.Model):
    """What a reader has answered below a text page; a public document once it is received."""

    received = models.DateTimeField(_("kom in"), auto_now_add=True, db_index=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("sida"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    found = models.BooleanField(_("hittade"))
    text = models.CharField(_("letade efter"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("svar om en sida")
        verbose_name_plural = _("svar om sidor")
        ordering = ["-received", "-pk"]
        default_permissions = ("delete", "view")

    def __str__(self):
        answer = _("Ja") if self.found else _("Nej")
        return f"{answer}, {self.received:%Y-%m-%d}"


class FeedbackForm(TrapForm, forms.ModelForm):
    """The question below a text page; whoever is taken for a machine can send again.

    It has nothing that changes from one visitor to the next, so a page that is kept has it too.
    """

    found = forms.TypedChoiceField(
        label=_("Hittade du det du sökte?"),
        choices=[("ja", _("Ja")), ("nej", _("Nej"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj ja eller nej."),
            "invalid_choice": _("Välj ja eller nej."),
        },
    )
    not_taken = _("Vi kunde inte ta emot svaret. Försök igen.")

    class Meta:
        model = Feedback
        fields = ("found", "text")
        labels = {"text": _("Vad letade du efter?")}
        help_texts = {
            "text": _("Valfritt, högst 300 tecken. Skriv inget om dig själv eller någon annan."),
        }
        error_messages = {
            "text": {
                "max_length": _(
                    "Texten är för lång: högst 300 tecken, och du har skrivit %(show_value)d."
                )
            }
        }

    def __init__(self, data=None, page=None):
        super().__init__(None if data is None else data.copy(), auto_id="feedback-%s")
        self.page_key = page.pk if page else ""
        # A browser would cut a text that is too long without a word.
        self.fields["text"].widget.attrs.pop("maxlength", None)
