"""How much of a query a page must have to be shown where no page has all of it.

Rare words are more of a query than frequent ones, and a word that the site has not as much as a
very rare one: who asks for «kurs i spanska» is not helped by any kurs. What one does (söka, boka)
and what all things have (pris, regler) is said of so many that it tells little of what is looked
for, and nothing is missed where only that is missing.
"""

from .analyser import keys
from .questions import FACT, fact_of, tells_no_topic
from .tree import (
    AllOf,
    AnyOf,
    InTitle,
    Scattered,
    Term,
    WithFurther,
    WithSynonyms,
    leaves,
    most_pages,
)
from .vocabulary import rarity

ENOUGH = 0.34  # of a query
# What counts of a word where a page has other words for it, in its title or elsewhere; where it
# has the parts of a compound, one of them in its title, or anywhere; and of one that is made up
# of its parts, where it has these anywhere, or only the first one, in its title.
BY_SYNONYM_IN_TITLE, BY_SYNONYM = 0.9, 0.6
BY_FURTHER_IN_TITLE, BY_FURTHER = 0.5, 0.3
BY_PARTS_IN_TITLE, BY_PARTS = 0.6, 0.25
BY_PARTS_OF_MADE_UP, BY_FIRST_PART_IN_TITLE = 0.4, 0.35
SHARE_OF_GENERAL, SHARE_OF_YEAR = 0.25, 0.25
MOST_GROUPS, MOST_WAYS = 6, 40


def enough_of(query):
    """Return what finds the pages that have enough of a query, or None where any word will do.

    Where nothing is missing, any word of a topic will do, but no time, price or place alone.

    It is empty where no page can have enough.
    """
    general = {keys(word).root for word in query.typed.loose if tells_no_topic(word)}
    facts = {keys(word).root for word in query.typed.loose if fact_of(word)}
    years = set(map(str, query.years))
    total, weighed, topics, missing = query.pages.get("", 0), [], [], 0.0
    for group in query.groups:
        degrees = list(_degrees(group, query.pages))
        roots = _typed_roots(group)
        on = most_pages(degrees[0][0], query.pages, scattered=0)
        weight = rarity(max(on, 1), total)
        if roots <= general:
            weight *= SHARE_OF_GENERAL if on else 0
        elif roots <= years:
            weight *= SHARE_OF_YEAR
        if not roots <= facts | years:
            topics.append(group)
        found = [(node, weight * share) for node, share in degrees if most_pages(node, query.pages)]
        weighed.append((weight, found))
        # That the parts of a compound stand near each other anywhere, nobody knows.
        sure = [share for node, share in degrees if most_pages(node, query.pages, scattered=0)]
        missing += weight * (1 - max(sure, default=0))
    wanted = min(missing, ENOUGH * sum(weight for weight, _found in weighed))
    if wanted <= 0:
        return AnyOf(tuple(topics)) if 0 < len(topics) < len(query.groups) else None
    weighed.sort(key=lambda one: -one[0])
    ways = _ways([found for _weight, found in weighed[:MOST_GROUPS]], wanted)
    ways = [AllOf(way) for _number, way in zip(range(MOST_WAYS), ways, strict=False)]
    return AnyOf(tuple(ways))


def _degrees(group, pages):
    """Yield what finds a group, and how much of it a page then has; the most first."""
    match group:
        case AnyOf(nodes=(node, Scattered() as apart, *in_title)):
            yield from _degrees(node, pages)
            yield AllOf((apart, InTitle((AnyOf(apart.nodes),)))), BY_PARTS_IN_TITLE
            yield apart, BY_PARTS_OF_MADE_UP if apart.made_up else BY_PARTS
            yield from ((first, BY_FIRST_PART_IN_TITLE) for first in in_title)
        case WithFurther():
            yield group.typed, 1
            yield InTitle((group,)), BY_FURTHER_IN_TITLE
            yield group, BY_FURTHER
        case WithSynonyms():
            yield group.typed, 1
            yield InTitle((group,)), BY_SYNONYM_IN_TITLE
            yield group, BY_SYNONYM
        case _:
            yield group, 1


def _ways(groups, wanted):
    """Yield the nodes that come to so much together, of each group one at most."""
    if wanted <= 0:
        yield ()
    elif groups:
        first, *rest = groups
        for node, weight in first:
            yield from ((node, *way) for way in _ways(rest, wanted - weight))
        yield from _ways(rest, wanted)


def _typed_roots(group):
    """Return the root keys of what was typed of a group, without the fact that it stands for."""
    terms = [leaf for leaf in leaves(getattr(group, "typed", group)) if isinstance(leaf, Term)]
    return {term.key for term in terms if not (term.rank_only or term.key.endswith(FACT))}
