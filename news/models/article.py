"""News: the list of articles, and the articles."""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page, PageManager
from wagtail.search import index

from home.base import BasePage, Card
from home.blocks.body import BodyBlocks
from home.blocks.people import PersonBlock
from home.dates import known_date_text
from home.generation import once_a_generation
from home.paging import ListPaginator
from home.panels import FOLDED, folded, handbook_panel
from home.querysets import SitePageQuerySet
from home.schema import documents, iso_datetime, people, site_organization, without_empty
from home.site import SiteSettings
from home.streams import StreamField
from home.themes import Theme

from ..feeds import NewsFeed
from .category import Category

MORE = 3  # other articles below one


class NewsIndexPage(RoutablePageMixin, BasePage):
    """The list of news, latest first, by category and year."""

    page_size = 20
    page_description = _("Listan över alla nyheter. Det kan bara finnas en.")
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.ArticlePage"]
    reserved_slugs = ("arkiv",)
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Nyhetslista")
        verbose_name_plural = _("Nyhetslistor")

    def articles(self):
        """Return the articles that a visitor may see, latest first."""
        # There is one list, so its are all that there are: the index of dates needs no tree.
        return ArticlePage.objects.visible().newest_first()

    def render_list(self, request, articles, **more):
        """Answer with one page of `articles`; `more` goes to the template too."""
        pages = ListPaginator(articles, self.page_size, ArticlePage.objects.cards_of)
        page = pages.get_page(request.GET.get("sida"))
        context = {"articles": page, "categories": _categories(), "years": _years()}
        return self.render(request, context_overrides=context | more)

    @path("")
    def latest(self, request):
        """Show the newest articles of each category, or of one (404 if unknown).

        Those before them are in the archive and in the search.
        """
        most = SiteSettings.for_request(request).news_in_category
        articles, category = self.articles().listed(most), _named(Category, request, "kategori")
        if category:
            articles = articles.in_category(category)
        return self.render_list(request, articles, category=category, most=most)

    @path("arkiv/")
    def archive(self, request):
        """Redirect to the list, which offers the years: whoever shortens an address comes here."""
        return redirect(self.get_url(request))

    @path("arkiv/<int:year>/", name="year")
    def of_year(self, request, year):
        """Show the articles of one year (404 for a year without any)."""
        if year not in _years():
            raise Http404
        return self.render_list(request, self.articles().in_year(year), year=year)

    @path("flode.xml/", name="feed")
    def feed(self, request):
        """Answer with the Atom feed of the newest articles, or of a category's or a theme's."""
        articles, names = self.articles().lasting(), {}
        for name, model, field in (("kategori", Category, "category"), ("tema", Theme, "themes")):
            if chosen := _named(model, request, name):
                articles, names[name] = articles.filter(**{field: chosen}), chosen
        slugs = {name: chosen.slug for name, chosen in names.items()}
        query = f"?{urlencode(slugs)}" if slugs else ""
        about = ", ".join(chosen.name for chosen in names.values())
        return NewsFeed()(request, page=self, query=query, articles=articles, about=about)


def _named(model, request, name):
    """Return what the address names by its slug, or None (404 for what there is not)."""
    slug = request.GET.get(name)
    return get_object_or_404(model, slug=slug.replace("\x00", "")) if slug else None


