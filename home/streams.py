"""The field that holds blocks, as every model of the site has it."""

import json
import re

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail import fields
from wagtail.blocks import StreamValue
from wagtail.blocks.base import BlockWidget

from .packed import each_once, in_single_quotes

# What says which blocks a stream may have, as the widget writes it.
BLOCKS = re.compile(r"""data-controller="w-block" data-w-block-data-value=('[^']*'|"[^"]*")""")
INDENT = re.compile(r"\n\s+")
NEEDLESS = re.compile("</option>\n")  # where the next begins HTML ends it
# What Wagtail's scripts take for granted of a block that says nothing; comments are off.
GRANTED = {"attrs": {}, "required": False, "isPreviewable": False, "showAddCommentButton": True}
GRANTED |= {"description": ""}
LIST = "wagtail.blocks.ListBlock"


class LightBlockWidget(BlockWidget):
    """Wagtail's widget of a stream, two fifths lighter to send.

    Its JSON stands in single quotes, says letters as they are and leaves out what goes without
    saying, and what it has of HTML is not indented.  A single quote within it is escaped already.
    Where another field of the form has the same blocks (`blocks_of`), `admin.js` takes them from
    there.

    What the blocks are is written out once in each language, and not for each form again, which
    took a third of the time of the form of an event: widgets of a field share `written_out`.
    """

    def __init__(self, block_def, attrs=None, blocks_of=None, written_out=None):
        super().__init__(block_def, attrs)
        self.blocks_of = blocks_of
        self.written_out = {} if written_out is None else written_out

    def _definition(self):
        language = get_language()
        if language not in self.written_out:
            widget = BlockWidget(self.block_def)
            plain = _without_needless(json.loads(widget.block_json))
            light = json.dumps(each_once(plain), ensure_ascii=False, separators=(",", ":"))
            self.written_out[language] = widget.js_context, light
        return self.written_out[language]

    @property
    def js_context(self):
        """Return what knows the scripts that the blocks need."""
        return self._definition()[0]

    @property
    def block_json(self):
        """Return what the blocks are, as the scripts of the form read it."""
        return self._definition()[1]

    def render_with_errors(self, *args, **kwargs):
        markup = str(super().render_with_errors(*args, **kwargs))
        if self.blocks_of:
            markup = BLOCKS.sub(f'data-blocks-of="{self.blocks_of}"', markup)
        return in_single_quotes(markup)


def _without_needless(value):
    if isinstance(value, dict):
        if "blockDefId" in value:
            value = _as_needed(value)
        if value.get("_type") == LIST:
            _forget_description(value["_args"][1])
        return {name: _without_needless(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_needless(part) for part in value]
    return NEEDLESS.sub("", INDENT.sub("\n", value)) if isinstance(value, str) else value


def _forget_description(child):
    """Take from the child of a list what it is described by: nobody chooses among its kind."""
    meta = child["_args"][-1] if "_args" in child else {}
    if isinstance(meta, dict) and isinstance(meta.get("description"), str):
        meta["description"] = ""


def _as_needed(block):
    """Return what is said of a block that the scripts ask for.

    What it is described by is only read where one chooses among blocks, of which each has words of
    its own; its number, where there is a preview; and of the group that all of its fields are in,
    only which they are.
    """
    kept = {
        name: part
        for name, part in block.items()
        if not (name in GRANTED and part == GRANTED[name])
    }
    if "isPreviewable" not in kept:
        del kept["blockDefId"]
    described = kept.get("description")
    number = described.get("_id") if isinstance(described, dict) else None
    if "helpText" in kept and kept["helpText"] in (described, {"_ref": number}):
        kept["helpText"] = kept.pop("description")
    if "formLayout" in kept:
        layout, (group,) = kept["formLayout"], kept["formLayout"]["_args"]
        group = {name: group[name] for name in ("children", "settings")}
        kept["formLayout"] = layout | {"_args": [group]}
    return kept


class StreamField(fields.StreamField):
    """Wagtail's field of blocks, which is plain JSON to migrations, as it is to the database.

    Wagtail would write all blocks out in each of them, again for every body that has them.  And who
    reads a stream in a migration loses no block that has gone since.  `blocks_of` names another
    stream of the form with the same blocks, which are then sent once.
    """

    def __init__(self, *args, blocks_of=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.blocks_of = blocks_of

    def deconstruct(self):
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        return name, "django.db.models.JSONField", [], {"default": list, **kwargs}

    def clone(self):
        """Return what the state of migrations has in its place."""
        _name, _path, args, kwargs = self.deconstruct()
        return models.JSONField(*args, **kwargs)

    def formfield(self, **kwargs):
        shared = {"blocks_of": self.blocks_of, "written_out": self.written_out}
        return super().formfield(
            **{"widget": LightBlockWidget(self.stream_block, **shared), **kwargs}
        )

    def get_searchable_content(self, value):
        """Return the texts; of one that was stored before its block had it Wagtail says «None»."""
        return [text for text in super().get_searchable_content(value) if text != str(None)]

    @cached_property
    def written_out(self):
        """Return what its widgets share: {language: what the blocks are}."""
        return {}


def only_read(stream):
    """Return a stream whose blocks may be read before it is saved: it is stored again as it was.

    Reading makes values of what is stored, of which what this release does not know is no part.
    """
    if not stream.is_lazy:
        return stream
    return StreamValue(stream.stream_block, list(stream.raw_data), is_lazy=True)


def read_whole(page):
    """Return a page of which every stream has been read; raises whatever one that is broken does.

    A stream is read as its first block of a kind is asked for, which may be anywhere.
    """
    for field in page._meta.fields:
        if isinstance(field, fields.StreamField):
            list(getattr(page, field.name))
    return page
