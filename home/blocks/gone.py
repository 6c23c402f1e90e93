"""What the streams of a page name and is no more: left out when the page is opened to be edited.

So a page can be published after what it used has been deleted.  A block goes with what it cannot
do without; one that can stays as it was.
"""

from collections import defaultdict

from django.core.exceptions import ValidationError
from wagtail.blocks import ChooserBlock, ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

GONE = object()


def leave_out_what_is_gone(page):
    """Take what is gone out of the streams of a page; return the labels of the blocks it was in.

    Costs one query for each kind of object that the streams name.
    """
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    streams = {field.name: getattr(page, field.name) for field in fields}
    streams = {name: stream for name, stream in streams.items() if stream and stream.is_lazy}
    named = defaultdict(set)
    for stream in streams.values():
        for model, key in _named(stream.stream_block, list(stream.raw_data)):
            named[model].add(key)
    there = {
        model: set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in named.items()
    }
    if all(named[model] <= there[model] for model in named):
        return []
    left_out = []
    for name, stream in streams.items():
        block, kept = stream.stream_block, []
        for item in stream.raw_data:
            child = block.child_blocks.get(item["type"])
            value = _pruned(child, item["value"], there)
            if value != item["value"]:
                left_out.append(str(child.label))
            if value is not GONE:
                kept.append({**item, "value": value})
        setattr(page, name, StreamValue(block, kept, is_lazy=True))
    return left_out


def _named(block, raw):
    """Yield (model, primary key) of what the stored data of a block names."""
    if isinstance(block, ChooserBlock):
        if raw is not None:
            yield block.model_class, raw
    elif isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from _named(child, raw.get(name))
    elif isinstance(block, ListBlock):
        for item in raw or []:
            yield from _named(block.child_block, _value(item))
    elif isinstance(block, StreamBlock):
        for item in raw or []:
            yield from _named(block.child_blocks.get(item["type"]), item["value"])


def _value(item):
    """Return the value of an item of a stored list, in the old form or the new."""
    is_wrapped = isinstance(item, dict) and item.get("type") == "item"
    return item["value"] if is_wrapped else item


def _with_value(item, value):
    is_wrapped = isinstance(item, dict) and item.get("type") == "item"
    return {**item, "value": value} if is_wrapped else value


def _pruned(block, raw, there):
    """Return the stored data of a block without what is gone, or GONE for the whole of it."""
    if isinstance(block, ChooserBlock):
        return GONE if raw is not None and raw not in there[block.model_class] else raw
    if isinstance(block, ListBlock | StreamBlock):
        kept = []
        for item in raw or []:
            in_list = isinstance(block, ListBlock)
            child = block.child_block if in_list else block.child_blocks.get(item["type"])
            value = _pruned(child, _value(item) if in_list else item["value"], there)
            if value is not GONE:
                kept.append(_with_value(item, value) if in_list else {**item, "value": value})
        return kept
    if isinstance(block, StructBlock) and isinstance(raw, dict):
        parts = {
            name: _pruned(child, raw.get(name), there)
            for name, child in block.child_blocks.items()
            if name in raw
        }
        pruned = {**raw, **{name: None if v is GONE else v for name, v in parts.items()}}
        return pruned if pruned == raw or _can_stand(block, pruned) else GONE
    return raw


def _can_stand(block, raw):
    """Tell whether a block may be published with this stored data."""
    try:
        block.clean(block.to_python(raw))
    except ValidationError:
        return False
    return True
