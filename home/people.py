"""People and organisations: each stands in the register once and is chosen wherever it appears."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, ReferenceIndex
from wagtail.search import index

from .appearances import appearances_of
from .base import BasePage, Card
from .blocks.body import BodyBlocks
from .chosen import SEARCHED_OF_ORGANISATION
from .exposure import refuse_meetings
from .querysets import RegisterQuerySet, SitePageQuerySet
from .slugs import NamedSlugField
from .sort_key import SortKeyField


class OrganisationQuerySet(RegisterQuerySet):
    """Organisations."""

    def with_logos(self):
        """Return the organisations with logotypes and their renditions, in two queries."""
        renditions = models.Prefetch("logo__renditions", to_attr="prefetched_renditions")
        return self.select_related("logo").prefetch_related(renditions)


class Organisation(index.Indexed, models.Model):
    """An organisation that takes part; it has no address of its own on the site."""

    class Kind(models.TextChoices):
        """The side that an organisation stands on."""

        CIVIL_SOCIETY = "ideburen", _("Idéburen organisation")
        PUBLIC = "kommun", _("Kommun, region eller myndighet")
        ACADEMY = "akademi", _("Akademi")
        BUSINESS = "naringsliv", _("Näringsliv")

    name = models.CharField(
        _("namn"), max_length=120, unique=True, help_text=_("Så som organisationen själv skriver.")
    )
    slug = NamedSlugField(
        _("adressnamn"),
        max_length=120,
        help_text=_(
            "Används när innehåll hämtas in: a–z, siffror och bindestreck. Tomt: görs av namnet."
        ),
    )
    kind = models.CharField(
        _("slag"),
        max_length=20,
        choices=Kind.choices,
        blank=True,
        help_text=_("Lämna tomt om det inte är känt."),
    )
    place = models.CharField(
        _("ort"), max_length=80, blank=True, help_text=_("Ort eller region, om det behöver sägas.")
    )
    logo = models.ForeignKey(
        "home.SiteImage",
        verbose_name=_("logotyp"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Visas lika stor som övriga logotyper."),
    )
    url = models.URLField(_("webbplats"), blank=True, help_text=_("Hela adressen, med https://."))
    sort_key = SortKeyField(of="name")

    objects = models.Manager.from_queryset(OrganisationQuerySet)()

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("place"),
        FieldPanel("url"),
        FieldPanel("logo"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = ["sort_key", "name"]

    def clean(self):
        """Refuse what opens a meeting (ValidationError at the field): visitors read all of it."""
        super().clean()
        refuse_meetings(self)

    def __str__(self):
        return self.name


class PersonQuerySet(SitePageQuerySet):
    """People, with what a list prints of them."""

    def as_rows(self):
        """Return the people with organisation, in one query."""
        return super().as_rows().select_related("organisation")


class PersonIndexPage(BasePage):
    """The list of all people."""

    page_description = _("Listan över alla personer. Finns bara en.")
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.PersonPage"]
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Personlista")
        verbose_name_plural = _("Personlistor")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        people = PersonPage.objects.child_of(self).visible().by_title().as_cards()
        return {**context, "people": people}


class PersonPage(BasePage):
    """A person: who they are, for whom they work and how to reach them."""

    job_title = models.CharField(
        _("titel eller uppdrag"),
        max_length=160,
        blank=True,
        help_text=_("Vad personen gör nu, till exempel ”samordnare”."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
        help_text=_("Där personen finns nu."),
    )
    unit = models.CharField(
        _("enhet"),
        max_length=160,
        blank=True,
        help_text=_("Förvaltning eller avdelning, om det behöver sägas."),
    )
    email = models.EmailField(
        _("e-post"), blank=True, help_text=_("Fyll i bara om adressen får visas för alla.")
    )
    phone = models.CharField(
        _("telefon"),
        max_length=40,
        blank=True,
        help_text=_("Fyll i bara om numret får visas för alla."),
    )
    languages = models.CharField(
        _("språk"),
        max_length=120,
        blank=True,
        help_text=_("Vilka språk går det att prata med personen på?"),
    )
    body = StreamField(
        BodyBlocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )

    objects = PageManager.from_queryset(PersonQuerySet)()

    page_description = _("En person som medverkar, samordnar eller går att kontakta.")
    parent_page_types = ["home.PersonIndexPage"]
    subpage_types = []

    search_fields = BasePage.search_fields + [
        index.SearchField("job_title", boost=2),
        index.SearchField("unit"),
        index.SearchField("email"),
        index.SearchField("phone"),
        index.SearchField("languages"),
        index.SearchField("body"),
        index.RelatedFields("organisation", SEARCHED_OF_ORGANISATION),
    ]
    content_panels = Page.content_panels + [
        MultiFieldPanel(
            [FieldPanel("job_title"), FieldPanel("organisation"), FieldPanel("unit")],
            heading=_("Vem"),
        ),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("phone"), FieldPanel("languages")],
            heading=_("Hur når man personen"),
        ),
        FieldPanel("introduction"),
        BasePage.appearance_panel,
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personer")

    @property
    def affiliation(self):
        """Return unit and organisation on one line, as far as they are known."""
        return ", ".join(filter(None, [self.unit, self.organisation and self.organisation.name]))

    @property
    def initials(self):
        """Return the first letters of the first and the last name, for a missing portrait."""
        names = self.title.split()
        return "".join(name[0] for name in dict.fromkeys([names[0], names[-1]])) if names else ""

    def card(self):
        """Return the person as a card: the sentence says what they do and for whom."""
        sentence = ", ".join(filter(None, [self.job_title, self.affiliation]))
        return Card(page=self, kind=_("Person"), sentence=sentence)

    def appearances(self):
        """Return the visible pages that name the person, in no particular order.

        One query asks the reference index; no more are needed to print title and kind.
        """
        references = ReferenceIndex.get_references_to(self).filter(
            base_content_type=ContentType.objects.get_for_model(Page)
        )
        keys = references.values_list("object_id", flat=True)
        return SitePageQuerySet(Page).visible().filter(pk__in=list(keys)).exclude(pk=self.pk)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, "appearances": appearances_of(self)}
