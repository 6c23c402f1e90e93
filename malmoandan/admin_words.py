"""Swedish for what Wagtail says without asking a catalogue, which locale/ cannot reach."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.views.pages.search import SearchView

LABELS = {
    "link_text": _("Länkens text"),
    "email_address": _("E-post"),
    "subject": _("Ämne"),
    "body": _("Meddelande"),
    "phone_number": _("Telefon"),
}
CHOOSERS = (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)


def say_it_in_swedish():
    """Give the fields of a link their names, and what the search of pages counts its own."""
    for form in CHOOSERS:
        for name, label in LABELS.items():
            if name in form.base_fields:
                form.base_fields[name].label = label
    SearchView.verbose_name, SearchView.verbose_name_plural = _("sida"), _("sidor")


say_it_in_swedish()
