"""Which news and which issues: questions to articles and newsletters."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import ExtractYear

from home.querysets import SitePageQuerySet


class ArticleQuerySet(SitePageQuerySet):
    """News articles; `date` is the day that an article belongs to, where it is known."""

    def newest_first(self):
        """Return the articles by date, latest first; those without a date come last."""
        return self.order_by(F("date").desc(nulls_last=True), "path")

    def as_rows(self):
        """Return the articles with category, in one query."""
        return super().as_rows().select_related("category")

    def in_category(self, slug):
        """Return the articles of one category."""
        return self.filter(category__slug=slug)

    def same_category_first(self, category):
        """Return the articles latest first, but those of the category before all others."""
        other = Case(When(category=category, then=0), default=1) if category else Value(1)
        return self.order_by(other, F("date").desc(nulls_last=True), "path")

    def in_year(self, year):
        """Return the articles dated in one year."""
        return self.filter(date__year=year)

    def years(self):
        """Return the years that have articles, latest first."""
        dated = self.filter(date__isnull=False).order_by()
        years = dated.annotate(year=ExtractYear("date")).values_list("year", flat=True)
        return sorted(years.distinct(), reverse=True)


class NewsletterQuerySet(SitePageQuerySet):
    """Newsletter issues."""

    def newest_first(self):
        """Return the issues by year and number, latest first."""
        number = F("number").desc(nulls_last=True)
        return self.order_by("-year", number, F("date").desc(nulls_last=True), "-path")

    def of_year(self, year):
        """Return the issues of one year."""
        return self.filter(year=year)
