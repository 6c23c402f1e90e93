"""The tree of keys that a query becomes, which every database can be asked."""

from dataclasses import dataclass

from .vocabulary import BEGINNING

NEAR_BY = 2  # words between two at most, of which a text still speaks together


@dataclass(frozen=True)
class Term:
    """One key; `rank_only` where its root key stands beside it and finds the same and more.

    A synonym weighs less than 1.
    """

    key: str
    prefix: bool = False
    rank_only: bool = False
    weight: float = 1.0

    @property
    def name(self):
        """Return what a vocabulary counts the pages under."""
        return self.key + BEGINNING if self.prefix else self.key


@dataclass(frozen=True)
class Sequence:
    """Keys that stand side by side; they weigh as a term does."""

    keys: tuple[str, ...]
    rank_only: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Near:
    """Any of some keys and any of others, so near that a text speaks of both; in either order."""

    some: tuple[str, ...]
    others: tuple[str, ...]
    rank_only: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Branch:
    """Nodes that are looked for together."""

    nodes: tuple


class AllOf(Branch):
    """What has to be found together."""


@dataclass(frozen=True)
class Scattered(AllOf):
    """The parts of a compound that the site has not, wherever they are on a page: a weak hint.

    One that no dictionary has is `made_up` of its parts (cykelservice), and says no more than they
    do; others are things of their own (färdtjänst).
    """

    made_up: bool = False


class InTitle(AllOf):
    """What is looked for in titles alone."""


class AnyOf(Branch):
    """What may be found instead of each other."""


class WithSynonyms(AnyOf):
    """What was typed, first, and what is looked for instead of it."""

    @property
    def typed(self):
        return self.nodes[0]

    @property
    def weight(self):
        """Return what the nearest of the synonyms counts; each weighs in the score as it is."""
        return max(leaf.weight for leaf in leaves(Branch(self.nodes[1:])))


class WithFurther(WithSynonyms):
    """What was typed, and the other words of its other words: a weak hint."""


def most_pages(node, pages, scattered=None):
    """Return on how many pages a node of a tree is at most, of keys that are on so many.

    What is `Scattered` counts as told.
    """
    match node:
        case Scattered() | Near() if scattered is not None:
            return scattered
        case AllOf():
            return min(most_pages(child, pages, scattered) for child in node.nodes)
        case AnyOf():
            found = [child for child in node.nodes if not rank_only(child)]
            if scattered is not None:  # nor do we know of keys that they stand side by side
                found = [child for child in found if not isinstance(child, Sequence | Near)]
            return sum(most_pages(child, pages, scattered) for child in found)
        case Near():
            return min(
                sum(pages.get(key, 0) for key in any_of) for any_of in (node.some, node.others)
            )
    names = node.keys if isinstance(node, Sequence) else (node.name,)
    # Nobody counts the keys of stop words.
    return min(pages.get("", 1), *(pages.get(name, 1) for name in names))


def nodes_of(node):
    """Yield a node of a tree and all that is below it."""
    yield node
    if isinstance(node, Branch):
        for child in node.nodes:
            yield from nodes_of(child)


def leaves(node):
    """Return the terms and sequences of a tree, in order."""
    return (one for one in nodes_of(node) if not isinstance(one, Branch))


def rank_only(node):
    """Tell whether a node adds nothing to what is found."""
    return isinstance(node, Term | Sequence | Near) and node.rank_only


def alternatives(node):
    """Yield what may be found instead of each other in a node, without branches of such."""
    if isinstance(node, AnyOf):
        for child in node.nodes:
            yield from alternatives(child)
    else:
        yield node
