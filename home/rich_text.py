"""The editor of rich text."""

import re

from wagtail.admin.rich_text import DraftailRichTextArea

HALF = re.compile("[\ud800-\udfff]")


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor, without the halves of letters that a browser may leave of an emoji.

    No database stores them, so that saving would fail and all of the text be lost.
    """

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and HALF.sub("", value)
