"""The files of pictures: cleaned before they are stored, and measured by their heads."""

import threading

from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.images.models import WagtailImageFieldFile

from .clean_picture import clean_picture, dimensions
from .slugs import slug_of

# Pictures are large in memory, so a worker has one of them unpacked at a time.
one_at_a_time = threading.Lock()


class CleanFile(ContentFile):
    """The content of a picture file that holds the picture alone (`home.clean_picture`)."""


def clean_file(content):
    """Return an uploaded file as `CleanFile`; raise PictureError where it is no picture."""
    if isinstance(content, CleanFile):
        return content
    content.seek(0)
    with one_at_a_time:
        picture = clean_picture(content.read(), settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS)
    return CleanFile(picture.data, name=f"{_stem(content.name)}.{picture.extension}")


def _stem(name):
    """Return what a file of any name is called here: a–z, 0–9, hyphens; at most 60 characters."""
    return slug_of((name or "").rpartition(".")[0])[:60] or "bild"


class PictureFieldFile(WagtailImageFieldFile):
    """The file of a picture, measured by its head: Wagtail's own is unpacked for it each time."""

    def get_image_dimensions(self):
        """Return width and height; of a file that cannot be read, those that are known."""
        was_closed = self.closed
        try:
            self.open()
            return dimensions(self.read())
        except Exception:
            return self.instance.width, self.instance.height
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class OriginalFieldFile(PictureFieldFile):
    """An original on its way to the storage: whoever stores it, only the picture is stored."""

    def save(self, name, content, save=True):
        """Store the clean picture; raise PictureError where it is none."""
        content = clean_file(content)
        super().save(content.name, content, save)

    save.alters_data = True
