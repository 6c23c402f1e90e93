"""What comes from outside, put right before anything reads it."""

import logging
import re
import traceback

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import parse_header_parameters

from .errors import bad_request
from .headers import ADMIN_PATH

logger = logging.getLogger(__name__)

CHOOSER = re.compile(rf"{re.escape(ADMIN_PATH)}.*\bchoose")
REPLACEMENT = "\ufffd"
NO_NUMBER = (  # a ValueError of Django's fields, and of Python
    "expected a number but got",
    "invalid literal for int() with base 10",
)


class Request(WSGIRequest):
    """A request that is read as UTF-8, whatever encoding its Content-Type names."""

    def _set_content_type_params(self, meta):
        """Take the header apart; one that cannot be read counts as none."""
        try:
            parts = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            parts = "", {}
        self.content_type, self.content_params = parts


class Handler(WSGIHandler):
    """Django's WSGI application, with our `Request`: the header is read before any middleware."""

    request_class = Request


def is_forged_for_chooser(request: HttpRequest, exception: Exception) -> bool:
    """Tell whether a window to choose in was sent what its script never sends.

    Wagtail's own ask nothing of an address left out, and some have no form to make a row with.
    """
    if not isinstance(exception, AttributeError) or exception.obj is not None:
        return False
    *_callers, (frame, _line) = traceback.walk_tb(exception.__traceback__)
    is_theirs = frame.f_globals["__name__"].startswith("wagtail.")
    return is_theirs and request.method == "POST" and bool(CHOOSER.match(request.path_info))


class IncomingMiddleware:
    """Let an address and a cookie say nothing that PostgreSQL can neither store nor look up.

    NUL becomes U+FFFD there. In the fields of forms Django refuses it with a sentence, so that
    nothing written is lost. Raises TooManyFieldsSent (answered 400) here, since the page that
    says so would read the query again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in ("path", "path_info"):
            setattr(request, name, getattr(request, name).replace("\0", REPLACEMENT))
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = query.replace("%00", "%EF%BF%BD")
        # A quoted cookie may spell it as `\000`.
        if "\\000" in request.META.get("HTTP_COOKIE", ""):
            request.META["HTTP_COOKIE"] = request.META["HTTP_COOKIE"].replace("\\000", "")
        request.GET  # noqa: B018
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 400 to what no form of ours sends: a field missing, a key that is no number.

        A number that no database has room for is none, and so is the name of a page of ours.
        """
        forged = isinstance(exception, (OverflowError, MultiValueDictKeyError, NoReverseMatch))
        forged = forged or is_forged_for_chooser(request, exception)
        if forged or any(words in str(exception) for words in NO_NUMBER):
            logger.warning("No form of ours sends this", exc_info=exception)
            return bad_request(request, exception)
        return None
