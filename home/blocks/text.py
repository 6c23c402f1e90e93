"""Running text."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock

PARAGRAPH_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
TEXT_FEATURES = ["h2", "h3", "h4", *PARAGRAPH_FEATURES]


class TextBlock(RichTextBlock):
    """Rich text; headings start at h2, since the page's title is its only h1."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Löpande text med mellanrubriker, listor och länkar.")
        template = "blocks/text.html"
        preview_value = (
            "<h2>Så går det till</h2><p>En inbjuden gäst berättar om sitt arbete "
            "och svarar på frågor.</p>"
        )
