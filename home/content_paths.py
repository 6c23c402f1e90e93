"""Where in a page a value stands: the way down to it, as the form and its errors name it."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText


class Step(NamedTuple):
    """One block on the way: how its holder's error and the form name it, and what it is called."""

    error: type
    key: int | str
    name: str
    label: str


class ContentPath(NamedTuple):
    """The field of a page, and the blocks on the way to a value in it."""

    field: str
    label: str
    steps: tuple = ()

    def below(self, error, key, block, name=None):
        """Return the place of a block that stands in this one."""
        step = Step(error, key, str(key) if name is None else name, str(block.label))
        return self._replace(steps=(*self.steps, step))

    @property
    def path(self):
        """Return the place as Wagtail's forms name it, such as «body.<key of a block>.heading»."""
        return ".".join([self.field, *(step.name for step in self.steps)])

    @property
    def words(self):
        """Return the labels on the way: «Text, Länklista, Länktext»."""
        labels = [self.label, *(step.label for step in self.steps if step.label)]
        return ", ".join(dict.fromkeys(labels))


def content_path_of(instance, name):
    """Return the place that a whole field is."""
    return ContentPath(name, capfirst(str(instance._meta.get_field(name).verbose_name)))


def values_of(instance, names):
    """Yield (place, block, value) for all that the fields of these names hold, from outside in.

    `block` is None where the value is the field's own.
    """
    for name in names:
        field, value, place = instance._meta.get_field(name), getattr(instance, name), None
        place = content_path_of(instance, name)
        if isinstance(field, StreamField):
            yield from _values_in(field.stream_block, value, place)
        else:
            is_rich = isinstance(field, RichTextField)
            yield place, None, RichText(value or "") if is_rich else value


def _values_in(block, value, place):
    yield place, block, value
    if isinstance(block, ImageBlock):
        alt, text = block.child_blocks["alt_text"], getattr(value, "contextual_alt_text", None)
        yield place.below(StructBlockValidationError, "alt_text", alt), alt, text or ""
    elif isinstance(block, StreamBlock):
        for number, child in enumerate(value or []):
            below = place.below(StreamBlockValidationError, number, child.block, child.id or "")
            yield from _values_in(child.block, child.value, below)
    elif isinstance(block, ListBlock):
        keys = [child.id for child in getattr(value, "bound_blocks", ())]
        for number, item in enumerate(value or []):
            key = (keys[number] if keys else "") or ""
            below = place.below(ListBlockValidationError, number, block.child_block, key)
            yield from _values_in(block.child_block, item, below)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            below = place.below(StructBlockValidationError, name, child)
            yield from _values_in(child, (value or {}).get(name), below)
    elif isinstance(block, TypedTableBlock):
        for text in _table_texts(value):
            yield place, None, text


def _table_texts(table):
    """Return the caption, the headings and the cells of a table."""
    if not table:
        return []
    headings = [column["heading"] for column in table.columns]
    cells = [cell for row in table.row_data for cell in row["values"]]
    return [table.caption or "", *headings, *cells]


def errors_at(findings):
    """Return {field name: ValidationError} of (place, sentence) pairs; in a stream at the block."""
    fields = {}
    for place, sentence in findings:
        fields.setdefault(place.field, []).append((place.steps, sentence))
    return {name: _error(rows) for name, rows in fields.items()}


def _error(rows):
    here = [sentence for steps, sentence in rows if not steps]
    if here:
        return ValidationError([*dict.fromkeys(here)])
    below = {}
    for (step, *steps), sentence in rows:
        below.setdefault(step.key, []).append((steps, sentence))
    errors = {key: _error(rows) for key, rows in below.items()}
    return rows[0][0][0].error(block_errors=errors)
