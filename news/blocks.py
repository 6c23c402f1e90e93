"""The items of a newsletter."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks.links import LinkListBlock
from home.blocks.media import EmbedBlock, PictureBlock
from home.blocks.people import PeopleBlock
from home.blocks.text import PARAGRAPH_FEATURES, FactsBlock, QuoteBlock


class NewsletterItemBlock(blocks.StructBlock):
    """One item: who it comes from, a heading, text, facts and links."""

    label = blocks.CharBlock(
        label=_("Organisation eller ort"),
        required=False,
        max_length=80,
        help_text=_("Varifrån nyheten kommer, till exempel SKR eller Falun."),
    )
    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=255, help_text=_("Vad det handlar om.")
    )
    language = blocks.ChoiceBlock(
        label=_("Språk"),
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        default="sv",
        help_text=_("Så att texten läses upp rätt."),
    )
    content = blocks.StreamBlock(
        [
            (
                "text",
                blocks.RichTextBlock(
                    label=_("Text"),
                    icon="pilcrow",
                    features=["h3", *PARAGRAPH_FEATURES],
                    template="blocks/text.html",
                ),
            ),
            ("facts", FactsBlock()),
            ("links", LinkListBlock()),
            ("quote", QuoteBlock()),
            ("picture", PictureBlock()),
            ("people", PeopleBlock()),
            ("embed", EmbedBlock()),
        ],
        label=_("Innehåll"),
        required=False,
    )

    def get_searchable_content(self, value):
        # Without the name of the language, which is for screen readers.
        shown = {name: block for name, block in self.child_blocks.items() if name != "language"}
        return [
            text
            for name, block in shown.items()
            for text in block.get_searchable_content(value.get(name))
        ]

    class Meta:
        icon = "list-ul"
        label = _("Inslag")
        description = _("Ett inslag i nyhetsbrevet, med avsändare, rubrik, text, fakta och länkar.")
        template = "blocks/newsletter_item.html"
        preview_value = {
            "label": "SKR",
            "heading": "Demokratidagen 2022",
            "language": "sv",
            "content": [("text", "<p>En mötesplats för alla med intresse för demokrati.</p>")],
        }
