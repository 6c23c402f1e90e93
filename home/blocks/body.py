"""The blocks that any page's text is made of."""

from wagtail.blocks import StreamBlock

from .accordion import AccordionBlock
from .documents import DocumentsBlock
from .embed import EmbedBlock
from .facts import FactsBlock
from .image import GalleryBlock, PictureBlock
from .links import CallToActionBlock, LinkListBlock
from .people import PeopleBlock
from .quote import QuoteBlock
from .table import TableBlock
from .text import TextBlock


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

    class Meta:
        required = False
        template = "blocks/body.html"
        preview_value = [("text", "<p>Text.</p>")]
