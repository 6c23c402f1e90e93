"""Takes everything but the picture out of the pictures that are stored."""

from django.core.management.base import BaseCommand

from home.clean_picture import PictureError
from home.media import SiteImage
from home.picture_care import clean_again, delete_files_without_a_row


class Command(BaseCommand):
    """Clean originals and renditions of positions, names, serial numbers and the like.

    May be stopped and run again at any time: what is clean is left as it is.
    """

    help = "Cleans stored pictures and their renditions of all but the picture."

    def handle(self, **options):
        cleaned = clean = 0
        failed = []
        for key in SiteImage.objects.order_by("pk").values_list("pk", flat=True):
            picture = SiteImage.objects.filter(pk=key).first()
            if picture is None:
                continue
            try:
                if clean_again(picture):
                    cleaned += 1
                else:
                    clean += 1
            except (OSError, PictureError, ValueError) as error:
                failed.append(f"{picture} ({key}): {error}")
        deleted = delete_files_without_a_row()
        self.stdout.write(
            f"{cleaned} pictures cleaned, {clean} were clean, {len(failed)} could not be read, "
            f"{deleted} files without a picture deleted."
        )
        for line in failed:
            self.stderr.write(f"Not cleaned: {line}")
