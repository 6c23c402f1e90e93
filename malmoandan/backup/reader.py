"""Reads a back-up, which is no other than it was when it was written."""

import json
import zlib
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile

from . import BackupError
from .archive import CHUNK, FILES, FORMAT, MANIFEST, SEAL, file_fields, sum_before_seal
from .rows import columns, tables_to_keep

LARGEST_MANIFEST = 64 * CHUNK
# What comes of reading what is not as we write it.
UNREADABLE = (
    *(BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError),
    *(KeyError, IndexError, TypeError, ValueError, AttributeError),
)


class Backup:
    """A back-up that has been opened."""

    def __init__(self, archive):
        self.archive = archive
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise ValueError("too large")
        self.manifest = json.loads(archive.read(MANIFEST))
        if self.manifest["format"] != FORMAT:
            raise ValueError("another format")
        self.rows, self.missing = self.manifest["rows"], self.manifest["missing"]
        self.release, self.made = self.manifest["release"], self.manifest["made"]

    def fits(self):
        """Tell whether the tables are those of this code, column by column."""
        return {label: entry["columns"] for label, entry in self.rows.items()} == {
            model._meta.label: [field.attname for field in columns(model)]
            for model in tables_to_keep()
        }

    def files(self):
        """Yield what is said of each stored file: name, size, sha256, field of a model."""
        fields = {str(field): field for field in file_fields()}
        with self.archive.open(FILES) as lines:
            for entry in map(json.loads, lines):
                yield entry | {"field": fields[entry["field"]]}

    def open_rows(self, model):
        return self.archive.open(f"rows/{model._meta.label}.jsonl")

    def open_file(self, name):
        return self.archive.open(f"media/{name}")


@contextmanager
def open_backup(path):
    """Open a back-up that is whole, and of our own; BackupError where it is not."""
    try:
        with open(path, "rb") as file:
            if sum_before_seal(file) != file.read(SEAL):
                raise BackupError(f"{path} is not as it was written: cut, damaged, or no back-up.")
            with ZipFile(file) as archive:
                try:
                    backup = Backup(archive)
                except UNREADABLE as error:
                    raise BackupError(f"{path} is no back-up of this site.") from error
                yield backup
    except BadZipFile as error:
        raise BackupError(f"{path} is no back-up.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error
