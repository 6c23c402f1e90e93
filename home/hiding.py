"""*Dölj överallt*: a picture or a person is away from all pages at once, and can be shown again.

A picture loses its renditions, and its original moves to a folder that nobody is served from; a
person's page is closed to visitors.  Neither drafts nor published pages are changed by that.
"""

import logging
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from .clean_picture import PictureError
from .consent import picture_hidden
from .erasure import erasure_key, note_hiding, times_turned
from .media import SiteImage
from .people import PersonPage
from .picture_files import CleanFile
from .upload_forms import NOT_STORED

logger = logging.getLogger(__name__)

MOST_NAMED = 50


@transaction.atomic
def set_hidden(picture, hidden):
    """Hide a picture, or show it again, with its file where it then belongs.

    Raises OSError where the storage does not give the file: it would be served again with that.
    """
    # As it is now, and as nobody else changes it until it is hidden.
    picture.refresh_from_db(from_queryset=SiteImage.objects.select_for_update())
    if picture.file and picture.file.storage.exists(picture.file.name):
        with picture.file.storage.open(picture.file.name) as file:
            data = file.read()
        picture.file = CleanFile(data, name=Path(picture.file.name).name)
    picture.hidden = hidden
    # Before the search hears that it is saved, which then reads what others have noted.
    picture_hidden.send(SiteImage, instance=picture)
    picture.save(is_hiding=True)
    if hidden:
        picture.renditions.all().delete()


def restrictions_of(person):
    """Return what closes the page of a person, and not one above it, to visitors."""
    login = PageViewRestriction.LOGIN
    return PageViewRestriction.objects.filter(page=person, restriction_type=login)


def is_hidden(row):
    """Tell whether a picture or a person is hidden everywhere."""
    return row.hidden if isinstance(row, SiteImage) else restrictions_of(row).exists()


def set_hidden_everywhere(row, hidden, user):
    """Hide a picture or a person everywhere, or show it again; noted in the history."""
    with transaction.atomic():
        if isinstance(row, SiteImage):
            set_hidden(row, hidden)
        elif hidden:
            PageViewRestriction.objects.create(page=row, restriction_type=PageViewRestriction.LOGIN)
        else:
            for restriction in restrictions_of(row):
                restriction.delete()
        note_hiding(row, hidden)
        log(row, "home.hide" if hidden else "home.show", user=user)


def hide_again(digests):
    """Hide what was hidden after the database was written down; return how many there were.

    `digests` are of the register beside the back-ups (`home.erasure`).
    """
    key, hidden = erasure_key(), 0
    for model in (SiteImage, PersonPage):
        rows = model.objects.iterator(chunk_size=500)
        for row in [row for row in rows if times_turned(row, key, digests.__contains__) % 2]:
            if not is_hidden(row):
                set_hidden_everywhere(row, True, None)
                hidden += 1
    return hidden


def uses_of(row):
    """Return what names a picture or a person, in the order of its titles."""
    references = ReferenceIndex.get_grouped_references_to(row)
    return sorted((used for used, _references in references), key=str)


def pages_that_may_say(person, but):
    """Return pages in whose text the name of a person may stand, where nobody can hide it."""
    found = Page.objects.live().search(f'"{person.title}"')[:MOST_NAMED]
    known = {used.pk for used in but if isinstance(used, Page)} | {person.pk}
    return [page for page in found if page.pk not in known]


class HideView(WagtailAdminTemplateMixin, TemplateView):
    """Says what hiding a picture or a person touches, and does or undoes it."""

    template_name = "home/hide.html"
    header_icon = "view"
    models = {model._meta.model_name: model for model in (SiteImage, PersonPage)}

    def dispatch(self, request, model, pk):
        if model not in self.models:
            raise Http404
        self.row = get_object_or_404(self.models[model], pk=pk)
        if not may_hide(self.row, request.user):
            raise PermissionDenied
        return super().dispatch(request)

    @property
    def page_title(self):
        return _("Visa igen") if is_hidden(self.row) else _("Dölj överallt")

    def get_page_subtitle(self):
        return self.row.title

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit_address(self.row), "label": self.row.title},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request):
        hidden = request.POST.get("hidden") == "1"
        try:
            if hidden != is_hidden(self.row):
                set_hidden_everywhere(self.row, hidden, request.user)
        except (OSError, PictureError):
            logger.exception("%s %s is not hidden or shown", self.row._meta.label, self.row.pk)
            messages.error(request, NOT_STORED)
            return redirect(request.path)
        said = _("”%s” är dold överallt.") if hidden else _("”%s” visas igen.")
        messages.success(request, said % self.row.title)
        return redirect(request.path)

    def get_context_data(self, **kwargs):
        used = uses_of(self.row)
        is_person = isinstance(self.row, PersonPage)
        return {
            **super().get_context_data(**kwargs),
            "row": self.row,
            "hidden": is_hidden(self.row),
            "used": [(one, edit_address(one)) for one in used],
            "named": [(page, edit_address(page)) for page in pages_that_may_say(self.row, used)]
            if is_person
            else [],
            "portrait": is_person and self.row.image,
        }


def edit_address(used):
    """Return where in the admin something is edited; empty for what has no form of its own."""
    if isinstance(used, Page):
        return reverse("wagtailadmin_pages:edit", args=[used.pk])
    if isinstance(used, SiteImage):
        return reverse("wagtailimages:edit", args=[used.pk])
    return ""


def may_hide(row, user):
    """Tell whether a user may hide a picture or a person."""
    if isinstance(row, SiteImage):
        return image_policy.user_has_permission_for_instance(user, "change", row)
    return row.permissions_for_user(user).can_set_view_restrictions()


class HideButton(PageMenuItem):
    """The way to it, from a person."""

    label = gettext_lazy("Dölj överallt")
    icon_name = "view"

    @property
    def url(self):
        return reverse("hide_everywhere", args=["personpage", self.page.pk])

    def is_shown(self, user):
        """Tell whether the user may hide the person; costs no query in a list."""
        return user.is_superuser or "publish" in self.page.permissions_for_user(user).permissions
