"""Answers to machines: robots, security contact, uploaded pictures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils._os import safe_join
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_http_methods, require_safe
from wagtail.views import serve

PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
PICTURE_FOLDERS = {("images",), ("original_images",), ("avatar_images",)}
PLAIN_TEXT = "text/plain; charset=utf-8"


# Nothing is written there, so there is nothing to forge: who tries to write is told 405, not 403.
page = csrf_exempt(require_http_methods(["GET", "HEAD", "OPTIONS"])(serve))


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
    """Lead those who ask for the icon at its old place to where it is."""
    return HttpResponseRedirect(static("icons/favicon.ico"))


def _picture_path(name: str) -> Path:
    """Return the file of an uploaded picture; raise Http404 for everything else."""
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
    except (SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    # Nothing at all where `..` has led to the media folder itself.
    folders = path.relative_to(Path(settings.MEDIA_ROOT).absolute()).parts[:1]
    is_picture = folders in PICTURE_FOLDERS and path.suffix.lower() in PICTURE_TYPES
    try:
        if is_picture and path.is_file():
            return path
    except OSError as error:  # a name longer than the file system has room for
        raise Http404 from error
    raise Http404


def _picture_changed(request: HttpRequest, name: str) -> datetime:
    return datetime.fromtimestamp(int(_picture_path(name).stat().st_mtime), UTC)


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600)
@condition(last_modified_func=_picture_changed)
def media(request: HttpRequest, name: str) -> FileResponse:
    """Serve one uploaded picture or rendition; a proxy may take this address over."""
    path = _picture_path(name)
    return FileResponse(path.open("rb"), content_type=PICTURE_TYPES[path.suffix.lower()])
