"""What the search field suggests while somebody writes: pages first, then words."""

from ..language.analyser import fold, keys
from ..language.query import truncated
from ..models import SearchWord
from .facets import kind_of
from .results import autocompleted_pages, result_or_default

MOST_PAGES = 5
MOST_WORDS = 3


def suggestions_for(text):
    """Return {"pages": [{title, url, type}], "words": […]}, at most eight together."""
    found = result_or_default([], _pages, text)
    titles = {page["title"].casefold() for page in found}
    words = result_or_default([], completions, text, MOST_WORDS)
    return {"pages": found, "words": [word for word in words if word.casefold() not in titles]}


def _pages(text):
    return [
        {"title": page.title, "url": page.get_url(), "type": kind_of(page)}
        for page in autocompleted_pages(text)[:MOST_PAGES]
    ]


def completions(text, limit):
    """Return words of visible pages that begin as the last word does, the most frequent first.

    Of several forms of a word only the most frequent one is there.
    """
    typed = fold(truncated(text)).split()
    if not typed:
        return []
    rows = SearchWord.objects.filter(folded__startswith=typed[-1], pages__gt=0)
    rows = rows.order_by("-pages", "word").values_list("word", "written")
    found = {}
    for word, written in rows[: limit * 8]:
        found.setdefault(keys(word).root, written)
    return list(found.values())[:limit]
