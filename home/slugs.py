"""Slugs: the last part of an address, made from a title or a name where nobody has chosen one."""

from itertools import chain, count

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import string_to_ascii

ROOM = 6  # for «-2» and the like


def slug_of(text):
    """Return the text in a–z, digits and hyphens; empty where nothing of it can be written so."""
    return slugify(string_to_ascii(text))


def free_slug(text, rows, otherwise, reserved=()):
    """Return a slug made from `text` that none of `rows` has: «traff», «traff-2», «traff-3».

    `rows` is a queryset of what the slug has to differ from, `reserved` what it may not be either,
    and `otherwise` is the text used where `text` has no letter that can be written in a slug.
    """
    longest = rows.model._meta.get_field("slug").max_length - ROOM
    base = (slug_of(text) or slug_of(otherwise))[:longest].strip("-_")
    taken = {*rows.filter(slug__startswith=base).values_list("slug", flat=True), *reserved}
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)


def free_child_slug(parent, title, page=None):
    """Return a slug made from `title` that no other child of `parent` than `page` has."""
    siblings = parent.get_children()
    if page and page.pk:
        siblings = siblings.not_page(page)
    reserved = getattr(parent.specific_class, "reserved_slugs", ())
    return free_slug(title, siblings, "sida", reserved)


def reserved_slug_message(slug, parent):
    """Return why `slug` may not be used below `parent`, or None where it may."""
    reserved = getattr(parent.specific_class, "reserved_slugs", ()) if parent else ()
    if slug and slug.casefold() in reserved:
        return _("Adressen ”%(slug)s” används av webbplatsen själv. Välj en annan.") % {
            "slug": slug
        }
    return None


class NamedSlugField(models.SlugField):
    """A unique slug in a register, made from the `name` of the entry where it is left empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"unique": True, "blank": True})

    def pre_save(self, model_instance, add):
        if not getattr(model_instance, self.attname):
            others = type(model_instance)._base_manager.exclude(pk=model_instance.pk)
            kind = str(model_instance._meta.verbose_name)
            setattr(model_instance, self.attname, free_slug(model_instance.name, others, kind))
        return super().pre_save(model_instance, add)
