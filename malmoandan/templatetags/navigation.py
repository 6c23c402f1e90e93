"""What header, footer and breadcrumb link to, fetched with one query a request."""

from dataclasses import dataclass, field

from django import template
from wagtail.models import Page, Site

from activities.models import CalendarPage
from home.models import FollowPage, PersonIndexPage
from home.querysets import SitePageQuerySet, ancestor_paths
from news.models import NewsIndexPage

register = template.Library()


@dataclass(frozen=True)
class Link:
    """A link of the menu; `current` is the value of aria-current, or empty."""

    title: str
    url: str
    current: str = ""


@dataclass
class Navigation:
    """The links that every page of a site has."""

    home_url: str = "/"
    is_home: bool = False
    menu: list[Link] = field(default_factory=list)
    legal: list[Link] = field(default_factory=list)
    ancestors: list[Link] = field(default_factory=list)
    news_url: str = ""
    feed_url: str = ""
    follow: Link | None = None
    calendar_url: str = ""
    people_url: str = ""


def _current(item, page):
    """Return what aria-current says of a menu item while `page` is shown."""
    if page is None or not page.path.startswith(item.path):
        return ""
    return "page" if page.path == item.path else "true"


def _navigation_of(request, page):
    site = Site.find_for_request(request)
    if site is None:
        return Navigation()
    home = site.root_page
    result = Navigation(home.get_url(request) or "/", page is not None and page.pk == home.pk)
    above = ancestor_paths(home, page)
    # To have the database sort them makes SQLite walk through all pages in that order.
    found = SitePageQuerySet(Page).in_navigation_of(home, page)
    for item in sorted(found, key=lambda item: item.path):
        url = item.get_url(request)
        if item.path in above:
            result.ancestors.append(Link(item.title, url))
        if item.show_in_menus and item.depth == home.depth + 1:
            result.menu.append(Link(item.title, url, _current(item, page)))
        if item.in_footer:
            result.legal.append(Link(item.title, url))
        if item.specific_class is NewsIndexPage:
            result.news_url, result.feed_url = url, f"{url}flode.xml"
        if item.specific_class is FollowPage:
            result.follow = Link(item.title, url)
        if item.specific_class is CalendarPage:
            result.calendar_url = url
        if item.specific_class is PersonIndexPage:
            result.people_url = url
    return result


@register.simple_tag(takes_context=True)
def navigation(context):
    """Return the `Navigation` of the request's site, fetched once per request."""
    request = context.get("request")
    if request is None:
        return Navigation()
    if not hasattr(request, "navigation"):
        page = context.get("page")
        request.navigation = _navigation_of(request, page if isinstance(page, Page) else None)
    return request.navigation


@register.simple_tag(takes_context=True)
def breadcrumb(context, part=""):
    """Return the links from the start page down to the parent of the page shown.

    With `part`, the name of a part of the page, down to the page itself.
    """
    ancestors, page = navigation(context).ancestors, context.get("page")
    return [*ancestors, Link(page.title, page.get_url(context["request"]))] if part else ancestors
