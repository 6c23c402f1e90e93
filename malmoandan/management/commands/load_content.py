"""Loads the content files into the site: only what is missing, and only once."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from home.content.files import ContentError
from home.content.loading import Loader


class Command(BaseCommand):
    """Make the pages and register entries of `content/` that are missing.

    Nothing that exists is changed; what an editor has deleted comes back only if it is named.
    """

    help = "Loads the content files: what is missing, never what exists or was deleted."

    def add_arguments(self, parser):
        parser.add_argument(
            "names",
            nargs="*",
            help="only these: an address (vad-vi-gor/larandelunch), or registers/themes/dialog",
        )
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "content", help="where the files are"
        )

    def handle(self, *, names, folder, **options):
        names = [name.strip("/") for name in names]
        try:
            pages = Loader(folder, names, say=self.stdout.write).load()
        except (ContentError, ImproperlyConfigured) as error:
            raise CommandError(f"The content cannot be loaded: {error}") from error
        for page in pages if names else ():
            self.stdout.write(f"Made {page.url_path}")
        self.stdout.write(f"{len(pages)} pages made.")
