"""The address of a document: open to all, to some, or not there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.documents.permissions import permission_policy
from wagtail.documents.views.serve import serve

from .documents import SiteDocument, is_open, may_open, uses_of

MOST_DIGITS = 18  # of a number that both databases can hold


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
    response = serve(request, key, filename)
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
