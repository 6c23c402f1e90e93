"""Swedish for what Wagtail says without asking a catalogue, which locale/ cannot reach."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.views.pages.search import SearchView
from wagtail.contrib.search_promotions.forms import SearchPromotionsFormSet
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.views.bulk_actions.assign_role import RoleForm

LABELS = {
    "link_text": _("Länkens text"),
    "email_address": _("E-post"),
    "subject": _("Ämne"),
    "body": _("Meddelande"),
    "phone_number": _("Telefon"),
    "external_link_text": _("Länkens text"),
    "role": _("Roll"),
    "include_descendants": _("Ta med undersidorna"),
}
FORMS = (
    AnchorLinkChooserForm,
    DefaultPageForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
    RoleForm,
    SearchPromotionsFormSet.form,
)
# By the beginning of a code name: what Django and Wagtail write in English into the database.
PERMISSIONS = {
    "add": _("Får lägga till %s"),
    "change": _("Får ändra %s"),
    "delete": _("Får radera %s"),
    "view": _("Får se %s"),
    "choose": _("Får välja %s"),
    "publish": _("Får publicera %s"),
    "lock": _("Får låsa %s"),
    "unlock": _("Får låsa upp %s"),
    "export": _("Får exportera %s"),
}
COLUMNS = {"site_name": _("Webbplatsens namn"), "root_page": _("Startsida")}


def say_it_in_swedish():
    """Name fields and columns, and what the search of pages counts."""
    for form in FORMS:
        for name, label in LABELS.items():
            if name in form.base_fields:
                form.base_fields[name].label = label
    for column in SitesView.columns:
        column.label = COLUMNS.get(column.name, column.label)
    SearchView.verbose_name, SearchView.verbose_name_plural = _("sida"), _("sidor")


def name_permissions():
    """Name in Swedish the permissions of models, which whoever makes roles reads."""
    english = Permission.objects.filter(name__startswith="Can ").select_related("content_type")
    named = []
    for permission in english:
        said = PERMISSIONS.get(permission.codename.partition("_")[0])
        if said and permission.content_type.model_class():
            permission.name = str(said % permission.content_type.name)
            named.append(permission)
    Permission.objects.bulk_update(named, ["name"])


say_it_in_swedish()
