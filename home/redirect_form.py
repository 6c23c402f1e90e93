"""The form of a redirect: it leads somewhere, which Wagtail does not ask for."""

from django.urls import path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.views import CreateView, EditView

from .form_fields import OpenedAs


class LeadingForm(OpenedAs, RedirectForm):
    """A redirect to a page, or to an address."""

    def clean(self):
        super().clean()
        leads = self.cleaned_data.get("redirect_page") or self.cleaned_data.get("redirect_link")
        if not leads and "redirect_link" not in self.errors:
            said = _("Välj en sida eller skriv en adress, annars leder omdirigeringen ingenstans.")
            self.add_error("redirect_link", said)
        return self.cleaned_data


@hooks.register("register_admin_urls", order=-1)
def ask_where_redirects_lead():
    """Put our form in the place of Wagtail's."""
    return [
        path("redirects/add/", CreateView.as_view(form_class=LeadingForm)),
        path("redirects/<int:redirect_id>/", EditView.as_view(form_class=LeadingForm)),
    ]
