"""Newsletters: the archive, and the issues."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.search import index

from home.base import BasePage, Card
from home.blocks.people import ContactBlock
from home.blocks.text import PARAGRAPH_FEATURES, QuoteBlock
from home.generation import once_a_generation
from home.page_forms import PageForm
from home.paging import ListPaginator
from home.panels import FOLDED, folded, handbook_panel
from home.querysets import SitePageQuerySet
from home.site import SiteSettings
from home.streams import StreamField

from ..blocks import IssueEventsBlock, NewsletterItemBlock
from ..feeds import NewsletterFeed
from ..mailing.preview import MODES, mail_preview


class NewsletterIndexPage(RoutablePageMixin, BasePage):
    """The archive of all issues, by year and number."""

    page_size = 60
    page_description = _("Arkivet över alla nyhetsbrev. Det kan bara finnas ett.")
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsletterPage"]
    reserved_slugs = ("arkiv", "prenumerera", "prenumeration", "bekrafta")
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Nyhetsbrevsarkiv")
        verbose_name_plural = _("Nyhetsbrevsarkiv")

    def issues(self):
        """Return the issues that a visitor may see, latest first."""
        # There is one list, so its are all that there are: the index of numbers needs no tree.
        return NewsletterPage.objects.visible().newest_first()

    def render_list(self, request, issues, **more):
        """Answer with one page of `issues`; `more` goes to the template too."""
        pages = ListPaginator(issues, self.page_size, NewsletterPage.objects.rows_of)
        context = {"issues": pages.get_page(request.GET.get("sida")), "years": _years_of_issues()}
        return self.render(request, context_overrides=context | more)

    @path("")
    def latest(self, request):
        """Show all issues, latest first."""
        return self.render_list(request, self.issues())

    @path("arkiv/")
    def archive(self, request):
        """Redirect to the list, which offers the years: whoever shortens an address comes here."""
        return redirect(self.get_url(request))

    @path("arkiv/<int:year>/", name="year")
    def of_year(self, request, year):
        """Show the issues of one year (404 for a year without any)."""
        if year not in _years_of_issues():
            raise Http404
        return self.render_list(request, self.issues().of_year(year), year=year, is_archive=True)

    @path("flode.xml/", name="feed")
    def feed(self, request):
        """Answer with the Atom feed of the newest issues."""
        return NewsletterFeed()(request, page=self)


class NewsletterForm(PageForm):
    """The editing form of an issue; a new one suggests this year and the next number."""

    def __init__(self, *args, **kwargs):
        instance, parent = kwargs.get("instance"), kwargs.get("parent_page")
        if instance is not None and instance.pk is None and parent is not None:
            instance.year = instance.year or timezone.localdate().year
            issues = NewsletterPage.objects.child_of(parent)
            instance.number = instance.number or issues.next_number(instance.year)
        super().__init__(*args, **kwargs)


class NewsletterQuerySet(SitePageQuerySet):
    """Newsletter issues."""

    def newest_first(self):
        """Return the issues by year and number, latest first."""
        number = F("number").desc(nulls_last=True)
        return self.order_by("-year", number, F("date").desc(nulls_last=True), "-path")

    def of_year(self, year):
        """Return the issues of one year."""
        return self.filter(year=year)

    def next_number(self, year):
        """Return the number that follows the highest of a year."""
        return (self.of_year(year).aggregate(latest=models.Max("number"))["latest"] or 0) + 1

    def as_appearances(self):
        """Return the issues as a person's page lists them: by number, not by title or day."""
        return self.newest_first()


@once_a_generation
def _years_of_issues():
    """Return the years that have issues, latest first."""
    issues = NewsletterPage.objects.visible().exclude(year=None).order_by("-year")
    return [*issues.values_list("year", flat=True).distinct()]


@once_a_generation
def _keys_of_issues():
    """Return the keys of the issues that a visitor may see, latest first."""
    return tuple(NewsletterPage.objects.visible().newest_first().values_list("pk", flat=True))


