"""Organisations: their register, and the list of them that a page has."""

from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import FieldRowPanel, MultipleChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from .exposure import ReadByVisitors
from .form_fields import LAST_DAY, DayOrYearField, OpenedForm
from .periods import Period
from .querysets import RegisterQuerySet
from .slugs import NamedSlugField
from .sort_key import SortKeyField

# What is printed of an organisation beside other things, and finds the page.
ORGANISATION_SEARCH_FIELDS = [index.SearchField("name"), index.SearchField("place")]


class OrganisationQuerySet(RegisterQuerySet):
    """Organisations."""

    def with_logos(self):
        """Return the organisations with logotypes and their renditions, in two queries."""
        return self.select_related("logo").prefetch_related("logo__renditions")


class Organisation(index.Indexed, ReadByVisitors):
    """An organisation that takes part; it has no address of its own on the site."""

    class Kind(models.TextChoices):
        """The side that an organisation stands on."""

        CIVIL_SOCIETY = "civil_society", _("Idéburen organisation")
        PUBLIC = "public", _("Kommun, region eller myndighet")
        ACADEMY = "academy", _("Akademi")
        BUSINESS = "business", _("Näringsliv")

    name = models.CharField(
        _("namn"), max_length=120, unique=True, help_text=_("Så som organisationen själv skriver.")
    )
    slug = NamedSlugField(
        _("slutet av webbadressen"),
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

    base_form_class = OpenedForm
    panels = ["name", "slug", "kind", "place", "url", "logo"]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("place"),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = ["sort_key", "name"]

    def __str__(self):
        return self.name


class PageOrganisationManager(models.Manager):
    """Rows with their organisations, in one query."""

    def get_queryset(self):
        return super().get_queryset().select_related("organisation")


class PageOrganisation(Orderable):
    """An organisation in the list of one page; the models made of it add the key of the page."""

    class Part(models.TextChoices):
        """What an organisation does on a page."""

        ORGANISER = "organiser", _("Arrangör")
        PARTNER = "partner", _("Samarbetspartner")
        FUNDER = "funder", _("Finansiär")

    organisation = models.ForeignKey(
        "home.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    part = models.CharField(_("roll"), max_length=20, choices=Part.choices, default=Part.ORGANISER)
    start = DayOrYearField(_("från"), null=True, blank=True, help_text=_("År. Valfritt."))
    end = DayOrYearField(
        _("till"), null=True, blank=True, day_of_year=LAST_DAY, help_text=_("År. Valfritt.")
    )

    objects = PageOrganisationManager()

    panels = ["organisation", FieldRowPanel(["part", "start", "end"])]

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self):
        """Refuse a period that ends before it begins (ValidationError at `end`)."""
        super().clean()
        if fault := self.period.fault:
            raise ValidationError({"end": fault})

    @property
    def period(self):
        """Return the years in which the organisation has done its part."""
        return Period(self.start, self.end)


class Involved(NamedTuple):
    """Those who do the same on a page: what that is, its heading, and [(organisation, years)]."""

    part: str
    heading: str
    organisations: list[tuple[Organisation, str]]


def by_part(rows, heading=PageOrganisation.Part.ORGANISER.label):
    """Return the organisations of a page as a list of `Involved`, with their logotypes.

    `heading` is what those who arrange are called; who does its part still comes first.
    """
    rows = sorted(rows, key=lambda row: not row.period.holds(timezone.localdate()))
    logos = [row.organisation.logo_id for row in rows if row.organisation.logo_id]
    pictures = apps.get_model("home.SiteImage").objects.with_renditions(logos) if logos else {}
    found = {part: [] for part in PageOrganisation.Part}
    for row in rows:
        row.organisation.logo = pictures.get(row.organisation.logo_id)
        found[row.part].append((row.organisation, row.period.words))
    headings = {PageOrganisation.Part.ORGANISER: heading}
    return [
        Involved(part, headings.get(part, part.label), organisations)
        for part, organisations in found.items()
        if organisations
    ]


class DistinctFormSet(BaseChildFormSet):
    """Rows that each choose something else; a second row with the same says so at its field."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not hasattr(form, "cleaned_data"):
                continue
            organisation = form.cleaned_data.get("organisation")
            if organisation in seen:
                said = gettext("%(name)s är redan vald. Ta bort en av raderna.")
                form.add_error("organisation", said % {"name": organisation})
            seen.add(organisation)
            seen.discard(None)


class OrganisationsPanel(MultipleChooserPanel):
    """The panel of a page's organisations: each chosen, ordered and taken away by itself."""

    def __init__(self, relation_name, **kwargs):
        kwargs = {
            "chooser_field_name": "organisation",
            "label": _("organisation"),
        } | kwargs
        super().__init__(relation_name, **kwargs)

    @property
    def clean_name(self):
        """Return what stands in the ids of each row; a long heading would weigh a kB."""
        return self.relation_name

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = DistinctFormSet
        return options
