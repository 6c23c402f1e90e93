"""What Wagtail hands to the scripts of its forms, written lighter: JSON, also that of telepath."""

import json
import re
from collections import Counter
from itertools import count

from django.utils.safestring import mark_safe

# A value of an attribute that has quotation marks in it, as Django writes it.
QUOTED = re.compile(r'(?<==)"([^"]*&quot;[^"]*)"')
# What is shorter than a reference to it, with its number, saves nothing.
LEAST = 24


def in_single_quotes(markup):
    """Return HTML with the JSON in its attributes in single quotes; one within is escaped.

    What is smaller and greater than means nothing in an attribute and is written as it is.
    """
    return mark_safe(QUOTED.sub(_in_single_quotes, markup))


def _in_single_quotes(value):
    plain = value[1].replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
    return f"'{plain}'"


def each_once(packed):
    """Return what is packed with equal texts, widgets and settings in it written once.

    Telepath refers so to what is the same object in Python, and its script reads both alike.
    """
    found, numbers, written = Counter(), count(_highest_number(packed) + 1), {}

    def look(node):
        key = _key(node)
        found[key] += bool(key)
        return node if found[key] > 1 else _with_parts(node, look)

    def write(node):
        key = _key(node)
        if found[key] < 2:
            return _with_parts(node, write)
        if key in written:
            return {"_ref": written[key]}
        written[key] = next(numbers)
        return _with_parts(_at_length(node), write) | {"_id": written[key]}

    look(packed)
    return write(packed)


def _key(node):
    """Return what equal nodes have in common; empty for what is written out wherever it stands."""
    is_reference = isinstance(node, dict) and ("_ref" in node or "_val" in node)
    if not isinstance(node, str | dict) or is_reference:
        return ""
    key = json.dumps(node, ensure_ascii=False)
    return key if len(key) > LEAST else ""


def _at_length(node):
    """Return a node as it is written where it is referred to."""
    if isinstance(node, str):
        return {"_val": node}
    return node if "_type" in node else {"_dict": node}


def _with_parts(node, change):
    """Return a node with each value in it changed."""
    if isinstance(node, list):
        return [change(part) for part in node]
    if not isinstance(node, dict) or "_ref" in node or "_val" in node:
        return node
    if "_dict" in node:
        return node | {"_dict": {name: change(part) for name, part in node["_dict"].items()}}
    for name in ("_args", "_list"):
        if name in node:
            return node | {name: [change(part) for part in node[name]]}
    return {name: change(part) for name, part in node.items()}


def _highest_number(node):
    """Return the highest number that is given already, or -1."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = node.get("_id", -1) if isinstance(node, dict) else -1
    return max([own, *map(_highest_number, parts)])
