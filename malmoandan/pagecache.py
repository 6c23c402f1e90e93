"""Whole answers for visitors, kept until anything changes (docs/decisions.md,
"Whole pages are kept under the token of their generation").

An answer is kept under the token of the generation that was read before it was rendered, and shown
as long as that is the token, until the next moment at which something on the site changes by the
clock.  What is kept is rendered from a request that says nothing but scheme, host, path and the
parameters that pages know, which are also its key: no visitor can have another one shown anything.
Whoever may be known to the site passes by.
"""

import gzip
import re
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import sha256
from math import ceil
from typing import NamedTuple
from urllib.parse import urlencode

import brotli
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, HttpResponseNotModified, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import cc_delim_re, patch_vary_headers
from django.utils.http import parse_etags

from activities.filters import PARAMETERS
from activities.moments import quiet_until
from home.generation import PAGES, recent_token, token_of_request
from home.site import notice_turns_after

from . import at_hand

# What pages read of the query, in the order in which it is kept.
NAMES = (*PARAMETERS, "alla", "kategori", "p", "sida")
LONGEST_QUERY = 1000  # letters, as sent
# Pages, feeds, calendar files and the sitemap, by the names of their addresses in urls.py.
KEPT = {"page_file", "sitemap", "sitemap_part", "wagtail_serve"}
PATH = re.compile(r"/(?:[\w-]+/)*(?:[\w-]+\.(?:ics|xml))?")
LARGEST = 4_000_000  # bytes, as sent
SMALLEST = 200  # bytes that are worth compressing
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
COMPRESSORS = {
    "br": lambda content: brotli.compress(content, quality=BROTLI_QUALITY),
    "gzip": lambda content: gzip.compress(content, GZIP_LEVEL, mtime=0),
}
NOT_KEPT = {"private", "no-store"}
# What an answer without its content has no use for.
OF_CONTENT = {"Content-Disposition", "Content-Encoding", "Content-Length", "Content-Type"}
FOLDERS = ("activities", "home", "malmoandan", "news", "search", "templates")
# Settings that answers show, by how their names begin.
SHOWN = ("CONTENT_SECURITY", "PERMISSIONS", "SECURE_", "STATIC_URL", "WAGTAILADMIN_BASE", "X_FRAME")


class Asked(NamedTuple):
    """What an answer is kept under, and what the visitor's browser has and takes."""

    key: str
    query: str
    encoding: str
    known: str


class Kept(NamedTuple):
    """An answer as it is kept; it holds between two times of the clock, in seconds."""

    token: str
    since: float
    until: float
    headers: dict
    content: bytes


class PageCacheMiddleware:
    """Answer visitors with what is kept, and keep what may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = what_is_asked(request)
        if asked is None:
            response = self.get_response(request)
            whose = "private, no-cache" if is_recognised(request.META) else "no-cache"
            response.headers.setdefault("Cache-Control", whose)
            return response
        kept = caches[PAGES].get(asked.key)
        if kept and is_current(kept, recent_token()):
            response = answer(kept, asked)
            at_hand.remember(request.META, kept, response)
            return response
        if is_kept_address(request.path_info):
            return self.render(request, asked)
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    def render(self, request, asked):
        """Answer with a page as every visitor sees it, and keep that."""
        token, now = None, timezone.now()
        # Where the database does not answer, the page will say so.
        with suppress(DatabaseError, InterfaceError):
            token = token_of_request()
        say_no_more_than(request, asked)
        response = self.get_response(request)
        is_shared, etag = is_for_everybody(response), etag_of(response)
        compress(response, asked.encoding)
        response.headers.setdefault("Cache-Control", "no-cache")
        if not is_shared:
            return response
        response["ETag"] = etag
        kept = Kept(token, now.timestamp(), 0, dict(response.items()), response.content)
        if token and request.method == "GET" and len(kept.content) <= LARGEST:
            with suppress(DatabaseError, InterfaceError):
                kept = keep(kept, asked, turn_after(now))
        return answer(kept, asked) if is_known(kept, asked) else response


def what_is_asked(request):
    """Return what a visitor asks for, or None where nothing kept could be the answer."""
    sent, query = request.META, request.META.get("QUERY_STRING", "")
    if (
        request.method not in ("GET", "HEAD")
        or is_recognised(sent)
        or len(query) > LONGEST_QUERY
        or "%00" in query
        or not PATH.fullmatch(request.path_info)
        or getattr(request, "is_dummy", False)  # an editor's preview
    ):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    query = known_part(query)
    encoding = best_encoding(sent.get("HTTP_ACCEPT_ENCODING", ""))
    parts = (
        release(),
        request.scheme,
        host,
        request.get_port(),
        request.path_info,
        query,
        encoding,
    )
    key = sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return Asked(key, query, encoding, sent.get("HTTP_IF_NONE_MATCH", ""))


def is_recognised(sent):
    """Tell whether a request may say who it is from: by a cookie of the site, or a login."""
    if "HTTP_AUTHORIZATION" in sent:
        return True
    cookies = sent.get("HTTP_COOKIE")
    if not cookies:
        return False
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    return any(name in cookies for name in names)


def known_part(query):
    """Return what pages know of a query, in one spelling, without what is empty."""
    if not query:
        return ""
    given = QueryDict(query)
    return urlencode([(name, given[name]) for name in NAMES if given.get(name)])


@lru_cache(maxsize=200)
def best_encoding(accepted):
    """Return the encoding that a browser likes best of those that are kept; "" is none."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        try:
            weight = float(parameters.partition("q=")[2] or 1)
        except ValueError:
            weight = 0
        weights[name.strip()] = weight
    offered = {name: weights.get(name, weights.get("*", 0)) for name in COMPRESSORS}
    best = max(offered, key=offered.get)
    return best if offered[best] > 0 and offered[best] >= weights.get("identity", 0) else ""


