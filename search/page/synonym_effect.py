"""What a change of synonyms does to searches that visitors make, before it is saved."""

from dataclasses import dataclass
from time import monotonic

from django.db.models import Sum
from wagtail.contrib.search_promotions.models import Query

from ..language.query import parse
from ..language.synonyms import phrases
from ..language.typed import typed_words
from ..language.vocabulary import Vocabulary, with_abbreviations
from ..models import Synonym
from .results import matching_pages

MOST_READ = 2000  # searches of the register, the most frequent first
MOST_COMPARED = 40  # searches with words of the change in them
SECONDS = 3.0


@dataclass(frozen=True)
class ChangedSearch:
    """A search that finds more or fewer pages; `times` is 0 for one that nobody has made."""

    text: str
    times: int
    before: int
    after: int


@dataclass
class Effect:
    """The searches that a change makes a difference to; `more` were not compared."""

    changed: list[ChangedSearch]
    more: bool = False


def effect_of(synonym: Synonym) -> Effect:
    """Return what visitors' searches find once a synonym is stored as it is now.

    Its own words are tried as well, since a word may be new to the register.
    """
    stored = Synonym.objects.values_list("pk", "words", "also")
    rows = {pk: (words, also) for pk, words, also in stored}
    after = rows | {synonym.pk: (synonym.words, synonym.also)}
    old, new = (with_abbreviations(each.values()) for each in (rows, after))
    effect, begun, compared = Effect([]), monotonic(), 0
    for text, times in _searches(synonym).items():
        if not _differs(text, old, new):
            continue
        if compared == MOST_COMPARED or monotonic() - begun > SECONDS:
            effect.more = True
            break
        compared += 1
        counts = _found(text, old), _found(text, new)
        if counts[0] != counts[1]:
            effect.changed.append(ChangedSearch(text, times, *counts))
    return effect


def _searches(synonym):
    """Return {search: how often it was made}: those of the register, then the words themselves."""
    queries = Query.objects.filter(daily_hits__isnull=False).annotate(times=Sum("daily_hits__hits"))
    made = queries.order_by("-times", "query_string").values_list("query_string", "times")
    found = dict(made[:MOST_READ])
    for phrase in phrases(f"{synonym.words},{synonym.also}"):
        found.setdefault(phrase.said.strip() or " ".join(phrase.words), 0)
    return found


def _differs(text, old, new):
    """Tell whether any words of a search have other synonyms than before."""
    words = typed_words(text).loose
    return old.others_of(words) != new.others_of(words)


def _found(text, synonyms):
    """Return how many pages a search finds with these synonyms."""
    vocabulary = Vocabulary(repairing=True)
    vocabulary.thesaurus = synonyms
    query = parse(text, vocabulary=vocabulary)
    if right := vocabulary.repaired(text):
        query = parse(right, vocabulary=vocabulary)
    return matching_pages(query).count()
