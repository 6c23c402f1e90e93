"""Finished sections of start and landing pages: the three words, and lists that keep themselves.

The pages they list belong to the apps above, which are therefore named as text.
"""

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..form_fields import LinesBlock
from ..themes import Word
from .choosers import VisiblePageChooserBlock, visible_pages
from .people import PeopleBlock
from .text import HeadedBlock


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


class ThreeWordsBlock(HeadedBlock):
    """Kunskap, delaktighet and samverkan side by side."""

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
                "pages": pages,
                "keys": [page.pk for page in pages],
            }
            for word in Word
            for pages in [visible_pages(value[word.value]["pages"])]
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


class ExtraLineBlock(blocks.StructBlock):
    """A line in the list of activities that has no page of its own."""

    title = blocks.CharBlock(label=_("Namn"), max_length=120, help_text=_("Mötesformens namn."))
    text = blocks.CharBlock(
        label=_("Text"), required=False, max_length=300, help_text=_("Valfritt. En mening.")
    )

    class Meta:
        icon = "plus"
        label = _("Rad utan sida")
        description = _("Något vi gör som inte har en egen sida.")
        template = "blocks/extra_line.html"
        preview_value = {"title": "Seminarier"}


def in_one_sentence(lines):
    """Return the lines, with those that are a name alone as one: «Utbildningar och seminarier».

    Names of ways to meet are written in small letters in running text (docs/design.md).
    """
    names = [line["title"] for line in lines if line["title"] and not line["text"]]
    others = [line for line in lines if line["text"]]
    if not names:
        return others
    first, *rest = names
    rest = [name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}" for name in rest]
    return [*others, {"title": get_text_list([first, *rest], _("och")), "text": ""}]


class Listing:
    """What a section has that lists pages by itself.

    A whole page finds them for all of its sections before it is printed, so that all their
    pictures take one query.
    """

    def find(self, value):
        """Return what the template prints; `pictured` are the pages that it shows pictures of.

        `value` may be as it is stored.
        """
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        found = getattr(value, "found", None) or self.find(value)
        return {**super().get_context(value, parent_context), **found}


class ActivitiesBlock(Listing, blocks.StructBlock):
    """The activities: the chosen ones on top, then the rest in the editors' order."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Till exempel ”Våra mötesplatser”.")
    )
    text = LinesBlock(
        label=_("Text"), required=False, max_length=600, help_text=_("Står före listan.")
    )
    chosen = blocks.ListBlock(
        VisiblePageChooserBlock(page_type="activities.ActivityPage", label=_("Aktivitet")),
        label=_("Utvalda"),
        min_num=0,
        default=[],
        help_text=_("Visas först, i den här ordningen. Övriga följer av sig själva."),
    )
    extra_lines = blocks.ListBlock(
        ExtraLineBlock(),
        label=_("Rader utan sida"),
        min_num=0,
        default=[],
        help_text=_("Sådant vi gör som inte har en egen sida."),
    )

    def find(self, value):
        return {
            "pictured": apps.get_model("activities.ActivityPage").objects.rows_in_editors_order()
        }

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        activities = {page.pk: page for page in context["pictured"]}
        first = [page.pk for page in visible_pages(value["chosen"]) if page.pk in activities]
        order = dict.fromkeys([*first, *activities])
        context["activities"] = [activities[pk] for pk in order]
        context["extra_lines"] = in_one_sentence(value["extra_lines"])
        return context

    class Meta:
        icon = "list-ul"
        label = _("Aktiviteter")
        description = _("Alla aktiviteter med ingress och hur ofta. Listan uppdateras automatiskt.")
        template = "blocks/activities.html"
        preview_value = {"heading": "Våra mötesplatser", "chosen": [], "extra_lines": []}


class ComingEventsBlock(Listing, blocks.StructBlock):
    """The next event and those after it, what one must soon register for, and what was last.

    Where nothing is coming it says which activity usually does.
    """

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Till exempel ”På gång”.")
    )
    how_many = blocks.IntegerBlock(
        label=_("Högsta antal"),
        min_value=1,
        max_value=12,
        default=4,
        help_text=_("Mellan 1 och 12."),
    )

    def find(self, value):
        events = apps.get_model("activities.EventPage").objects.visible()
        coming, closing, lately = events.coming_closing_and_lately(value["how_many"] or 4)
        days = [timezone.localdate(event.start) for event in coming[1:] if event.start]
        usual = None if coming else self._usual_activity(events)
        return {
            "events": coming,
            "closing": closing,
            "lately": lately,
            "more_today": any(day <= timezone.localdate() for day in days),
            "usual": usual,
            "suggestion_url": self._suggestion_url(usual),
            "pictured": [*coming[:1], *filter(None, [usual])],
        }

    def _usual_activity(self, events):
        from ..inbox.form import has_page_with_form

        activities = apps.get_model("activities.ActivityPage").objects.visible().as_rows()
        return events.usual_activity(activities.annotate(has_form=has_page_with_form()))

    def _suggestion_url(self, activity):
        if not activity or not activity.has_form:
            return ""
        return f"{reverse('message')}?{urlencode({'aktivitet': activity.calendar_slug})}"

    class Meta:
        icon = "date"
        label = _("På gång")
        description = _(
            "Nästa evenemang, de därefter och de senaste. Listan uppdateras automatiskt."
        )
        template = "blocks/coming_events.html"
        preview_value = {"heading": "Nästa evenemang", "how_many": 4}


class SectionPeopleBlock(Listing, PeopleBlock):
    """People and organisations; where none is chosen, six people who took part last."""

    HOW_MANY = 6

    def find(self, value):
        if value.get("people") or value.get("organisations"):
            return {"standing": [], "pictured": []}
        events = apps.get_model("activities.EventPage").objects.visible()
        people = apps.get_model("home.PersonPage").objects
        people = people.rows_of(events.keys_of_latest_people(self.HOW_MANY))
        people.sort(key=lambda person: not person.image_id)
        return {"standing": people, "pictured": people}

    class Meta:
        description = _("De ni väljer, eller utan val de sex som medverkade senast.")


class LatestNewsBlock(Listing, blocks.StructBlock):
    """The newest articles."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Till exempel ”Nyheter”.")
    )
    how_many = blocks.IntegerBlock(
        label=_("Antal"), min_value=1, max_value=12, default=4, help_text=_("Mellan 1 och 12.")
    )

    def find(self, value):
        articles = apps.get_model("news.ArticlePage").objects.latest_rows(value["how_many"] or 4)
        return {"articles": articles, "pictured": articles}

    class Meta:
        icon = "doc-full-inverse"
        label = _("Nyheter")
        description = _("De senaste artiklarna. Listan uppdateras automatiskt.")
        template = "blocks/latest_news.html"
        preview_value = {"heading": "Nyheter", "how_many": 4}


class PromisesBlock(Listing, HeadedBlock):
    """What the activities promise a year, against what has been held."""

    year = blocks.IntegerBlock(
        label=_("År"), min_value=1950, max_value=2100, help_text=_("Till exempel 2026.")
    )

    def find(self, value):
        activities = apps.get_model("activities.ActivityPage")
        return {"promises": activities.promises_of(value["year"]), "pictured": []}

    class Meta:
        icon = "list-ol"
        label = _("Löften")
        description = _("Hur ofta aktiviteterna skulle hållas under ett år, och hur det blev.")
        template = "blocks/promises.html"
        preview_value = {"heading": "Så höll vi våra löften", "year": 2021}