def is_kept_address(path):
    """Tell whether what answers at a path is of the kind that is kept."""
    try:
        return resolve(path).url_name in KEPT
    except Resolver404:
        return False


def say_no_more_than(request, asked):
    """Take out of a request all that the key does not tell of it.

    The whole query stays at hand for old addresses, which are never kept (`home.redirects`).
    """
    request.whole_query = request.META.get("QUERY_STRING", "")
    needed = {"HTTP_HOST", *(settings.SECURE_PROXY_SSL_HEADER or ())[:1]}
    for name in [name for name in request.META if name.startswith("HTTP_")]:
        if name not in needed:
            del request.META[name]
    request.META["QUERY_STRING"] = asked.query


def is_for_everybody(response):
    """Tell whether an answer is a page that any other visitor may see as well."""
    said = {part.lower() for part in cc_delim_re.split(response.get("Cache-Control", ""))}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        and said.isdisjoint(NOT_KEPT)
    )


def etag_of(response):
    """Return a mark of what an answer holds, however it is compressed."""
    return "" if response.streaming else f'W/"{sha256(response.content).hexdigest()[:32]}"'


def compress(response, encoding):
    """Compress an answer where that makes it smaller."""
    if response.streaming or len(response.content) < SMALLEST:
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if encoding and not response.has_header("Content-Encoding"):
        smaller = COMPRESSORS[encoding](response.content)
        if len(smaller) < len(response.content):
            response.content, response["Content-Encoding"] = smaller, encoding
            response["Content-Length"] = str(len(smaller))


def keep(kept, asked, until):
    """Keep an answer until a moment, and return it with that.

    A request that has changed something itself has begun another generation.
    """
    if kept.token != token_of_request():
        return kept
    kept = kept._replace(until=until.timestamp())
    seconds = ceil((until - timezone.now()).total_seconds())
    if seconds > 0:
        caches[PAGES].set(asked.key, kept, seconds)
    return kept


def is_current(kept, token):
    """Tell whether nothing has changed since an answer was kept: on the site, or by the clock."""
    return kept.token == token and kept.since <= timezone.now().timestamp() < kept.until


def turn_after(now):
    """Return the next moment at which anything that pages show changes by the clock."""
    return min(filter(None, [quiet_until(now), notice_turns_after(now)]))


def is_known(kept, asked):
    """Tell whether the browser says that it has just this answer."""
    etag = kept.headers["ETag"]
    return asked.known == etag or any(
        known in ("*", etag, etag.removeprefix("W/")) for known in parse_etags(asked.known)
    )


def answer(kept, asked):
    """Return a kept answer, or that nothing has changed since the browser asked last."""
    if is_known(kept, asked):
        headers = {name: kept.headers[name] for name in kept.headers.keys() - OF_CONTENT}
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(kept.content, headers=kept.headers)


@cache
def release():
    """Return a mark of the code, its templates and settings: another one answers otherwise."""
    files = [
        path
        for folder in FOLDERS
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*"))
        if path.suffix in (".html", ".py", ".txt", ".xml")
    ]
    files += [settings.BASE_DIR / "requirements.lock", settings.STATIC_ROOT / "staticfiles.json"]
    mark = sha256()
    for path in files:
        with suppress(OSError):
            mark.update(path.read_bytes())
    shown = {name: getattr(settings, name) for name in dir(settings) if name.startswith(SHOWN)}
    mark.update(repr(sorted(shown.items())).encode())
    return mark.hexdigest()
