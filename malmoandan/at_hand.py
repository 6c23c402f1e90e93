"""Kept pages that a worker has at hand: answered before Django makes a request of them.

What the cache of pages has answered, a worker remembers by all that the answer follows from, as it
was sent.  As long as nothing has changed the same is sent to whoever says the same.  Where that is
in doubt, the cache of pages answers (`malmoandan.pagecache`), and everything else is Django's.
"""

from time import time
from typing import NamedTuple

from django.conf import settings

from home.generation import believed_token

from .incoming import Handler

# What `what_is_asked` looks at, by the names that a server gives it.
SAID = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO")
SAID += ("QUERY_STRING", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH")
MOST, LARGEST = 500, 50_000  # answers, and bytes of one


class AtHand(NamedTuple):
    """An answer in the form in which a server takes it, and how long it holds."""

    token: str
    since: float
    until: float
    status: str
    headers: list
    content: bytes


_answers = {}


def what_is_said(sent):
    """Return all that a kept answer may follow from, or None where nothing at hand could be it."""
    if sent["REQUEST_METHOD"] != "GET":
        return None
    if sent.get("HTTP_COOKIE") or "HTTP_AUTHORIZATION" in sent:
        return None
    scheme = settings.SECURE_PROXY_SSL_HEADER
    return (sent.get(scheme[0]) if scheme else None, *map(sent.get, SAID))


def remember(sent, kept, response):
    """Remember a kept answer as it is sent now."""
    said = what_is_said(sent)
    content = response.content
    if said is None or len(content) > LARGEST:
        return
    if len(_answers) >= MOST:
        _answers.clear()
    status = f"{response.status_code} {response.reason_phrase}"
    headers = list(response.items())
    _answers[said] = AtHand(kept.token, kept.since, kept.until, status, headers, content)


def find(sent):
    """Return the answer that is at hand, if nothing has changed for certain; else None."""
    answer = _answers.get(what_is_said(sent))
    if answer and answer.since <= time() < answer.until and answer.token == believed_token():
        return answer
    return None


class FirstHandler(Handler):
    """The WSGI application: what is at hand, or what Django answers."""

    def __call__(self, environ, start_response):
        if answer := find(environ):
            start_response(answer.status, answer.headers)
            return [answer.content]
        return super().__call__(environ, start_response)
