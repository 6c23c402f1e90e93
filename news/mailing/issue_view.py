"""What the views about one issue in the admin share, and the buttons that lead to them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ..models import NewsletterPage


class IssueView(WagtailAdminTemplateMixin):
    """A view about an issue, for whoever may edit it."""

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(NewsletterPage, pk=page_id)
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request)

    @cached_property
    def latest(self):
        """Return the issue as it was last saved."""
        return self.page.get_latest_revision_as_object()

    @property
    def edit_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.edit_url, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]


class IssueButton(PageMenuItem):
    """The way to a view about an issue, from the menu of the issue."""

    def is_shown(self, user):
        """Tell whether the user may edit the issue; costs no query in a list."""
        return self.page.permissions_for_user(user).can_edit()
