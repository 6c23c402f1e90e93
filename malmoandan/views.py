"""Answers that are no pages: robots, security contact, uploaded pictures and documents."""

import logging
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django.views.static import serve as serve_file
from wagtail.documents.permissions import permission_policy
from wagtail.documents.views.serve import serve as serve_document
from wagtail.views import serve

from home.documents import SiteDocument, is_open, may_open, uses_of
from home.former_cuts import url_of_today
from home.routing import find_route

logger = logging.getLogger(__name__)

PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
MOST_DIGITS = 18  # of a number that both databases can hold
PLAIN_TEXT = "text/plain; charset=utf-8"
mimetypes.add_type("image/webp", ".webp")  # Python knows it from 3.13 on


# Nothing is written there, so there is nothing to forge: who tries to write is told 405, not 403.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page of Wagtail's, found in one go."""
    find_route(request, path)
    return serve(request, path)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and to leave the admin alone."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN_TEXT)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell finders of security faults where to write (RFC 9116; expires in 180 days)."""
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or request.build_absolute_uri('/kontakt/')}",
        f"Expires: {(expires + timedelta(days=180)).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: sv, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN_TEXT)


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("icons/favicon.ico"))


@contextmanager
def readable(request: HttpRequest) -> Iterator[None]:
    """Have a file that cannot be read be one that is not there (Http404), and say so in the log."""
    try:
        yield
    except OSError as error:
        logger.warning("%s cannot be read: %s", request.path, type(error).__name__)
        raise Http404 from error


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600)
def media(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """Serve one uploaded picture or rendition; a proxy may take this address over.

    Where a cut has been replaced its address leads to the one of today (home/former_cuts.py).
    """
    if not name.lower().endswith(PICTURES):
        raise Http404
    try:
        response = _stored_picture(request, folder, name)
    except Http404:
        try:
            address = url_of_today(f"{folder}/{name}")
        except DatabaseError as error:
            logger.warning("Where a replaced picture is could not be asked: %r", error)
            address = None
        if address is None:
            raise
        # The picture may be replaced again, or hidden.
        response = HttpResponseRedirect(address, headers={"Cache-Control": "max-age=3600"})
    if folder == "images":  # the cuts stand in newsletters, which other sites show as mail
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _stored_picture(request, folder, name):
    with readable(request):
        if isinstance(default_storage, FileSystemStorage):
            return serve_file(request, name, default_storage.path(folder))
        file, (kind, _) = default_storage.open(f"{folder}/{name}"), mimetypes.guess_type(name)
        return FileResponse(file, content_type=kind)


@require_safe
def document(request: HttpRequest, key: str, filename: str) -> HttpResponse:
    """Serve a document that a published page shows, or that who asks may open (else 404).

    A collection that is private stays so: Wagtail's own view looks to that.
    """
    if len(key) > MOST_DIGITS:
        raise Http404
    found = get_object_or_404(SiteDocument.objects.select_related("collection"), pk=key)
    uses = uses_of([found])[found.pk]
    is_for_all = is_open(found, uses)
    if not is_for_all and not may_open(request, uses) and not _is_for_editor(request.user, found):
        raise Http404
    with readable(request):
        response = serve_document(request, key, filename)
    if is_for_all and not found.collection.get_view_restrictions().exists():
        # It may be withdrawn at any time.
        patch_cache_control(response, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _is_for_editor(user, document):
    actions = ["add", "change", "delete", "choose"]
    return user.is_authenticated and permission_policy.user_has_any_permission_for_instance(
        user, actions, document
    )
