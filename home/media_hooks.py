"""What the admin says and does about pictures."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.account import AvatarSettingsPanel

from .avatar_form import AvatarForm
from .faults import Fault
from .media import SiteImage
from .picture_care import what_is_wrong

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
