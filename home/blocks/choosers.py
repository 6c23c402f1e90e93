"""Page choosers that fetch all that a block prints of the chosen pages, at once."""

from wagtail.blocks import PageChooserBlock

from ..querysets import is_visible, mark_visible


class VisiblePageChooserBlock(PageChooserBlock):
    """Chooses a page and knows, in one query for all, which ones a visitor may see."""

    def bulk_to_python(self, values):
        pages = super().bulk_to_python(values)
        mark_visible([page for page in pages if page is not None])
        return pages

    class Meta:
        icon = "doc-empty-inverse"


class PersonChooserBlock(VisiblePageChooserBlock):
    """Chooses people, with portrait and organisation."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("page_type", "home.PersonPage")
        super().__init__(*args, **kwargs)

    def bulk_to_python(self, values):
        ids = [value for value in values if value is not None]
        people = self.model_class.objects.as_cards().in_bulk(ids)
        mark_visible(people.values())
        return [people.get(value) for value in values]

    class Meta:
        icon = "user"


def visible_pages(pages):
    """Return those of the chosen pages that a visitor may see."""
    return [page for page in pages if is_visible(page)]
