"""Who answers questions, and about what: the people that published pages name as their contacts."""

from collections import defaultdict
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex, get_page_models

from .blocks.people import ContactBlock
from .generation import once_a_generation
from .querysets import SitePageQuerySet
from .schema import NAME

MOST_SUBJECTS = 3


def paths_below(block, path):
    """Yield the paths of the contacts in a block, as Wagtail's reference index writes them."""
    if isinstance(block, ContactBlock):
        yield f"{path}.person"
    elif isinstance(block, ListBlock):
        yield from paths_below(block.child_block, f"{path}.item")
    elif isinstance(block, StreamBlock | StructBlock):
        for name, child in block.child_blocks.items():
            yield from paths_below(child, f"{path}.{name}")


@cache
def contact_paths():
    """Return {path: whether nobody else than contacts stands there} of all types of pages."""
    fields = (field for model in get_page_models() for field in model._meta.get_fields())
    return {
        path: set(field.stream_block.child_blocks) == {"person"}
        for field in fields
        if isinstance(field, StreamField)
        for path in paths_below(field.stream_block, field.name)
    }


@once_a_generation
def named_as_contacts():
    """Return {primary key of a person: {primary key of a page: whether only contacts stand there}}.

    The pages may be ones that nobody sees.
    """
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=pages, to_content_type=pages, model_path__in=contact_paths()
    )
    named = defaultdict(dict)
    for page, person, path in references.values_list("object_id", "to_object_id", "model_path"):
        known = named[int(person)].get(int(page), False)
        named[int(person)][int(page)] = known or contact_paths()[path]
    return named


@once_a_generation
def contact_page():
    """Return the page on which a visitor writes to us, or None."""
    return apps.get_model("home.StandardPage").objects.visible().with_contact_form().first()


def subject_of(page):
    """Return what one asks about who asks the contact of a page."""
    return str(page.specific_class.asked_about) % {"title": page.title}


@once_a_generation
def _answering(form_key):
    """Return {primary key of a person: (subjects, whether of the form's page)}, in their order."""
    named, people = named_as_contacts(), apps.get_model("home.PersonPage").objects
    people = people.visible().filter(pk__in=list(named)).by_title()
    pages = SitePageQuerySet(Page).visible().in_editors_order()
    pages = pages.filter(pk__in={key for keys in named.values() for key in keys})
    pages, found = {page.pk: page for page in pages}, {}
    columns = people.values_list("pk", "phone", "email", "has_role")
    for person, phone, email, has_role in columns:
        asked, reached = named.get(person, {}), has_role and bool(phone or email)
        keys = [k for k in pages if k in asked and (asked[k] or reached or k == form_key)]
        if keys:
            subjects = [NAME if key == form_key else subject_of(pages[key]) for key in keys]
            subjects = get_text_list(list(dict.fromkeys(subjects))[:MOST_SUBJECTS], _("och"))
            found[person] = (subjects, form_key in keys)
    return dict(sorted(found.items(), key=lambda item: not item[1][1]))


def answering(form_page):
    """Return the people who answer questions, those of `form_page` first, else by name.

    `subjects` is set on each: what they answer questions about.  Who stands among guests, as in a
    text, is one of them only with a telephone or an address.
    """
    found = _answering(getattr(form_page, "pk", None))
    people = apps.get_model("home.PersonPage").objects.cards_of(list(found))
    for person in people:
        person.subjects, person.is_first = found[person.pk]
    return people
