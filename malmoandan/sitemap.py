"""The sitemap: every page that visitors see, with the day on which what it shows last changed.

A site of many pages has it in parts, by their primary keys: so a page stays in its part, and no
part has to count those before it.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Max
from django.db.models.functions import Coalesce, Left, Length
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from activities.models import ActivityPage, CalendarPage, EventPage
from home.generation import once_a_generation
from home.models import FollowPage, HomePage, LandingPage, PersonIndexPage, PersonPage
from home.querysets import SitePageQuerySet
from home.site import site_of
from news.models import ArticlePage, NewsIndexPage, NewsletterIndexPage, NewsletterPage

PART = 1000
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


def _pages_of(home):
    """Return the pages from `home` down; `changed` is when what is public of each was published.

    Of one that was loaded from a file it is when that was kept; None where nobody knows.
    """
    pages = SitePageQuerySet(Page).visible().filter(path__startswith=home.path)
    released = Coalesce("last_published_at", "live_revision__created_at")
    return pages.annotate(changed=released).order_by("path")


@once_a_generation
def _newest(home):
    """Return {(tree path, type): when the newest page of that type below it changed}."""
    listed = {model for models in LISTED.values() for model in models}
    kinds = ContentType.objects.get_for_models(*listed)
    pages = _pages_of(home).filter(content_type__in=kinds.values()).order_by()
    above = Left("path", Length("path") - Page.steplen)
    rows = pages.values("content_type", above=above).annotate(newest=Max("changed"))
    models, newest = {kind.pk: model for model, kind in kinds.items()}, {}
    for row in rows:
        path, moment = row["above"], row["newest"]
        for end in range(len(home.path), len(path) + 1, Page.steplen) if moment else ():
            key = path[:end], models[row["content_type"]]
            newest[key] = max(newest.get(key, moment), moment)
    return newest


@once_a_generation
def _parts_of(home):
    """Return the numbers of the parts that have pages; none where one sitemap holds them all."""
    pages = _pages_of(home)
    if not pages[PART : PART + 1].exists():
        return ()
    return tuple(sorted(set(pages.order_by().values_list(F("pk") / PART, flat=True))))


def _site_of(request):
    return site_of(request) or Site.objects.select_related("root_page").get(is_default_site=True)


def _answer(request, template, lastmod=None, **context):
    headers = {"X-Robots-Tag": "noindex, noodp, noarchive"}
    if lastmod:
        headers["Last-Modified"] = http_date(lastmod.timestamp())
    return TemplateResponse(request, template, context, "application/xml", headers=headers)


def _answer_with(request, home, pages):
    newest, urls = _newest(home), []
    rows = pages.only("path", "depth", "url_path", "content_type", "last_published_at")
    for page in rows:
        model = page.specific_class
        above = page.path[: -page.steplen] if model in BESIDE else page.path
        moments = [page.changed, *(newest.get((above, other)) for other in LISTED.get(model, ()))]
        lastmod = max(filter(None, moments), default=None)
        urls.append({"location": page.get_full_url(request), "lastmod": lastmod})
    known = [url["lastmod"] for url in urls]
    lastmod = max(known) if known and all(known) else None
    return _answer(request, "sitemap.xml", lastmod, urlset=urls)


@require_safe
def sitemap(request):
    """Answer with all pages, or with where their parts are."""
    site = _site_of(request)
    home = site.root_page
    if not (parts := _parts_of(home)):
        return _answer_with(request, home, _pages_of(home))
    addresses = [reverse("sitemap_part", args=[number]) for number in parts]
    found = [{"location": f"{site.root_url}{address}"} for address in addresses]
    return _answer(request, "sitemap_index.xml", sitemaps=found)


@require_safe
def sitemap_part(request, number):
    """Answer with the pages of one part (404 for one that has none)."""
    home = _site_of(request).root_page
    if number not in _parts_of(home):
        raise Http404
    first = number * PART
    pages = _pages_of(home).filter(pk__gte=first, pk__lt=first + PART)
    return _answer_with(request, home, pages)
