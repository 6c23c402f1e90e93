"""Running text."""

import re

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import get_text_for_indexing

PARAGRAPH_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
TEXT_FEATURES = ["h2", "h3", "h4", *PARAGRAPH_FEATURES]
END_OF_LINE = re.compile(r"</(?:p|h\d|li)>|<br ?/>")


class TextBlock(RichTextBlock):
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
        preview_value = (
            "<h2>Så går det till</h2><p>En inbjuden gäst berättar om sitt arbete "
            "och svarar på frågor.</p>"
        )