class ArticleQuerySet(SitePageQuerySet):
    """News articles; `date` is the day that an article belongs to, where it is known."""

    def newest_first(self):
        """Return the articles by date, latest first; those without a date come last."""
        return self.order_by(F("date").desc(nulls_last=True), "path")

    def as_appearances(self):
        """Return the articles as a person's page lists them, the latest day first."""
        return self.order_by(F("date").desc(nulls_last=True), "sort_key", "title")

    def as_rows(self):
        """Return the articles with category, in one query."""
        return super().as_rows().select_related("category")

    def as_entries(self):
        """Return the articles with all that a feed prints of them."""
        return self.select_related("category")

    def latest_rows(self, limit):
        """Return so many of the latest articles that visitors may see, as `rows_of` does."""
        return self.rows_of(_latest_keys(limit))

    def rows_of_reports(self, event):
        """Return what reports from an event, by its key, latest first, as `rows_of` does."""
        return self.rows_of(_keys_of_reports(event))

    def listed(self, most):
        """Return so many of the newest that still hold of each category, and of those without."""
        # With no key at all there would be no question, which a paginator keeps its count by.
        return self.filter(pk__in=_keys_listed(most) or [0])

    def lasting(self):
        """Return the articles without the notices whose last day has passed."""
        return self.filter(has_ended=False)

    def over(self):
        """Return the notices whose last day has passed, and that lists still show."""
        return self.filter(ends__lt=timezone.localdate(), has_ended=False)

    def in_category(self, category):
        """Return the articles of one category."""
        return self.filter(category=category)

    def in_year(self, year):
        """Return the articles dated in one year."""
        return self.filter(date__year=year)

    def years(self):
        """Return the years that have articles, latest first."""
        return [day.year for day in self.dates("date", "year", order="DESC")]


@once_a_generation
def _categories():
    return list(Category.objects.by_name())


@once_a_generation
def _years():
    return ArticlePage.objects.visible().years()


@once_a_generation
def _keys_listed(most):
    lasting = ArticlePage.objects.visible().lasting().newest_first()
    kinds = [None, *(category.pk for category in _categories())]
    of_each = (Q(pk__in=lasting.filter(category=kind)[:most].values("pk")) for kind in kinds)
    return [*ArticlePage.objects.filter(reduce(or_, of_each)).values_list("pk", flat=True)]


@once_a_generation
def _latest_keys(limit, category=None):
    """Return the keys of so many of the latest articles, of a category (its key) or of all."""
    articles = ArticlePage.objects.visible().lasting().newest_first()
    if category:
        articles = articles.in_category(category)
    return [*articles.values_list("pk", flat=True)[:limit]]


@once_a_generation
def _keys_of_reports(event):
    # Put in order here: for the order SQLite would read all news by their dates.
    reports = ArticlePage.objects.filter(reported_events__event=event).visible().order_by()
    days = {(day is not None, day, key) for day, key in reports.values_list("date", "pk")}
    return [key for _is_known, _day, key in sorted(days, reverse=True)]


