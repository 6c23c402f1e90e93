"""Old addresses of cuts: where a picture has been replaced, they lead to the same cut of today.

Feeds, mails and social networks keep an address for as long as they like.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Filter

from .renditions import rendition_specs


class FormerCut(models.Model):
    """The name that the file of a cut had."""

    wagtail_reference_index_ignore = True  # it uses no picture

    name = models.CharField(max_length=255, unique=True)
    image = models.ForeignKey("home.SiteImage", related_name="+", on_delete=models.CASCADE)
    filter_spec = models.CharField(max_length=255)

    class Meta:
        verbose_name = _("bilds tidigare adress")
        verbose_name_plural = _("bilders tidigare adresser")
        default_permissions = ()

    def __str__(self):
        return self.name


def note_former(cuts):
    """Note the names of cuts whose files go; of those that the site prints."""
    FormerCut.objects.bulk_create(
        [
            FormerCut(name=cut.file.name, image_id=cut.image_id, filter_spec=cut.filter_spec)
            for cut in cuts
            if cut.filter_spec in rendition_specs()
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["image", "filter_spec"],
    )


def url_of_today(name):
    """Return the address of the cut that has taken the place of a file, or None.

    A hidden picture has no cuts.
    """
    former = FormerCut.objects.filter(name=name).select_related("image").first()
    if former is None:
        return None
    each = Filter(former.filter_spec)
    cut = former.image.find_existing_renditions(each).get(each)
    return cut.url if cut and cut.file.name != name else None
