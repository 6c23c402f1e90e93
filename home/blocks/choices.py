"""What the streams of a page have chosen, fetched in one go.

Left to itself a StreamField asks the database once for every kind of block: pictures, gallery,
people, links and buttons one after the other.  Here everything that the stored data names is
collected first and fetched with one query for each kind of object.
"""

import copy
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail.blocks import ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

_at_hand = ContextVar("choices_at_hand", default=None)


class BatchedChooser:
    """A chooser block that takes what `fetch_choices` has at hand before it asks the database."""

    @property
    def batch(self):
        """Return the model by which choices are fetched together."""
        return self.model_class

    def fetch(self, keys):
        """Return {primary key: object} with all that templates print of the objects."""
        return self.model_class.objects.in_bulk(keys)

    def fetch_batch(self, keys):
        """Return {primary key: object of `batch`} for all blocks that share it."""
        return self.fetch(keys)

    def narrow(self, found):
        """Return what this block has chosen, given the object of `batch`; None where it is gone."""
        return found

    def bulk_to_python(self, values):
        held = (_at_hand.get() or {}).get(self.batch)
        if held is None:
            found = self.fetch([value for value in values if value is not None])
        else:
            found = {value: self.narrow(held.get(value)) for value in values}
        # A copy for each place, since a block may note on it what holds there only.
        return [copy.copy(found.get(value)) for value in values]


def chosen(block, raw):
    """Yield (chooser block, primary key) for all that `raw`, the stored data of `block`, names."""
    if isinstance(block, BatchedChooser):
        yield block, raw
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from chosen(child, (raw or {}).get(name))
    elif isinstance(block, ListBlock):
        for item in raw or []:
            in_block_format = isinstance(item, dict) and item.get("type") == "item"
            yield from chosen(block.child_block, item["value"] if in_block_format else item)
    elif isinstance(block, StreamBlock):
        for item in raw or []:
            yield from chosen(block.child_blocks.get(item["type"]), item["value"])


def evaluate(value):
    """Turn stored data into what templates print, all the way down."""
    if isinstance(value, StreamValue | list):
        for child in value:
            evaluate(getattr(child, "value", child))
    elif isinstance(value, dict):
        for child in value.values():
            evaluate(child)


@contextmanager
def _hold(objects):
    token = _at_hand.set(objects)
    try:
        yield
    finally:
        _at_hand.reset(token)


def fetch_choices(page, *borrowed):
    """Fetch what the page's streams have chosen, and its picture, with one query a kind.

    `borrowed` are streams of other pages, of which this one prints something.  Values that an
    editor has just typed in (a preview) are objects already and are left alone.
    """
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    streams = [*(getattr(page, field.name) for field in fields), *borrowed]
    streams = [stream for stream in streams if stream.is_lazy]
    choices = [
        (block, key)
        for stream in streams
        for block, key in chosen(stream.stream_block, list(stream.raw_data))
        if key is not None
    ]
    pictures = page._meta.get_field("image").related_model
    objects = {}
    for batch in {block.batch for block, _key in choices} - {pictures}:
        blocks = [(block, key) for block, key in choices if block.batch == batch]
        objects[batch] = blocks[0][0].fetch_batch({key for _block, key in blocks})
    people = [
        block.narrow(objects[block.batch].get(key))
        for block, key in choices
        if block.batch != pictures
    ]
    pictured = [item for item in [page, *people] if getattr(item, "image_id", None)]
    keys = {key for block, key in choices if block.batch == pictures}
    keys |= {item.image_id for item in pictured}
    objects[pictures] = pictures.objects.with_renditions(keys) if keys else {}
    for item in pictured:
        item.image = objects[pictures].get(item.image_id)
    with _hold(objects):
        evaluate(streams)
