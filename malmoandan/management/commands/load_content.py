"""Loads the content files into the site: each once."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from malmoandan.content.files import ContentError
from malmoandan.content.loader import Loader


class Command(BaseCommand):
    """Make the pages and register entries of the files in `content/` that have not been loaded.

    Nothing that exists is changed, and what editors have deleted or moved stays so.
    """

    help = "Loads the content files that have never been loaded."

    def add_arguments(self, parser):
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "content", help="where the files are"
        )

    def handle(self, *, folder, **options):
        try:
            pages = Loader(folder, say=self.stdout.write).load()
        except (ContentError, ImproperlyConfigured) as error:
            raise CommandError(f"The content cannot be loaded: {error}") from error
        self.stdout.write(f"{len(pages)} pages made.")
