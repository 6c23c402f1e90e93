"""*Dela utkast* in the admin: links by which somebody without an account reads a draft."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from .link import DraftLink

MOST = 20  # links to a page at once
DAYS = [(7, _l("En vecka")), (14, _l("Två veckor")), (30, _l("En månad"))]


class DraftLinkForm(forms.Form):
    """How long a new link holds."""

    days = forms.TypedChoiceField(label=_l("Länken gäller"), choices=DAYS, coerce=int)


class DraftLinksView(WagtailAdminTemplateMixin, FormView):
    """Lists the links to a draft, and makes or ends one."""

    template_name = "home/draft_links.html"
    page_title = _l("Dela utkast")
    header_icon = "link"
    form_class = DraftLinkForm

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(Page, pk=page_id).specific
        if self.page.is_root():
            raise Http404
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request)

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    @property
    def links(self):
        return DraftLink.objects.of_page(self.page)

    def post(self, request, *args, **kwargs):
        if "end" not in request.POST:
            return super().post(request, *args, **kwargs)
        key = request.POST["end"]
        ended = key.isdecimal() and len(key) < 19 and self.links.filter(pk=key).delete()[0]
        said = _("Länken gäller inte längre.") if ended else _("Länken var redan avslutad.")
        messages.success(request, said)
        return redirect(request.path)

    def form_valid(self, form):
        if self.links.count() >= MOST:
            form.add_error("days", _("Det finns redan %d länkar. Avsluta någon först.") % MOST)
            return self.form_invalid(form)
        ends = timezone.now() + timedelta(days=form.cleaned_data["days"])
        DraftLink.objects.create(page=self.page, user=self.request.user, ends=ends)
        messages.success(self.request, _("Länken är klar. Kopiera den och skicka den."))
        return redirect(self.request.path)

    def get_context_data(self, **kwargs):
        root = self.page.get_site().root_url if self.page.get_site() else ""
        links = [(link, root + link.url) for link in self.links]
        return {**super().get_context_data(**kwargs), "links": links}


class DraftLinksButton(PageMenuItem):
    """The way there, from the menu of each page."""

    label = _l("Dela utkast")
    icon_name = "link"
    url_name = "draft_links"

    def is_shown(self, user):
        """Tell whether the user may edit the page; costs no query in a list."""
        return not self.page.is_root() and self.page.permissions_for_user(user).can_edit()


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def draft_links_button(page, user, view_name=None, next_url=None):
    """Yield the way to the links to a page's draft."""
    yield DraftLinksButton(page=page, priority=35)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("dela-utkast/<int:page_id>/", DraftLinksView.as_view(), name="draft_links")]
