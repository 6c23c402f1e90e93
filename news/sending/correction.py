"""The mail of a correction: a subject and some paragraphs, in the look of the newsletter."""

import re

from django.conf import settings
from django.template.loader import render_to_string

from ..mailing.mail import (
    LEAVE,
    NewsletterMail,
    inlined,
    settings_of,
    with_full_addresses,
)
from ..mailing.plain_text import plain_text


def correction_mail(written, sending):
    """Return the mail of what somebody has `written` (a subject and a text) on an issue."""
    page = sending.page
    site_settings = settings_of(page)
    address = page.get_full_url() or settings.WAGTAILADMIN_BASE_URL
    context = {
        **written,
        "paragraphs": [part for part in re.split(r"\n\s*\n", written["text"]) if part.strip()],
        "corrected": sending.subject,
        "site_settings": site_settings,
        "page_url": address,
        "leave_url": LEAVE,
    }
    html = with_full_addresses(inlined(render_to_string("email/correction.html", context)), address)
    text = plain_text(html)
    return NewsletterMail(written["subject"], html, text, site_settings.contact_email)
