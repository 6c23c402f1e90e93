"""Stored pictures are looked after: missing cuts are made, what is not picture is taken out."""

import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.models import UploadedFile

from .media import Rendition, SiteImage
from .picture_files import clean_file

SLICE = 4  # seconds; the picture under way then takes some more
AT_ONCE = 200
ORIGINALS = "original_images"
FOLDERS = (ORIGINALS, "images", "hidden_images")
UNFINISHED = timedelta(days=1)
UNDER_WAY = 3600  # seconds that a file may wait for its row
METADATA = {"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp", "Raw profile type exif"}


def make_missing_renditions():
    """Make the cuts that pictures lack, for some seconds; those that failed before come last.

    Raises FileNotFoundError where the whole folder of originals is away, as a disk may be: nothing
    is then known of any picture.
    """
    stop = time.monotonic() + SLICE
    keys = list(SiteImage.objects.order_by("fault", "pk").values_list("pk", flat=True))
    if keys and not default_storage.exists(ORIGINALS):
        raise FileNotFoundError(ORIGINALS)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = SiteImage.objects.prefetch_renditions().in_bulk(some)
        for picture in filter(None, map(found.get, some)):
            if time.monotonic() > stop:
                return
            picture.repair_renditions()


def fault_sentence(picture):
    """Return a sentence in Swedish on why a picture is not shown as it should be."""
    title = {"title": picture.title}
    match picture.fault:
        case SiteImage.Fault.MISSING:
            return _("Bilden ”%(title)s” saknar sin fil. Ladda upp den igen.") % title
        case SiteImage.Fault.UNREADABLE:
            return _("Bilden ”%(title)s” går inte att läsa. Ladda upp den igen.") % title
    return _("Det går inte att spara storlekarna av bilden ”%(title)s”. Är disken full?") % title


def clean_again(picture):
    """Store a picture and its cuts anew where they hold more than the picture; tell whether so.

    Raises PictureError where the original cannot be read, and OSError.
    """
    with picture.open_file() as file:
        before = file.read()
    size = picture.width, picture.height
    clean = clean_file(ContentFile(before, name=Path(picture.file.name).name))
    same_format = Path(picture.file.name).suffix.lower() in (
        Path(clean.name).suffix,
        ".jpeg" if clean.name.endswith(".jpg") else "",
    )
    after = clean.read()
    if same_format and after == before and not _any_with_metadata(picture.renditions.all()):
        return False
    clean.seek(0)
    picture.file = clean
    picture.store()
    _move_focal_point(picture, size)
    picture.save()
    return True


def _any_with_metadata(renditions):
    for rendition in renditions:
        try:
            with rendition.open_file() as file, Image.open(BytesIO(file.read())) as cut:
                if METADATA & set(cut.info):
                    return True
        except (OSError, ValueError):
            continue  # `make_missing_renditions` sees to it
    return False


def _move_focal_point(picture, size):
    """Keep the focal point where it was in a picture of this size, or forget it in a turned one."""
    width, height = size
    if (width, height) == (picture.width, picture.height) or picture.focal_point_x is None:
        return
    is_turned = (width > height) != (picture.width > picture.height)
    scale = picture.width / width
    for name in ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"):
        value = getattr(picture, name)
        setattr(picture, name, None if is_turned or value is None else round(value * scale))


def delete_unfinished_uploads():
    """Delete the uploads whose form nobody has filled in within a day; they are as they came."""
    for upload in UploadedFile.objects.all():
        try:
            came = upload.file.storage.get_modified_time(upload.file.name)
        except FileNotFoundError:
            came = None
        if came is None or timezone.now() - came > UNFINISHED:
            upload.file.storage.delete(upload.file.name)
            upload.delete()


def delete_files_without_a_row():
    """Delete the pictures in the media folder that no row names; return how many.

    A file may wait for its row for an hour.
    """
    named = set(SiteImage.objects.values_list("file", flat=True))
    named |= set(Rendition.objects.values_list("file", flat=True))
    root, deleted = Path(settings.MEDIA_ROOT), 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            is_old = path.is_file() and time.time() - path.stat().st_mtime > UNDER_WAY
            if is_old and path.relative_to(root).as_posix() not in named:
                os.unlink(path)
                deleted += 1
    return deleted
