"""What is written in a page: running text, quotations, facts, questions with answers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter
from wagtail.rich_text import get_text_for_indexing

from ..form_fields import LinesBlock
from ..ranges import EN_DASH, NBSP
from ..typography import QUOTE, is_foreign
from .fact_labels import FACT_KINDS, FACT_LABELS, SCRIPT

PARAGRAPH_FEATURES = ["bold", "italic", "superscript", "ol", "ul", "link", "document-link"]
TEXT_FEATURES = ["h2", "h3", "h4", *PARAGRAPH_FEATURES]
END_OF_LINE = re.compile(r"</(?:p|h\d|li)>|<br ?/>")
STOPS = (".", "?", "!", "…")
BEFORE = _("Tidigare")  # What held before, of a fact that has changed or is compared.
QUOTATION_MARKS = tuple("–—-\"”“«»'")


class TextBlock(blocks.RichTextBlock):
    """Rich text; headings start at h2, since the page's title is its only h1."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    def get_searchable_content(self, value):
        """Return paragraphs, headings and items each as a text: excerpts keep them apart."""
        source = value.source.replace("\n", " ") if value else ""
        lines = get_text_for_indexing(END_OF_LINE.sub("\n", source)).split("\n")
        return [text for text in map(str.strip, lines) if text]

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Löpande text med mellanrubriker, listor och länkar.")
        template = "blocks/text.html"
        mail_template = "email/blocks/text.html"
        preview_value = (
            "<h2>Så går det till</h2><p>En inbjuden gäst berättar om sitt arbete "
            "och svarar på frågor.</p>"
        )


def field_error(message, *names):
    """Return the error of a StructBlock that stands at these of its fields."""
    return blocks.StructBlockValidationError(dict.fromkeys(names, ValidationError(message)))


def said_before(value):
    """Return what held before, as it is printed; empty where that is not said."""
    before = value.get("before")
    return gettext("Tidigare: %s") % before if before else ""


