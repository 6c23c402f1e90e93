"""What is answered when a request cannot be: in Swedish, and without losing what was written."""

import errno
import sys
from collections.abc import Iterator
from http import HTTPStatus
from inspect import unwrap

from django.db import DatabaseError, InterfaceError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
)
from django.shortcuts import render
from django.template import loader
from django.views import csrf, defaults

from malmoandan.headers import ADMIN_PATH

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
NO_ROOM_IN_SQLITE = ("database or disk is full", "readonly database")
NO_ROOM_IN_POSTGRESQL = {"53100", "25006"}  # disk_full, read_only_sql_transaction
BUSY_SQLITE = "database is locked"
# lock_not_available, deadlock_detected, serialization_failure
BUSY_POSTGRESQL = {"55P03", "40P01", "40001"}
RETRY_AFTER = "30"  # seconds

# Django's own, without the check of the CSRF token before them: none of our pages for errors needs
# one, and the check reads the whole body of a request that is already known to be wrong.
bad_request, permission_denied, _page_not_found = map(
    unwrap, (defaults.bad_request, defaults.permission_denied, defaults.page_not_found)
)


class MethodMiddleware:
    """Say in Swedish that an address takes no such method, and by OPTIONS which it takes.

    Views refuse methods themselves (`require_safe`, `visitors_form`), with nothing to read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "PUT" and request.path_info.startswith(ADMIN_PATH):
            # Django's form views would take it for a POST that says nothing.
            response = HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        else:
            response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": f"{response['Allow']}, OPTIONS"})
        if not response.content:
            response.content = loader.render_to_string("405.html")
        return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at an address, without menu and footer where they fail."""
    try:
        return _page_not_found(request, exception)
    except (DatabaseError, InterfaceError):
        return HttpResponseNotFound(loader.render_to_string("404.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Say what is wrong as far as the visitor is concerned, with what was sent kept in a form.

    507 where nothing can be stored, 503 where the database does not answer or somebody else saves
    the same, else 500. What is kept is sent again with the token that came with it, so that a
    forged form stays a forged one.
    """
    causes = list(_causes(sys.exc_info()[1]))
    if any(map(_is_for_want_of_room, causes)):
        status, reason = 507, "room"
    elif any(map(_is_for_others_who_save, causes)):
        status, reason = 503, "busy"
    elif any(isinstance(cause, (DatabaseError, InterfaceError)) for cause in causes):
        status, reason = 503, "database"
    else:
        status, reason = 500, ""
    context = {
        "status": status,
        "reason": reason,
        "address": request.get_full_path(),
        "is_read": request.method in ("GET", "HEAD"),
        **sent_fields(request),
    }
    # Without the request, since what the context processors ask may be what does not answer.
    response = HttpResponse(loader.render_to_string("500.html", context), status=status)
    response["Cache-Control"] = "no-store"
    if status != 500:
        response["Retry-After"] = RETRY_AFTER
    return response


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_for_want_of_room(error: BaseException) -> bool:
    """Tell whether something could not be stored for want of a disk that can be written to."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    if getattr(error, "sqlstate", None) in NO_ROOM_IN_POSTGRESQL:
        return True
    return isinstance(error, DatabaseError) and any(
        words in str(error) for words in NO_ROOM_IN_SQLITE
    )


def _is_for_others_who_save(error: BaseException) -> bool:
    return getattr(error, "sqlstate", None) in BUSY_POSTGRESQL or BUSY_SQLITE in str(error)


def sent_fields(request: HttpRequest) -> dict:
    """Return the fields that were sent, as pairs, and whether files came with them.

    Nothing of a form with a password in it is kept.
    """
    if request.method != "POST":
        return {}
    try:
        sent, files = request.POST, bool(request.FILES)
    except Exception:  # what could not be read the first time
        return {}
    if any("password" in name for name in sent):
        return {}
    return {"kept": [(name, one) for name, many in sent.lists() for one in many], "files": files}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not hold: in the admin somebody has logged in since."""
    if request.path_info.startswith(ADMIN_PATH):
        return return_form(request, "token")
    return csrf.csrf_failure(request, reason)


def return_form(request: HttpRequest, why: str) -> HttpResponse:
    """Return what a form of the admin held, to be sent again with a token that holds (403).

    `why` is `logged_out` or `token`.  Only what a page of ours has sent, as far as the browser
    says: one click would else send what another site has made up.
    """
    held = sent_fields(request) if _is_from_our_own_page(request) else {}
    held["kept"] = [pair for pair in held.get("kept", []) if pair[0] != "csrfmiddlewaretoken"]
    return render(request, "given_back.html", {"why": why, **held}, status=403)


def _is_from_our_own_page(request: HttpRequest) -> bool:
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
