"""The form of a redirect: it leads somewhere, which Wagtail does not ask for."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.views import CreateView, EditView
from wagtail.models import Site

from .form_fields import OpenedAs
from .redirects import PathResolver


def clean_old_path(form):
    """Return the old address with spaces as browsers ask for them: else nobody comes to it.

    One that cannot be taken apart is refused: Wagtail fails over it.
    """
    old_path = form.cleaned_data["old_path"]
    try:
        urlsplit(old_path)
    except ValueError as error:
        said = _("Adressen går inte att läsa. Skriv den så här: /gammal-sida/.")
        raise ValidationError(said, code="unreadable") from error
    return old_path.strip().replace(" ", "%20")


RedirectForm.clean_old_path = clean_old_path  # also where a list of redirects is read in


class LeadingForm(OpenedAs, RedirectForm):
    """A redirect to a page, or to an address."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_path"].help_text = _(
            "Det som står efter webbplatsens namn, till exempel /affisch. Hela adressen går också."
        )
        self.fields["redirect_link"].help_text = _(
            "Bara om ingen sida är vald. Hela adressen, till exempel https://example.org/."
        )

    def clean(self):
        super().clean()
        leads = self.cleaned_data.get("redirect_page") or self.cleaned_data.get("redirect_link")
        if not leads and "redirect_link" not in self.errors:
            said = _("Välj en sida eller skriv en adress, annars leder omdirigeringen ingenstans.")
            self.add_error("redirect_link", said)
        return self.cleaned_data


class TellOfPageMixin:
    """Says of a redirect from the address of a page that it leads nobody on while that is there."""

    def form_valid(self, form):
        response = super().form_valid(form)
        site = Site.find_for_request(self.request)
        old_path = form.cleaned_data["old_path"]
        if site and PathResolver(self.request, site).has_page(urlsplit(old_path).path):
            said = _(
                "På adressen %s finns en sida, som visas i stället. Omdirigeringen gäller först "
                "när sidan har avpublicerats, flyttats eller tagits bort."
            )
            messages.warning(self.request, said % old_path)
        return response


class LeadingCreateView(TellOfPageMixin, CreateView):
    form_class = LeadingForm


class LeadingEditView(TellOfPageMixin, EditView):
    form_class = LeadingForm


@hooks.register("register_admin_urls", order=-1)
def ask_where_redirects_lead():
    """Put our form in the place of Wagtail's."""
    return [
        path("redirects/add/", LeadingCreateView.as_view()),
        path("redirects/<int:redirect_id>/", LeadingEditView.as_view()),
    ]
