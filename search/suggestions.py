"""What the search field suggests while somebody writes: pages first, then words."""

from .facets import kind_of
from .results import beginning
from .words import complete

MOST_PAGES = 5
MOST_WORDS = 3


def suggestions_for(text):
    """Return {"pages": [{title, url, type}], "words": […]}, at most eight together."""
    pages = beginning(text)[:MOST_PAGES]
    found = [
        {
            "title": page.title,
            "url": page.get_url(),
            "type": kind_of(page),
        }
        for page in pages
    ]
    titles = {page["title"].casefold() for page in found}
    words = [word for word in complete(text, MOST_WORDS) if word.casefold() not in titles]
    return {"pages": found, "words": words}
