"""What the search field suggests while somebody writes: pages first, then words."""

from ..language.words import complete
from .facets import kind_of
from .failing import or_else
from .results import beginning

MOST_PAGES = 5
MOST_WORDS = 3


def suggestions_for(text):
    """Return {"pages": [{title, url, type}], "words": […]}, at most eight together."""
    found = or_else([], _pages, text)
    titles = {page["title"].casefold() for page in found}
    words = or_else([], complete, text, MOST_WORDS)
    return {"pages": found, "words": [word for word in words if word.casefold() not in titles]}


def _pages(text):
    return [
        {"title": page.title, "url": page.get_url(), "type": kind_of(page)}
        for page in beginning(text)[:MOST_PAGES]
    ]
