"""Choosers that fetch all that a block prints of what was chosen, at once for a whole page."""

import copy
from contextvars import ContextVar

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from ..alternative_text import EXAMPLES as ALT_EXAMPLES
from ..chooser_fields import EventChooser, OrganisationChooser, PersonChooser
from ..documents import note_replacements
from ..generation import each_once_a_generation
from ..querysets import is_visible, rows_by_key, with_visibility

# The day of the page whose streams are evaluated, where that is not today.
day_shown = ContextVar("day_shown", default=None)
# {model: {primary key: object}} while `prefetch_references` evaluates the streams of a page.
prefetched = ContextVar("prefetched", default=None)


class PrefetchedChooser:
    """A chooser block that takes what has been prefetched before it asks the database."""

    @property
    def prefetch_model(self):
        """Return the model that is prefetched: blocks that share it share one query."""
        return self.model_class

    def fetch(self, keys):
        """Return {primary key: object} with all that templates print of the objects."""
        return rows_by_key(self.model_class, keys)

    def prefetch(self, keys):
        """Return {primary key: object of `prefetch_model`}."""
        return self.fetch(keys)

    def from_prefetched(self, instance):
        """Return the value of the block, given the prefetched object; None if it is deleted."""
        return instance

    def bulk_to_python(self, values):
        held = (prefetched.get() or {}).get(self.prefetch_model)
        if held is None:
            found = self.fetch([value for value in values if value is not None])
        else:
            found = {value: self.from_prefetched(held.get(value)) for value in values}
        # A copy for each place, since a block may note on it what holds there only.
        return [copy.copy(found.get(value)) for value in values]


@each_once_a_generation
def _chosen_pages(keys):
    pages = Page.objects.select_related("personpage__organisation").defer("personpage__body")
    return with_visibility(pages).in_bulk(keys)


def show_roles_of_the_day(people):
    """Have people say the role that they had on the day of the page, where that is not today."""
    if people and (day := day_shown.get()):
        type(people[0]).show_roles_on(people, day)


class VisiblePageChooserBlock(PrefetchedChooser, PageChooserBlock):
    """Chooses a page and knows whether a visitor may see it."""

    prefetch_model = Page

    def prefetch(self, keys):
        """Return the pages of every kind with `is_visible`, people with their organisation."""
        pages = {key: copy.copy(page) for key, page in _chosen_pages(keys).items()}
        people = []
        for page in pages.values():
            if person := getattr(page, "personpage", None):
                page.personpage = copy.copy(person)
                people.append(page.personpage)
        show_roles_of_the_day(people)
        return pages

    def fetch(self, keys):
        """Return the pages with `is_visible`: one may have been hidden since it was chosen."""
        return with_visibility(self.model_class.objects.all()).in_bulk(keys)

    def get_searchable_content(self, value):
        return [value.title] if is_visible(value) else []


class ListedPageChooserBlock(VisiblePageChooserBlock):
    """Chooses pages of one type, by the field `chooser`."""

    chooser = None

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("page_type", self.chooser.model)
        super().__init__(*args, **kwargs)

    @cached_property
    def widget(self):
        return self.chooser()

    def get_form_state(self, value):
        return self.widget.get_value_data(value)


class PersonChooserBlock(ListedPageChooserBlock):
    """Chooses people, with their organisation."""

    chooser = PersonChooser

    def fetch(self, keys):
        """Return the people with organisation and `is_visible`."""
        people = self.model_class.objects.select_related("organisation").defer("body")
        found = with_visibility(people).in_bulk(keys)
        show_roles_of_the_day([*found.values()])
        return found

    def from_prefetched(self, instance):
        """Return the person that a page is."""
        person = getattr(instance, "personpage", None)
        if person:
            person.is_visible = instance.is_visible
        return person

    class Meta:
        icon = "user"


class EventChooserBlock(ListedPageChooserBlock):
    """Chooses an event, with what its row in a list says."""

    chooser = EventChooser
    prefetch_model = PrefetchedChooser.prefetch_model  # as rows of events, not as any page

    def prefetch(self, keys):
        """Return the events that a visitor may see, each fetched once a generation."""
        rows = self.model_class.objects.rows_of(keys)
        for row in rows:
            row.is_visible = True
        return {row.pk: row for row in rows}

    def fetch(self, keys):
        """Return the events with `is_visible`, hidden ones too: forms and saves keep them."""
        return with_visibility(self.model_class.objects.as_rows()).in_bulk(keys)

    class Meta:
        icon = "date"


class OrganisationChooserBlock(PrefetchedChooser, SnippetChooserBlock):
    """Chooses organisations, with their logotypes."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("target_model", "home.Organisation")
        super().__init__(*args, **kwargs)

    @cached_property
    def widget(self):
        return OrganisationChooser(self.model_class)

    def fetch(self, keys):
        """Return the organisations with their logotypes."""
        return self.model_class.objects.with_logos().in_bulk(keys)

    def get_searchable_content(self, value):
        return list(filter(None, [value.name, value.place])) if value else []

    class Meta:
        icon = "group"


class PictureChooserBlock(PrefetchedChooser, ImageChooserBlock):
    """Chooses pictures, with their renditions."""

    def fetch(self, keys):
        """Return the pictures with their renditions, hidden ones too: forms and saves keep them.

        A page that is printed has had its pictures fetched without (`prefetch_references`).
        """
        return self.model_class.objects.with_renditions(keys, with_hidden=True)


class FileChooserBlock(PrefetchedChooser, DocumentChooserBlock):
    """Chooses documents, with what replaces them."""

    def fetch(self, keys):
        """Return the documents, those that are replaced with `shown_replacement`."""
        documents = {key: copy.copy(row) for key, row in super().fetch(keys).items()}
        note_replacements(documents.values())
        return documents

    def deconstruct(self):
        """Return what Wagtail's own is made of: it stores the same, so no migration differs."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.documents.blocks.DocumentChooserBlock", args, kwargs


class DescribedImageBlock(ImageBlock):
    """Wagtail's image with alternative text, fetched together with the page's other pictures."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"] = PictureChooserBlock(required=required, label=_("Bild"))
        self.child_blocks["image"].set_name("image")
        self.child_blocks["alt_text"].field.help_text = ALT_EXAMPLES


def visible_pages(pages):
    """Return those of the chosen pages that a visitor may see."""
    return [page for page in pages if is_visible(page)]
