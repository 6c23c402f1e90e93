"""An event: one address for its whole life, from save-the-date to documentation."""

from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.signals import post_page_move

from home.base import BasePage
from home.blocks.body import BodyBlocks
from home.blocks.people import PersonBlock
from home.blocks.text import PARAGRAPH_FEATURES
from home.form_fields import MomentField
from home.organisations import PageOrganisation, by_part
from home.streams import StreamField
from home.typed_dates import day_begins, day_is_over

from .. import ical, schema
from ..blocks import PriceBlock
from ..documentation import DOCUMENTATION, note_what_there_is
from ..join_link import join_response
from ..poster import poster_facts
from ..programme import ProgrammeItemBlock
from ..querysets import EventQuerySet
from ..status import Change, event_status
from . import event_context, event_printed, event_rules
from .activity import ActivityPage
from .event_admin import EVENT_PANELS, EventForm
from .event_conditions import Conditions
from .event_registration import RegistrationFields
from .event_search import SEARCH_FIELDS


class EventPage(
    RoutablePageMixin, event_rules.Invitation, RegistrationFields, Conditions, BasePage
):
    """One occasion of an activity (tillfälle).

    An event of whole days lasts from the first midnight to the one after its last day, both in
    Europe/Stockholm, so that lists ask for it as for any other.
    """

    start = MomentField(
        _("börjar"),
        null=True,
        blank=True,
        day_alone=day_begins,
        if_ticked="all_day",
        help_text=_("Dag och klockslag, till exempel 2027-05-26 12.15 eller 26 maj 2027 kl. 12."),
    )
    end = MomentField(
        _("slutar"),
        null=True,
        blank=True,
        day_alone=day_is_over,
        if_ticked="all_day",
        help_text=_("Valfritt. Utan sluttid räknas evenemanget som pågående dagen ut."),
    )
    all_day = models.BooleanField(
        _("heldag"),
        default=False,
        help_text=_(
            "Kryssa i om evenemanget varar hela dagen eller flera hela dagar. Skriv då bara första "
            "dagen i ”Börjar” och sista dagen i ”Slutar”, utan klockslag."
        ),
    )
    doors = models.TimeField(
        _("dörrarna öppnar"), null=True, blank=True, help_text=_("Om man kan komma tidigare.")
    )
    date_to_be_announced = models.BooleanField(
        _("datum inte bestämt"),
        default=False,
        help_text=_("Kryssa i om datumet inte är bestämt än."),
    )
    date_text = models.CharField(
        _("när, med ord"),
        max_length=80,
        blank=True,
        help_text=_("Bara när dagen inte är känd, till exempel ”våren 2021”."),
    )
    held = models.BooleanField(
        _("har hållits"),
        default=False,
        help_text=_("Kryssa i om evenemanget har hållits men dagen inte är känd."),
    )
    venue = models.CharField(
        _("lokal"), max_length=160, blank=True, help_text=_("Platsens namn, och rum om det behövs.")
    )
    address = models.CharField(
        _("adress"), max_length=200, blank=True, help_text=_("Gata och ort.")
    )
    directions = models.TextField(
        _("hitta dit"), blank=True, help_text=_("Hållplats, ingång, våning.")
    )
    online_service = models.CharField(
        _("digital tjänst"), max_length=160, blank=True, help_text=_("Till exempel Zoom.")
    )
    join_url = models.URLField(
        _("hemlig möteslänk"),
        blank=True,
        max_length=500,
        validators=[event_rules.only_web],
        help_text=_(
            "Visas aldrig på webbplatsen, i kalenderfiler eller i sökningen. Knappen Anslut leder "
            "hit från 30 minuter före start till slutet."
        ),
    )
    dial_in = models.CharField(
        _("ring in"),
        max_length=160,
        blank=True,
        help_text=_("Nummer och kod. Är möteslänken hemlig visas det först när mötet öppnar."),
    )
    link_sent = models.CharField(
        _("när länken skickas"),
        max_length=160,
        blank=True,
        help_text=_("Visas på sidan. Till exempel ”Länken skickas dagen före”."),
    )
    # What was copied from the activity and says something only beside a choice of its own.
    copied_texts = models.JSONField(default=dict, editable=False)
    prices = StreamField(
        [("price", PriceBlock())],
        verbose_name=_("priser"),
        blank=True,
        help_text=_("En rad för varje pris, till exempel på plats och via länk."),
    )
    price_conditions = models.TextField(
        _("villkor"), blank=True, help_text=_("Till exempel vad som gäller om man uteblir.")
    )
    access_info = models.TextField(
        _("tillgänglighet"),
        blank=True,
        help_text=_("Hörslinga, teckenspråk, rullstol, texttolkning."),
    )
    access_contact = models.CharField(
        _("fråga om anpassning"),
        max_length=160,
        blank=True,
        help_text=_("Vem hör man av sig till, och hur?"),
    )

    change = models.CharField(
        _("ändring"),
        max_length=12,
        choices=Change.choices,
        blank=True,
        help_text=_(
            "Inställt: det blir inte av. Uppskjutet: ett nytt datum är inte bestämt. Nytt datum: "
            "skriv det i ”Börjar”. Ny plats eller digitalt: skriv det under ”Var”. Sidan ligger "
            "kvar, med ändringen och skälet överst."
        ),
    )
    change_reason = models.TextField(
        _("skäl"), blank=True, help_text=_("Varför, och vad händer i stället?")
    )
    previous_start = MomentField(
        _("tidigare datum"),
        null=True,
        blank=True,
        day_alone=day_begins,
        help_text=_("Datumet som gällde före ändringen. Tomt: det som senast var publicerat."),
    )
    before = models.CharField(
        _("gällde förut"),
        max_length=160,
        blank=True,
        help_text=_("Plats, pris eller antal platser före ändringen, till exempel ”Rådhuset”."),
    )
    # The start that visitors were told last, and the other one that they were told before it.
    announced_start = MomentField(null=True, editable=False)
    former_start = MomentField(null=True, editable=False)

    speakers = StreamField(
        [("person", PersonBlock())],
        verbose_name=_("medverkande"),
        blank=True,
        help_text=_("Gäster, panel, moderator och värd, med roll och organisation just då."),
    )
    follows = models.ForeignKey(
        "self",
        verbose_name=_("uppföljning av"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="follow_ups",
        help_text=_("Ett tidigare evenemang som det här bygger vidare på."),
    )
    programme = StreamField(
        [("item", ProgrammeItemBlock())],
        verbose_name=_("program"),
        blank=True,
        help_text=_("Punkterna i ordning, med klockslag där det är bestämt."),
    )
    body = StreamField(
        BodyBlocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )
    points_raised = RichTextField(
        _("det som kom fram"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Synpunkter och förslag, gärna som en lista."),
    )
    result_use = RichTextField(
        _("så används resultatet"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Vad ledde det till? Var tog synpunkterna vägen?"),
    )
    evaluation = RichTextField(
        _("utvärdering"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Vad tyckte de som kom?"),
    )
    documentation = StreamField(
        BodyBlocks(),
        blocks_of="body",
        verbose_name=_("dokumentation"),
        blank=True,
        help_text=_("Rapport, dokument, film, bilder och citat. Visas när evenemanget är över."),
    )
    has_documentation = models.BooleanField(default=False, editable=False)
    # When documentation came to what visitors could already read.
    documented_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # What of `DOCUMENTATION_PARTS` it holds, so that a list need not read the documentation.
    documentation_parts = models.JSONField(default=list, editable=False)
    # The start that lists go by: none where the event is put off until a day not yet known.
    valid_start = models.GeneratedField(
        expression=models.Case(
            models.When(change=Change.POSTPONED, then=None), default=models.F("start")
        ),
        output_field=MomentField(null=True),
        db_persist=True,
    )
    # The primary key of the activity, which the tree knows by its path alone.
    activity_key = models.PositiveBigIntegerField(null=True, editable=False)
    closes_soon = False  # A list sets it; for what is not there at all a template seeks long.
    # What a calendar shows: how many times it has changed (RFC 5545, 3.8.7.4), and when last.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    calendar_changed = models.DateTimeField(default=timezone.now, editable=False)

    objects = PageManager.from_queryset(EventQuerySet)()
    base_form_class = EventForm
    secret_fields = ("join_url", "dial_in")
    tracking_removed = ()  # names that the last check took from the address to register

    page_description = _("Ett evenemang med datum, plats och gäster. Sidan lever kvar efteråt.")
    parent_page_types = ["activities.ActivityPage"]
    subpage_types = []
    search_fields = SEARCH_FIELDS
    content_panels = EVENT_PANELS

    class Meta:
        verbose_name = _("Evenemang")
        verbose_name_plural = _("Evenemang")
        # What lists choose and sort by lies in the index, so that only rows shown are read.
        indexes = [
            models.Index(fields=["valid_start", "end", "attendance_mode", "is_free"]),
            models.Index(fields=["activity_key", "valid_start", "end"]),
            models.Index(fields=["start", "end"]),
            models.Index(fields=["activity_key", "start"]),
            models.Index(fields=["registration_closes"]),
        ]

    def clean(self):
        """Refuse what contradicts itself (ValidationError at the field)."""
        event_rules.refuse_other_years(self)
        event_rules.normalise(self)
        super().clean()
        event_rules.refuse_contradictions(self)

    def missing(self):
        """Return what publishing needs: when, where, how to join, and why something changed."""
        missing = super().missing() | event_rules.missing_for_publishing(self)
        return missing | event_rules.hidden_prices(self)

    def save(self, *args, **kwargs):
        """Save, noting what lists ask for, what visitors have been told and calendars shown."""
        event_rules.refuse_other_years(self)
        note_what_there_is(self)
        self.activity_key = self.get_parent().pk if self.path else None
        if self.path and not self.copied_texts and (self.registration_text or self.price_text):
            self.copied_texts = event_rules.texts_copied_from(self.activity, self)
        # What names its fields is bookkeeping, such as noting a draft, and changes nothing shown.
        if kwargs.get("update_fields") is None:
            before = type(self).objects.filter(pk=self.pk).first()
            event_rules.keep_announced_start(self, before)
            event_rules.note_documentation(self, before)
            ical.count_change(self, before)
        super().save(*args, **kwargs)

    def shows(self, field):
        """Tell whether a visitor is shown this field now: documentation waits for the end."""
        return field not in DOCUMENTATION or self.status.is_over

    @cached_property
    def activity(self):
        """Return the activity that the event belongs to."""
        return ActivityPage.objects.parent_of(self) or self.get_parent().specific

    @property
    def shown_activity(self):
        """Return the activity where it is published; else its event stands alone: None."""
        return self.activity if self.activity.live else None

    @property
    def printed(self):
        """Return the event's fields as they are printed (`event_printed.py`)."""
        return event_printed.Printed(self)

    @property
    def status(self):
        """Return the event's state now."""
        return event_status(self, timezone.now())

    def card(self):
        """Return the event as a row: when, where and in which state."""
        return event_printed.event_card(self)

    def days(self):
        """Return the days of the event."""
        return event_printed.days_of(self)

    def share_words(self):
        """Return what the picture that the event is shared with says: its title, when and whose."""
        return [self.title, *event_printed.share_lines(self)]

    def borrowed_streams(self):
        """Return the contacts of the activity where they answer questions about access."""
        asked = self.pk and not self.access_contact and not self.status.is_over
        return [self.shown_activity.contacts] if asked and self.shown_activity else []

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["involved"] = by_part(self.organisers.all())
        context["access_contact"] = event_context.access_contact(self)
        context["poster_facts"] = [] if self.status.is_over else poster_facts(self)
        return {**context, **event_context.page_context(self)}

    def structured_data(self, context, image):
        """Return the event for search engines (schema.org); empty without a day.

        `context` is the template's, whose rows are used, and `image` the picture's address.
        """
        return schema.event_data(self, context.get("involved", ()), image) if self.start else {}

    @path("kalender.ics/", name="calendar_file")
    def calendar_file(self, request):
        """Answer with the event's calendar file (404 while it has no day)."""
        return ical.event_file(request, self)

    @path("anslut/", name="join")
    def join(self, request):
        """Lead on to the meeting while it is open, else explain."""
        return join_response(self, request)

    @path("anslut/telefon/", name="join_by_phone")
    def join_by_phone(self, request):
        """Tell the number of the meeting while it is open, else explain."""
        return join_response(self, request, by_phone=True)


class EventOrganiser(PageOrganisation):
    """An organisation that invites to an event, supports it or pays for it."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="organisers")

    class Meta(PageOrganisation.Meta):
        verbose_name = _("arrangör")
        verbose_name_plural = _("arrangörer")


@receiver(post_page_move, sender=EventPage)
def update_activity_key(instance, parent_page_after, **_kwargs):
    """Set whose an event is that has been moved: Wagtail then saves nothing but its place."""
    EventPage.objects.filter(pk=instance.pk).update(activity_key=parent_page_after.pk)
