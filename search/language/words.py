"""The site's own words: repair of what nobody writes, completion of what is half written."""

from ..models import SearchWord
from .analyser import fold, keys, tokens
from .query import cut, parse
from .vocabulary import Vocabulary


def repair(text: str, vocabulary: Vocabulary | None = None) -> str | None:
    """Return the query with the words that neither site nor language has put right, or None.

    `vocabulary` is a repairing one that the text has been parsed with, if it has been.
    """
    text = cut(text)
    if vocabulary is None:
        vocabulary = Vocabulary(repairing=True)
        parse(text, vocabulary=vocabulary)
    right = text
    for token in reversed(tokens(text)):
        if better := vocabulary.nearest.get(token.word):
            right = right[: token.start] + better + right[token.end :]
    return right if right != text else None


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
