"""The site put back from the file of a back-up."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from malmoandan.backup import BackupError
from malmoandan.backup.restore import restore_backup


class Command(BaseCommand):
    """Restore a back-up into an empty database, of either kind (docs/drift.md)."""

    help = "Restores what manage.py backup has written, into an empty database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what manage.py backup has written")

    def handle(self, *, file, **options):
        begun = time.monotonic()
        try:
            restore_backup(file, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored in {time.monotonic() - begun:.0f} s.")
