"""Alternative texts of the pictures of a page."""

from django.utils.translation import gettext as _
from wagtail.blocks import StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from ..alternative_text import fault_in
from .content import Finding


def alternative_texts(content):
    """Yield what is wrong with the alternative texts, as publishing says it too."""
    page = content.page
    if fault := fault_in(getattr(page, "image_alt", ""), getattr(page, "image", None)):
        yield Finding(content.place("image_alt"), str(fault))
    for place, block, value in content.values:
        if not isinstance(block, StructBlock) or isinstance(block, ImageBlock) or not value:
            continue
        for name, child in block.child_blocks.items():
            image = isinstance(child, ImageBlock) and value.get(name)
            if not image or image.decorative:
                continue
            alt = image.contextual_alt_text
            fault = fault_in(alt, image, value.get("caption"))
            if not alt:
                fault = _("Skriv vad bilden visar, eller kryssa i att den bara är dekoration.")
            if fault:
                below = place.below(StructBlockValidationError, name, child)
                field = child.child_blocks["alt_text"]
                yield Finding(
                    below.below(StructBlockValidationError, "alt_text", field), str(fault)
                )
