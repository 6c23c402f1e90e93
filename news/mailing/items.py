"""The items of an issue as its mail prints them: one that cannot be read costs itself alone."""

import logging

from django.template.loader import render_to_string
from wagtail.blocks import StreamValue

from ..blocks import NewsletterItemBlock

logger = logging.getLogger(__name__)


class Printer:
    """Prints streams of an issue block by block, and notes what it cannot print in `failed`.

    They are read as they are stored, each block by itself: what is read as a whole fails as a
    whole.  How many questions that costs does not matter, since a mail is made once.  What failed
    is noted as the form names it, such as «items.<key of a block>».
    """

    def __init__(self, page):
        self.page, self.failed = page, []

    def printed(self, name, **context):
        """Return the blocks of the stream that the page has by this name, printed, in order."""
        stream = getattr(self.page, name)
        return [*self._children(stream.stream_block, list(stream.raw_data), name, context)]

    def _children(self, block, raw, place, context):
        if not isinstance(raw, list):
            self.failed.append(place)
            return
        for number, stored in enumerate(raw):
            here = place
            try:
                here = f"{place}.{stored.get('id') or ''}"
                if markup := self._child(block, stored, here, {"turn": number % 3, **context}):
                    yield markup
            except Exception:
                logger.exception("%s of issue %s could not be printed", here, self.page.pk)
                self.failed.append(here)

    def _child(self, block, stored, place, context):
        kind = block.child_blocks.get(stored["type"])
        if kind is None:  # of a release that had more kinds
            return ""
        within = []
        if isinstance(kind, NewsletterItemBlock):
            content = kind.child_blocks["content"]
            raw = stored["value"].get("content") or []
            within = [*self._children(content, raw, f"{place}.content", {"turn": context["turn"]})]
            stored = {**stored, "value": {**stored["value"], "content": []}}
        child = StreamValue(block, [stored], is_lazy=True)[0]
        template = context.get("template") or kind.meta.mail_template
        values = {**kind.get_context(child.value), "page": self.page, "blocks": within, **context}
        return render_to_string(template, values)
