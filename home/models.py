"""The pages that are neither activity nor news, and all other models of the app."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester
from wagtail.search import index

from . import review  # noqa: F401 (it follows a setting)
from .abbreviations import KnownAbbreviation
from .base import BasePage
from .blocks.body import BodyBlocks
from .blocks.coming_dates import ComingDatesBlock
from .blocks.sections import (
    ActivitiesBlock,
    ComingEventsBlock,
    LatestNewsBlock,
    Listing,
    PromisesBlock,
    SectionPeopleBlock,
    ThreeWordsBlock,
)
from .contacts import answering
from .documents import SiteDocument
from .drafts.link import DraftLink
from .erasure import Erasure, ErasureKey
from .following import FollowPage
from .former_cuts import FormerCut
from .generation import Generation
from .inbox.answer import Answer
from .inbox.block import ContactFormBlock
from .inbox.feedback import Feedback, FeedbackForm
from .inbox.message import Message
from .jobs import Job
from .limits import Attempt
from .links.checking import LinkReading, PageLink
from .mail.letter import Letter
from .media import Rendition, SiteImage
from .organisations import Organisation
from .people import PersonIndexPage, PersonPage
from .querysets import is_private
from .schedule import MissedTime
from .schema import site_organization, website
from .site import SiteSettings
from .streams import StreamField
from .themes import Theme

__all__ = [
    "Answer",
    "Attempt",
    "DraftLink",
    "Erasure",
    "ErasureKey",
    "Feedback",
    "FollowPage",
    "FormerCut",
    "Generation",
    "HomePage",
    "Job",
    "KnownAbbreviation",
    "LandingPage",
    "Letter",
    "LinkReading",
    "LoadedContent",
    "Message",
    "MissedTime",
    "Organisation",
    "PageLink",
    "PersonIndexPage",
    "PersonPage",
    "Rendition",
    "SiteDocument",
    "SiteImage",
    "SiteSettings",
    "StandardPage",
    "Theme",
    "User",
]


class User(AbstractUser):
    """Django's user; a class of our own because it cannot be put in later."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("användare")
        verbose_name_plural = _("användare")


# Two on one page would share their fields' ids.
ONE_FORM = {"contact_form": {"max_num": 1}}


class SectionBlocks(BodyBlocks):
    """Running text, and the finished sections of start and landing pages."""

    three_words = ThreeWordsBlock()
    activities = ActivitiesBlock()
    coming_events = ComingEventsBlock()
    people = SectionPeopleBlock()
    latest_news = LatestNewsBlock()
    contact_form = ContactFormBlock()
    # What belongs to a report or a text page; here there are lists enough to choose from.
    figures = evaluation = process = entries = None

    class Meta:
        block_counts = ONE_FORM


class StandardBlocks(BodyBlocks):
    """Running text, what was promised and held, days of a group, and the contact form."""

    promises = PromisesBlock()
    dates = ComingDatesBlock()
    contact_form = ContactFormBlock()

    class Meta:
        block_counts = ONE_FORM


