"""Links: to a page, a document, an address, an e-mail address or a phone number."""

from urllib.parse import urlsplit

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from ..form_fields import LinesBlock, WebAddressBlock
from ..phone import phone_address, validate_phone
from ..querysets import is_visible
from .choosers import FileChooserBlock, VisiblePageChooserBlock
from .text import HeadedBlock, field_error

TARGETS = ("page", "document", "url", "email", "phone")


def host(url):
    """Return the host of an address, without «www.»; empty for what is no address."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class LinkValue(blocks.StructValue):
    """Where a link leads and what it is called."""

    @property
    def href(self):
        """Return the address; empty where the chosen page is not shown any more."""
        if self.get("page"):
            return self["page"].get_url() if is_visible(self["page"]) else ""
        if self.get("document"):
            return self["document"].url
        if self.get("email"):
            return f"mailto:{self['email']}"
        if self.get("phone"):
            return phone_address(self["phone"])
        return self.get("url") or ""

    @property
    def label(self):
        """Return the link's text, or else the title of what it leads to."""
        target = self.get("page") or self.get("document")
        shown = self.get("email") or self.get("phone") or self.get("url") or ""
        return self.get("text") or (target.title if target else shown)

    @property
    def host(self):
        """Return the host of an outside address, written out beside the link."""
        return host(self.get("url"))


class LinkBlock(blocks.StructBlock):
    """One link with a text that makes sense alone; it leads to the one target that is filled."""

    may_be_empty = False

    page = VisiblePageChooserBlock(
        label=_("Sida"), required=False, help_text=_("En sida på den här webbplatsen.")
    )
    document = FileChooserBlock(
        label=_("Dokument"), required=False, help_text=_("En fil ur dokumentarkivet.")
    )
    url = WebAddressBlock(
        label=_("Webbadress"), required=False, help_text=_("Hela adressen, med https://.")
    )
    email = blocks.EmailBlock(
        label=_("E-postadress"), required=False, help_text=_("En e-postadress att skriva till.")
    )
    phone = blocks.CharBlock(
        label=_("Telefonnummer"),
        required=False,
        max_length=40,
        validators=[validate_phone],
        help_text=_("Ett nummer att ringa, till exempel 040-34 10 00."),
    )
    text = blocks.CharBlock(
        label=_("Länktext"),
        required=False,
        max_length=160,
        help_text=_("Ska gå att förstå för sig själv, till exempel ”Anmäl dig till dialogforum”."),
    )
    description = blocks.CharBlock(
        label=_("Beskrivning"),
        required=False,
        max_length=300,
        help_text=_("Valfritt. En mening om vad som finns där."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        targets = [name for name in TARGETS if cleaned.get(name)]
        if len(targets) > 1:
            message = _("Välj ett mål: sida, dokument, adress, e-post eller telefon.")
            raise field_error(message, *targets[1:])
        if self.is_deferred_validation:
            return cleaned
        if self.may_be_empty and not any(cleaned.values()):
            return cleaned
        if not targets:
            raise field_error(_("Ange vart länken leder."), "page")
        if targets[0] == "url" and not cleaned.get("text"):
            raise field_error(_("Skriv en länktext. Adressen säger inte nog."), "text")
        return cleaned

    def get_searchable_content(self, value):
        # As printed: of a page that is not shown nothing is said.
        if not value.href:
            return []
        document = value.get("document")
        kind = document.file_extension.upper() if document else ""
        printed = (value.label, kind, value.host, value.get("email"), value.get("phone"))
        return [str(text) for text in dict.fromkeys([*printed, value.get("description")]) if text]

    class Meta:
        icon = "link"
        label = _("Länk")
        description = _("En länk till en sida, ett dokument, en adress, e-post eller telefon.")
        template = "blocks/link.html"
        value_class = LinkValue
        preview_value = {"text": "Samverkan i Malmö", "url": "https://malmo.se/"}


class LinkAdapter(StructBlockAdapter):
    """A link in the editor: one says what it leads to, and sees the field of that (`link.js`)."""

    js_constructor = "home.blocks.links.LinkBlock"

    def js_args(self, block):
        name, fields, meta = super().js_args(block)
        return [name, fields, meta | {"kindLabel": _("Vart leder länken?")}]

    @cached_property
    def media(self):
        return super().media + Media(js=["js/link.js"])


register(LinkAdapter(), LinkBlock)


class ListedLinkBlock(LinkBlock):
    """A link in a list, which may be where one registers.

    Streams of before say that with one of four roles, of which nothing printed the others.
    """

    is_registration = blocks.BooleanBlock(
        label=_("Anmälan"),
        required=False,
        help_text=_("Kryssa i om man anmäler sig där. I nyhetsbrevets mejl blir det en knapp."),
    )

    def to_python(self, value):
        return super().to_python(_without_role(value))

    def bulk_to_python(self, values):
        return super().bulk_to_python(list(map(_without_role, values)))


def _without_role(stored):
    is_registration = stored.get("role") == "registration"
    return {"is_registration": is_registration} | stored if "role" in stored else stored


class LinkListBlock(HeadedBlock):
    """Links below one heading."""

    links = blocks.ListBlock(ListedLinkBlock(), label=_("Länkar"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Länklista")
        description = _("Länkar som hör ihop, var och en med egen beskrivning.")
        template = "blocks/link_list.html"
        mail_template = "email/blocks/link_list.html"
        preview_value = {
            "heading": "Mer att läsa",
            "links": [{"text": "Samverkan i Malmö", "url": "https://malmo.se/"}],
        }


class ButtonBlock(LinkBlock):
    """A link as a button, beside which nothing else is printed; it may be left out."""

    may_be_empty = True

    def get_searchable_content(self, value):
        return [str(value.label)] if value.href else []


class CallToActionBlock(blocks.StructBlock):
    """A box that asks the reader to do one thing, mostly with a button for it."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Gärna en fråga till läsaren.")
    )
    text = LinesBlock(
        label=_("Text"), required=False, max_length=600, help_text=_("En eller två meningar.")
    )
    link = ButtonBlock(
        label=_("Knapp"),
        required=False,
        help_text=_(
            "Till en sida, ett dokument, en webbadress, e-post eller telefon. Utan knapp blir "
            "texten fet."
        ),
    )

    class Meta:
        icon = "pick"
        label = _("Uppmaning")
        description = _("En ruta med en rubrik, en mening och gärna en knapp.")
        template = "blocks/call_to_action.html"
        preview_value = {
            "heading": "Vill du vara en del av Malmöandan?",
            "text": "Har du idéer eller förslag? Hör av dig till oss.",
            "link": {"text": "Kontakta oss", "url": "https://malmo.se/"},
        }
