"""What the choosers in a page's streams refer to: fetched together, and left out once deleted.

Left to itself a StreamField asks the database once for every kind of block: pictures, gallery,
people, links and buttons one after the other.  Here all references in the stored data are collected
first.
"""

from collections import defaultdict
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from wagtail.blocks import ChooserBlock, ListBlock, StreamBlock, StreamValue, StructBlock

from .choosers import PrefetchedChooser, day_shown, prefetched

DELETED = object()


def lazy_streams(page):
    """Return {field name: stream} of those that are still as they are stored.

    What an editor has just typed in (a preview) holds objects already.
    """
    streams = {name: getattr(page, name) for name in page.get_streamfield_names()}
    return {name: stream for name, stream in streams.items() if stream.is_lazy}


def references(block, raw):
    """Yield (chooser block, primary key) of all that `raw`, the stored data of `block`, names."""
    block = block_of(block, raw)
    if isinstance(block, ChooserBlock):
        if raw is not None:
            yield block, raw
    elif isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from references(child, raw.get(name))
    elif isinstance(block, ListBlock | StreamBlock):
        for _item, child, value in children_of(block, raw):
            yield from references(child, value)


def block_of(block, raw):
    """Return the block that stored data is of: one field may have stood alone before others."""
    name = None if isinstance(raw, dict) else getattr(block, "formerly", None)
    return block.child_blocks[name] if name else block


def children_of(block, raw):
    """Yield (item, its block, its value) of a stored stream or list; old lists hold bare values."""
    for item in raw or []:
        if isinstance(block, StreamBlock):
            yield item, block.child_blocks.get(item["type"]), item["value"]
        elif isinstance(item, dict) and item.get("type") == "item":
            yield item, block.child_block, item["value"]
        else:
            yield None, block.child_block, item


def evaluate(value):
    """Turn stored data into what templates print, all the way down."""
    if isinstance(value, StreamValue | list):
        for child in value:
            evaluate(getattr(child, "value", child))
    elif isinstance(value, dict):
        for child in value.values():
            evaluate(child)


@contextmanager
def shown_as_of(day):
    """Have people who are fetched within say the role that they had on a day; None means today."""
    token = day_shown.set(day)
    try:
        yield
    finally:
        day_shown.reset(token)


def prefetch_references(page, *borrowed, listed=()):
    """Evaluate the page's streams, and fetch its picture, with one query a kind of object.

    `borrowed` are streams of other pages, of which this one prints something, and `listed` pages
    of which it prints the pictures.
    """
    borrowed = [stream for stream in borrowed if stream.is_lazy]
    streams = [*lazy_streams(page).values(), *borrowed]
    named = [
        (block, key)
        for stream in streams
        for block, key in references(stream.stream_block, list(stream.raw_data))
        if isinstance(block, PrefetchedChooser)
    ]
    blocks, keys = {}, defaultdict(set)
    for block, key in named:
        blocks[block.prefetch_model] = block
        keys[block.prefetch_model].add(key)
    pictures = page._meta.get_field("image").related_model
    blocks.pop(pictures, None)
    with shown_as_of(page.as_of):
        objects = {model: block.prefetch(keys[model]) for model, block in blocks.items()}
    chosen = [
        block.from_prefetched(objects[block.prefetch_model].get(key))
        for block, key in named
        if block.prefetch_model in objects
    ]
    pictured = [item for item in [page, *chosen, *listed] if getattr(item, "image_id", None)]
    keys[pictures] |= {item.image_id for item in pictured}
    objects[pictures] = pictures.objects.with_renditions(keys[pictures]) if keys[pictures] else {}
    for item in pictured:
        item.image = objects[pictures].get(item.image_id)
    token = prefetched.set(objects)
    try:
        evaluate(streams)
    finally:
        prefetched.reset(token)


def remove_deleted_references(page):
    """Take what has been deleted out of a page's streams; return the labels of its blocks.

    So a page can be published after what it used has been deleted.  A block goes with what it
    cannot do without; one that can stays as it was.  Costs one query for each kind of object.
    """
    streams = lazy_streams(page)
    named = defaultdict(set)
    for stream in streams.values():
        for block, key in references(stream.stream_block, list(stream.raw_data)):
            named[block.model_class].add(key)
    existing = {
        model: set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in named.items()
    }
    if all(keys <= existing[model] for model, keys in named.items()):
        return []
    labels = []
    for name, stream in streams.items():
        block, raw = stream.stream_block, list(stream.raw_data)
        kept = without_deleted(block, raw, existing)
        changed = [item["type"] for item in raw if item not in kept]
        labels += [str(block.child_blocks[kind].label) for kind in changed]
        setattr(page, name, StreamValue(block, kept, is_lazy=True))
    return labels


def without_deleted(block, raw, existing):
    """Return the stored data of a block without references to what is not in `existing`.

    `existing` is {model: primary keys}.  Returns DELETED where nothing is left that can stand.
    """
    block = block_of(block, raw)
    if isinstance(block, ChooserBlock):
        return raw if raw is None or raw in existing[block.model_class] else DELETED
    if isinstance(block, ListBlock | StreamBlock):
        kept = []
        for item, child, value in children_of(block, raw):
            pruned = without_deleted(child, value, existing)
            if pruned is not DELETED:
                kept.append({**item, "value": pruned} if item else pruned)
        return kept
    if isinstance(block, StructBlock) and isinstance(raw, dict):
        parts = {
            name: without_deleted(child, raw[name], existing)
            for name, child in block.child_blocks.items()
            if name in raw
        }
        kept = {**raw, **{name: None if v is DELETED else v for name, v in parts.items()}}
        return kept if kept == raw or _can_stand(block, kept) else DELETED
    return raw


def _can_stand(block, raw):
    """Tell whether a block may be published with this stored data."""
    try:
        block.clean(block.to_python(raw))
    except ValidationError:
        return False
    return True
