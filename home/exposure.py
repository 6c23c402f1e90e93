"""What publishing a page would show that it should not, or hide that its editor linked to."""

import re
from html import unescape
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from .content_paths import errors_at, values_of
from .querysets import is_visible
from .rich_text import read

# Rooms of Zoom, Teams, Google Meet, Webex, Whereby, Jitsi, GoTo and Skype; the pages on which these
# services tell of themselves, or let somebody register, look different.
ROOM = (
    r"(?<![\w-])(?:zoom(?:gov)?\.(?:us|com)/(?:j|my|w|s|wc)/"
    r"|teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet)/"
    r"|meet\.google\.com/(?:lookup/)?[a-z]{3}"
    r"|webex\.com/(?:meet/|join/|[\w-]+/j\.php)"
    r"|whereby\.com/(?!information|user|org|blog|help|pricing)[\w-]"
    r"|meet\.jit\.si/[\w-]"
    r"|(?:meet\.goto\.com|gotomeet\.me|gotomeeting\.com/join)/\w"
    r"|join\.skype\.com/\w|meet\.lync\.com/\w)"
)
# As invitations say it: «Meeting ID: 853 1234 5678», «Mötes-ID: 853 1234 5678».
NUMBER = r"\b(?:meeting|mötes)[- ]?id\b[^\w]{0,4}\d[\d ]{7,13}\d"
MEETING = re.compile(f"{ROOM}|{NUMBER}", re.IGNORECASE)
TEXT = (models.CharField, models.TextField)  # URLs, e-mail addresses and rich text are among them


def opens_a_meeting(text):
    """Tell whether a text, of HTML or not, holds what leads straight into a meeting on the web."""
    return bool(MEETING.search(unquote(unescape(text))))


def source_of(value):
    """Return the text that a value is, with its markup; empty for what is no text."""
    if isinstance(value, RichText):
        return value.source
    return value if isinstance(value, str) else ""


def faults_in_fields(instance, names, fault):
    """Return {field name: ValidationError} for the values in which `fault` finds something.

    `fault` is given every value and returns a sentence in Swedish, or None.  Errors in a stream
    stand at the block.
    """
    found = ((place, fault(value)) for place, _block, value in values_of(instance, names))
    return errors_at((place, sentence) for place, sentence in found if sentence)


def read_fields(instance, secret=()):
    """Return the names of the fields whose texts visitors read: all but those in `secret`."""
    return [
        field.name
        for field in instance._meta.fields
        if isinstance(field, (*TEXT, StreamField))
        and field.editable
        and not field.choices
        and field.name not in secret
    ]


def meeting_errors(instance, secret=()):
    """Return {field name: error} where a text that visitors read opens a meeting.

    `secret` are names of fields that visitors never read; what these hold may stand nowhere else.
    """
    said = _(
        "Det här leder rakt in i ett möte, och skulle synas för alla. Ta bort det och skriv "
        "länken i ”Hemlig möteslänk” på evenemangets sida."
    )
    hidden = [value for name in secret if (value := getattr(instance, name))]

    def fault(value):
        text = source_of(value)
        shown = opens_a_meeting(text) or any(value in text for value in hidden)
        return said if shown else None

    return faults_in_fields(instance, read_fields(instance, secret), fault)


class ReadByVisitors(models.Model):
    """What visitors read all the texts of, so that none of them may open a meeting."""

    class Meta:
        abstract = True

    def clean(self):
        """Refuse what opens a meeting (ValidationError at the field)."""
        super().clean()
        if errors := meeting_errors(self):
            raise ValidationError(errors)


def hidden_links(page):
    """Yield (place, sentence) where a page links to what its visitors cannot see."""
    names = [
        field.name
        for field in page._meta.fields
        if isinstance(field, StreamField | RichTextField)
        or (
            isinstance(field, models.ForeignKey)
            and issubclass(field.related_model, Page)
            and field.editable
            and not field.remote_field.parent_link
        )
    ]
    for place, _block, value in values_of(page, names):
        if message := hidden_link_message(value):
            yield place, message


def hidden_link_errors(page):
    """Return {field name: error} for the links of a page to what its visitors cannot see."""
    return errors_at(hidden_links(page))


def hidden_link_message(value):
    """Return in a sentence what of a value visitors cannot see: page, document, links in a text."""
    if isinstance(value, Page):
        return None if is_visible(value) else hidden_page_message(value)
    if isinstance(value, AbstractDocument):
        return why_not_opened(value)
    if not isinstance(value, RichText):
        return None
    for link in read(value.source).links:
        model = {"page": Page, "document": get_document_model()}.get(
            link.attributes.get("linktype")
        )
        key = link.attributes.get("id", "")
        target = model and key.isdecimal() and model.objects.filter(pk=key).first()
        if model and not target:
            return _(
                "Länken ”%(text)s” går till något som är borttaget. Ta bort länken, eller "
                "publicera igen om det ska vara så."
            ) % {"text": link.text}
        if isinstance(target, Page) and not is_visible(target):
            return hidden_page_message(target)
        if isinstance(target, AbstractDocument) and (message := why_not_opened(target)):
            return message
    return None


def why_not_opened(document):
    """Return in a sentence why visitors cannot open a document that a published page shows."""
    if not document.collection.get_view_restrictions().exists():
        return None
    said = _(
        "Dokumentet ”%(title)s” ligger i en samling som inte är öppen för alla, så besökare kan "
        "inte öppna det. Flytta det till en annan samling, eller publicera igen om det ska vara "
        "så."
    )
    return said % {"title": document.title}


def hidden_page_message(page):
    """Return a sentence that says why visitors do not see a page."""
    values = {"title": page.get_admin_display_title()}
    if page.live:
        said = _(
            "”%(title)s” är inte öppen för alla, så besökare ser den inte här. Publicera igen om "
            "det ska vara så."
        )
    else:
        said = _(
            "”%(title)s” är inte publicerad, så besökare ser den inte här. Publicera den först, "
            "eller publicera igen om det ska vara så."
        )
    return said % values


def hidden_link_sentences(page):
    """Return one sentence for each field of a page that links to what visitors cannot see."""
    said = _("I fältet ”%s” finns en länk till något som besökare inte ser.")
    return [said % page._meta.get_field(name).verbose_name for name in hidden_link_errors(page)]
