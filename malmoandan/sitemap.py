"""The sitemap: every page that visitors see, with the day on which what it shows last changed."""

from django.db import models
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap

from activities.models import ActivityPage, CalendarPage, EventPage
from home.models import FollowPage, HomePage, LandingPage, PersonIndexPage, PersonPage
from news.models import ArticlePage, NewsIndexPage, NewsletterIndexPage, NewsletterPage

# What a list shows is what it is about: it has changed when the newest of that has.
LISTED = {
    HomePage: (EventPage, ArticlePage),
    LandingPage: (ActivityPage,),
    ActivityPage: (EventPage,),
    CalendarPage: (EventPage,),
    FollowPage: (EventPage, ArticlePage, NewsletterPage),
    NewsIndexPage: (ArticlePage,),
    NewsletterIndexPage: (NewsletterPage,),
    PersonIndexPage: (PersonPage,),
}
# These stand beside what they list, not above it.
BESIDE = (CalendarPage, FollowPage)


def changed(page):
    """Return when what is public of a page was published, or, loaded from a file, kept; or None."""
    return page.last_published_at or page.released


class Sitemap(WagtailSitemap):
    """All pages in one query a type; what nobody knows the change of has no day, never today."""

    def items(self):
        released = models.F("live_revision__created_at")
        return super().items().annotate(released=released)

    def _urls(self, page, protocol, domain):
        pages = list(self.paginator.page(page).object_list)
        newest = {}
        for listed in filter(changed, pages):
            for end in range(listed.steplen, len(listed.path), listed.steplen):
                key = listed.path[:end], type(listed)
                newest[key] = max(newest.get(key, changed(listed)), changed(listed))
        urls = []
        for item in pages:
            above = item.path[: -item.steplen] if isinstance(item, BESIDE) else item.path
            lists = [newest.get((above, model)) for model in LISTED.get(type(item), ())]
            known = list(filter(None, [changed(item), *lists]))
            lastmod = {"lastmod": max(known)} if known else {}
            urls.append({"location": item.get_full_url(self.request), **lastmod})
        if all("lastmod" in url for url in urls):
            self.latest_lastmod = max((url["lastmod"] for url in urls), default=None)
        return urls
