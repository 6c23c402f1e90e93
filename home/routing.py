"""Which page an address leads to: asked for at once, not part by part down the tree."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.models import Page

from .site import site_of

# Nothing of ours lies deeper; Wagtail refuses the rest part by part.
MOST_PARTS = 20
ROW = ("pk", "content_type", "url_path")


def find_route(request, path):
    """Have Wagtail find the page of a request at `path` with two queries, however deep it lies.

    The deepest page whose address the path begins with takes the rest of it, as it does in
    Wagtail: a part of its own (`RoutablePageMixin`), or nothing that is there.
    """
    site, parts = site_of(request), [part for part in path.split("/") if part]
    if site is None or len(parts) > MOST_PARTS:
        return
    home = site.root_page.url_path
    addresses = [home + "".join(f"{part}/" for part in parts[:n]) for n in range(len(parts) + 1)]
    rows = Page.objects.filter(url_path__in=addresses)
    found = {url: (key, kind) for key, kind, url in rows.values_list(*ROW)}
    for length, address in reversed(list(enumerate(addresses))):
        if address in found:
            key, kind = found[address]
            model = ContentType.objects.get_for_id(kind).model_class()
            try:
                page = model._default_manager.get(pk=key)
                request._wagtail_route_for_request = page.route(request, parts[length:])
            except (Http404, model.DoesNotExist):
                request._wagtail_route_for_request = None
            return
