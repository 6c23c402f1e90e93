"""The site written into one file: database, media and checksums, without the settings."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from malmoandan.backup import BackupError, missing_lines
from malmoandan.backup.archive import write_backup


class Command(BaseCommand):
    """Back up the site while it runs (docs/drift.md)."""

    help = "Writes database and media into one file that only you may read."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that is not there yet: site.zip")

    def handle(self, *, file, **options):
        begun = time.monotonic()
        try:
            done = write_backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for line in missing_lines(done.missing):
            self.stderr.write(line)
        size, seconds = file.stat().st_size / 1e6, time.monotonic() - begun
        self.stdout.write(
            f"{done.rows} rows and {done.files} files in {file} ({size:.1f} MB, {seconds:.0f} s)."
        )
