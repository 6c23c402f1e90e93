"""The mail of an issue: one HTML and one plain text for all, and a message for each subscriber."""

import re
from copy import copy
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from home.blocks.references import shown_as_of
from home.rich_text import read
from home.site import SiteSettings

from ..subscriptions.addresses import leave_headers, leave_url
from .items import Printer
from .plain_text import plain_text

# Stands in the mail, once in the HTML and once in the text, where each reader's own address goes.
LEAVE = "https://avsluta.invalid/"
PERSON = "email/blocks/person.html"
WORDS_OF_PREHEADER = 30
ADDRESS = re.compile(r' (href|src)="([^"]*)"')
# What leads somewhere outside a page; anything else is relative to one.
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
DARK = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class NewsletterMail:
    """What the mail of an issue says to all; `failed` are the places that could not be printed."""

    subject: str
    html: str
    text: str
    reply_to: str = ""
    failed: tuple = ()

    def to(self, subscriber):
        """Return the message to a subscriber, with the address where that one leaves."""
        host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
        headers = {"List-Id": f"Nyhetsbrev <nyhetsbrev.{host}>", **leave_headers(subscriber)}
        return self.message(subscriber.email, leave_url(subscriber), headers)

    def message(self, address, leave, headers=None):
        """Return the message to an address, in which the link to leave leads to `leave`."""
        message = EmailMultiAlternatives(
            subject=self.subject,
            body=self.text.replace(LEAVE, leave),
            to=[address],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=headers,
        )
        message.attach_alternative(self.html.replace(LEAVE, escape(leave)), "text/html")
        return message


def newsletter_mail(page):
    """Return the mail of an issue as the page is."""
    # Printing notes on a page which abbreviations have been explained.
    page = copy(page)
    vars(page).pop("said_abbreviations", None)
    address = page.get_full_url() or settings.WAGTAILADMIN_BASE_URL
    site_settings = settings_of(page)
    printer, role = Printer(page), _("Redaktör")
    with shown_as_of(page.as_of):
        context = {
            "page": page,
            "subject": subject_of(page),
            "preheader": preheader_of(page),
            "band_url": reverse("newsletter_band", args=[page.translation_key]),
            "editorial": printed_text(page, page.editorial),
            "parts": printer.printed("items", is_part=True),
            "editors": printer.printed("editors", known_role=role, template=PERSON),
            "imprint": printed_text(page, page.imprint, site_settings.imprint),
            "site_settings": site_settings,
            "page_url": address,
            "leave_url": LEAVE,
        }
    html = with_full_addresses(inlined(render_to_string("email/newsletter.html", context)), address)
    return NewsletterMail(
        subject=context["subject"],
        html=html,
        text=plain_text(html),
        reply_to=site_settings.contact_email,
        failed=tuple(printer.failed),
    )


def subject_of(page):
    """Return what the mail of an issue is called, on one line."""
    return " ".join(page.title.replace("\0", "").split())


def preheader_of(page):
    """Return what mail programs show beside the subject."""
    words = page.introduction or " ".join(read(page.editorial).lines)
    return Truncator(words).words(WORDS_OF_PREHEADER)


def printed_text(page, rich, plain=""):
    """Return a rich text as it is printed, or where there is none a plain one."""
    context = {"page": page, "rich": rich, "plain": plain}
    return mark_safe(render_to_string("email/blocks/rich_text.html", context).strip())


def settings_of(page):
    """Return the settings of the site that an issue belongs to."""
    site = page.get_site()
    return SiteSettings.for_site(site) if site else SiteSettings()


def inlined(html):
    """Return HTML whose rules of style stand in its elements, but for those of @media."""
    # The worker of a visitor need not hold it.
    import css_inline

    return css_inline.inline(
        html, keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
    )


def with_full_addresses(html, base):
    """Return HTML in which every link and picture has its full address."""

    def full(found):
        name, address = found.groups()
        if ABSOLUTE.match(address):
            return found[0]
        try:
            return f' {name}="{urljoin(base, address)}"'
        except ValueError:  # no address at all: left as it was written
            return found[0]

    return ADDRESS.sub(full, html)


def in_scheme(html, is_dark):
    """Return HTML that shows its light or its dark look, whatever the reader's machine prefers."""
    return html.replace(DARK, "@media all" if is_dark else "@media not all")
