"""What the blocks of a stream hold at any depth, and errors that stand where they belong."""

from django.core.exceptions import ValidationError
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock


def error_in(block, value, fault):
    """Return a ValidationError that says, block by block, what is wrong with a value, or None.

    `fault` is given every value that holds no others and returns a sentence in Swedish, or None.
    """
    if isinstance(block, ImageBlock):
        message = fault(getattr(value, "contextual_alt_text", None) or "")
        return (
            StructBlockValidationError({"alt_text": ValidationError(message)}) if message else None
        )
    if isinstance(block, StreamBlock):
        children = ((place, child.block, child.value) for place, child in enumerate(value or []))
        wrap = StreamBlockValidationError
    elif isinstance(block, ListBlock):
        children = ((place, block.child_block, item) for place, item in enumerate(value or []))
        wrap = ListBlockValidationError
    elif isinstance(block, StructBlock):
        parts = block.child_blocks.items()
        children = ((name, child, (value or {}).get(name)) for name, child in parts)
        wrap = StructBlockValidationError
    else:
        found = map(fault, table_texts(value) if isinstance(block, TypedTableBlock) else [value])
        message = next(filter(None, found), None)
        return ValidationError(message) if message else None
    errors = {place: error_in(child, held, fault) for place, child, held in children}
    errors = {place: error for place, error in errors.items() if error}
    return wrap(block_errors=errors) if errors else None


def table_texts(table):
    """Return the caption, the headings and the cells of a table."""
    if not table:
        return []
    headings = [column["heading"] for column in table.columns]
    cells = [cell for row in table.row_data for cell in row["values"]]
    return [table.caption or "", *headings, *cells]
