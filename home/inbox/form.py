"""The contact form."""

from functools import reduce
from operator import or_

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from ..email_address import without_unseen
from ..form_fields import LinesField
from ..public_forms import TimedForm
from .message import Message

PAGES_WITH_FORMS = ("StandardPage", "LandingPage", "HomePage")


class ActivityField(forms.ModelChoiceField):
    """A choice among activities, where a number that no database has room for is no choice."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError as error:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from error


class SenderField(forms.EmailField):
    """The address that an answer goes to, as it was typed or pasted."""

    def clean(self, value):
        return super().clean(without_unseen(value or ""))


def pages_with_form():
    """Return what a visitor can see of pages with the contact form, a queryset for each type."""
    models = (apps.get_model("home", name) for name in PAGES_WITH_FORMS)
    return [model.objects.visible().with_contact_form() for model in models]


def has_page_with_form():
    """Return the condition that there is any of them."""
    return reduce(or_, map(Exists, pages_with_form()))


class MessageForm(TimedForm, forms.ModelForm):
    """A message to those who run the site; whoever is taken for a machine can send again."""

    about = ActivityField(
        Page.objects.none(),
        label=_("Vad gäller det?"),
        required=False,
        empty_label=_("Något annat"),
        help_text=_("Valfritt. Välj en aktivitet om meddelandet handlar om den."),
        error_messages={"invalid_choice": _("Välj något i listan.")},
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Message
        fields = ("name", "email", "about", "text")
        field_classes = {"email": SenderField, "text": LinesField}
        labels = {
            "name": _("Ditt namn"),
            "email": _("Din e-postadress"),
            "text": _("Ditt meddelande"),
        }
        help_texts = {
            "email": _("Dit skickar vi svaret. Till exempel namn@exempel.se."),
            "text": _("Högst 5 000 tecken. Skriv inget som är känsligt eller hemligt."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        error_messages = {
            "name": {
                "required": _("Skriv ditt namn."),
                "max_length": _("Namnet är för långt: högst 120 tecken."),
            },
            "email": {
                "required": _("Skriv din e-postadress, så att vi kan svara."),
                "invalid": _("Skriv en hel e-postadress, till exempel namn@exempel.se."),
            },
            "text": {
                "required": _("Skriv ditt meddelande."),
                "max_length": _(
                    "Meddelandet är för långt: högst 5 000 tecken, och du har skrivit "
                    "%(show_value)d."
                ),
            },
        }

    def __init__(self, data=None, page=None, activity=""):
        """Make the form of `page`; `activity`, as the calendar calls it, is what it is about."""
        super().__init__(data, {"page": getattr(page, "pk", None)}, auto_id="message-%s")
        activities = apps.get_model("activities.ActivityPage").objects.visible()
        activities = activities.in_editors_order().defer_streamfields()
        self.fields["about"].queryset = activities
        if activity:
            # Only what is in the list: no address puts words of its own into the form.
            named = activities.filter(slug=activity.replace("\x00", "").partition(".")[0])
            pages = (page for page in named if page.calendar_slug == activity)
            self.initial["about"] = next(pages, None)
        for name in ("name", "text"):
            # A browser would cut a text that is too long without a word.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_name(self):
        """Return the name on one line: it stands in the header of an e-mail."""
        return " ".join(self.cleaned_data["name"].split())
