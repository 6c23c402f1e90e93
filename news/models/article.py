"""News: the articles, and which of them lists hold."""

from copy import copy
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.models import Page, PageManager
from wagtail.search import index

from home.base import BasePage, Card
from home.blocks.coming_dates import shown_dates
from home.blocks.people import PersonBlock
from home.dates import known_date_text
from home.generation import each_once_a_generation, once_a_generation
from home.panels import FOLDED, folded, handbook_panel
from home.querysets import SitePageQuerySet
from home.schema import (
    documents,
    events,
    iso_datetime,
    people,
    site_organization,
    without_empty,
)
from home.streams import StreamField

from ..blocks import ArticleBlocks
from .category import Category
from .correction import CORRECTION_PANEL, Correction
from .reported_event import ReportedEvent

MORE = 3  # other articles below one
LOOKED_AT = 200  # for those that share something with one


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

    def first_published_since(self, moment):
        """Return what has come since a moment, but for the notices that have ended already."""
        return super().first_published_since(moment).lasting()

    def in_category(self, category):
        """Return the articles of one category."""
        return self.filter(category=category)

    def in_year(self, year):
        """Return the articles dated in one year, or those without a date (None)."""
        return self.filter(date__year=year) if year else self.filter(date=None)

    def years(self):
        """Return the years that have articles, latest first; None last where some have no date."""
        found = set(self.order_by().values_list("date__year", flat=True).distinct())
        return sorted(found, key=lambda year: year or 0, reverse=True)


@once_a_generation
def categories():
    """Return the kinds of news."""
    return list(Category.objects.by_name())


@once_a_generation
def archived_years():
    """Return the years of the archive, as `years` does."""
    return ArticlePage.objects.visible().years()


@once_a_generation
def _keys_listed(most):
    lasting = ArticlePage.objects.visible().lasting().newest_first()
    kinds = [None, *(category.pk for category in categories())]
    of_each = (Q(pk__in=lasting.filter(category=kind)[:most].values("pk")) for kind in kinds)
    return [*ArticlePage.objects.filter(reduce(or_, of_each)).values_list("pk", flat=True)]


@once_a_generation
def _latest_keys(limit):
    articles = ArticlePage.objects.visible().lasting().newest_first()
    return [*articles.values_list("pk", flat=True)[:limit]]


@once_a_generation
def _keys_alike(article, activity):
    """Return the keys of the latest that share the activity or a theme of an article, by keys.

    Of each the last `LOOKED_AT`, so that it takes no longer where all articles share them.
    """
    tags = ArticlePage.themes.through.objects.order_by("-pk")
    themes = tags.filter(articlepage=article).order_by().values("theme")
    tagged = tags.filter(theme__in=themes).values_list("articlepage", flat=True)
    found = [*tagged[:LOOKED_AT]]
    if activity:
        same = ArticlePage.objects.filter(activity=activity).order_by("-pk")
        found += same.values_list("pk", flat=True)[:LOOKED_AT]
    latest = ArticlePage.objects.visible().lasting().newest_first()
    alike = latest.filter(pk__in={*found} - {article})
    return [*alike.values_list("pk", flat=True)[:MORE]]


@once_a_generation
def _keys_reported(article):
    rows = ReportedEvent.objects.filter(article=article)
    return [*rows.values_list("event_id", flat=True)]


@each_once_a_generation
def _related(keys):
    return SitePageQuerySet(Page).visible().in_bulk(keys)


@once_a_generation
def _keys_of_reports(event):
    # Put in order here: for the order SQLite would read all news by their dates.
    reports = ArticlePage.objects.filter(reported_events__event=event).visible().order_by()
    days = {(day is not None, day, key) for day, key in reports.values_list("date", "pk")}
    return [key for _is_known, _day, key in sorted(days, reverse=True)]


class ArticlePage(Correction, BasePage):
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
        ArticleBlocks(),
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
        index.SearchField("correction_text"),
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
        CORRECTION_PANEL,
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
            place=self.place,
            **self.days(),
        )

    def days(self):
        """Return the day of the article."""
        return {"start": self.date, "date_text": known_date_text(self.date_text)}

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
                "correction": self.correction_data,
                "articleSection": self.category and self.category.name,
                "author": people(self.authors) or site_organization(self),
                "publisher": site_organization(self),
                "citation": documents(self.body, self),
                "mentions": events(shown_dates(self.body), self),
            }
        )

    def related(self, is_draft=False):
        """Return the visible pages that the article belongs with: its events and its activity.

        They are fetched once a generation; a draft may name others than are stored.
        """
        if is_draft:
            keys = [row.event_id for row in self.reported_events.all()]
        else:
            keys = _keys_reported(self.pk)
        keys = [key for key in dict.fromkeys([*keys, self.activity_id]) if key]
        pages = _related(keys)
        return [copy(pages[key]) for key in keys if key in pages]

    def more(self):
        """Return up to three other articles, and whether all of them are alike.

        Those that share its activity or a theme come first, then the latest.
        """
        alike = _keys_alike(self.pk, self.activity_id) if self.pk else ()
        keys = dict.fromkeys([*alike, *_latest_keys(MORE + 1)])
        others = ArticlePage.objects.rows_of([key for key in keys if key != self.pk][:MORE])
        return others, {other.pk for other in others} <= {*alike}

    def pictured_pages(self):
        """Return the other articles, after finding them."""
        self.others, self.are_alike = self.more()
        return self.others

    def get_context(self, request, *args, **kwargs):
        for category in categories():
            if category.pk == self.category_id:
                self.category = category  # kept, and so not asked for
        context = super().get_context(request, *args, **kwargs)
        found = {"more": self.others, "more_is_alike": self.are_alike}
        related = self.related(is_draft=getattr(request, "is_preview", False))
        return {**context, "related": related, **found}


def end_notices():
    """Take the notices whose last day has passed out of lists (a job of `manage.py work`)."""
    # Asked first: an update is a change of what visitors see, even of no row.
    if ArticlePage.objects.over().exists():
        ArticlePage.objects.over().update(has_ended=True)
