"""What a content file writes, made into what a page's fields hold.

Pages are named by their address (`/kontakt`), register entries by their slug.  What an editor has
deleted since is left out: an entry of a list, a section whose only link it was.
"""

import re
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from home.blocks.people import PersonBlock
from home.typed_dates import read_moment

from .files import HOME, ContentError

INNER_LINK = re.compile(r'<a href="(/[^"]*)">(.*?)</a>', re.DOTALL)


class AbsentError(Exception):
    """Something that the files know but that an editor has deleted, or that is not loaded."""


class Values:
    """Turns the values of one file into Python values.

    `pages` and `registers` are what all files hold, as `read_pages` and `read_registers` return it.
    """

    def __init__(self, file, pages, registers, say):
        self.file, self.pages, self.registers, self.say = file, pages, registers, say

    def error(self, where, message):
        """Return the error of a value, with the way to it."""
        return ContentError(self.file, f"{where}: {message}")

    def fill(self, instance, fields):
        """Give a page or a register entry what its file says."""
        for name, value in fields.items():
            field = instance._meta.get_field(name)
            if isinstance(field, models.ManyToManyField):
                keys = self.keys(field.related_model, value, name)
                getattr(instance, name).set(field.related_model.objects.filter(pk__in=keys))
            elif isinstance(field, models.ManyToOneRel):
                row = field.related_model
                keys = self.keys(row._meta.get_field("organisation").related_model, value, name)
                rows = [row(organisation_id=key, sort_order=at) for at, key in enumerate(keys)]
                getattr(instance, name).set(rows)
            elif isinstance(field, models.ForeignKey):
                setattr(instance, field.attname, self.key(field.related_model, value, name))
            else:
                setattr(instance, name, self.field_value(field, value, fields))

    def keys(self, model, slugs, where):
        """Return the primary keys of register entries, in the order of the file."""
        if not isinstance(slugs, list):
            raise self.error(where, "expected a list")
        if len(set(slugs)) < len(slugs):
            raise self.error(where, "each may be named once")
        return list(filter(None, (self.key(model, slug, where) for slug in slugs)))

    def field_value(self, field, value, fields):
        """Return the value of a field that refers to nothing by itself; `fields` are all."""
        if isinstance(field, StreamField):
            stream = field.to_python(self.raw_value(field.stream_block, value, field.name))
            try:
                return field.stream_block.clean(stream)
            except blocks.StreamBlockValidationError as error:
                messages = "; ".join(_messages(error.as_json_data()))
                raise self.error(field.name, messages) from error
        if isinstance(field, RichTextField):
            return self.rich_text(value, field.name)
        if isinstance(field, models.DateTimeField):
            day_alone = getattr(field, "day_alone", None)
            if getattr(field, "if_ticked", None) and not fields.get(field.if_ticked):
                day_alone = None
            return self.moment(value, field.name, day_alone)
        return value.strip() if isinstance(value, str) else value

    def key(self, model, value, where):
        """Return the primary key of a page or register entry, or None where it is deleted."""
        try:
            return self.reference(model, value, where)
        except AbsentError as absent:
            self.say(f"{self.file}: {where} without {absent}")
            return None

    def reference(self, model, value, where):
        """Return the primary key of a page (by address) or register entry (by slug)."""
        if issubclass(model, Page):
            return self.page_key(value, where)
        if model not in self.registers:
            raise self.error(where, "pictures and documents cannot be loaded from files")
        if value not in self.registers[model]:
            raise self.error(where, f"{value} is not in the register")
        entry = model.objects.filter(slug=value).first()
        if entry is None:
            raise AbsentError(value)
        return entry.pk

    def page_key(self, address, where):
        """Return the primary key of the page at an address; raise AbsentError if it is deleted."""
        name = str(address).strip("/") or HOME
        if not str(address).startswith("/") or name not in self.pages:
            raise self.error(where, f"there is no content file for {address}")
        page = self.pages[name].page()
        if page is None:
            raise AbsentError(address)
        return page.pk

    def rich_text(self, value, where):
        """Return rich text as Wagtail stores it: links to our own pages by primary key."""

        def link(match):
            try:
                return f'<a linktype="page" id="{self.page_key(match[1], where)}">{match[2]}</a>'
            except AbsentError:
                return match[2]

        if not isinstance(value, str):
            raise self.error(where, "expected text")
        return INNER_LINK.sub(link, value.strip())

    def moment(self, value, where, day_alone):
        """Return an aware datetime; the files say the time in Europe/Stockholm.

        `day_alone` makes one of a day without a time, where that is enough.
        """
        try:
            return read_moment(str(value), day_alone)
        except ValidationError as error:
            told = f"{value} is not a day and time, like 2021-05-12 12:15"
            raise self.error(where, told) from error

    def raw_value(self, block, value, where):
        """Return a block's value in the raw form that a StreamField stores."""
        match block:
            case blocks.StreamBlock():
                return self._stream(block, value, where)
            case blocks.ListBlock():
                return self._list(block, value, where)
            case PersonBlock():
                return self._person(block, value, where)
            case blocks.StructBlock():
                return self._struct(block, value, where)
            case blocks.RichTextBlock():
                return self.rich_text(value, where)
            case blocks.ChooserBlock():
                return self.reference(block.model_class, value, where)
            case blocks.FieldBlock():
                return value.strip() if isinstance(value, str) else value
        raise self.error(where, f"{type(block).__name__} cannot be written in a file")

    def _children(self, value, where, convert):
        """Yield the converted entries of a list, without those that are deleted."""
        if not isinstance(value, list):
            raise self.error(where, "expected a list")
        for number, entry in enumerate(value, 1):
            try:
                yield convert(entry, f"{where} {number}")
            except AbsentError as absent:
                self.say(f"{self.file}: {where} {number} is left out, there is no {absent}")

    def _stream(self, block, value, where):
        def convert(entry, place):
            if not isinstance(entry, dict) or len(entry) != 1:
                raise self.error(place, "expected one block, as `type: value`")
            ((kind, content),) = entry.items()
            if kind not in block.child_blocks:
                raise self.error(place, f"unknown block {kind}")
            raw = self.raw_value(block.child_blocks[kind], content, f"{place} {kind}")
            return {"type": kind, "value": raw}

        return list(self._children(value, where, convert))

    def _list(self, block, value, where):
        convert = partial(self.raw_value, block.child_block)
        entries = list(self._children(value, where, convert))
        if value and not entries and block.meta.min_num:
            raise AbsentError(f"entry of {where}")
        return entries

    def _struct(self, block, value, where):
        if not isinstance(value, dict):
            raise self.error(where, "expected fields, as `name: value`")
        unknown = sorted(set(value) - set(block.child_blocks))
        if unknown:
            raise self.error(where, f"unknown field {', '.join(unknown)}")
        return {
            name: self.raw_value(block.child_blocks[name], content, f"{where} {name}")
            for name, content in value.items()
        }

    def _person(self, block, value, where):
        """Return a person; one whose page is deleted stands there by name."""
        try:
            return self._struct(block, value, where)
        except AbsentError:
            name = self.pages[value["person"].strip("/")].fields["title"]
            rest = {key: content for key, content in value.items() if key != "person"}
            return self._struct(block, {**rest, "name": name}, where)


def _messages(data):
    """Yield the sentences of a StreamField's error, however deep they lie."""
    yield from (str(message) for message in data.get("messages", ()))
    for inner in data.get("blockErrors", {}).values():
        yield from _messages(inner)
