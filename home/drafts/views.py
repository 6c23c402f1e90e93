"""What somebody reads who follows a link to a draft: the page, and the documents it shows."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.documents.views.serve import serve as serve_document

from ..base import last_saved
from ..documents import documents_shown
from .link import DraftLink

DOCUMENT = re.compile(rb'(?<=")/documents/(\d{1,18})/')


def kept_from_others(response):
    """Return the answer, which no cache may keep, no robot list and no other site hear of."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def draft(request, token):
    """Show the latest version of the page that a link leads to; 410 where the link has ended.

    Without what is secret: nobody gets into a meeting by a draft.
    """
    link = get_object_or_404(DraftLink.objects.with_page_and_user(), token=token)
    if not link.holds:
        return kept_from_others(render(request, "home/draft_ended.html", status=410))
    page = last_saved(link.page)
    for name in page.secret_fields:
        setattr(page, name, "")
    request.draft_link = link
    # A list has several views, of which the first is meant.
    view = page.resolve_subpage("/") if isinstance(page, RoutablePageMixin) else ()
    response = page.serve(request, *view)
    if hasattr(response, "render"):
        response.render()
    ours, shown = reverse("draft", args=[token]).encode(), documents_shown(page)
    response.content = DOCUMENT.sub(
        lambda found: ours + found[0][1:] if int(found[1]) in shown else found[0], response.content
    )
    return kept_from_others(response)


@require_safe
def draft_document(request, token, key, filename):
    """Serve a document that the draft shows (else 404), as long as its link holds."""
    link = get_object_or_404(DraftLink.objects.with_page_and_user(), token=token)
    if not link.holds or int(key) not in documents_shown(last_saved(link.page)):
        raise Http404
    return kept_from_others(serve_document(request, key, filename))