class SectionsPage(BasePage):
    """A page of finished sections below a line of its own (`tagline`)."""

    is_read_through = True

    body = StreamField(
        SectionBlocks(),
        verbose_name=_("innehåll"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )

    search_fields = BasePage.search_fields + [
        index.SearchField("tagline"),
        index.SearchField("body"),
    ]
    content_panels = Page.content_panels + [
        "tagline",
        "introduction",
        "body",
        BasePage.appearance_panel,
    ]

    class Meta:
        abstract = True

    def pictured_pages(self):
        """Return the pages that the sections list with pictures, after finding them all."""
        blocks = self.body.stream_block.child_blocks
        self.found = [
            block.find(item["value"]) if isinstance(block, Listing) else None
            for item in self.body.raw_data
            if (block := blocks.get(item["type"]))
        ]
        return [page for found in self.found if found for page in found["pictured"]]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        for child, found in zip(self.body, self.found, strict=True):
            if found:
                child.value.found = found
        return context


class HomePagePermissions(PagePermissionTester):
    """What somebody may do with the start page: all but take it away.

    The site and its settings would go with it, and nobody could make another in the admin.
    """

    def can_delete(self, ignore_bulk=False):
        return False

    def can_unpublish(self):
        return False


class HomePage(SectionsPage):
    """The start page."""

    tagline = models.CharField(
        _("rubrik"),
        max_length=160,
        blank=True,
        help_text=_("Sidans stora rubrik: vad Malmöandan är, i en mening."),
    )

    page_description = _("Startsidan. Det kan bara finnas en.")
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.LandingPage",
        "home.StandardPage",
        "home.PersonIndexPage",
        "home.FollowPage",
        "activities.CalendarPage",
        "news.NewsIndexPage",
        "news.NewsletterIndexPage",
    ]
    reserved_slugs = (
        "_util",
        "admin",
        "delningsbild",
        "documents",
        "dokument",
        "en",
        "halsa",
        "media",
        "meddelande",
        "sok",
        "static",
        "utkast",
    )

    def permissions_for_user(self, user):
        return HomePagePermissions(user, self)

    def missing(self):
        """Return what publishing still needs, which no time may undo: the site would be gone."""
        said = _("Startsidan kan inte försvinna: hela webbplatsen följer med. Ta bort tiden.")
        return super().missing() | ({"expire_at": said} if self.expire_at else {})

    def share_words(self):
        """Return what the picture of the site itself says."""
        return [self.tagline or "Malmöandan"]

    def structured_data(self, context, image):
        """Return the site and who runs it by schema.org/WebSite and Organization."""
        organisation = site_organization(self, SiteSettings.for_request(context["request"]))
        return {"@context": "https://schema.org", "@graph": [website(self), organisation]}

    class Meta:
        verbose_name = _("Startsida")
        verbose_name_plural = _("Startsidor")


class LandingPage(SectionsPage):
    """A landing page of finished sections, with the activities below it in the tree."""

    tagline = models.CharField(
        _("mening under rubriken"),
        max_length=255,
        blank=True,
        help_text=_("Det viktigaste i en mening. Står stort under rubriken."),
    )

    page_description = _("En samlingssida av färdiga avsnitt. Aktiviteterna läggs under den.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["activities.ActivityPage", "home.StandardPage"]

    public_name = _("Sida")

    class Meta:
        verbose_name = _("Landningssida")
        verbose_name_plural = _("Landningssidor")


class StandardPage(BasePage):
    """An ordinary page of text, such as Kontakt or Tillgänglighet."""

    is_read_through = True

    body = StreamField(
        StandardBlocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )
    show_in_footer = models.BooleanField(
        _("visa i sidfoten"),
        default=False,
        help_text=_("För sidor som ska nås från alla sidor, som Tillgänglighet."),
    )

    page_description = _("En vanlig textsida, till exempel Kontakt eller Om webbplatsen.")
    parent_page_types = ["home.HomePage", "home.LandingPage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    search_fields = BasePage.search_fields + [index.SearchField("body")]
    content_panels = BasePage.content_panels + ["body", BasePage.appearance_panel]
    promote_panels = Page.promote_panels + ["show_in_footer"]

    public_name = _("Sida")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if any(block.block_type == "contact_form" for block in self.body):
            return context | {"answering": answering(self), "form_page": self}
        if is_private(self):
            return context  # answers are taken on what everybody may read
        return context | {"feedback_form": FeedbackForm(page=self)}

    def structured_data(self, context, image):
        """Return where to write to whom by schema.org/ContactPage; empty for a page of text."""
        if "form_page" not in context:
            return {}
        organisation = site_organization(self, SiteSettings.for_request(context["request"]))
        known = {"@type": "ContactPage", "name": self.title, "url": self.full_url}
        return {"@context": "https://schema.org", **known, "mainEntity": organisation}

    class Meta:
        verbose_name = _("Textsida")
        verbose_name_plural = _("Textsidor")


class LoadedContent(models.Model):
    """The name of a content file that has been loaded: it is never loaded again."""

    name = models.CharField(max_length=255, unique=True)

    def __str__(self):
        return self.name
