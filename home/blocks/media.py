"""Pictures, documents and recordings."""

from django.apps import apps
from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from ..alternative_text import fault_in
from ..form_fields import LinesBlock, WebAddressBlock
from .choosers import DescribedImageBlock, FileChooserBlock
from .links import host
from .text import HeadedBlock, field_error


class PictureBlock(blocks.StructBlock):
    """A picture with alternative text and caption; the photographer belongs to the image."""

    image = DescribedImageBlock(label=_("Bild"))
    caption = blocks.CharBlock(
        label=_("Bildtext"),
        required=False,
        max_length=300,
        help_text=_("Vad eller vem visar bilden? Fotografens namn hämtas från bilden."),
    )

    def clean(self, value):
        """Return the value; publishing asks for a text that says what the picture shows."""
        cleaned = super().clean(value)
        image = cleaned.get("image")
        if not self.is_deferred_validation and image and not image.decorative:
            fault = fault_in(image.contextual_alt_text, image, cleaned.get("caption"))
            if fault:
                error = field_error(fault, "alt_text")
                raise blocks.StructBlockValidationError({"image": error})
        return cleaned

    def get_searchable_content(self, value):
        image = value.get("image")
        printed = (value.get("caption"), image.photographer if image else "")
        return [text for text in printed if image and not image.hidden and text]

    class Meta:
        icon = "image"
        label = _("Bild")
        description = _("En bild med bildtext.")
        template = "blocks/picture.html"
        mail_template = "email/blocks/picture.html"
        preview_value = {"caption": "Deltagare i samtal vid ett dialogforum."}


class GalleryValue(blocks.StructValue):
    """Pictures, of which some may have been deleted or hidden."""

    @property
    def shown(self):
        """Return those that can be shown."""
        return [each for each in self.get("pictures") or [] if each["image"]]


class GalleryBlock(HeadedBlock):
    """Several pictures together."""

    pictures = blocks.ListBlock(PictureBlock(), label=_("Bilder"), min_num=1)
    note = blocks.CharBlock(
        label=_("Om bilderna"),
        required=False,
        max_length=300,
        help_text=_("Hur de får användas, och hur man får bort en bild på sig."),
    )

    class Meta:
        icon = "image"
        label = _("Bildgalleri")
        description = _("Flera bilder bredvid varandra, till exempel från ett evenemang.")
        template = "blocks/gallery.html"
        value_class = GalleryValue
        preview_value = {"heading": "Bilder från dagen", "pictures": []}


class GalleryAdapter(StructBlockAdapter):
    """The gallery in the editor, where several pictures are chosen at once (`pictures.js`)."""

    js_constructor = "home.blocks.media.GalleryBlock"

    def js_args(self, block):
        *args, meta = super().js_args(block)
        return [*args, meta | {"severalLabel": _("Välj flera bilder")}]

    @cached_property
    def media(self):
        return super().media + Media(js=["js/pictures.js"])


register(GalleryAdapter(), GalleryBlock)


def said_of_document(document):
    """Return what is printed of a document wherever a page shows it, but for its size."""
    decision, newer = document.decision_text, document.shown_replacement
    printed = [document.title, document.kind_text, document.file_extension.upper()]
    printed += [f"{document.decision_label} {decision}"] if decision else []
    printed += filter(None, [document.amendment_text, document.validity_text])
    return [*printed, *([_("Ersatt av %s") % newer.title] if newer else [])]


