"""What the forms of visitors share: quiet defences against machines, without cookie or session."""

from urllib.parse import urlsplit

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpResponseForbidden
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

# Nobody reads and fills in a form faster than this.  There is no upper limit, so a page that
# a cache has kept for a week still has a form that works.
LEAST_SECONDS = 3
signer = TimestampSigner(salt="message")


class TrapForm(forms.Form):
    """A form with a field that only machines fill in; whoever is taken for one can send again."""

    not_taken = gettext_lazy("Vi kunde inte ta emot meddelandet. Försök igen.")
    website = forms.CharField(
        label=gettext_lazy("Lämna det här fältet tomt"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self):
        cleaned_data = super().clean()
        if cleaned_data.get("website"):
            self.data["website"] = ""
            self.add_error(None, self.not_taken)
        return cleaned_data


class TimedForm(TrapForm):
    """A form that also says when it was shown; `data` is given as a copy that can be changed."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, initial=None, **kwargs):
        data = None if data is None else data.copy()
        super().__init__(data, initial={"shown": signer.sign("")} | (initial or {}), **kwargs)

    def clean(self):
        cleaned_data = super().clean()
        if not self.has_waited(cleaned_data.get("shown")) and not self.errors:
            self.add_error(None, _("Vänta några sekunder och skicka igen."))
        return cleaned_data

    def has_waited(self, stamp):
        """Tell whether the form was shown long enough ago; a forged time is put right."""
        try:
            signer.unsign(stamp or "", max_age=LEAST_SECONDS)
        except SignatureExpired:
            return True
        except BadSignature:
            self.data["shown"] = signer.sign("")
        return False


def visitors_form(view):
    """Return the view of a form of visitors: shown by GET, sent by POST, 405 to any other method.

    Exempt from CSRF tokens because it carries no authority: no session and no cookie.
    """
    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def is_from_our_own_page(request):
    """Tell whether the form was sent from this site, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        # "none" is a visitor who loads the answer again.
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all
        return False


def refused():
    """Return the answer to a form that was not sent from this site."""
    return HttpResponseForbidden(
        _("Formuläret går bara att skicka från den här webbplatsen."),
        content_type="text/plain; charset=utf-8",
    )
