"""The forms of subscribers: to begin, to change, and to be mailed the link to change by."""

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from home.email_address import LONGEST, normalised
from home.public_forms import TimedForm

from .consent import TEXT

EMAIL_ERRORS = {
    "required": _("Skriv din e-postadress."),
    "invalid": _("Skriv en hel e-postadress, till exempel namn@exempel.se."),
    "max_length": _("E-postadressen är för lång."),
}


def activities():
    """Return the activities that one can ask for, as rows that are kept for a generation."""
    return apps.get_model("activities.ActivityPage").objects.rows_in_editors_order()


class EmailField(forms.EmailField):
    """An address, as forms of visitors ask for it."""

    def __init__(self, **kwargs):
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(
            label=_("Din e-postadress"),
            help_text=_("Till exempel namn@exempel.se."),
            max_length=LONGEST,
            error_messages=EMAIL_ERRORS,
            widget=widget,
            **kwargs,
        )
        # A browser would cut an address that is too long without a word.
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value):
        """Return the address as it is kept, since that may be longer than what was typed."""
        return super().clean(normalised(value or ""))


class TopicsForm(forms.Form):
    """What one gets: at least one thing."""

    newsletter = forms.BooleanField(label=_("Nyhetsbrevet"), required=False)
    all_events = forms.BooleanField(label=_("Alla nya evenemang"), required=False)
    activities = forms.MultipleChoiceField(
        label=_("Nya evenemang i"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Välj något i listan.")},
    )

    def __init__(self, data=None, initial=None, **kwargs):
        super().__init__(data, initial=initial, **kwargs)
        self.fields["activities"].choices = [(str(one.pk), one.title) for one in activities()]

    def clean(self):
        cleaned_data = super().clean()
        chosen = any(cleaned_data.get(name) for name in ("newsletter", "all_events", "activities"))
        if not chosen and "activities" not in self.errors:
            self.add_error("newsletter", _("Välj minst en sak att få."))
        return cleaned_data

    @property
    def topics(self):
        """Return what was chosen, as fields of a subscriber."""
        data = self.cleaned_data
        keys = [int(key) for key in data["activities"]]
        return {
            "newsletter": data["newsletter"],
            "all_events": data["all_events"],
            "activities": keys,
        }


class SubscribeForm(TopicsForm, TimedForm):
    """An address, what it is to get, and a yes."""

    template = "news/subscribe.html"
    not_taken = _("Vi kunde inte ta emot adressen. Försök igen.")
    email = EmailField()
    consent = forms.BooleanField(
        label=TEXT, error_messages={"required": _("Kryssa i att vi får spara din e-postadress.")}
    )
    field_order = ["email", "newsletter", "all_events", "activities", "consent"]

    def __init__(self, data=None, initial=None):
        super().__init__(data, initial=initial, auto_id="subscribe-%s")


class LinkForm(TimedForm):
    """An address that is mailed the link to change or leave by."""

    template = "news/subscription_link.html"
    not_taken = _("Vi kunde inte ta emot adressen. Försök igen.")
    email = EmailField()

    def __init__(self, data=None):
        super().__init__(data, auto_id="subscribe-%s")
