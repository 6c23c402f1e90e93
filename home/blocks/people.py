"""People as they appear on one page: with their role and organisation there and then."""

from collections.abc import Mapping

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..form_fields import FIRST_DAY, LAST_DAY, YearBlock
from ..phone import validate_phone
from ..querysets import is_visible
from .choosers import OrganisationChooserBlock, PersonChooserBlock
from .roles import period_of
from .text import HeadedBlock, field_error


def initials(name):
    """Return the first letters of the first and the last name, for a missing portrait."""
    names = name.split()
    return "".join(name[0] for name in dict.fromkeys([names[0], names[-1]])) if names else ""


def years_of_a_role():
    """Return the fields of the first and the last year in which somebody has a role on a page."""
    first = YearBlock(
        label=_("Från"), required=False, day_of_year=FIRST_DAY, help_text=_("År. Valfritt.")
    )
    last = YearBlock(
        label=_("Till"), required=False, day_of_year=LAST_DAY, help_text=_("År. Valfritt.")
    )
    return first, last


class PersonValue(blocks.StructValue):
    """What the template asks of a person here: the typed-in word goes before the register's."""

    @property
    def page(self):
        """Return the person's page if a visitor may see it, else None."""
        person = self.get("person")
        return person if is_visible(person) else None

    @property
    def display_name(self):
        """Return the name to print; empty where the chosen person is no longer shown."""
        return self.page.title if self.page else self.get("name", "")

    @property
    def display_role(self):
        """Return the role here, or else the person's on the day of the page; its years if said."""
        role = self.get("role") or (self.page.role_here.title if self.page else "")
        return ", ".join(filter(None, [role, period_of(self).words]))

    @property
    def display_organisation(self):
        """Return the organisation at that time, or else that of the register for that day."""
        return self.get("organisation") or (self.page.role_here.affiliation if self.page else "")

    @property
    def shown_email(self):
        """Return the typed address, or the chosen person's as long as the role here holds."""
        return self._typed("email") or (self.page.public_email if self._is_current else "")

    @property
    def shown_phone(self):
        """Return the typed number, or the chosen person's as long as the role here holds."""
        return self._typed("phone") or (self.page.public_phone if self._is_current else "")

    def _typed(self, name):
        return self.get(name) if self._holds else ""

    @property
    def _holds(self):
        return period_of(self).holds(timezone.localdate())

    @property
    def _is_current(self):
        return bool(self.page) and self._holds and self.page.role_here.is_current

    @property
    def portrait(self):
        """Return the portrait of the chosen person, if there is one."""
        return self.page.image if self.page else None

    @property
    def initials(self):
        """Return the initials for a missing portrait."""
        return initials(self.display_name)


