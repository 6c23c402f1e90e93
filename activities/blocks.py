"""Activities and coming events as sections of a page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks.choosers import VisiblePageChooserBlock, visible_pages
from home.blocks.times import TypedTimeBlock
from home.lines import LinesBlock
from home.templatetags.swedish import kronor

VAT = [("inkl", _("inklusive moms")), ("exkl", _("exklusive moms"))]


class PriceValue(blocks.StructValue):
    """A price with the words for its VAT."""

    @property
    def vat_text(self):
        """Return whether VAT is in the price, in words; empty where it does not arise."""
        return dict(VAT).get(self.get("vat"), "")


class PriceBlock(blocks.StructBlock):
    """What it costs for one kind of participant."""

    label = blocks.CharBlock(
        label=_("Vad det gäller"),
        required=False,
        max_length=160,
        help_text=_("Till exempel ”via länk”. Får vara tomt."),
    )
    amount = blocks.DecimalBlock(
        label=_("Kronor"), min_value=0, max_digits=9, decimal_places=2, help_text=_("Bara siffror.")
    )
    vat = blocks.ChoiceBlock(
        label=_("Moms"),
        choices=VAT,
        required=False,
        help_text=_("Lämna tomt när moms inte är aktuellt."),
    )
    note = blocks.CharBlock(
        label=_("Tillägg"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”per deltagare”. Får vara tomt."),
    )

    def get_searchable_content(self, value):
        printed = (value.get("label"), kronor(value.get("amount")), value.vat_text)
        return [", ".join(filter(None, map(str, [*printed, value.get("note") or ""])))]

    class Meta:
        icon = "tag"
        label = _("Pris")
        description = _("Ett pris, med moms och vem det gäller.")
        template = "blocks/price.html"
        value_class = PriceValue
        preview_value = {"label": "På plats", "amount": 1650, "vat": "exkl", "note": ""}


class ProgrammeItemBlock(blocks.StructBlock):
    """A point of the programme."""

    start = TypedTimeBlock(
        label=_("Klockan"), required=False, help_text=_("När punkten börjar. Får vara tomt.")
    )
    title = blocks.CharBlock(label=_("Rubrik"), max_length=160, help_text=_("Vad som händer."))
    text = LinesBlock(label=_("Text"), required=False, help_text=_("Vem och vad. Får vara tomt."))

    def get_searchable_content(self, value):
        start, texts = value.get("start"), super().get_searchable_content(value)
        return [f"kl. {start.hour}.{start.minute:02d}", *texts] if start else texts

    class Meta:
        icon = "time"
        label = _("Programpunkt")
        description = _("En punkt i programmet, med klockslag och rubrik.")
        template = "blocks/programme_item.html"
        preview_value = {"title": "Frågor och samtal", "text": "De sista minuterna."}


class ExtraLineBlock(blocks.StructBlock):
    """A line in the list of activities that has no page of its own."""

    title = blocks.CharBlock(label=_("Namn"), max_length=120, help_text=_("Mötesformens namn."))
    text = blocks.CharBlock(
        label=_("Text"), required=False, max_length=300, help_text=_("En mening. Får vara tom.")
    )

    class Meta:
        icon = "plus"
        label = _("Rad utan sida")
        description = _("Något vi gör som inte har en egen sida.")
        template = "blocks/extra_line.html"
        preview_value = {"title": "Seminarier"}


class ActivitiesBlock(blocks.StructBlock):
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

    def get_context(self, value, parent_context=None):
        from .models import ActivityPage

        context = super().get_context(value, parent_context)
        activities = {
            page.pk: page for page in ActivityPage.objects.visible().in_editors_order().as_cards()
        }
        first = [page.pk for page in visible_pages(value["chosen"]) if page.pk in activities]
        order = dict.fromkeys([*first, *activities])
        context["activities"] = [activities[pk] for pk in order]
        return context

    class Meta:
        icon = "list-ul"
        label = _("Aktiviteter")
        description = _("Alla aktiviteter med ingress och hur ofta. Listan sköter sig själv.")
        template = "blocks/activities.html"
        preview_value = {"heading": "Våra mötesplatser", "chosen": [], "extra_lines": []}


class ComingEventsBlock(blocks.StructBlock):
    """The next events of all activities, and those that one must soon register for."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Till exempel ”På gång”.")
    )
    how_many = blocks.IntegerBlock(
        label=_("Högst så många"),
        min_value=1,
        max_value=12,
        default=4,
        help_text=_("Mellan 1 och 12."),
    )

    def get_context(self, value, parent_context=None):
        from .models import EventPage

        context = super().get_context(value, parent_context)
        events, closing = EventPage.objects.visible().soon(value["how_many"] or 4)
        days = [timezone.localdate(event.start) for event in events[1:] if event.start]
        more_today = any(day <= timezone.localdate() for day in days)
        return {**context, "events": events, "closing": closing, "more_today": more_today}

    class Meta:
        icon = "date"
        label = _("På gång")
        description = _("De närmaste evenemangen och vad man snart måste anmäla sig till.")
        template = "blocks/coming_events.html"
        preview_value = {"heading": "På gång", "how_many": 4}
