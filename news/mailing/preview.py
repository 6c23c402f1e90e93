"""How the mail of an issue is looked at before it is sent: modes of the preview of its page."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from .mail import in_scheme, newsletter_mail

LIGHT, DARK, TEXT = "mail", "mail-dark", "mail-text"
MODES = [
    ("", _("Webbsidan")),
    (LIGHT, _("Mejlet, ljust")),
    (DARK, _("Mejlet, mörkt")),
    (TEXT, _("Mejlet, ren text")),
]


# A mail carries its style in its elements, which no page of the site may.
@csp_update({"style-src": [UNSAFE_INLINE]})
def mail_preview(page, mode):
    """Return the mail of an issue as its form has it: light, dark or as plain text."""
    mail = newsletter_mail(page)
    if mode == TEXT:
        return HttpResponse(mail.text, content_type="text/plain; charset=utf-8")
    return HttpResponse(in_scheme(mail.html, is_dark=mode == DARK))
