"""A draft that nobody can read any more: what is told in place of its form, and what can be."""

import json
import logging

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from wagtail.models import Page

logger = logging.getLogger(__name__)
# The pages of the admin that read the latest version of a page to show it.
READ_IN = {"wagtailadmin_pages:edit", "wagtailadmin_pages:view_draft"}
MOST_VERSIONS = 20
MOST_TEXTS, MOST_LETTERS = 2000, 100_000
OTHER_FAULTS = (DatabaseError, InterfaceError)


class UnreadableDraftMiddleware:
    """Say that the latest version of a page cannot be read, with an older one that can be.

    Nothing is changed: the version stays in the history, and what it has of text is shown.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 409 where it is the latest version that is at fault, else leave it to others."""
        found = request.resolver_match
        if request.method != "GET" or not found or found.view_name not in READ_IN:
            return None
        page = Page.objects.filter(pk=found.kwargs["page_id"]).first()
        is_other = isinstance(exception, OTHER_FAULTS) or page is None
        if is_other or not page.permissions_for_user(request.user).can_edit():
            return None
        latest, *older = page.revisions.order_by("-created_at", "-pk")[:MOST_VERSIONS] or [None]
        if latest is None or is_readable(latest, request):
            return None
        logger.error("The latest version of page %s cannot be read", page.pk, exc_info=exception)
        context = {
            "page": page,
            "latest": latest,
            "readable": next((one for one in older if is_readable(one, request)), None),
            "text": text_of(latest.content),
        }
        return render(request, "malmoandan/unreadable_draft.html", context, status=409)


def is_readable(version, request: HttpRequest) -> bool:
    """Tell whether the form of a page can be made of one of its versions."""
    try:
        page = version.as_object()
        panels = page.get_edit_handler()
        form = panels.get_form_class()(instance=page, for_user=request.user)
        panels.get_bound_panel(instance=page, request=request, form=form).render_html()
    except OTHER_FAULTS:
        raise
    except Exception:
        return False
    return True


def text_of(content) -> str:
    """Return what a version has of running text, a line each, however its parts are made."""
    lines, waiting, letters = {}, [content], 0
    while waiting and len(lines) < MOST_TEXTS and letters < MOST_LETTERS:
        part = waiting.pop()
        if isinstance(part, dict | list):
            parts = part.values() if isinstance(part, dict) else part
            waiting += reversed(list(parts))
        elif isinstance(part, str) and part[:1] in ("[", "{"):
            waiting.append(_parts_of(part))
        elif isinstance(part, str) and " " in (text := " ".join(strip_tags(part).split())):
            lines[text] = True
            letters += len(text)
    return "\n".join(lines)[:MOST_LETTERS]


def _parts_of(text):
    """Return what a stream is made of; of what is none its letters."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return f" {text.strip('[{')}"
