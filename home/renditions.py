"""The cuts of pictures: the one list of those that the site uses, and those that a page prints."""

from django.apps import apps
from django.utils.functional import cached_property
from wagtail.images.models import Filter

WIDE = "width-{720,1440}|format-{avif,webp,jpeg}|jpegquality-80"
CARD = "fill-720x480|format-{avif,webp,jpeg}|jpegquality-80"
PORTRAIT = "fill-264x264|format-{avif,webp,jpeg}|jpegquality-80"
LOGO = "max-320x160|format-{webp,png}"
SHARE = "fill-1200x630|format-jpeg|jpegquality-80"
MAIL = "width-720|format-jpeg|jpegquality-80"  # one of WIDE, in the format that mails can show
ROLES = (WIDE, CARD, PORTRAIT, LOGO, SHARE)


def rendition_specs():
    """Return every filter specification of `ROLES`, braces expanded, as Wagtail stores them."""
    return [spec for role in ROLES for spec in Filter.expand_spec(role)]


class PageRenditions:
    """The renditions of a page's pictures, fetched when the first is printed; never pickled."""

    def __init__(self, pictures):
        self.pictures = pictures

    @cached_property
    def by_picture(self):
        found = {key: [] for key in self.pictures}
        shown = apps.get_model("home.Rendition").objects.filter(
            image__in=found, filter_spec__in=rendition_specs()
        )
        for rendition in shown:
            rendition.image = self.pictures[rendition.image_id]
            found[rendition.image_id].append(rendition)
        return found

    def __reduce__(self):
        return type(None), ()
