"""Which page an address leads to: asked for at once, not part by part down the tree."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import Resolver404
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from .site import site_of

# Nothing of ours lies deeper; Wagtail refuses the rest part by part.
MOST_PARTS = 20
ROW = ("pk", "content_type", "live")


def find_route(request, path):
    """Have Wagtail find the page of a request at `path` with two queries, however deep it lies.

    As in Wagtail the first page from above that has a part of its own (`RoutablePageMixin`) for
    the rest of the path takes it, before a page below; else the deepest that is there.
    """
    site, parts = site_of(request), [part for part in path.split("/") if part]
    if site is None or len(parts) > MOST_PARTS:
        return
    home = site.root_page.url_path
    addresses = [home + "".join(f"{part}/" for part in parts[:n]) for n in range(len(parts) + 1)]
    rows = Page.objects.filter(url_path__in=addresses)
    found = {url: row for url, *row in rows.values_list("url_path", *ROW)}
    places = [(found[url], parts[n:]) for n, url in enumerate(addresses) if url in found]
    if not places:
        return
    for (key, kind, is_live), rest in places:  # noqa: B007
        model = ContentType.objects.get_for_id(kind).model_class()
        if is_live and has_part(model, rest):
            break
    try:
        page = model._default_manager.get(pk=key)
        request._wagtail_route_for_request = page.route(request, rest)
    except (Http404, model.DoesNotExist):
        request._wagtail_route_for_request = None


def has_part(model, rest):
    """Tell whether pages of a type have a part of their own at what is left of a path."""
    if not issubclass(model, RoutablePageMixin):
        return False
    try:
        model.get_resolver().resolve(f"/{'/'.join(rest)}/")
    except Resolver404:
        return False
    return True
