"""Documents to download."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A document and one sentence about it; type and size are printed by the template."""

    document = DocumentChooserBlock(label=_("Dokument"), help_text=_("Välj eller ladda upp."))
    description = blocks.CharBlock(
        label=_("Beskrivning"),
        required=False,
        max_length=300,
        help_text=_("En mening om vad dokumentet innehåller."),
    )

    def get_searchable_content(self, value):
        document = value.get("document")
        return [*([document.title] if document else []), *super().get_searchable_content(value)]

    class Meta:
        icon = "doc-full"
        label = _("Dokument")
        description = _("Ett dokument att ladda ner.")
        template = "blocks/document.html"
        preview_value = {"description": "Sammanfattning av dagen."}


class DocumentsBlock(blocks.StructBlock):
    """Documents below one heading."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), required=False, max_length=120, help_text=_("Får vara tom.")
    )
    documents = blocks.ListBlock(DocumentBlock(), label=_("Dokument"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("Dokument")
        description = _("Filer att ladda ner, med filtyp och storlek.")
        template = "blocks/documents.html"
        preview_value = {"heading": "Dokument", "documents": []}
