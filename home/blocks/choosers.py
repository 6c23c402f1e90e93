"""Choosers that fetch all that a block prints of what was chosen, at once for a whole page."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock, StructBlockValidationError
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from ..alternative_text import fault_in
from ..querysets import is_visible, with_visibility
from .choices import BatchedChooser


class VisiblePageChooserBlock(BatchedChooser, PageChooserBlock):
    """Chooses a page and knows whether a visitor may see it."""

    batch = Page

    def fetch_batch(self, keys):
        """Return the pages of every kind with `is_visible`, people with their organisation."""
        pages = Page.objects.select_related("personpage__organisation").defer("personpage__body")
        return with_visibility(pages).in_bulk(keys)

    def fetch(self, keys):
        """Return the pages with `is_visible`: one may have been hidden since it was chosen."""
        return with_visibility(self.model_class.objects.all()).in_bulk(keys)

    def get_searchable_content(self, value):
        return [value.title] if is_visible(value) else []

    class Meta:
        icon = "doc-empty-inverse"


class PersonChooserBlock(VisiblePageChooserBlock):
    """Chooses people, with their organisation."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("page_type", "home.PersonPage")
        super().__init__(*args, **kwargs)

    def fetch(self, keys):
        """Return the people with organisation and `is_visible`."""
        people = self.model_class.objects.select_related("organisation").defer_streamfields()
        return with_visibility(people).in_bulk(keys)

    def narrow(self, found):
        """Return the person that a page is."""
        person = getattr(found, "personpage", None)
        if person:
            person.is_visible = found.is_visible
        return person

    class Meta:
        icon = "user"


class OrganisationChooserBlock(BatchedChooser, SnippetChooserBlock):
    """Chooses organisations, with their logotypes."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("target_model", "home.Organisation")
        super().__init__(*args, **kwargs)

    def fetch(self, keys):
        """Return the organisations with their logotypes."""
        return self.model_class.objects.with_logos().in_bulk(keys)

    def get_searchable_content(self, value):
        return list(filter(None, [value.name, value.place])) if value else []

    class Meta:
        icon = "group"


class PictureChooserBlock(BatchedChooser, ImageChooserBlock):
    """Chooses pictures, with their renditions."""

    def fetch(self, keys):
        """Return the pictures with their renditions."""
        return self.model_class.objects.with_renditions(keys)


class DescribedImageBlock(ImageBlock):
    """Wagtail's image with alternative text, fetched together with the page's other pictures."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"] = PictureChooserBlock(required=required, label=_("Bild"))
        self.child_blocks["image"].set_name("image")

    def clean(self, value):
        """Return the value; publishing asks for a text that says what the picture shows."""
        value = super().clean(value)
        if not self.is_deferred_validation and value and not value.decorative:
            fault = fault_in(value.contextual_alt_text, value)
            if fault:
                raise StructBlockValidationError({"alt_text": ValidationError(fault)})
        return value


def visible_pages(pages):
    """Return those of the chosen pages that a visitor may see."""
    return [page for page in pages if is_visible(page)]
