"""Pictures: the image model and the one list of renditions that the site uses."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, ImageQuerySet

WIDE = "width-{720,1440}|format-{avif,webp,jpeg}|jpegquality-80"
CARD = "fill-720x480|format-{avif,webp,jpeg}|jpegquality-80"
PORTRAIT = "fill-264x264|format-{avif,webp,jpeg}|jpegquality-80"
LOGO = "max-320x160|format-{webp,png}"
SHARE = "fill-1200x630|format-jpeg|jpegquality-80"
ROLES = (WIDE, CARD, PORTRAIT, LOGO, SHARE)


def rendition_specs():
    """Return every filter specification of `ROLES`, braces expanded, as Wagtail stores them."""
    return [spec for role in ROLES for spec in Filter.expand_spec(role)]


class SiteImageQuerySet(ImageQuerySet):
    """Pictures together with the renditions that the site prints."""

    def with_renditions(self, keys):
        """Return {primary key: picture}, each with `prefetched_renditions`, in one query."""
        pictures = {}
        renditions = Rendition.objects.filter(image__in=keys, filter_spec__in=rendition_specs())
        for rendition in renditions.select_related("image"):
            picture = pictures.setdefault(rendition.image_id, rendition.image)
            vars(picture).setdefault("prefetched_renditions", []).append(rendition)
        without = set(keys) - set(pictures)
        return pictures | (self.in_bulk(without) if without else {})


class SiteImage(AbstractImage):
    """Wagtail's image with the name of its photographer."""

    photographer = models.CharField(
        _("fotograf"),
        max_length=120,
        blank=True,
        help_text=_("Namnet skrivs ut vid bilden överallt där den visas."),
    )

    objects = models.Manager.from_queryset(SiteImageQuerySet)()

    admin_form_fields = (
        "title",
        "file",
        "description",
        "photographer",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("bild")
        verbose_name_plural = _("bilder")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args, **kwargs):
        """Save, and make the renditions here so that no visitor has to wait for them."""
        super().save(*args, **kwargs)
        transaction.on_commit(self.make_renditions)

    def make_renditions(self):
        """Make every rendition of `ROLES` that is missing."""
        self.get_renditions(*rendition_specs())


class Rendition(AbstractRendition):
    """One cut of an image."""

    image = models.ForeignKey(SiteImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