class HeadedBlock(blocks.StructBlock):
    """Something below a heading, which may be left out."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), required=False, max_length=120, help_text=_("Valfritt.")
    )


class QuoteValue(blocks.StructValue):
    """A quotation, to which the dash or the quotation marks are added."""

    @property
    def text(self):
        """Return the whole quotation as one line of text.

        «– Arbetet börjar nu, säger de. Och det är bra.» or «”Arbetet börjar nu”» (Svenska
        skrivregler: no comma before the speaker where the quotation asks or exclaims).
        """
        parts = [self.get(name) or "" for name in ("quote", "attribution", "continuation")]
        quote, attribution, continuation = map(str.strip, parts)
        if not quote:
            return ""
        if not attribution:
            opening = "“" if is_foreign() else QUOTE
            return f"{opening}{quote}{QUOTE}"
        quote = quote.rstrip(".,")
        comma = "" if quote.endswith(STOPS) else ","
        stop = "" if attribution.endswith(STOPS) else "."
        return f"{EN_DASH}{NBSP}{quote}{comma} {attribution}{stop} {continuation}".rstrip()


class QuoteBlock(blocks.StructBlock):
    """What somebody said: with a dash where the sentence names the speaker, else in quotes."""

    quote = LinesBlock(
        label=_("Citat"),
        help_text=_("Bara orden, utan talstreck och citattecken. De läggs till automatiskt."),
    )
    attribution = blocks.CharBlock(
        label=_("Anföringssats"),
        required=False,
        max_length=300,
        help_text=_(
            "Till exempel ”säger både kommunen och föreningarna”. Då får citatet talstreck."
        ),
    )
    continuation = LinesBlock(
        label=_("Fortsättning"),
        required=False,
        help_text=_("Om citatet går vidare efter anföringssatsen."),
    )
    source = blocks.CharBlock(
        label=_("Vem"),
        required=False,
        max_length=160,
        help_text=_("Namn och vad personen gör. Står under citatet."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if (cleaned.get("quote") or "").startswith(QUOTATION_MARKS):
            raise field_error(
                _("Ta bort tecknet först i citatet. Det läggs till automatiskt."), "quote"
            )
        return cleaned

    class Meta:
        icon = "openquote"
        label = _("Citat")
        description = _("Något som någon har sagt, med namn.")
        template = "blocks/quote.html"
        mail_template = "email/blocks/quote.html"
        value_class = QuoteValue
        preview_value = {"quote": "Arbetet börjar nu", "source": "Kommunen och föreningarna"}


class FactValue(blocks.StructValue):
    """A row of facts with the label that is printed."""

    @property
    def label(self):
        """Return the typed-in label, or else the chosen one."""
        return self.get("own_label") or FACT_KINDS.get(self.get("kind"), "")

    @property
    def said_before(self):
        """Return what held before, where that is said."""
        return said_before(self)


class LateSelect(forms.Select):
    """A choice whose options `facts.js` fills in."""

    def optgroups(self, name, value, attrs=None):
        return []


class FactBlock(blocks.StructBlock):
    """One row: what kind of fact, and the fact."""

    kind = blocks.ChoiceBlock(
        label=_("Uppgift"),
        choices=FACT_LABELS,
        widget=LateSelect(),
        help_text=_("Vad raden anger. Sök eller välj."),
    )
    own_label = blocks.CharBlock(
        label=_("Egen rubrik"),
        required=False,
        max_length=40,
        help_text=_("När rubriken ska vara en annan, till exempel Kostnad i stället för Avgift."),
    )
    value = LinesBlock(label=_("Värde"), help_text=_("Kort, till exempel 2 500 kronor."))
    before = blocks.CharBlock(
        label=BEFORE,
        required=False,
        max_length=120,
        help_text=_("Om uppgiften är ändrad: det som gällde förut."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        unnamed = cleaned.get("kind") == "other" and not cleaned.get("own_label")
        if unnamed and not self.is_deferred_validation:
            raise field_error(_("Skriv en egen rubrik när uppgiften är ”Annat”."), "own_label")
        return cleaned

    def get_searchable_content(self, value):
        """Return the row on one line, as it is read."""
        row = f"{value.label}: {' '.join((value.get('value') or '').split())}"
        return [row, *filter(None, [value.said_before])]

    class Meta:
        icon = "tag"
        label = _("Faktarad")
        description = _("En uppgift med sin rubrik.")
        template = "blocks/fact.html"
        value_class = FactValue
        preview_value = {"kind": "time", "value": "9.30–15.00"}


class FactAdapter(StructBlockAdapter):
    """A row in the editor, which searches among the ready labels (`facts.js`)."""

    js_constructor = "home.blocks.text.FactBlock"

    @cached_property
    def media(self):
        return super().media + forms.Media(js=[SCRIPT, "js/facts.js"])


register(FactAdapter(), FactBlock)


class FactsValue(blocks.StructValue):
    """Rows of which some may not be filled in yet."""

    @property
    def shown(self):
        return [row for row in self.get("rows") or [] if row.get("value")]


class FactsBlock(HeadedBlock):
    """Rows of facts in a box."""

    rows = blocks.ListBlock(FactBlock(), label=_("Rader"), min_num=1)

    class Meta:
        icon = "form"
        label = _("Fakta")
        description = _("Datum, tid, plats, målgrupp, avgift och annat i korta rader.")
        template = "blocks/facts.html"
        value_class = FactsValue
        mail_template = "email/blocks/facts.html"
        preview_value = {
            "heading": "Fakta",
            "rows": [
                {"kind": "time", "value": "9.30–15.00"},
                {"kind": "place", "value": "Digitalt"},
            ],
        }


class AccordionItemBlock(blocks.StructBlock):
    """A question and its answer."""

    heading = blocks.CharBlock(label=_("Fråga"), max_length=160, help_text=_("En kort rubrik."))
    text = blocks.RichTextBlock(
        label=_("Svar"), features=PARAGRAPH_FEATURES, help_text=_("Visas när man öppnar frågan.")
    )

    class Meta:
        icon = "help"
        label = _("Fråga och svar")
        description = _("En rubrik som går att öppna.")
        template = "blocks/accordion_item.html"
        preview_value = {"heading": "Vem får vara med?", "text": "<p>Alla är välkomna.</p>"}


class AccordionValue(blocks.StructValue):
    """Questions of which some may not be filled in yet."""

    @property
    def shown(self):
        return [item for item in self.get("items") or [] if item.get("heading")]


class AccordionBlock(HeadedBlock):
    """Several questions below one heading."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Frågor"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Frågor och svar")
        description = _("Rubriker som öppnas en i taget. För sådant som inte alla behöver läsa.")
        template = "blocks/accordion.html"
        value_class = AccordionValue
        preview_value = {
            "heading": "Vanliga frågor",
            "items": [{"heading": "Vem får vara med?", "text": "<p>Alla är välkomna.</p>"}],
        }
