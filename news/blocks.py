"""The items of a newsletter, and what the text of an article is made of."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks.body import BodyBlocks
from home.blocks.choosers import VisiblePageChooserBlock, visible_pages
from home.blocks.coming_dates import ComingDatesBlock
from home.blocks.links import LinkListBlock
from home.blocks.media import EmbedBlock, PictureBlock
from home.blocks.people import PeopleBlock
from home.blocks.text import PARAGRAPH_FEATURES, FactsBlock, HeadedBlock, QuoteBlock, TextBlock


class ArticleBlocks(BodyBlocks):
    """What any text is made of, and dates that a piece of news tells of beforehand."""

    dates = ComingDatesBlock()


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
        search_index=False,  # it is for screen readers
        help_text=_("Så att texten läses upp rätt."),
    )
    content = blocks.StreamBlock(
        [
            ("text", TextBlock(features=["h3", *PARAGRAPH_FEATURES])),
            ("facts", FactsBlock()),
            ("dates", ComingDatesBlock()),
            ("links", LinkListBlock()),
            ("quote", QuoteBlock()),
            ("picture", PictureBlock()),
            ("people", PeopleBlock()),
            ("embed", EmbedBlock()),
        ],
        label=_("Innehåll"),
        required=False,
        default=[("text", "")],  # most items are a text
    )

    class Meta:
        icon = "list-ul"
        label = _("Inslag")
        description = _("Ett inslag i nyhetsbrevet, med avsändare, rubrik, text, fakta och länkar.")
        template = "blocks/newsletter_item.html"
        mail_template = "email/blocks/newsletter_item.html"
        preview_value = {
            "label": "SKR",
            "heading": "Demokratidagen 2022",
            "language": "sv",
            "content": [("text", "<p>En mötesplats för alla med intresse för demokrati.</p>")],
        }


class IssueEventsBlock(HeadedBlock):
    """Events in short rows; what each says is the event's own, and changes with it."""

    events = blocks.ListBlock(
        VisiblePageChooserBlock(page_type="activities.EventPage", label=_("Evenemang")),
        label=_("Evenemang"),
        min_num=1,
        help_text=_("I den ordning de ska stå. Dag, plats och läge hämtas från evenemangen."),
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        keys = [page.pk for page in visible_pages(value.get("events") or [])]
        calendars = apps.get_model("activities.CalendarPage").objects.rows_in_editors_order()
        return {
            **context,
            "events": apps.get_model("activities.EventPage").objects.rows_of(keys),
            "calendar": next(iter(calendars), None),
        }

    class Meta:
        icon = "date"
        label = _("På gång")
        description = _("Evenemang i korta rader, med dag, plats och läge.")
        template = "blocks/issue_events.html"
        mail_template = "email/blocks/issue_events.html"
        preview_value = {"heading": "På gång", "events": []}
