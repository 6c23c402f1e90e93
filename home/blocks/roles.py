"""Roles: what a person does or has done, for whom, and when."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..form_fields import FIRST_DAY, LAST_DAY, YearBlock
from ..periods import Period
from .choosers import OrganisationChooserBlock
from .text import field_error


def period_of(raw):
    """Return the period of a role, as stored or as a value."""
    days = (raw.get("start"), raw.get("end"))
    start, end = (date.fromisoformat(day) if isinstance(day, str) else day for day in days)
    return Period(start, end, bool(raw.get("is_over")))


class RoleValue(blocks.StructValue):
    """A role as its page prints it."""

    @property
    def period(self):
        """Return when the person has the role."""
        return period_of(self)

    @property
    def affiliation(self):
        """Return unit and organisation on one line, as far as they are known."""
        return affiliation(self.get("unit"), self.get("organisation"))


def affiliation(unit, organisation):
    """Return unit and organisation on one line, as far as they are known."""
    return ", ".join(filter(None, [unit, organisation and organisation.name]))


class RoleBlock(blocks.StructBlock):
    """A role with its organisation and its period."""

    title = blocks.CharBlock(
        label=_("Titel eller uppdrag"),
        required=False,
        max_length=160,
        help_text=_("Vad personen gör, till exempel ”samordnare”."),
    )
    organisation = OrganisationChooserBlock(label=_("Organisation"), required=False)
    unit = blocks.CharBlock(
        label=_("Enhet"),
        required=False,
        max_length=160,
        help_text=_("Förvaltning eller avdelning, om det behöver sägas."),
    )
    start = YearBlock(
        label=_("Från"),
        required=False,
        day_of_year=FIRST_DAY,
        help_text=_("År eller dag, till exempel 2019. Tomt: det är inte känt."),
    )
    end = YearBlock(
        label=_("Till"),
        required=False,
        day_of_year=LAST_DAY,
        help_text=_("År eller sista dagen. Tomt: personen har rollen nu."),
    )
    is_over = blocks.BooleanBlock(
        label=_("Rollen är avslutad"),
        required=False,
        help_text=_("Kryssa i om personen inte har rollen längre och slutet inte är känt."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if fault := cleaned.period.fault:
            raise field_error(fault, "end")
        if cleaned.get("end") and cleaned.get("is_over"):
            raise field_error(_("Slutet är känt. Ta bort krysset."), "is_over")
        if not (cleaned.get("title") or cleaned.get("organisation")):
            raise field_error(_("Skriv titel eller välj organisation."), "title")
        return cleaned

    class Meta:
        icon = "user"
        label = _("Roll")
        description = _("Vad personen gör eller har gjort, för vem och när.")
        template = "blocks/role.html"
        value_class = RoleValue
        preview_value = {
            "title": "samordnare",
            "start": date(2019, 1, 1),
            "end": date(2021, 12, 31),
        }
