"""An event: one address for its whole life, from save-the-date to documentation."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail.signals import post_page_move

from home.base import BasePage, Card
from home.blocks.body import BodyBlocks
from home.blocks.people import PersonBlock
from home.blocks.text import PARAGRAPH_FEATURES
from home.organisations import ORGANISATION_SEARCH_FIELDS, PageOrganisation

from ..blocks import ProgrammeItemBlock
from ..documented import in_words, parts_of
from ..querysets import EventQuerySet
from ..status import EventFacts, event_status, is_moved
from .choices import AttendanceMode, Change
from .event_context import surroundings
from .event_form import EventForm
from .event_panels import EVENT_PANELS
from .event_rules import contradictions, gaps
from .formats import Formats
from .joining import Joining
from .occasion import Occasion
from .printed import DEFAULTS, PrintedField, what_is_lent


class EventPage(Formats, Occasion, Joining, BasePage):
    """One occasion of an activity (tillfälle)."""

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
    # What of `activities.documented` it holds, so that a list need not read the documentation.
    documentation_parts = models.JSONField(default=list, editable=False)
    # The start that lists go by: none where the event is put off until a day not yet known.
    valid_start = models.GeneratedField(
        expression=models.Case(
            models.When(change="postponed", then=None), default=models.F("start")
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    # The key of the activity's page, which the tree knows by its path alone.
    activity_key = models.PositiveBigIntegerField(null=True, editable=False)

    objects = PageManager.from_queryset(EventQuerySet)()
    base_form_class = EventForm
    secret_fields = ("join_url",)

    page_description = _("Ett tillfälle med datum, plats och gäster. Sidan lever kvar efteråt.")
    parent_page_types = ["activities.ActivityPage"]
    subpage_types = []

    # What visitors are shown once the event is over.
    afterwards = ("points_raised", "result_use", "evaluation", "documentation")
    # Never join_url: the index and its excerpts are public.
    searched = (
        *("shown_activity", "date_text", "doors", "previous_start", "change_reason"),
        *("venue", "address", "directions", "online_service", "audience", "speakers"),
        *("prices", "price_text", "price_conditions", "waiting_list_text"),
        *("registration_text", "registration_link_text", "registration_host"),
        *("registration_email", "registration_opens", "registration_closes"),
        *("access_info", "access_contact", "programme", "body"),
        *afterwards,
    )
    search_fields = BasePage.search_fields + [
        *map(PrintedField, searched),
        index.FilterField("start"),
        index.RelatedFields("follows", [index.SearchField("title")]),
        index.RelatedFields(
            "organisers", [index.RelatedFields("organisation", ORGANISATION_SEARCH_FIELDS)]
        ),
    ]
    content_panels = EVENT_PANELS

    class Meta:
        verbose_name = _("Evenemang")
        verbose_name_plural = _("Evenemang")
        # What lists choose and sort by lies in the index, so that only rows shown are read.
        indexes = [
            models.Index(fields=["valid_start", "end"]),
            models.Index(fields=["activity_key", "valid_start", "end"]),
            models.Index(fields=["start", "end"]),
            models.Index(fields=["activity_key", "start"]),
            models.Index(fields=["registration_closes"]),
        ]

    def clean(self):
        """Refuse what contradicts itself (ValidationError at the field)."""
        super().clean()
        errors = contradictions(self)
        if errors:
            raise ValidationError(errors)

    def missing(self):
        """Return what publishing needs: when, where, how to join, and why something changed."""
        return super().missing() | gaps(self)

    def save(self, *args, **kwargs):
        """Save, noting whether there is documentation, and whose event it is, which lists ask."""
        self.has_documentation = any(getattr(self, name) for name in self.afterwards)
        self.documentation_parts = parts_of(self)
        self.activity_key = self.get_parent().pk if self.path else None
        if self.path and not self.lent and (self.registration_text or self.price_text):
            self.lent = what_is_lent(self, self.activity)
        super().save(*args, **kwargs)

    def shows(self, field):
        """Tell whether a visitor is shown this field now: documentation waits for the end."""
        return field not in self.afterwards or self.status.is_over

    def take_over_from(self, activity):
        """Copy what the activity usually says into this event; it is the event's own from then."""
        for field, usual in DEFAULTS.items():
            setattr(self, field, getattr(activity, usual, None) or getattr(self, field))
        self.lent = what_is_lent(self, activity)
        online = self.attendance_mode == AttendanceMode.ONLINE
        setattr(self, "online_service" if online else "venue", activity.usual_place)
        self.themes.set(activity.themes.all())
        day = EventPage.objects.of(activity).next_day(activity.interval_weeks)
        if day and activity.usual_start:
            self.start = timezone.make_aware(datetime.combine(day, activity.usual_start))
            if activity.usual_end:
                last = day if activity.usual_end > activity.usual_start else day + timedelta(days=1)
                self.end = timezone.make_aware(datetime.combine(last, activity.usual_end))

    @cached_property
    def activity(self):
        """Return the activity that the event belongs to."""
        return self.get_parent().specific

    @property
    def shown_activity(self):
        """Return the activity where it is published; else its event stands alone: None."""
        return self.activity if self.activity.live else None

    @property
    def facts(self):
        """Return the fields that decide the event's state."""
        return EventFacts(
            start=self.start,
            end=self.end,
            all_day=self.all_day,
            held=self.held,
            change=self.change,
            places=self.places,
            registration=self.registration,
            opens=self.registration_opens,
            closes=self.registration_closes,
            documented=self.has_documentation or getattr(self, "has_report", False),
        )

    @property
    def documented_with(self):
        """Return what the documentation holds, in words."""
        article = ["article"] if getattr(self, "has_report", False) else []
        return in_words([*self.documentation_parts, *article])

    @property
    def status(self):
        """Return the event's state now."""
        return event_status(self.facts, timezone.now())

    def card(self):
        """Return the event as a row: when, where and in which state."""
        return Card(
            page=self,
            kind=getattr(self, "activity_title", None) or self._meta.verbose_name,
            sentence=self.introduction,
            start=None if self.change == Change.POSTPONED else self.printed.start,
            end=self.printed.end,
            date_text=self.printed.date_text,
            place=self.place,
            status=self.status,
            moved=is_moved(self.facts),
        )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, **surroundings(self)}


class EventOrganiser(PageOrganisation):
    """An organisation that invites to an event."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="organisers")

    class Meta(PageOrganisation.Meta):
        verbose_name = _("arrangör")
        verbose_name_plural = _("arrangörer")


@receiver(post_page_move, sender=EventPage)
def note_new_activity(instance, parent_page_after, **_kwargs):
    """Note whose an event is that has moved: Wagtail then saves nothing but its place."""
    EventPage.objects.filter(pk=instance.pk).update(activity_key=parent_page_after.pk)
