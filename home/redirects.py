"""Old addresses: what stood at or below a page that has moved leads on, as long as the site stands.

A redirect is written for the page and for every page below it.  They are followed where nothing
else answers, and the longest of them also leads on what has none of its own: feeds, calendar
files, months.  Wagtail's own would drop the rest of the address and its query, and would tell the
new address of a page that is not public (docs/decisions.md, "Old addresses").
"""

import logging
import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from django.db import transaction
from django.dispatch import receiver
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import post_page_move

from .querysets import SitePageQuerySet, is_visible
from .site import site_of, site_root_paths
from .slugs import slug_of

logger = logging.getLogger(__name__)

LONGEST = Redirect._meta.get_field("old_path").max_length
ROWS_AT_ONCE = 500
# No address of ours has so many parts, and no page has moved so often.
MOST_PARTS, MOST_STEPS = 12, 20

# The site before this one had all its pages at the top, with å, ä and ö in their addresses.
FORMER_ADDRESSES = {"pa-gang": "/kalender/", "other-languages": "/"}
COPY = re.compile(r"kopia-(?:pa|av)-(?P<name>.+?)(?P<number>-\d+)?")
OUR_FILE = re.compile(r"[\w-]+\.(?:ics|xml)")
NO_NAME = re.compile(r"[^\w\s.-].*|(?:^index)?\.(?:html?|php|aspx?)$", re.DOTALL)


def write_redirects(page, url_path_before):
    """Lead on from where `page` and those below it stood until now; a failure is only logged."""
    try:
        with transaction.atomic():
            _write(page, url_path_before)
    except Exception:
        logger.exception("The old addresses of page %s were not noted", page.pk)


def _write(page, before):
    below = Page.objects.filter(path__startswith=page.path).order_by("path")
    for root in site_root_paths():
        if not (before.startswith(root.root_path) and page.url_path.startswith(root.root_path)):
            continue
        beginning = f"/{before[len(root.root_path) :]}"
        rows = [
            Redirect(
                old_path=f"{beginning}{url_path[len(page.url_path) :]}".rstrip("/"),
                site_id=root.site_id,
                redirect_page_id=key,
                automatically_created=True,
            )
            for key, url_path in below.values_list("pk", "url_path")
        ]
        rows = [row for row in rows if 1 < len(row.old_path) <= LONGEST]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            # Who stood there last is who is looked for; what an editor has written stands.
            earlier = Redirect.objects.filter(site=root.site_id, automatically_created=True)
            earlier.filter(old_path__in=[row.old_path for row in part]).delete()
            Redirect.objects.bulk_create(part, ignore_conflicts=True)


@receiver(post_page_move)
def page_has_moved(instance, url_path_before, url_path_after, **_kwargs):
    """Note where a page stood that has been put below another one."""
    if url_path_before != url_path_after:
        write_redirects(instance, url_path_before)


def pages_with_old_slug(slug):
    """Return the primary keys of the pages that had this slug, the latest first."""
    rows = Redirect.objects.filter(automatically_created=True, old_path__endswith=f"/{slug}")
    return list(rows.order_by("-created_at", "-pk").values_list("redirect_page", flat=True))


class PathResolver:
    """The way from an old path of a site to where a visitor finds the same today."""

    def __init__(self, request, site):
        self.request, self.site, self.root = request, site, site.root_page
        self.seen = set()

    def has_page(self, path):
        """Tell whether a path leads to a page, or to something below one, that anybody may see."""
        try:
            return is_visible(self.root.route(self.request, _parts(path)).page)
        except Http404:
            return False

    def path_of(self, redirect):
        """Return the path that a redirect leads to, or None where that is not on this site."""
        page = redirect.redirect_page
        if page is None or not page.url_path.startswith(self.root.url_path):
            return None
        return "/" + page.url_path[len(self.root.url_path) :] + redirect.redirect_page_route_path

    def find(self, path):
        """Return the path of today, or None; every step is tried once."""
        for new in self.newer(path):
            if new in self.seen or len(self.seen) == MOST_STEPS:
                continue
            self.seen.add(new)
            found = new if self.has_page(new) else self.find(new)
            if found:
                return found
        return None

    def newer(self, path):
        """Yield the paths to try instead of one: other spellings, then by its beginnings."""
        spellings = [_parts(path), _parts(path.lower()), plain_parts(path)]
        yield from map(_path, filter(None, spellings))
        beginnings = {
            f"/{'/'.join(parts[:length])}": parts[length:]
            for parts in spellings
            for length in range(1, len(parts) + 1)
        }
        rows = Redirect.objects.filter(site=self.site, automatically_created=True)
        rows = rows.filter(old_path__in=beginnings).select_related("redirect_page")
        for row in sorted(rows, key=lambda row: -len(row.old_path)):
            now = self.path_of(row)
            if now:
                yield _path([*_parts(now), *beginnings[row.old_path]])
        yield from self.of_today(*spellings[-1][:1], rest=spellings[-1][1:])

    def of_today(self, name="", *, rest):
        """Yield what an address of the site before this one may have become."""
        if copy := COPY.fullmatch(name):
            yield _path([name[copy.start("name") :], *rest])
            yield _path([copy["name"], *rest])
        if name in FORMER_ADDRESSES:
            yield _path([*_parts(FORMER_ADDRESSES[name]), *rest])
        if name and not rest:
            pages = SitePageQuerySet(Page).visible().descendant_of(self.root).filter(slug=name)
            pages = pages.values_list("url_path", flat=True)[:2]
            if len(pages) == 1:
                yield f"/{pages[0].removeprefix(self.root.url_path)}"


