"""What header, footer and breadcrumb link to, asked once a generation."""

from dataclasses import dataclass, field

from django import template
from wagtail.models import Page

from activities.models import CalendarPage
from home.generation import once_a_generation
from home.models import FollowPage, PersonIndexPage
from home.querysets import SitePageQuerySet, ancestor_paths
from home.site import site_of, site_root_paths
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


@dataclass(frozen=True)
class Place:
    """A page that header, footer or a breadcrumb may link to."""

    path: str
    title: str
    url: str
    model: type
    in_menu: bool = False
    in_footer: bool = False


def _place(page, site, **where):
    page._wagtail_cached_site_root_paths = site_root_paths()  # else Wagtail asks its cache
    return Place(page.path, page.title, page.get_url(None, site), page.specific_class, **where)


@once_a_generation
def _places_of(site):
    """Return {tree path: place} of what the site's header and footer show, and of all parents."""
    home, pages = site.root_page, SitePageQuerySet(Page)
    parents = {page.path: _place(page, site) for page in pages.parents_from(home)}
    # To have the database sort them makes SQLite walk through all pages in that order.
    shown = {
        page.path: _place(
            page,
            site,
            in_menu=page.show_in_menus and page.depth == home.depth + 1,
            in_footer=page.in_footer,
        )
        for page in sorted(pages.in_navigation_of(home), key=lambda page: page.path)
    }
    return shown, parents


def _navigation_of(request, page):
    site = site_of(request)
    if site is None:
        return Navigation()
    home, (shown, parents) = site.root_page, _places_of(site)
    result = Navigation(home.get_url(request) or "/", page is not None and page.pk == home.pk)
    above = [parents[path] for path in ancestor_paths(home, page) if path in parents]
    result.ancestors = [Link(place.title, place.url) for place in above]
    for place in shown.values():
        if place.in_menu:
            result.menu.append(Link(place.title, place.url, _current(place, page)))
        if place.in_footer:
            result.legal.append(Link(place.title, place.url))
    for place in [*shown.values(), *above]:
        if place.model is NewsIndexPage:
            result.news_url, result.feed_url = place.url, f"{place.url}flode.xml"
        if place.model is FollowPage:
            result.follow = Link(place.title, place.url)
        if place.model is CalendarPage:
            result.calendar_url = place.url
        if place.model is PersonIndexPage:
            result.people_url = place.url
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
