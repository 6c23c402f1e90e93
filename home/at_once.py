"""What many parts of the site ask of the database, each its own rows, asked in one statement.

A function registered with a hook returns what it has to say, or `Rows`: a queryset, which fields
of it are read, and what is said of the rows.  `Reports` calls the functions of some hooks, and asks
for the rows of all of them at once, each as JSON.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.timezone import is_naive
from wagtail import hooks

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rows:
    """The first rows of a queryset, with the fields and annotations `names`, and what is said.

    `say` gets the rows as a list; a field that is not among the names costs it a query.  Of a
    related object the names have its `pk` too.
    """

    queryset: QuerySet
    names: tuple[str, ...]
    say: Callable[[list], Iterable]
    most: int

    def alone(self):
        """Return the rows, asked for by themselves."""
        values = self.queryset.values(*self.names)[: self.most]
        return [self.row(value) for value in values]

    def as_json(self):
        """Return the expression of the rows as a JSON array."""
        row = JSONObject(**{name: F(name) for name in self.names})
        return JsonRows(self.queryset.annotate(json_row=row).values("json_row")[: self.most])

    def row(self, values):
        """Return the row that has these {name: value}."""
        return made(self.queryset.model, values, self.queryset.query.annotations)


class JsonRows(Subquery):
    """The JSON objects of a subquery's one column as an array, in their order."""

    output_field = JSONField()

    def as_sqlite(self, compiler, connection):
        template = "(SELECT JSON_GROUP_ARRAY(JSON(json_row)) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template)

    def as_postgresql(self, compiler, connection):
        template = "(SELECT COALESCE(JSONB_AGG(json_row), '[]') FROM (%(subquery)s) AS one)"
        return self.as_sql(compiler, connection, template)


def plain(field, value):
    """Return a value of a field as Python has it, where JSON has it in another way."""
    value = field.to_python(value)
    if isinstance(value, datetime) and is_naive(value):
        return value.replace(tzinfo=UTC)  # SQLite keeps no zone
    return value


def made(model, values, annotations=None):
    """Return an object of a model with some of its values, those of related objects among them."""
    known, more, related = {}, {}, defaultdict(dict)
    for name, value in values.items():
        first, _, rest = name.partition("__")
        if rest:
            related[first][rest] = value
        elif annotations and name in annotations:
            more[name] = plain(annotations[name].output_field, value)
        elif name == "pk":
            keys = [field for field in model._meta.concrete_fields if field.primary_key]
            known |= {field.attname: plain(field, value) for field in keys}
        else:
            field = model._meta.get_field(name)
            known[field.attname] = plain(field, value)
    names = [one.attname for one in model._meta.concrete_fields if one.attname in known]
    row = model.from_db(None, names, [known[name] for name in names])
    for name, value in more.items():
        setattr(row, name, value)
    for name, its_values in related.items():
        other = model._meta.get_field(name).related_model
        setattr(row, name, None if its_values["pk"] is None else made(other, its_values))
    return row


@dataclass(frozen=True)
class Failure:
    """What a part raised that had to say something."""

    error: Exception


class Reports:
    """What the functions of some hooks say: `Reports(waiting_lines=[user], report_faults=[])`."""

    def __init__(self, **arguments):
        self.parts = {
            name: [(report, attempt(report, *given)) for report in hooks.get_hooks(name)]
            for name, given in arguments.items()
        }

    def said(self, name) -> Iterator[tuple[Callable, Iterable | Failure]]:
        """Yield the functions of a hook with what each says, or its failure."""
        for report, answer in self.parts[name]:
            if isinstance(answer, Rows):
                answer = attempt(self._say, answer)
            yield report, answer

    def _say(self, asked):
        rows = self.rows.get(id(asked))
        return list(asked.say(asked.alone() if rows is None else rows))

    @cached_property
    def rows(self):
        """The rows of all that are asked for; none where they cannot be had together."""
        asked = [one for part in self.parts.values() for _, one in part if isinstance(one, Rows)]
        try:
            questions = [rows.as_json() for rows in asked]
            # Of a table that always has a row; the statement needs one.
            answers = ContentType.objects.order_by("pk").values_list(*questions)[:1].get()
            return {
                id(rows): [rows.row(value) for value in answer]
                for rows, answer in zip(asked, answers, strict=True)
            }
        except Exception:
            logger.exception("What waits and what fails could not be asked for at once")
            return {}


def attempt(ask, *arguments):
    """Return what a function returns, as a list where it yields, or the failure."""
    try:
        answer = ask(*arguments)
        return answer if isinstance(answer, Rows) else list(answer)
    except Exception as error:
        return Failure(error)
