"""An activity: a form of meeting that comes back, and the events that it has had."""

from datetime import time

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from home.base import BasePage
from home.blocks.body import BodyBlocks
from home.blocks.people import ContactBlock
from home.blocks.text import PARAGRAPH_FEATURES
from home.feeds import webcal_address
from home.organisations import (
    ORGANISATION_SEARCH_FIELDS,
    OrganisationsPanel,
    PageOrganisation,
    by_part,
)
from home.panels import FOLDED, folded
from home.streams import StreamField

from ..feeds import EventFeed
from ..filters import slug_with_key
from ..ical import calendar_file
from ..moments import keys_of_activity, quiet_since
from ..promises import promises_of
from ..rhythm import clock_words, interval_words, shared_weekday
from ..said import said_by_activity
from ..status import AttendanceMode, Registration
from .event_rules import Invitation, price_words

EVENTS_SHOWN = 20
FOLLOWS = _("Följer med till nya evenemang.")


class ActivityPage(RoutablePageMixin, Invitation, BasePage):
    """A form of meeting: why it exists, for whom, how often, and its events."""

    purpose = RichTextField(
        _("syfte"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Varför finns mötesformen? Har den flera syften, skriv dem som en lista."),
    )
    frequency = models.CharField(
        _("hur ofta"),
        max_length=160,
        blank=True,
        help_text=_("Med ord, till exempel ”minst sex gånger per år”."),
    )
    least_per_year = models.PositiveSmallIntegerField(
        _("minst per år"), null=True, blank=True, help_text=_("Fyll i om ni har lovat ett antal.")
    )
    most_per_year = models.PositiveSmallIntegerField(
        _("högst per år"), null=True, blank=True, help_text=_("Fyll i om ni har lovat ett antal.")
    )
    interval_weeks = models.PositiveSmallIntegerField(
        _("veckor mellan gångerna"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("2 betyder varannan vecka. Tomt betyder inget fast intervall."),
    )
    usual_start = models.TimeField(
        _("börjar oftast"), null=True, blank=True, help_text=_("Följer med till nya evenemang.")
    )
    usual_end = models.TimeField(
        _("slutar oftast"), null=True, blank=True, help_text=_("Följer med till nya evenemang.")
    )
    usual_place = models.CharField(
        _("vanlig plats"),
        max_length=160,
        blank=True,
        help_text=_(
            "Lokal eller digital tjänst, till exempel Zoom. Följer med till nya evenemang."
        ),
    )
    contacts = StreamField(
        [("person", ContactBlock())],
        verbose_name=_("kontaktpersoner"),
        blank=True,
        help_text=_("Vem svarar på frågor?"),
    )
    result_use = RichTextField(
        _("så används resultatet"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Var tar det som sägs på mötena vägen?"),
    )
    body = StreamField(
        BodyBlocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )

    asked_about = "%(title)s"
    is_read_through = True
    page_description = _("En mötesform som återkommer. Evenemangen läggs under den.")
    parent_page_types = ["home.LandingPage"]
    subpage_types = ["activities.EventPage"]

    searched = (
        *("purpose", "audience", "frequency", "usual_start", "usual_end", "usual_place"),
        *("price_text", "registration_terms", "result_use", "contacts", "body"),
    )
    search_fields = BasePage.search_fields + [
        *map(index.SearchField, searched),
        index.SearchField("said"),
        index.RelatedFields(
            "partners", [index.RelatedFields("organisation", ORGANISATION_SEARCH_FIELDS)]
        ),
    ]
    content_panels = Page.content_panels + [
        "introduction",
        MultiFieldPanel(
            [
                *("frequency", "least_per_year", "most_per_year", "interval_weeks"),
                *("usual_start", "usual_end"),
            ],
            heading=_("När"),
        ),
        MultiFieldPanel(
            [FieldPanel("attendance_mode", help_text=FOLLOWS), "usual_place"], heading=_("Var")
        ),
        MultiFieldPanel(
            [
                FieldPanel("registration", heading=_("Vanlig anmälan"), help_text=FOLLOWS),
                FieldPanel(
                    "registration_text",
                    help_text=_("Hur anmäler man sig? Följer med till nya evenemang."),
                ),
                "is_free",
                FieldPanel(
                    "price_text",
                    heading=_("Vanligt pris"),
                    help_text=_("Till exempel ”Gratis”. Följer med till nya evenemang."),
                ),
            ],
            heading=_("Hur man är med"),
        ),
        folded("purpose"),
        folded("body"),
        MultiFieldPanel(
            [
                "audience",
                "open_to_all",
                OrganisationsPanel(
                    "partners",
                    heading=_("Tillsammans med"),
                    help_text=_("Organisationer som ordnar, stöder eller betalar mötesformen."),
                ),
                "contacts",
            ],
            heading=_("Vem"),
            classname=FOLDED,
        ),
        folded("result_use"),
        BasePage.appearance_panel,
    ]

    class Meta:
        verbose_name = _("Aktivitet")
        verbose_name_plural = _("Aktiviteter")

    def clean(self):
        """Refuse what contradicts itself (ValidationError at the field)."""
        super().clean()
        errors = {}
        # What ends at 24 is written as midnight.
        ends_on_the_day = self.usual_start and self.usual_end and self.usual_end != time.min
        if ends_on_the_day and self.usual_end <= self.usual_start:
            errors["usual_end"] = _("Sluttiden ska vara efter starttiden.")
        least, most = self.least_per_year, self.most_per_year
        if least is not None and most is not None and most < least:
            errors["most_per_year"] = _("Det högsta antalet är mindre än det lägsta.")
        if errors:
            raise ValidationError(errors)

    def missing(self):
        """Return what publishing needs: one sentence that says what the activity is."""
        missing = super().missing()
        if not self.introduction:
            missing["introduction"] = _("Skriv en ingress innan du publicerar.")
        return missing

    def events(self):
        """Return the activity's visible events."""
        return apps.get_model("activities.EventPage").objects.of_activity(self).visible()

    @cached_property
    def calendar_slug(self):
        """Return what the address of the calendar calls the activity: its slug, if it can."""
        older = ActivityPage.objects.visible().filter(slug=self.slug, pk__lt=self.pk)
        return slug_with_key(self) if older.exists() else self.slug

    promises_of = staticmethod(promises_of)

    @property
    def said(self):
        """Return what the page says by the activity's choices, for the search."""
        return said_by_activity(self)

    @property
    def interval(self):
        """Return how often it takes place; empty where that varies.

        With the weekday where `usual_activity` has found one.
        """
        last = [getattr(self, f"last_{n}", None) for n in (1, 2, 3)]
        return interval_words(self.interval_weeks, shared_weekday(last))

    @property
    def usual_rhythm(self):
        """Return how often it takes place, as the beginning of a sentence."""
        return self.interval or capfirst(self.frequency.rstrip(" .!?…"))

    @property
    def usual_time(self):
        """Return when of the day it usually takes place: «kl. 12.15–12.55»."""
        return clock_words(self.usual_start, self.usual_end)

    @property
    def usual_place_in_words(self):
        """Return where it usually takes place; empty where that is not said."""
        place = self.usual_place
        match self.attendance_mode:
            case AttendanceMode.ONLINE:
                return _("Digitalt via %s") % place if place else _("Digitalt")
            case AttendanceMode.MIXED if place:
                return _("%s och digitalt") % place
            case AttendanceMode.UNDECIDED:
                return place
            case _mode:
                return place or self.get_attendance_mode_display()

    @property
    def price_words(self):
        """Return what it usually costs, one price each."""
        return price_words(self.is_free, self.price_text)

    @property
    def registration_terms(self):
        """Return how one registers, where one has to at all."""
        return "" if self.registration == Registration.NONE else self.registration_text

    @property
    def subscription_url(self):
        """Return the address at which a calendar program subscribes to the activity's events."""
        return webcal_address(self.full_url or "")

    @path("kalender.ics/", name="calendar_file")
    def calendar_file(self, request):
        """Answer with the calendar file of the events."""
        events = self.events().for_calendar_files()
        return calendar_file(request, events, self.title, self.full_url, self.slug)

    @path("flode.xml/", name="feed")
    def feed(self, request):
        """Answer with the Atom feed of the coming events."""
        return EventFeed()(request, page=self, events=self.events().for_feeds())

    def share_words(self):
        """Return what the picture that the activity is shared with says: its name and how often."""
        return [self.title, capfirst(self.frequency)]

    def pictured_pages(self):
        """Return the past events that the page lists, after finding the coming ones too."""
        # One more of each than is shown tells whether the calendar has more.
        ahead, over = keys_of_activity(self.pk, quiet_since(), EVENTS_SHOWN + 1)
        events = self.events().rows_of([*ahead[:EVENTS_SHOWN], *over[:EVENTS_SHOWN]])
        self.found = {
            "upcoming": [event for event in events if event.pk in ahead],
            "more_upcoming": len(ahead) > EVENTS_SHOWN,
            "past": [event for event in events if event.pk in over],
            "more_past": len(over) > EVENTS_SHOWN,
        }
        return self.found["past"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        involved = by_part(self.partners.all(), _("Tillsammans med"))
        return {**context, **self.found, "involved": involved}


class ActivityPartner(PageOrganisation):
    """An organisation that arranges an activity together with us, supports it or pays for it."""

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="partners")

    class Meta(PageOrganisation.Meta):
        verbose_name = _("samarbetspartner")
        verbose_name_plural = _("samarbetspartner")
