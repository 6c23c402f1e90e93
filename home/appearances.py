"""Where a person appears: the pages, newest first, with the part that the person has in each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from wagtail.fields import StreamField

from .base import BasePage, Card
from .dates import day_of
from .sort_key import sort_key


@dataclass(frozen=True)
class Appearance:
    """A page that names a person; `part` says as what and from where, or is empty."""

    card: Card
    part: str = ""


def streams_of_people(page_type):
    """Return the fields of a page type that hold people and nothing else."""
    fields = [field for field in page_type._meta.get_fields() if isinstance(field, StreamField)]
    return [field.name for field in fields if set(field.stream_block.child_blocks) == {"person"}]


def parts_in(stream, person):
    """Yield the part of a person in a stream of people, as it was there and then."""
    for block in stream.raw_data:
        if block["value"].get("person") == person.pk:
            words = [block["value"].get("role"), block["value"].get("organisation")]
            yield ", ".join(filter(None, words))


def appearances_in(page_type, pages, person):
    """Yield the appearances on pages of one type, with one query where a title is not enough."""
    streams = streams_of_people(page_type)
    if not streams and page_type.card is BasePage.card:
        kind = page_type._meta.verbose_name
        yield from (Appearance(Card(page=page, kind=kind)) for page in pages)
        return
    # A list defers all streams; these few are asked for again, under another name.
    names = {f"people_in_{stream}": F(stream) for stream in streams}
    rows = page_type.objects.as_rows().filter(pk__in=[page.pk for page in pages])
    for row in rows.annotate(**names):
        parts = [part for name in names for part in parts_in(getattr(row, name), person)]
        yield Appearance(row.card(), "; ".join(dict.fromkeys(filter(None, parts))))


def appearances_of(person):
    """Return where the person appears, as a list of `Appearance`, the newest first.

    What has no day comes last, in alphabetical order.  The number of queries depends on the
    types of the pages alone.
    """
    by_type = defaultdict(list)
    for page in person.appearances():
        by_type[page.specific_class].append(page)
    listed = [
        appearance
        for page_type, pages in by_type.items()
        for appearance in appearances_in(page_type, pages, person)
    ]
    listed.sort(key=lambda appearance: sort_key(appearance.card.title))
    listed.sort(key=lambda appearance: day_in_list(appearance.card), reverse=True)
    return listed


def day_in_list(card):
    """Return the day by which a card is put in order: the earliest of all where it has none."""
    return day_of(card.start) if card.start else date.min
