"""What the search field suggests while somebody writes: pages first, then words."""

from ..index.texts import autocomplete_text
from ..language.analyser import as_key, content_words, fold, keys, truncated, words
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
    """Tell whether what is typed begins a title, or words of it, the last no stop word.

    «Med» is on its way to medborgarbudget, and not to every title with the word in it.  A page is
    also found by the words of its draft, which are nobody's business: the title has to say why.
    """
    typed = fold(truncated(text)).split()
    if len(typed) > 1 and fold(title).startswith(" ".join(typed)):
        return True
    *before, last = words(truncated(text)) or [""]
    known, telling = (
        autocomplete_text(said).split() for said in (title, " ".join(content_words(title)))
    )
    return all(_has(known, word) for word in before) and _begins(telling, as_key(last))


def _begins(known, beginning):
    return any(key.startswith(beginning) for key in known)


def _has(known, word):
    """Tell whether a word is among keys, or begins one of them."""
    return not {*keys(word)[:2]}.isdisjoint(known) or _begins(known, as_key(word))


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
