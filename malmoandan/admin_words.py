"""Swedish for what Wagtail says without asking a catalogue, which locale/ cannot reach."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
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
}
FORMS = (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
    RoleForm,
    SearchPromotionsFormSet.form,
)
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


say_it_in_swedish()
