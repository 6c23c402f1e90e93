"""The site's own words: repair of what nobody writes, completion of what is half written."""

from dataclasses import dataclass

from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from .compounds import PLAIN_STOP_WORDS, STOP_WORDS
from .models import SearchKey, SearchWord
from .query import MOST_WORDS, SHORTEST_PREFIX, Query, cut, parse
from .swedish import fold, keys, tokens

ONE_EDIT_FROM, TWO_EDITS_FROM = 4, 7  # letters that a word must have to be repaired so far


@dataclass(frozen=True)
class Repair:
    """A repaired query as people write it, and which words changed: {as typed: repaired}."""

    query: str
    changed: dict[str, str]


def repair(text: str, query: Query | None = None) -> Repair | None:
    """Return the query with the words that neither site nor language has put right, or None.

    `query` is the text as it was parsed, if it has been: it knows what the site has.
    """
    text = cut(text)
    query = query or parse(text)
    found = [t for t in tokens(text) if t.word not in STOP_WORDS | PLAIN_STOP_WORDS][:MOST_WORDS]
    changed, repaired = {}, text
    for token in reversed(found):
        if not _may_be_wrong(token.word, query):
            continue
        if token is found[-1] and _begins_a_word(token.word):
            continue
        parts = [query.pages.get(keys(part).root) for part in keys(token.word).parts]
        if better := _nearest(token.word, only_one=bool(parts) and all(parts)):
            changed[text[token.start : token.end]] = better
            repaired = repaired[: token.start] + better + repaired[token.end :]
    return Repair(repaired, changed) if changed else None


def _may_be_wrong(word, query):
    long_enough = len(word) >= ONE_EDIT_FROM and word.isalpha()
    return long_enough and word in query.doubtful and not query.pages.get(keys(word).root)


def _begins_a_word(word):
    """Tell whether the site has a word that begins so: the search then looks for its beginning."""
    if len(word) < SHORTEST_PREFIX:
        return False
    return SearchKey.objects.filter(key__startswith=fold(word), pages__gt=0).exists()


def _nearest(word, only_one):
    """Return the site's word that differs least, the most frequent of several, or None."""
    folded = fold(word)
    most = 2 if len(folded) >= TWO_EDITS_FROM and not only_one else 1
    candidates = (
        SearchWord.objects.alias(letters=Length("folded"))
        .filter(letters__range=(len(folded) - most, len(folded) + most), pages__gt=0)
        .values_list("folded", "pages", "written")
    )
    best, found = None, None
    for other, pages, written in candidates.iterator(chunk_size=5000):
        edits = OSA.distance(folded, other, score_cutoff=most)
        if edits <= most:
            rank = (edits, other[0] != folded[0], -pages, other)
            if best is None or rank < best:
                best, found = rank, written
    return found


def complete(prefix: str, limit: int = 8) -> list[str]:
    """Return words of visible pages that begin so, the most frequent first, as they are written.

    Of several forms of a word only the most frequent one is there.
    """
    typed = fold(cut(prefix)).split()
    if not typed:
        return []
    rows = SearchWord.objects.filter(folded__startswith=typed[-1], pages__gt=0)
    found = {}
    for word, written in rows.order_by("-pages", "word").values_list("word", "written")[
        : limit * 8
    ]:
        found.setdefault(keys(word).root, written)
    return list(found.values())[:limit]