class PersonBlock(blocks.StructBlock):
    """A person chosen from the register, or a name typed in for a one-time guest."""

    person = PersonChooserBlock(
        label=_("Person"),
        required=False,
        help_text=_("Välj ur personregistret, eller skriv namnet nedan för en tillfällig gäst."),
    )
    name = blocks.CharBlock(
        label=_("Namn"),
        required=False,
        max_length=120,
        help_text=_("Bara för den som inte finns i registret, eller till exempel ”Presstjänst”."),
    )
    role = blocks.CharBlock(
        label=_("Roll"),
        required=False,
        max_length=160,
        help_text=_("Till exempel gäst, moderator, panel eller värd."),
    )
    organisation = blocks.CharBlock(
        label=_("Organisation vid tillfället"),
        required=False,
        max_length=160,
        help_text=_("Så som det var vid tillfället. Tomt: den organisation som registret anger."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        chosen, typed = cleaned.get("person"), cleaned.get("name")
        if chosen and typed:
            raise field_error(_("Välj en person eller skriv ett namn, inte båda."), "name")
        if not chosen and not typed and not self.is_deferred_validation:
            raise field_error(_("Välj en person eller skriv ett namn."), "person")
        return cleaned

    def get_searchable_content(self, value):
        """Return what is printed of the person here."""
        printed = (value.display_name, value.display_role, value.display_organisation)
        return [text for text in printed if value.display_name and text]

    class Meta:
        icon = "user"
        label = _("Person")
        description = _("En person med sin roll just här.")
        template = "blocks/person.html"
        value_class = PersonValue
        preview_value = {"name": "Gästens namn", "role": "Gäst", "organisation": "Föreningen"}


class ContactBlock(PersonBlock):
    """Whom to get in touch with, and how: the register says it, or it is typed in beside a name."""

    email = blocks.EmailBlock(
        label=_("E-post"), required=False, help_text=_("Bara till ett namn som du har skrivit.")
    )
    phone = blocks.CharBlock(
        label=_("Telefon"),
        required=False,
        max_length=40,
        validators=[validate_phone],
        help_text=_("Bara till ett namn som du har skrivit."),
    )
    hours = blocks.CharBlock(
        label=_("Telefontid"),
        required=False,
        max_length=80,
        help_text=_("Valfritt. Till exempel tisdag och torsdag kl. 9–11."),
    )
    start, end = years_of_a_role()

    def clean(self, value):
        cleaned = super().clean(value)
        if fault := period_of(cleaned).fault:
            raise field_error(fault, "end")
        typed = [name for name in ("email", "phone") if cleaned.get(name)]
        if cleaned.get("person") and typed:
            raise field_error(_("Ta bort det här: uppgiften hämtas ur personregistret."), *typed)
        return cleaned

    def get_searchable_content(self, value):
        """Return what is printed of the person here."""
        hours = value.get("hours") and _("Telefontid: %s") % value["hours"]
        said = super().get_searchable_content(value)
        reached = (value.shown_email, value.shown_phone, hours)
        return [*said, *(str(text) for text in reached if said and text)]


class OrganisationValue(blocks.StructValue):
    """An organisation as a page prints it."""

    @property
    def display_name(self):
        """Return its name; empty where it has been deleted."""
        return self["organisation"].name if self.get("organisation") else ""

    @property
    def said(self):
        """Return what it does here, and when: «Finansiär, 2024–2026»."""
        return ", ".join(filter(None, [self.get("role"), period_of(self).words]))


class OrganisationBlock(blocks.StructBlock):
    """An organisation with what it does here, and when; long stored as its key alone."""

    formerly = "organisation"

    organisation = OrganisationChooserBlock(label=_("Organisation"))
    role = blocks.CharBlock(
        label=_("Roll"),
        required=False,
        max_length=160,
        help_text=_("Valfritt. Till exempel finansiär, samarbetspartner eller värd."),
    )
    start, end = years_of_a_role()

    def _with_fields(self, value):
        return value if value is None or isinstance(value, Mapping) else {self.formerly: value}

    def normalize(self, value):
        return super().normalize(self._with_fields(value))

    def to_python(self, value):
        return super().to_python(self._with_fields(value))

    def bulk_to_python(self, values):
        return super().bulk_to_python([self._with_fields(value) for value in values])

    def clean(self, value):
        cleaned = super().clean(value)
        if fault := period_of(cleaned).fault:
            raise field_error(fault, "end")
        return cleaned

    def get_searchable_content(self, value):
        """Return what is printed of the organisation here."""
        chosen = self.child_blocks["organisation"].get_searchable_content(value["organisation"])
        return [*chosen, *filter(None, [value.said])] if chosen else []

    def get_preview_value(self):
        """Return one that is in no register."""
        organisation = apps.get_model("home.Organisation")(name="Föreningen")
        return self.normalize({**self.meta.preview_value, "organisation": organisation})

    class Meta:
        icon = "group"
        label = _("Organisation")
        description = _("En organisation, vad den gör här och när.")
        template = "blocks/organisation.html"
        value_class = OrganisationValue
        preview_value = {"role": "finansiär"}


class PeopleBlock(HeadedBlock):
    """People and organisations side by side."""

    people = blocks.ListBlock(ContactBlock(), label=_("Personer"), min_num=0, default=[])
    organisations = blocks.ListBlock(
        OrganisationBlock(),
        label=_("Organisationer"),
        min_num=0,
        default=[],
        help_text=_("Visas med logotyp, alla lika stora."),
    )

    class Meta:
        icon = "group"
        label = _("Personer och organisationer")
        description = _("De som medverkar, ansvarar eller går att kontakta, med roll just här.")
        template = "blocks/people.html"
        mail_template = "email/blocks/people.html"
        preview_value = {
            "heading": "Medverkande",
            "people": [{"name": "Gästens namn", "role": "Gäst", "organisation": "Föreningen"}],
            "organisations": [],
        }