class ArticlePage(BasePage):
    """An article: what happened, when, who and what comes next."""

    date = models.DateField(
        _("datum"),
        null=True,
        blank=True,
        help_text=_("Dagen som nyheten hör till. Styr ordningen i listan."),
    )
    date_text = models.CharField(
        _("när, med ord"),
        max_length=80,
        blank=True,
        help_text=_("Bara när dagen inte är känd, till exempel ”våren 2016”."),
    )
    ends = models.DateField(
        _("visas i listor till"),
        null=True,
        blank=True,
        help_text=_("Bara för en notis: sista dagen den gäller. Sidan finns kvar i arkivet."),
    )
    has_ended = models.BooleanField(default=False, editable=False)
    category = models.ForeignKey(
        Category,
        verbose_name=_("kategori"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text=_("Valfritt."),
    )
    place = models.CharField(
        _("ort"), max_length=80, blank=True, help_text=_("Var det hände, om det är viktigt.")
    )
    authors = StreamField(
        [("person", PersonBlock())],
        verbose_name=_("skribenter"),
        blank=True,
        help_text=_("Den eller de som har skrivit."),
    )
    activity = models.ForeignKey(
        "activities.ActivityPage",
        verbose_name=_("hör till"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text=_("Aktiviteten som artikeln handlar om."),
    )
    body = StreamField(
        BodyBlocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()

    is_history = True  # An article says how it was on its day.
    page_description = _("En nyhet, en rapport eller en notis.")
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []

    search_fields = BasePage.search_fields + [
        index.SearchField("body"),
        index.SearchField("authors"),
        index.SearchField("place"),
        index.SearchField("date_text"),
        index.RelatedFields("category", [index.SearchField("name")]),
        index.RelatedFields(
            "reported_events", [index.RelatedFields("event", [index.SearchField("title")])]
        ),
        index.RelatedFields("activity", [index.SearchField("title")]),
        index.FilterField("date"),
    ]
    content_panels = [
        handbook_panel("nyhet"),
        *Page.content_panels,
        "introduction",
        MultiFieldPanel(
            [FieldRowPanel(["date", "date_text"]), "ends", "place", "category"],
            heading=_("När, var och vilket slag"),
        ),
        "body",
        folded("authors"),
        MultiFieldPanel(
            [
                MultipleChooserPanel(
                    "reported_events",
                    chooser_field_name="event",
                    heading=_("Rapport från"),
                    label=_("evenemang"),
                    help_text=_("De som artikeln berättar om. Artikeln visas då på deras sidor."),
                ),
                "activity",
            ],
            heading=_("Läs också"),
            classname=FOLDED,
        ),
        BasePage.appearance_panel,
    ]

    class Meta:
        verbose_name = _("Artikel")
        verbose_name_plural = _("Artiklar")
        indexes = [
            models.Index(fields=["-date"]),
            models.Index(fields=["category", "-date"], name="news_article_category_newest"),
        ]

    def clean(self):
        """Refuse a date said twice (ValidationError at `date_text`)."""
        super().clean()
        if self.date and self.date_text:
            raise ValidationError({"date_text": _("Ta bort texten: artikeln har ett datum.")})
        if self.date and self.ends and self.ends < self.date:
            raise ValidationError({"ends": _("Notisen slutar innan den börjar.")})

    def save(self, *args, **kwargs):
        """Save, noting whether its last day has passed."""
        self.has_ended = bool(self.ends and self.ends < timezone.localdate())
        super().save(*args, **kwargs)

    def missing(self):
        """Return what publishing needs: a day, or words for it."""
        missing = super().missing()
        if not (self.date or self.date_text):
            missing["date"] = _("Ange datum, eller skriv med ord när det var.")
        return missing

    def card(self):
        """Return the article as a card, under its category."""
        return Card(
            page=self,
            kind=self.category.name if self.category else _("Nyhet"),
            sentence=self.introduction,
            start=self.date,
            date_text=known_date_text(self.date_text),
            place=self.place,
        )

    def structured_data(self, context, image):
        """Return the article by schema.org/NewsArticle; a day that is not known is left out."""
        return without_empty(
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": self.title,
                "description": self.search_description or self.introduction,
                "url": self.full_url,
                "mainEntityOfPage": self.full_url,
                "image": image and [image],
                "inLanguage": get_language(),
                "datePublished": iso_datetime(self.date or self.first_published_at),
                "dateModified": iso_datetime(self.last_published_at),
                "articleSection": self.category and self.category.name,
                "author": people(self.authors) or site_organization(self),
                "publisher": site_organization(self),
                "citation": documents(self.body, self),
            }
        )

    def related(self):
        """Return the visible pages that the article belongs with: its events and its activity."""
        keys = [row.event_id for row in self.reported_events.all()] + [self.activity_id]
        pages = SitePageQuerySet(Page).visible().in_bulk(filter(None, keys))
        return [pages[key] for key in dict.fromkeys(keys) if key in pages]

    def more(self):
        """Return up to three other articles: of the same category first, then the latest."""
        of_category = _latest_keys(MORE + 1, self.category_id) if self.category_id else ()
        keys = dict.fromkeys([*of_category, *_latest_keys(MORE + 1)])
        return ArticlePage.objects.rows_of([key for key in keys if key != self.pk][:MORE])

    def pictured_pages(self):
        """Return the other articles, after finding them."""
        self.others = self.more()
        return self.others

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        more = self.others
        alike = bool(self.category_id) and all(a.category_id == self.category_id for a in more)
        return {**context, "related": self.related(), "more": more, "more_is_alike": alike}


def end_notices():
    """Take the notices whose last day has passed out of lists (a job of `manage.py work`)."""
    # Asked first: an update is a change of what visitors see, even of no row.
    if ArticlePage.objects.over().exists():
        ArticlePage.objects.over().update(has_ended=True)
