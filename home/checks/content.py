"""What the checks read of a page: every text with its place, its headings and its links."""

from functools import cached_property
from typing import NamedTuple

from django.db import models
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText

from ..blocks.links import LinkBlock
from ..content_paths import ContentPath, content_path_of, values_of
from ..exposure import read_fields
from ..rich_text import Reading, read

# Letters of a page, markup included, that the checks read.
MOST = 200_000
# Blocks and fields whose text is none.
NO_TEXT = (
    *(blocks.URLBlock, blocks.EmailBlock, blocks.ChoiceBlock),
    *(models.URLField, models.EmailField, models.SlugField),
)
NAMES_OF_LINKS = "link_text"


class Finding(NamedTuple):
    """A sentence about a place in a page; one that `always` holds is asked about every time."""

    place: ContentPath
    sentence: str
    always: bool = False

    @property
    def known_by(self):
        """Return by what the same finding is known in another version of the page."""
        return self.place.field, self.sentence


class Text(NamedTuple):
    """A text of a page, and what is read in it."""

    place: ContentPath
    read: Reading
    is_rich: bool = False

    @property
    def lines(self):
        return self.read.lines


class Content:
    """A page as the checks read it; what several of them need is read once."""

    def __init__(self, page):
        self.page = page
        self.is_cut = False

    def place(self, name):
        """Return the place that a whole field is."""
        return content_path_of(self.page, name)

    @cached_property
    def values(self):
        """Return (place, block, value) of all that the page shows."""
        return [*values_of(self.page, read_fields(self.page, self.page.secret_fields))]

    @cached_property
    def texts(self):
        """Return the texts of the page, in the order of its fields and blocks.

        Of a page that is too long only the beginning is read.
        """
        fields = {field.name: field for field in self.page._meta.fields}
        texts, left = [], MOST
        for place, block, value in self.values:
            is_rich = isinstance(value, RichText)
            source = value.source if is_rich else value
            is_text = isinstance(source, str) and source.strip()
            if not is_text or isinstance(block or fields[place.field], NO_TEXT):
                continue
            if len(source) > left:
                self.is_cut = True
            source = source[:left]
            texts.append(
                Text(place, read(source) if is_rich else Reading(source.splitlines()), is_rich)
            )
            left -= len(source)
            if left <= 0:
                break
        return texts

    @cached_property
    def links(self):
        """Return (place, text) of every link that an editor has given a text."""
        of_text = [(text.place, link.text) for text in self.texts for link in text.read.links]
        named = [
            (text.place, " ".join(text.lines))
            for text in self.texts
            if not text.place.steps and text.place.field.endswith(NAMES_OF_LINKS)
        ]
        of_blocks = [
            (place.below(StructBlockValidationError, "text", block.child_blocks["text"]), said)
            for place, block, value in self.values
            if isinstance(block, LinkBlock) and (said := (value or {}).get("text"))
        ]
        return of_text + named + of_blocks
