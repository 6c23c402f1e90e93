"""What the search field suggests while somebody writes: pages first, then words."""

from ..index.texts import autocomplete_text
from ..language.analyser import as_key, content_words, fold, keys
from ..language.query import truncated
from ..models import SearchWord
from .facets import kind_of
from .results import autocompleted_pages, result_or_default

MOST_PAGES = 5
MOST_READ = 20
MOST_WORDS = 3


def suggestions_for(text):
    """Return {"pages": [{title, url, type}], "words": […]}, at most eight together."""
    found = result_or_default([], _pages, text)
    titles = {page["title"].casefold() for page in found}
    words = result_or_default([], completions, text, MOST_WORDS)
    return {"pages": found, "words": [word for word in words if word.casefold() not in titles]}


def _pages(text):
    found = [page for page in autocompleted_pages(text)[:MOST_READ] if _is_meant(page.title, text)]
    return [
        {"title": page.title, "url": page.get_url(), "type": kind_of(page)}
        for page in found[:MOST_PAGES]
    ]


def _is_meant(title, text):
    """Tell whether what is typed begins a title, or a word of it that is no stop word.

    «Med» is on its way to medborgarbudget, and not to every title with the word in it.
    """
    typed = fold(truncated(text)).split()
    if len(typed) > 1 and fold(title).startswith(" ".join(typed)):
        return True
    known = autocomplete_text(" ".join(content_words(title))).split()
    return any(key.startswith(as_key(typed[-1])) for key in known)


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
