"""The log of a site in earnest: a line of JSON for each event, which says nothing of people.

What an exception says may be what somebody wrote in a form, so of one only its type, its codes and
where it came from are written; its text only where that is about code.  What is logged within a
request says which, without its query: visitors search for people there.
"""

import json
import logging
import re
import time
import traceback
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, FieldError, ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.exceptions import TemplateDoesNotExist, TemplateSyntaxError

from malmoandan.settings import BASE_DIR

logger = logging.getLogger(__name__)

SLOW = 2  # seconds after which an answer is told of
LONGEST, MOST_FRAMES, MOST_CAUSES = 1000, 30, 5
# Whose texts name what is in the code, and nothing that was sent.
ABOUT_CODE = (
    *(AttributeError, ImportError, NameError, NotImplementedError, RecursionError, TypeError),
    *(FieldDoesNotExist, FieldError, ImproperlyConfigured),
    *(TemplateDoesNotExist, TemplateSyntaxError),
)
CODES = ("sqlstate", "sqlite_errorname", "smtp_code")
# Who sees a link to a new password, to a draft or to a subscription can use it.
SECRET = re.compile(
    r"(/admin/password_reset/confirm/|/utkast/|/nyhetsbrev/(?:bekrafta|prenumeration)/)\S+"
)
ADDRESS = re.compile(r"""(?:"[^"]*"|[^\s<>"'/:,;(]+)@[^\s<>"'/:,;)]+""")
NUMBER = re.compile(r"[\w-]{8,64}", re.ASCII)
FOLDER = re.compile(rf"^(?:.*/site-packages|{re.escape(str(BASE_DIR))})/")

_request = ContextVar("request", default=None)


@dataclass(frozen=True)
class Asked:
    """What may be told of the request of this thread."""

    number: str
    method: str
    path: str
    begun: float

    def seconds(self) -> float:
        """Return how long it has been on its way."""
        return round(time.monotonic() - self.begun, 3)


class RequestLogMiddleware:
    """Let each line of the log say in which request it was written, and tell of slow ones."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.META.get("HTTP_X_REQUEST_ID", "") if settings.PROXY_COUNT else ""
        if not NUMBER.fullmatch(number):
            number = token_hex(16)
        asked = Asked(number, request.method, request.path, time.monotonic())
        before = _request.set(asked)
        try:
            response = self.get_response(request)
            if asked.seconds() > SLOW:
                logger.warning("A slow answer", extra={"status_code": response.status_code})
            return response
        finally:
            _request.reset(before)


class OneLineFormatter(logging.Formatter):
    """Makes one JSON object of a record."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        moment = datetime.fromtimestamp(record.created).astimezone()
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(message_of(record, error)),
        }
        if asked := _request.get():
            line |= {
                "request": asked.number,
                "method": asked.method,
                "path": without_people(asked.path),
                "duration": asked.seconds(),
            }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if error:
            line["exception"] = causes(error)
        return json.dumps(line, ensure_ascii=False, default=str)


def without_people(text: str) -> str:
    """Return a text without e-mail addresses and secrets, and no longer than a line may be."""
    return SECRET.sub(r"\1-/", ADDRESS.sub("-@-", text[:LONGEST]))


def message_of(record: logging.LogRecord, error: BaseException | None) -> str:
    """Return the message, in which exceptions are named and say nothing."""
    args = record.args
    if isinstance(args, tuple):
        args = tuple(told(arg) if isinstance(arg, BaseException) else arg for arg in args)
    try:
        message = str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        message = f"{record.pathname}:{record.lineno}"
    if isinstance(record.msg, BaseException):
        message = told(record.msg)
    said = str(error) if error else ""
    return message.replace(said, type(error).__name__) if said else message


def told(error: BaseException) -> str:
    """Return what may be told of an exception: type, codes, and a text that is about code."""
    facts = [str(getattr(error, name)) for name in CODES if getattr(error, name, None)]
    if isinstance(error, OSError) and error.strerror:
        facts.append(f"[Errno {error.errno}] {error.strerror}")
    elif isinstance(error, ABOUT_CODE):
        facts.append(str(error)[:LONGEST])
    return ": ".join([type(error).__qualname__, *facts])


def causes(error: BaseException) -> list[dict]:
    """Return an exception and those that it comes of, each with the places it came through."""
    found = []
    while error is not None and len(found) < MOST_CAUSES:
        frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
        places = [f"{FOLDER.sub('', at.filename)}:{at.lineno} {at.name}" for at in frames]
        found.append({"error": without_people(told(error)), "at": places})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found
