"""Pages of lists of any length: counted once a generation, reached without walking there."""

from array import array
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.core.paginator import Paginator

from .generation import once_a_generation

# So many pages from either end are reached by walking; those between by their keys.
NEAR = 5
LISTS_KEPT = 8


@dataclass(frozen=True)
class Question:
    """A queryset, known by what it asks: two that ask the same are alike."""

    sql: str
    parameters: tuple
    pages: object = field(compare=False, repr=False)

    @classmethod
    def of(cls, pages):
        """Return the question that a queryset of pages puts: which ones, in which order."""
        sql, parameters = pages.values("pk").query.sql_with_params()
        return cls(sql, tuple(parameters), pages)


@once_a_generation
def _count(question):
    return question.pages.count()


def count_of(pages):
    """Return how many pages a queryset finds, counted once a generation (see `ListPaginator`)."""
    return _count(Question.of(pages))


@once_a_generation
def _generation():
    """Return what is another one in each generation."""
    return object()


@lru_cache(maxsize=LISTS_KEPT)
def _keys(generation, question):
    """Return the keys of a whole list: eight bytes each, of the few lists last walked through."""
    return array("q", question.pages.values_list("pk", flat=True))


class ListPaginator(Paginator):
    """Pages of a queryset of pages that follows from the generation and its parameters alone.

    `rows_of` fetches what a list prints of primary keys (`SitePageQuerySet.rows_of`, `cards_of`).
    Where the list follows from the clock too, it has to be asked for by the last moment at which it
    changed (`activities.moments.quiet_since`): else each request would count it anew.
    """

    def __init__(self, pages, per_page, rows_of):
        super().__init__(pages, per_page)
        self.rows_of = rows_of

    @cached_property
    def _question(self):
        return Question.of(self.object_list)

    @cached_property
    def count(self):
        return _count(self._question)

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        after = min(first + self.per_page, self.count)
        return self._get_page(self.rows_of(self._keys_of_page(number, first, after)), number, self)

    def _keys_of_page(self, number, first, after):
        keys = self.object_list.values_list("pk", flat=True)
        if number <= NEAR:
            return list(keys[first:after])
        if self.num_pages - number < NEAR:
            return list(keys.reverse()[self.count - after : self.count - first])[::-1]
        return list(_keys(_generation(), self._question)[first:after])
