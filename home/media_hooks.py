"""What the admin says and does about pictures and documents."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.documents.views.documents import IndexView

from .avatar_form import AvatarForm
from .blocks.gone import leave_out_what_is_gone
from .documents import uses_of, whom_it_is_for
from .faults import Fault
from .media import SiteImage
from .picture_care import what_is_wrong
from .upload_views import urlpatterns as upload_urls

MOST_FAULTS = 10

# Wagtail has no setting for it.
AvatarSettingsPanel.form_class = AvatarForm


@hooks.register("report_faults")
def pictures_that_are_not_shown():
    """Yield the pictures that are not shown as they should be, and how many more there are."""
    broken = SiteImage.objects.with_faults().order_by("pk")
    for picture in broken[:MOST_FAULTS]:
        url = reverse("wagtailimages:edit", args=[picture.pk])
        yield Fault(_("Bilder"), what_is_wrong(picture), url)
    more = broken.count() - MOST_FAULTS
    if more > 0:
        sentence = _("Ytterligare %(number)s bilder visas inte som de ska.") % {"number": more}
        yield Fault(_("Bilder"), sentence, reverse("wagtailimages:index"))


class DocumentList(IndexView):
    """Wagtail's list of documents, with who may open each."""

    @cached_property
    def columns(self):
        """Return Wagtail's columns and ours."""
        column = Column("whom_it_is_for", label=_("Vem kan öppna det?"), width="30%")
        return [*super().columns, column]

    def decorate_paginated_queryset(self, object_list):
        """Return the documents, each with a sentence on who may open it."""
        documents = list(super().decorate_paginated_queryset(object_list))
        uses = uses_of(documents)
        for document in documents:
            document.whom_it_is_for = whom_it_is_for(document, uses[document.pk])
        return documents


# Before Wagtail's own, at the same addresses.
@hooks.register("register_admin_urls", order=-1)
def our_views():
    """Put our list of documents and our uploads in the place of Wagtail's."""
    return [
        path("documents/", DocumentList.as_view()),
        path("documents/results/", DocumentList.as_view(results_only=True)),
        *upload_urls,
    ]


@hooks.register("before_edit_page")
def leave_out_what_is_gone_and_say_so(request, page):
    """Open a page without what has been deleted, and say which blocks are the less for it."""
    # A revision has been read without it; a page with no draft comes as it is published.
    left_out = page.left_out if hasattr(page, "left_out") else leave_out_what_is_gone(page)
    if left_out and request.method == "GET":
        sentence = _("Något som sidan visade har tagits bort. Det är utelämnat här: %(blocks)s.")
        messages.warning(request, sentence % {"blocks": ", ".join(left_out)})
