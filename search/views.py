"""The search page: hits of every page type, printed as the cards that all lists print."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home.base import BasePage, cards

LONGEST_QUERY = 255
HITS_A_PAGE = 10
# SQLite's full-text search takes quotation marks for syntax and fails on one alone;
# no database takes NUL.
NOT_SEARCHED = str.maketrans(dict.fromkeys("\x00\"'”“„«»", " "))


def search_words(text):
    """Return what is searched for: the visitor's text, shortened and without syntax."""
    return " ".join(text.translate(NOT_SEARCHED).split())[:LONGEST_QUERY].strip()


def hits(words):
    """Return the visible pages with these words, best first."""
    if not words:
        return []
    return Page.objects.live().public().type(BasePage).search(words)


@require_safe
def search(request):
    """Show ten hits at a time for `?q=`, on the page `?sida=`; any text and number is tolerated."""
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    page = Paginator(hits(search_words(query)), HITS_A_PAGE).get_page(request.GET.get("sida"))
    context = {"query": query, "hits": page, "cards": cards(list(page))}
    return render(request, "search/search.html", context)
