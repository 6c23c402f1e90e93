"""The search page and its suggestions; all state is in the address, and no address is wrong."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from activities.models import EventPage
from activities.moments import quiet_since
from news.models import ArticlePage

from .facets import FacetSelection
from .results import Results, cleaned, result_or_default
from .searches import RegisteredSearch, count_search, popular_searches, registered_search
from .signposts import signpost_for
from .suggestions import suggestions_for

SUGGESTED_FROM = 2  # letters


def coming_and_latest():
    """Return what may help one who found nothing: the latest news and the coming events."""
    events = EventPage.objects.visible().as_rows().upcoming(timezone.now())
    return {
        "articles": ArticlePage.objects.latest_rows(3),
        "events": list(events.taking_place()[:3]),
    }


@require_safe
def search_page(request):
    """Show what `?q=` finds, ten a page.

    `typ` and `ar` narrow it down and may be repeated, `sida` is the page, and `exakt` searches
    for what was written even where nobody writes so.
    """
    query = cleaned(request.GET.get("q", ""))
    if not query:
        popular = result_or_default([], popular_searches)
        return render(request, "search/search.html", {"popular": popular})
    selection = FacetSelection.from_querydict(request.GET)
    results = Results(
        query, selection=selection, number=request.GET.get("sida"), exact="exakt" in request.GET
    )
    signpost = result_or_default("", signpost_for, query, results.hits)
    context = {"query": query, "results": results, "signpost": signpost}
    # Since when the states of events have been as they are, which are kept until the next change.
    context["moment"] = result_or_default(timezone.now(), quiet_since)
    if not results.failed and results.page.number == 1 and not selection:
        search = result_or_default(RegisteredSearch(""), registered_search, results.searched, query)
        context["promotions"] = search.promotions
        if request.method == "GET":
            result_or_default(None, count_search, search, results.total)
    if results.nothing or results.failed:
        context["popular"] = result_or_default([], popular_searches)
    if results.nothing and not results.repaired and not results.meant:
        context |= result_or_default({}, coming_and_latest)
    return render(request, "search/search.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def suggestions(request):
    """Return words and pages that begin as `?q=` does, as JSON; nothing for a single letter."""
    query = cleaned(request.GET.get("q", ""))
    found = suggestions_for(query) if len(query) >= SUGGESTED_FROM else {"pages": [], "words": []}
    return JsonResponse(found)
