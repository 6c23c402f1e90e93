"""The register of abbreviations: the first one in the running text of a page says what it means."""

import re
from html import escape, unescape

from django.db import models
from django.utils.translation import gettext_lazy as _

from .exposure import ReadByVisitors
from .form_fields import OpenedForm
from .generation import once_a_generation
from .querysets import RegisterQuerySet
from .sort_key import SortKeyField
from .typography import TAG, enter, is_foreign, typeset

# In links and headings, and where letters stand for themselves, nothing is said.
LEFT_ALONE = re.compile(r"(?:a|abbr|button|dfn|h[1-6]|label|summary|title)$")
MARKED = re.compile(r"<abbr title=\"[^\"]*\">([^<]+)</abbr>")


class KnownAbbreviation(ReadByVisitors):
    """An abbreviation and what it means."""

    name = models.CharField(
        _("förkortning"),
        max_length=20,
        unique=True,
        help_text=_(
            "Så som den skrivs i texter, till exempel MENA. Stora och små bokstäver räknas."
        ),
    )
    meaning = models.CharField(
        _("betyder"),
        max_length=160,
        help_text=_("Utskrivet, till exempel ”Mellanöstern och Nordafrika”."),
    )
    sort_key = SortKeyField(of="name")

    objects = models.Manager.from_queryset(RegisterQuerySet)()

    base_form_class = OpenedForm
    panels = ["name", "meaning"]

    class Meta:
        verbose_name = _("förkortning")
        verbose_name_plural = _("förkortningar")
        ordering = ["sort_key", "name"]

    def __str__(self):
        return self.name


@once_a_generation
def known_abbreviations():
    """Return (pattern of all abbreviations, {abbreviation: what it means}); None where is none."""
    rows = KnownAbbreviation.objects.order_by().values_list("name", "meaning")
    meanings = {name.strip(): meaning.strip() for name, meaning in rows if name.strip()}
    if not meanings:
        return None
    longest_first = sorted(meanings, key=len, reverse=True)
    names = "|".join(re.escape(escape(name, quote=False)) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)"), meanings


def abbreviations_in(text):
    """Return the known abbreviations of a text, with its markup or not."""
    known = known_abbreviations()
    return {unescape(name) for name in known[0].findall(text)} if known and text else set()


def with_meanings(markup, said):
    """Return HTML in which the first of each abbreviation says what it means.

    Those `said` have been on the page before.
    """
    known = known_abbreviations()
    if known is None or is_foreign():
        return markup
    pattern, meanings = known
    pieces, within, said = TAG.split(markup), [], set(said)

    def marked(found):
        name = unescape(found[0])
        if name in said:
            return found[0]
        said.add(name)
        return f'<abbr title="{escape(typeset(meanings[name]))}">{found[0]}</abbr>'

    for number, piece in enumerate(pieces):
        if number % 2:
            enter(piece, within, LEFT_ALONE)
        elif not within:
            pieces[number] = pattern.sub(marked, piece)
    return "".join(pieces)


def marked_in(markup):
    """Return the abbreviations that say in HTML what they mean."""
    return {unescape(name) for name in MARKED.findall(markup)} if "<abbr " in markup else set()
