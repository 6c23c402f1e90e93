"""The blocks that any page's text is made of."""

from wagtail.blocks import StreamBlock

from .entries import EntriesBlock
from .figures import EvaluationBlock, FiguresBlock
from .links import CallToActionBlock, LinkListBlock
from .media import DocumentsBlock, EmbedBlock, GalleryBlock, PictureBlock
from .people import PeopleBlock
from .process import ProcessBlock
from .table import TableBlock
from .text import AccordionBlock, FactsBlock, QuoteBlock, TextBlock


class BodyBlocks(StreamBlock):
    """Running text and all that may stand in it; rich text first, since it is used most."""

    text = TextBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    people = PeopleBlock()
    links = LinkListBlock()
    quote = QuoteBlock()
    facts = FactsBlock()
    documents = DocumentsBlock()
    embed = EmbedBlock()
    call_to_action = CallToActionBlock()
    accordion = AccordionBlock()
    table = TableBlock()
    figures = FiguresBlock()
    evaluation = EvaluationBlock()
    process = ProcessBlock()
    entries = EntriesBlock()

    class Meta:
        required = False
        template = "blocks/body.html"
        preview_value = [("text", "<p>Text.</p>")]
