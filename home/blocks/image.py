"""Pictures in the text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..alternative_text import fault_in
from .choosers import DescribedImageBlock


class PictureBlock(blocks.StructBlock):
    """A picture with alternative text and caption; the photographer belongs to the image."""

    image = DescribedImageBlock(label=_("Bild"))
    caption = blocks.CharBlock(
        label=_("Bildtext"),
        required=False,
        max_length=300,
        help_text=_("Vad eller vem visar bilden? Fotografens namn hämtas från bilden."),
    )

    def clean(self, value):
        """Return the value; publishing asks that the caption is not said twice."""
        cleaned = super().clean(value)
        image = cleaned.get("image")
        if not self.is_deferred_validation and image and not image.decorative:
            fault = fault_in(image.contextual_alt_text, caption=cleaned.get("caption"))
            if fault:
                text = blocks.StructBlockValidationError({"alt_text": ValidationError(fault)})
                raise blocks.StructBlockValidationError({"image": text})
        return cleaned

    def get_searchable_content(self, value):
        image = value.get("image")
        printed = (value.get("caption"), image.photographer if image else "")
        return [text for text in printed if image and text]

    class Meta:
        icon = "image"
        label = _("Bild")
        description = _("En bild med bildtext.")
        template = "blocks/picture.html"
        preview_value = {"caption": "Deltagare i samtal vid ett dialogforum."}


class GalleryBlock(blocks.StructBlock):
    """Several pictures together."""

    heading = blocks.CharBlock(
        label=_("Rubrik"),
        required=False,
        max_length=120,
        help_text=_("Får vara tom."),
    )
    pictures = blocks.ListBlock(PictureBlock(), label=_("Bilder"), min_num=1)

    class Meta:
        icon = "image"
        label = _("Bildgalleri")
        description = _("Flera bilder bredvid varandra, till exempel från ett evenemang.")
        template = "blocks/gallery.html"
        preview_value = {"heading": "Bilder från dagen", "pictures": []}
