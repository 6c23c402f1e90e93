"""The list of news: the newest of each category, the archive by year, and the feeds."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.base import BasePage
from home.paging import ListPaginator, count_of
from home.site import SiteSettings
from home.themes import Theme

from ..feeds import NewsFeed
from .article import ArticlePage, archived_years, categories
from .category import Category


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
        context = {"articles": page, "categories": categories(), "years": archived_years()}
        return self.render(request, context_overrides=context | more)

    @path("")
    def latest(self, request):
        """Show the newest articles of each category, or of one (404 if unknown).

        Those before them are in the archive and in the search.
        """
        most = SiteSettings.for_request(request).news_in_category
        every, category = self.articles(), _named(Category, request, "kategori")
        if category:
            every = every.in_category(category)
        articles = every.listed(most)
        has_older = count_of(articles) < count_of(every)
        return self.render_list(request, articles, category=category, has_older=has_older)

    @path("arkiv/")
    def archive(self, request):
        """Redirect to the list, which offers the years: whoever shortens an address comes here."""
        return redirect(self.get_url(request))

    @path("arkiv/<int:year>/", name="year")
    def of_year(self, request, year):
        """Show the articles of one year (404 for a year without any)."""
        if year not in archived_years():
            raise Http404
        return self.render_list(request, self.articles().in_year(year), year=year, is_archive=True)

    @path("arkiv/okand-dag/", name="undated")
    def undated(self, request):
        """Show the articles without a date (404 where there are none)."""
        return self.of_year(request, None)

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
