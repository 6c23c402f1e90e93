"""The three words that everything stands on."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..lines import LinesBlock
from ..themes import Word
from .choosers import VisiblePageChooserBlock, visible_pages


class WordBlock(blocks.StructBlock):
    """One of the words: a sentence and the pages that belong to it."""

    text = LinesBlock(
        label=_("Text"), required=False, max_length=300, help_text=_("En mening om ordet.")
    )
    pages = blocks.ListBlock(
        VisiblePageChooserBlock(label=_("Sida")),
        label=_("Sidor"),
        min_num=0,
        default=[],
        help_text=_("Sidor som hör till ordet."),
    )

    class Meta:
        icon = "tag"
        label = _("Ord")
        description = _("Ett av de tre orden.")
        template = "blocks/word.html"
        preview_value = {"text": "Fortlöpande dialog om gemensamma frågor.", "pages": []}


class ThreeWordsBlock(blocks.StructBlock):
    """Kunskap, delaktighet and samverkan side by side."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), required=False, max_length=120, help_text=_("Får vara tom.")
    )
    text = LinesBlock(
        label=_("Text"), required=False, max_length=400, help_text=_("En mening om de tre orden.")
    )
    knowledge = WordBlock(label=Word.KNOWLEDGE.label)
    participation = WordBlock(label=Word.PARTICIPATION.label)
    collaboration = WordBlock(label=Word.COLLABORATION.label)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["words"] = [
            {
                "word": word.value,
                "name": word.label,
                "text": value[word.value]["text"],
                "pages": visible_pages(value[word.value]["pages"]),
            }
            for word in Word
        ]
        return context

    class Meta:
        icon = "group"
        label = _("Tre ord")
        description = _("Kunskap, delaktighet och samverkan sida vid sida.")
        template = "blocks/three_words.html"
        preview_value = {
            "heading": "Två parter, tre ord",
            "knowledge": {"text": "Vi delar med oss av det vi vet.", "pages": []},
            "participation": {"text": "Fler får vara med och påverka.", "pages": []},
            "collaboration": {"text": "Vi gör det tillsammans.", "pages": []},
        }
