"""What a sender fills in: when an issue goes, and what a correction says."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from home.dates import period
from home.form_fields import TypedDateTimeField

FURTHEST = timedelta(days=366)


class SendingForm(forms.Form):
    """When an issue is sent; warnings are to be read first."""

    starts = TypedDateTimeField(label=_l("När"), required=False)
    has_read = forms.BooleanField(label=_l("Jag har läst varningarna. Numret är som det ska."))

    def __init__(self, *args, warnings=(), **kwargs):
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localtime() + timedelta(days=1)
        example = period(tomorrow.replace(hour=9, minute=0))
        self.fields["starts"].help_text = _("Tomt: nu. Till exempel ”%s”.") % example
        if not warnings:
            del self.fields["has_read"]

    def clean_starts(self):
        starts, now = self.cleaned_data["starts"], timezone.now()
        if starts is None:
            return now
        if starts < now:
            raise ValidationError(_("Tiden har varit. Lämna tomt om numret ska skickas nu."))
        if starts > now + FURTHEST:
            raise ValidationError(_("Välj en tid inom ett år."))
        return starts


class AgainForm(forms.Form):
    """Which of the letters that did not go are sent once more."""

    # Which end of the sending was looked at: what has been sent again since is so once.
    ended = forms.CharField(widget=forms.HiddenInput)
    with_doubtful = forms.BooleanField(required=False)

    def __init__(self, *args, doubtful=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_doubtful"].label = ngettext(
            "Skicka också det osäkra brevet. Kom det fram får mottagaren det två gånger.",
            "Skicka också de %(number)d osäkra breven. Kom de fram får mottagarna dem två gånger.",
            doubtful,
        ) % {"number": doubtful}
        if not doubtful:
            del self.fields["with_doubtful"]


class CorrectionForm(forms.Form):
    """What is said to those who got an issue with a mistake in it."""

    subject = forms.CharField(label=_l("Ämne"), max_length=150)
    text = forms.CharField(
        label=_l("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_l("Säg vad som var fel och vad som gäller. En tom rad börjar ett nytt stycke."),
    )

    def clean_subject(self):
        return " ".join(self.cleaned_data["subject"].split())