def plain_parts(path):
    """Return the parts of a path as our addresses are spelt, without what got caught at their end.

    What is no UTF-8 stands in it percent-encoded, and is Latin-1; å may be a letter with a mark.
    """
    written = unquote_to_bytes(path)
    try:
        path = written.decode()
    except UnicodeDecodeError:
        path = written.decode("latin-1")
    parts = _parts(unicodedata.normalize("NFKC", path).lower())
    names = (p if OUR_FILE.fullmatch(p) else slug_of(NO_NAME.sub("", p)) for p in parts)
    return list(filter(None, names))


def _parts(path):
    return [part for part in path.split("/") if part]


def _path(parts):
    """Return the path of the parts; a page's ends with a slash, that of a file does not."""
    is_file = bool(parts) and "." in parts[-1]
    return "/" + "/".join(parts) + ("/" if parts and not is_file else "")


def redirect_by_editor(address, site):
    """Return the redirect from just this address, with or without its query, to anywhere."""
    whole = Redirect.normalise_path(address)
    bare = Redirect.normalise_path(address.partition("?")[0])
    rows = Redirect.get_for_site(site).filter(old_path__in={whole, bare, bare.lower()})
    rows = rows.filter(automatically_created=False).select_related("redirect_page")
    return max(rows, key=lambda row: (row.old_path == whole, row.site_id is not None), default=None)


def leads_back(row, request, site):
    """Tell whether what editors have written leads, step by step, to where it has been."""
    ours, seen = {"", site.hostname, request.get_host().partition(":")[0]}, set()
    address = request.get_full_path()
    while row and row.redirect_link:
        if row.pk in seen or len(seen) == MOST_STEPS:
            return True
        seen.add(row.pk)
        link = urlsplit(urljoin(address, row.redirect_link))
        if (link.hostname or "").rstrip(".") not in ours:
            return False
        address = link._replace(scheme="", netloc="", fragment="").geturl()
        row = redirect_by_editor(address, site)
    return False


def redirect_for(request):
    """Return the answer that leads on from an old address, or None where there is nothing."""
    site, path = site_of(request), request.path_info
    if site is None or "\0" in path or len(_parts(path)) > MOST_PARTS:
        return None
    resolver = PathResolver(request, site)
    if path == _path(_parts(path)):
        if resolver.has_page(path):
            return None  # it is the page that stands here that has nothing to show
        resolver.seen.add(path)
    kind, query = HttpResponsePermanentRedirect, request.META.get("QUERY_STRING", "")
    row, found = redirect_by_editor(request.get_full_path(), site), None
    if row and not leads_back(row, request, site):
        kind = kind if row.is_permanent else HttpResponseRedirect
        query = "" if "?" in row.old_path else query
        if row.redirect_link:
            return kind(row.redirect_link)
        now = resolver.path_of(row)
        found = _path(_parts(now)) if now and resolver.has_page(now) else None
    found = found or resolver.find(path)
    if found is None:
        return None
    return kind(quote(found) + (f"?{query}" if query else ""))


class RedirectMiddleware:
    """Lead on from an old address wherever a visitor would else be told that there is nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        # Where a page is kept, it has not seen what of the query it does not know.
        request.META["QUERY_STRING"] = getattr(
            request, "whole_query", request.META.get("QUERY_STRING", "")
        )
        try:
            return redirect_for(request) or response
        except ValueError:  # no address: Wagtail cannot take it apart
            return response
        except Exception:
            logger.exception("Nobody was led on from an old address")
            return response
