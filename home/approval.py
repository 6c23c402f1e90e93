"""Approving a page from a list: what an unfinished one lacks is said in words."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.workflow import WorkflowAction

from .base import Unfinished


class Approval(WorkflowAction):
    """Wagtail's view, which would say of an unfinished page only that it is not permitted."""

    def post(self, request, *args, **kwargs):
        """Approve; lead to the page's form where something is missing."""
        try:
            return super().post(request, *args, **kwargs)
        except Unfinished as error:
            title = self.object.get_latest_revision_as_object().get_admin_display_title()
            for sentence in error.args:
                messages.error(request, f"{title}: {sentence}")
        address = reverse("wagtailadmin_pages:edit", args=[self.object.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": address})
        return redirect(address)


approval = never_cache(require_admin_access(Approval.as_view()))
