"""What the search field suggests while somebody writes: pages first, then words."""

from itertools import islice

from django.utils import timezone
from wagtail.models import Page

from home.sort_key import LAST, beginning_as

from ..index.backend.ranking import COMING_WEIGHT, HALF_LIFE, UNDATED
from ..index.texts import autocomplete_text, whole_title
from ..language.analyser import as_key, content_words, fold, keys, words
from ..language.typed import MOST_WORDS as MOST_TYPED
from ..language.typed import truncated
from ..models import SearchWord
from .facets import kind_of
from .results import result_or_default, visible_sql

MOST_PAGES = 5
MOST_WORDS = 3
# However many pages there are, so many keys are read: where more begin so, no five are better than
# others, and each further letter leaves fewer.
MOST_TITLES, MOST_KEYS, MOST_READ = 20, 80, 100
MOST_OF_SEVERAL = 200  # keys of each of several words, which few titles have all of
LONG_TITLE = 120  # letters with which a title counts half
BEGUN = (
    "SELECT * FROM (SELECT entry_id FROM search_titlekey "
    "INNER JOIN search_searchentry ON entry_id = page_id AND counted "
    "WHERE key >= %s AND key < %s ORDER BY key, entry_id DESC LIMIT %s) AS begun"
)
HAS = "EXISTS (SELECT 1 FROM search_titlekey WHERE entry_id = wagtailcore_page.id AND ({}))"


def suggestions_for(text):
    """Return {"pages": [{title, url, type}], "words": […]}, at most eight together."""
    found = result_or_default([], _pages, text)
    titles = {page["title"].casefold() for page in found}
    words = result_or_default([], completions, text, MOST_WORDS)
    return {"pages": found, "words": [word for word in words if word.casefold() not in titles]}


def _pages(text):
    found = sorted(_begun_pages(text), key=_worth, reverse=True)
    meant = (page for page in found if _is_meant(page.title, text))
    return [
        {"title": page.title, "url": page.get_url(), "type": kind_of(page)}
        for page in islice(meant, MOST_PAGES)
    ]


def _begun_pages(text):
    """Return visible pages with titles that begin so, or have words that do: some of them."""
    typed = words(truncated(text))[:MOST_TYPED]
    if not typed:
        return []
    *before, last = typed
    before = content_words(" ".join(before))
    most = MOST_OF_SEVERAL if before else MOST_KEYS
    looks = [(whole_title(" ".join(fold(truncated(text)).split())), MOST_TITLES)]
    looks.append((as_key(last), most))
    if before:
        looks += [(key, most) for key in _ways_to_say(max(before, key=len))]
    sql = " UNION ALL ".join([BEGUN] * len(looks))
    parameters = [one for key, many in looks for one in (key, key + LAST, many)]
    condition, of_visible = visible_sql()
    where, parameters = [condition, f"wagtailcore_page.id IN ({sql})"], [*of_visible, *parameters]
    for word in before:
        ways = _ways_to_say(word)
        where.append(HAS.format(" OR ".join(["key >= %s AND key < %s"] * len(ways))))
        parameters += [one for key in ways for one in (key, key + LAST)]
    pages = Page.objects.order_by().extra(where=where, params=parameters)  # noqa: S610 (ours)
    printed = ("title", "url_path", "content_type", "search_entry__date", "search_entry__until")
    return pages.select_related("search_entry").only(*printed)[:MOST_READ]


def _ways_to_say(word):
    """Return the keys that a title with a word, or a form of it, has one of."""
    return list(dict.fromkeys((as_key(word), *keys(word)[:2])))


def _worth(page):
    """Return how much is to be said for a page: of hits alike the newer, coming and shorter."""
    entry, now = page.search_entry, timezone.now()
    day = entry.date or now.date() - UNDATED
    age = max(0, (now.date() - day).days) / 365.25
    coming = 1 + COMING_WEIGHT * bool(entry.until and entry.until > now)
    return 0.5 ** (age / HALF_LIFE) * coming / (1 + len(page.title) / LONG_TITLE), page.pk


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
    rows = SearchWord.objects.filter(beginning_as("folded", typed[-1]), pages__gt=0)
    rows = rows.order_by("-pages", "word").values_list("word", "written")
    found = {}
    for word, written in rows[: limit * 8]:
        found.setdefault(keys(word).root, written)
    return list(found.values())[:limit]
