"""An event: one address for its whole life, from save-the-date to documentation."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index

from home.base import BasePage, Card, PageForm
from home.blocks.body import BodyBlocks
from home.blocks.people import PersonBlock
from home.blocks.text import PARAGRAPH_FEATURES

from ..blocks import ProgrammeItemBlock
from ..querysets import EventQuerySet
from ..status import EventFacts, event_status, is_moved
from .choices import AttendanceMode, Change
from .event_context import surroundings
from .event_panels import EVENT_PANELS
from .event_rules import contradictions, gaps
from .joining import Joining

DEFAULTS = {
    "attendance_mode": "usual_attendance_mode",
    "is_free": "is_free",
    "price_text": "usual_price",
    "audience": "audience",
    "open_to_all": "open_to_all",
    "registration": "registration",
    "registration_text": "registration_text",
}


class EventForm(PageForm):
    """The editing form of an event; a new one starts with what its activity usually says."""

    def __init__(self, *args, **kwargs):
        instance, parent = kwargs.get("instance"), kwargs.get("parent_page")
        if instance is not None and instance.pk is None and parent is not None:
            instance.take_over_from(parent.specific)
        super().__init__(*args, **kwargs)


class EventPage(Joining, BasePage):
    """One occasion of an activity (tillfälle)."""

    start = models.DateTimeField(
        _("börjar"), null=True, blank=True, help_text=_("Dag och klockslag, svensk tid.")
    )
    end = models.DateTimeField(
        _("slutar"),
        null=True,
        blank=True,
        help_text=_("Får vara tomt. Då räknas evenemanget som pågående dagen ut."),
    )
    doors = models.TimeField(
        _("dörrarna öppnar"), null=True, blank=True, help_text=_("Om man kan komma tidigare.")
    )
    date_to_be_announced = models.BooleanField(
        _("datum kommer"), default=False, help_text=_("Kryssa i om dagen inte är bestämd än.")
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
    attendance_mode = models.CharField(
        _("sätt att delta"),
        max_length=20,
        choices=AttendanceMode.choices,
        blank=True,
        help_text=_("På plats, digitalt eller både och."),
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
        _("digital tjänst"), max_length=80, blank=True, help_text=_("Till exempel Zoom.")
    )
    join_url = models.URLField(
        _("hemlig möteslänk"),
        blank=True,
        max_length=500,
        help_text=_("Visas aldrig på webbplatsen, i kalenderfiler eller i sökningen."),
    )
    audience = models.TextField(
        _("för vem"), blank=True, help_text=_("Vilka är välkomna, och behövs någon förkunskap?")
    )
    open_to_all = models.BooleanField(
        _("öppet för alla"), default=False, help_text=_("Kryssa i om vem som helst får delta.")
    )
    speakers = StreamField(
        [("person", PersonBlock())],
        verbose_name=_("medverkande"),
        blank=True,
        help_text=_("Gäster, panel, moderator och värd, med roll och organisation just då."),
    )
    organisers = ParentalManyToManyField(
        "home.Organisation",
        verbose_name=_("arrangörer"),
        blank=True,
        related_name="+",
        help_text=_("De som bjuder in, när det är fler än Malmöandan."),
    )
    change = models.CharField(
        _("ändring"),
        max_length=12,
        choices=Change.choices,
        blank=True,
        help_text=_("Sidan ligger kvar, med ändringen och skälet överst."),
    )
    change_reason = models.TextField(
        _("skäl"), blank=True, help_text=_("Varför, och vad händer i stället?")
    )
    previous_start = models.DateTimeField(
        _("tidigare datum"), null=True, blank=True, help_text=_("Dagen som gällde före flytten.")
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
        _("används till"),
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
        verbose_name=_("dokumentation"),
        blank=True,
        help_text=_("Rapport, dokument, film, bilder och citat. Visas när evenemanget är över."),
    )
    has_documentation = models.BooleanField(default=False, editable=False)

    objects = PageManager.from_queryset(EventQuerySet)()
    base_form_class = EventForm

    page_description = _("Ett tillfälle med datum, plats och gäster. Sidan lever kvar efteråt.")
    parent_page_types = ["activities.ActivityPage"]
    subpage_types = []

    search_fields = BasePage.search_fields + [
        index.SearchField("venue"),
        index.SearchField("address"),
        index.SearchField("audience"),
        index.SearchField("speakers"),
        index.SearchField("programme"),
        index.SearchField("body"),
        index.SearchField("points_raised"),
        index.SearchField("result_use"),
        index.SearchField("documentation"),
        index.FilterField("start"),
        index.RelatedFields("organisers", [index.SearchField("name")]),
    ]
    content_panels = EVENT_PANELS

    class Meta:
        verbose_name = _("Evenemang")
        verbose_name_plural = _("Evenemang")
        indexes = [models.Index(fields=["start"]), models.Index(fields=["end"])]

    def clean(self):
        """Refuse what contradicts itself (ValidationError at the field)."""
        super().clean()
        errors = contradictions(self)
        if errors:
            raise ValidationError(errors)

    def missing(self):
        """Return what publishing needs: when, where, how to join, and why something changed."""
        return gaps(self)

    def save(self, *args, **kwargs):
        """Save, noting whether there is documentation, which lists ask without reading it."""
        parts = (self.points_raised, self.result_use, self.evaluation, self.documentation)
        self.has_documentation = any(parts)
        super().save(*args, **kwargs)

    def take_over_from(self, activity):
        """Copy what the activity usually says into this event; it is the event's own from then."""
        for field, usual in DEFAULTS.items():
            setattr(self, field, getattr(activity, usual, None) or getattr(self, field))
        online = self.attendance_mode == AttendanceMode.ONLINE
        setattr(self, "online_service" if online else "venue", activity.usual_place)
        self.themes.set(activity.themes.all())
        day = EventPage.objects.of(activity).next_day(activity.interval_weeks)
        if day and activity.usual_start:
            self.start = timezone.make_aware(datetime.combine(day, activity.usual_start))
            if activity.usual_end:
                self.end = timezone.make_aware(datetime.combine(day, activity.usual_end))

    @cached_property
    def activity(self):
        """Return the activity that the event belongs to."""
        return self.get_parent().specific

    @property
    def facts(self):
        """Return the fields that decide the event's state."""
        return EventFacts(
            start=self.start,
            end=self.end,
            held=self.held,
            change=self.change,
            places=self.places,
            registration=self.registration,
            opens=self.registration_opens,
            closes=self.registration_closes,
            documented=self.has_documentation or getattr(self, "has_report", False),
        )

    @property
    def status(self):
        """Return the event's state now."""
        return event_status(self.facts, timezone.now())

    @property
    def place(self):
        """Return where it takes place in a few words, as lists print it."""
        digital = (
            _("Digitalt via %s") % self.online_service if self.online_service else _("Digitalt")
        )
        match self.attendance_mode:
            case AttendanceMode.ONLINE:
                return digital
            case AttendanceMode.MIXED:
                return _("%(venue)s och digitalt") % {"venue": self.venue or _("På plats")}
            case AttendanceMode.UNDECIDED:
                return _("Platsen meddelas")
            case _mode:
                return self.venue

    def card(self):
        """Return the event as a row: when, where and in which state."""
        return Card(
            page=self,
            kind=getattr(self, "activity_title", None) or self._meta.verbose_name,
            sentence=self.introduction,
            start=None if self.change == Change.POSTPONED else self.start,
            end=self.end,
            date_text=self.date_text,
            place=self.place,
            status=self.status,
            moved=is_moved(self.facts),
        )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, **surroundings(self)}