class NewsletterPage(BasePage):
    """An issue: editorial, items and who stands behind it."""

    year = models.PositiveSmallIntegerField(
        _("år"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("Året som numret hör till."),
    )
    number = models.PositiveSmallIntegerField(
        _("nummer"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Valfritt. Löpande under året."),
    )
    date = models.DateField(
        _("datum"), null=True, blank=True, help_text=_("När numret gavs ut, om dagen är känd.")
    )
    editorial = RichTextField(
        _("ledare"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Några ord från redaktionen, först i numret."),
    )
    signatories = models.CharField(
        _("undertecknat av"),
        max_length=255,
        blank=True,
        help_text=_("Namnen under ledaren."),
    )
    items = StreamField(
        [
            ("item", NewsletterItemBlock()),
            ("events", IssueEventsBlock()),
            ("quote", QuoteBlock()),
        ],
        verbose_name=_("inslag"),
        blank=True,
        help_text=_("Innehållsförteckningen görs av inslagens rubriker."),
    )
    editors = StreamField(
        [("person", ContactBlock())],
        verbose_name=_("redaktion"),
        blank=True,
        help_text=_("Den eller de som svarar på frågor om numret."),
    )
    imprint = RichTextField(
        _("redaktionsruta"),
        blank=True,
        features=PARAGRAPH_FEATURES,
        help_text=_("Tom ruta ersätts av den i webbplatsens uppgifter."),
    )

    objects = PageManager.from_queryset(NewsletterQuerySet)()
    base_form_class = NewsletterForm
    asked_about = "%(title)s"  # an issue may be that of somebody else
    preview_modes = MODES

    is_history = True  # An issue says how it was when it came out.
    page_description = _("Ett nummer av nyhetsbrevet.")
    parent_page_types = ["news.NewsletterIndexPage"]
    subpage_types = []

    search_fields = BasePage.search_fields + [
        index.SearchField("named_issue"),
        index.SearchField("editorial"),
        index.SearchField("items"),
        index.SearchField("signatories"),
        index.SearchField("editors"),
        index.SearchField("imprint"),
        index.FilterField("year"),
    ]
    content_panels = [
        handbook_panel("nyhetsbrev"),
        *Page.content_panels,
        MultiFieldPanel([FieldRowPanel(["year", "number"]), "date"], heading=_("Vilket nummer")),
        "introduction",
        "editorial",
        "items",
        folded("signatories"),
        MultiFieldPanel(["editors", "imprint"], heading=_("Redaktion"), classname=FOLDED),
        BasePage.appearance_panel,
    ]

    class Meta:
        verbose_name = _("Nyhetsbrev")
        verbose_name_plural = _("Nyhetsbrev")
        indexes = [models.Index(fields=["-year", "-number"])]

    def clean(self):
        """Refuse a number that another live issue of the year has (ValidationError at `number`)."""
        super().clean()
        if self.year is None or self.number is None:
            return
        same = NewsletterPage.objects.live().of_year(self.year).filter(number=self.number)
        if same.exclude(pk=self.pk).exists():
            message = _("Nummer %(number)s finns redan för %(year)s. Välj ett annat.")
            values = {"number": self.number, "year": self.year}
            raise ValidationError({"number": message % values})

    def missing(self):
        """Return what publishing needs: a year and something to read."""
        missing = super().missing()
        if self.year is None:
            missing["year"] = _("Ange året som numret hör till.")
        if not self.items and not self.editorial:
            missing["items"] = _("Lägg till minst ett inslag, eller skriv en ledare.")
        return missing

    @property
    def named_issue(self):
        """Return what its page calls it, by which it is found: «Nyhetsbrev nr 1 2022»."""
        return f"{_('Nyhetsbrev')} {self.issue_name}"

    @property
    def issue_name(self):
        """Return «nr 1 2022», or the year alone where the issue has no number."""
        if self.number:
            return _("nr %(number)s %(year)s") % {"number": self.number, "year": self.year}
        return str(self.year or "")

    @property
    def titled_by_issue(self):
        """Tell whether the title itself says which issue it is: «Nyhetsbrev nr.1 år 2022»."""
        numbers = set(re.findall(r"\d+", self.title))
        named = self.title.casefold().startswith(_("Nyhetsbrev").casefold())
        return named and numbers >= {str(part) for part in (self.number, self.year) if part}

    @property
    def contents(self):
        """Return [(number, item)] of the items that have a heading, for the list of contents."""
        items = enumerate(self.items, start=1)
        return [(number, item) for number, item in items if item.value.get("heading")]

    @property
    def as_of(self):
        """Return the day of the issue, or where that is not known the last one of its year."""
        if self.date or not self.year or self.year >= timezone.localdate().year:
            return super().as_of
        return date(self.year, 12, 31)

    def card(self):
        """Return the issue as a card; where the day is unknown its name says when."""
        return Card(
            page=self,
            kind=_("Nyhetsbrev"),
            sentence=self.introduction,
            issue=(self.year or 0, self.number or 0),
            **self.days(),
        )

    def days(self):
        """Return the day of the issue."""
        return {"start": self.date, "date_text": "" if self.date else self.issue_name}

    def serve_preview(self, request, mode_name):
        """Return the page as its form has it, or its mail."""
        if mode_name:
            return mail_preview(self, mode_name)
        return super().serve_preview(request, mode_name)

    def neighbours(self):
        """Return the issues before and after this one, as {"older": …, "newer": …}."""
        keys = [None, *_keys_of_issues(), None]
        if self.pk not in keys:
            return {}
        here = keys.index(self.pk)
        newer, older = keys[here - 1], keys[here + 1]
        found = {page.pk: page for page in NewsletterPage.objects.rows_of([newer, older])}
        return {"newer": found.get(newer), "older": found.get(older)}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        imprint = self.imprint or SiteSettings.for_request(request).imprint
        return {**context, "neighbours": self.neighbours(), "shown_imprint": imprint}