class DocumentBlock(blocks.StructBlock):
    """A document, one sentence about it, and its summary; what it is, it says itself."""

    document = FileChooserBlock(
        label=_("Dokument"),
        help_text=_("Slag, år, beslut och omslag fyller du i på dokumentet."),
    )
    description = blocks.CharBlock(
        label=_("Beskrivning"),
        required=False,
        max_length=300,
        help_text=_("En mening om vad dokumentet innehåller."),
    )
    summary = FileChooserBlock(
        label=_("Sammanfattning"),
        required=False,
        help_text=_("Valfritt. Ett kortare dokument, som visas bredvid det hela."),
    )

    def get_searchable_content(self, value):
        document, summary = value.get("document"), value.get("summary")
        printed = said_of_document(document) if document else []
        if summary:
            printed += [_("Sammanfattning"), summary.title, summary.file_extension.upper()]
            printed += [summary.get_language_display()] if summary.language else []
        return [*map(str, printed), *super().get_searchable_content(value)]

    def get_preview_value(self):
        """Return a report that nobody has uploaded: without a file there is nothing to show."""
        known = {"kind": "report", "year": 2026, "pages": 24, "file_size": 1_800_000}
        known["collection_id"] = None  # which would be asked for
        report = apps.get_model("home.SiteDocument")(
            pk=0, title="Rapport från dialogforum", file="rapport.pdf", **known
        )
        return self.normalize({**self.meta.preview_value, "document": report})

    class Meta:
        icon = "doc-full"
        label = _("Dokument")
        description = _("Ett dokument att ladda ner.")
        template = "blocks/document.html"
        preview_value = {"description": "Vad som sades vid borden."}


class DocumentsValue(blocks.StructValue):
    """Documents, of which some are shown with a cover."""

    @property
    def shown(self):
        """Return those that are still there."""
        return [each for each in self.get("documents") or [] if each["document"]]

    @property
    def with_cover(self):
        return [each for each in self.shown if each["document"].has_cover]

    @property
    def as_rows(self):
        return [each for each in self.shown if not each["document"].has_cover]


class DocumentsBlock(HeadedBlock):
    """Documents below one heading: reports with their covers first, and then all others."""

    documents = blocks.ListBlock(DocumentBlock(), label=_("Dokument"), min_num=1)

    def get_preview_value(self):
        report = self.child_blocks["documents"].child_block.get_preview_value()
        return self.normalize({**self.meta.preview_value, "documents": [report]})

    class Meta:
        icon = "doc-full"
        label = _("Dokument")
        description = _("Rapporter med omslag, och andra filer att ladda ner.")
        template = "blocks/documents.html"
        value_class = DocumentsValue
        preview_value = {"heading": "Dokument", "documents": []}


class EmbedValue(blocks.StructValue):
    """An outside recording."""

    @property
    def host(self):
        """Return the host that the visitor goes to."""
        return host(self.get("url"))


# What is printed beside a recording; search finds it.
KINDS_OF_RECORDINGS = {"film": _("Film"), "podcast": _("Podd"), "other": _("Inspelning")}


class EmbedBlock(blocks.StructBlock):
    """A film or a podcast episode: a link with what it holds, for those who cannot play it too."""

    kind = blocks.ChoiceBlock(
        label=_("Slag"),
        choices=[("film", _("Film")), ("podcast", _("Podd")), ("other", _("Annat"))],
        default="film",
        help_text=_("Vad är det som spelas?"),
    )
    title = blocks.CharBlock(label=_("Titel"), max_length=160, help_text=_("Inspelningens namn."))
    url = WebAddressBlock(label=_("Adress"), help_text=_("Adressen där inspelningen finns."))
    length = blocks.CharBlock(
        label=_("Längd"), required=False, max_length=40, help_text=_("Till exempel 24 minuter.")
    )
    is_captioned = blocks.BooleanBlock(label=_("Textad"), required=False)
    is_described = blocks.BooleanBlock(label=_("Syntolkad"), required=False)
    summary = LinesBlock(
        label=_("Innehåll i text"),
        required=False,
        help_text=_("För den som inte kan se eller höra: vad sägs och av vem?"),
    )

    def get_searchable_content(self, value):
        kind = KINDS_OF_RECORDINGS.get(value.get("kind"))
        captions = _("Textad") if value.get("is_captioned") else ""
        described = _("Syntolkad") if value.get("is_described") else ""
        printed = (kind, value.get("title"), value.host, value.get("length"), captions)
        printed = (*printed, described, value.get("summary"))
        return [str(text) for text in printed if text]

    class Meta:
        icon = "media"
        label = _("Film eller podd")
        description = _(
            "En inspelning på en annan webbplats. Inget hämtas därifrån före ett klick."
        )
        template = "blocks/embed.html"
        mail_template = "email/blocks/embed.html"
        value_class = EmbedValue
        preview_value = {
            "kind": "podcast",
            "title": "Demokratiresan",
            "url": "https://skr.se/",
            "length": "24 minuter",
        }
