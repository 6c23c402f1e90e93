"""Themes: what a page is about, and under which of the three words."""

from collections import defaultdict

from django.db import models
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import get_page_models
from wagtail.search import index

from .exposure import ReadByVisitors
from .form_fields import OpenedForm
from .slugs import NamedSlugField
from .sort_key import SortKeyField


class Word(models.TextChoices):
    """The three words of the agreement; each has its pair of colours: see docs/design.md."""

    KNOWLEDGE = "knowledge", _("Kunskap")
    PARTICIPATION = "participation", _("Delaktighet")
    COLLABORATION = "collaboration", _("Samverkan")


class Theme(index.Indexed, ReadByVisitors):
    """A subject that pages share; a page's first theme decides its colours."""

    name = models.CharField(_("namn"), max_length=60, unique=True)
    slug = NamedSlugField(
        _("slutet av webbadressen"),
        max_length=60,
        help_text=_(
            "Används i adresser: små bokstäver a–z, siffror och bindestreck. Tomt: görs av namnet."
        ),
    )
    word = models.CharField(
        _("ord"),
        max_length=20,
        choices=Word.choices,
        help_text=_("Vilket av de tre orden hör temat till? Ordet ger sidan dess färger."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("ordning"),
        default=0,
        help_text=_("Lägst först. Har en sida flera teman bestämmer det första färgerna."),
    )
    sort_key = SortKeyField(of="name")

    base_form_class = OpenedForm
    panels = ["name", "slug", "word", "sort_order"]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("teman")
        ordering = ["sort_order", "sort_key", "name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save, and give the pages of this theme the colours that follow from it."""
        super().save(*args, **kwargs)
        write_words(self.pages())

    def pages(self):
        """Return {page type: primary keys} of the pages about this theme."""
        return {
            model: list(model.objects.filter(themes=self).values_list("pk", flat=True))
            for model in get_page_models()
            if any(field.name == "themes" for field in model._meta.many_to_many)
        }


# By signals, since who deletes many at once calls no method of theirs.
@receiver(pre_delete, sender=Theme)
def remember_pages(instance, **_kwargs):
    """Remember which pages a theme gave its colour, before nobody knows any more."""
    instance.had_pages = instance.pages()


@receiver(post_delete, sender=Theme)
def write_words_anew(instance, **_kwargs):
    """Give the pages of a deleted theme the colour of their next one, or the usual one."""
    write_words(instance.had_pages)


def write_words(pages):
    """Write on the pages, {page type: primary keys}, the word that their themes give them."""
    for model, keys in pages.items():
        by_word = defaultdict(list)
        for page in model.objects.filter(pk__in=keys).only("pk").prefetch_related("themes"):
            by_word[word_of(page.themes.all())].append(page.pk)
        for word, coloured in by_word.items():
            model.objects.filter(pk__in=coloured).update(word=word)


def word_of(themes):
    """Return the word of the first of these themes; without any it is collaboration."""
    in_order = sorted(themes, key=lambda theme: (theme.sort_order, theme.sort_key, theme.name))
    return in_order[0].word if in_order else Word.COLLABORATION
