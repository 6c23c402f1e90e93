"""A back-up is a zip file of mode 600 that ends with the checksum of all that comes before.

`rows/` has a file for each table, `media/` the files that the rows name, `files.jsonl` a line with
the checksum of each of those, and `manifest.json` says of what release they are.
"""

import json
import os
import tomllib
from contextlib import suppress
from hashlib import sha256
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import FileField
from django.utils import timezone

from home.erasure import erasure_key

from . import BackupError
from .rows import columns, lines_of, snapshot, tables_to_keep

FORMAT = 1
CHUNK = 1024 * 1024
MANIFEST, FILES = "manifest.json", "files.jsonl"
SEAL = 64  # letters of a SHA-256, which are the comment of the zip file and so its end


def release():
    """Return the version of this code, as releases are called."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text()
    return tomllib.loads(text)["project"]["version"]


def last_migrations(loader):
    """Return the last migration of each app: what these are called says how every table looks."""
    return sorted(".".join(node) for node in loader.graph.leaf_nodes())


def file_fields():
    """Return every field whose rows name a file."""
    fields = (field for model in tables_to_keep() for field in columns(model))
    return [field for field in fields if isinstance(field, FileField)]


def names_of_files(field):
    """Yield the name of each file that the rows have in a field."""
    named = field.model._base_manager.exclude(**{field.name: ""}).order_by(field.name)
    names = named.values_list(field.name, flat=True).distinct()
    yield from filter(None, names.iterator(chunk_size=2000))


def chunks_of(file):
    """Yield what a file holds, a part at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def sum_before_seal(file):
    """Return the checksum of a file of ours but for its seal, and stand there."""
    left, digest = file.seek(0, os.SEEK_END) - SEAL, sha256()
    file.seek(0)
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        digest.update(chunk)
    return digest.hexdigest().encode()


def digest_of(chunks):
    """Return (length, SHA-256) of what comes in parts."""
    size, digest = 0, sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()


class Writer:
    """Writes a back-up; `missing` names the files that were not there to be written."""

    def __init__(self, archive):
        self.archive, self.missing, self.rows, self.files = archive, [], 0, 0

    def write(self):
        """Write all of it; what the database says is of one moment."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise BackupError(
                "The database is not of this release. Back it up with the release that made it,"
                " or run manage.py prepare first."
            )
        erasure_key()  # with which the back-up knows what is erased after it
        with snapshot():
            named = [(field, name) for field in file_fields() for name in names_of_files(field)]
            rows = {model._meta.label: self.table(model) for model in tables_to_keep()}
        # Only now, since the database is to remember its past no longer than it has to.
        lines = [line for field, name in named if (line := self.file(field, name))]
        self.member(FILES, lines)
        manifest = {
            "format": FORMAT,
            "release": release(),
            "made": timezone.now().isoformat(timespec="seconds"),
            "migrations": last_migrations(executor.loader),
            "rows": rows,
            "missing": self.missing,
        }
        self.member(MANIFEST, [json.dumps(manifest, indent=1, ensure_ascii=False).encode()])

    def member(self, name, chunks, method=ZIP_DEFLATED):
        """Write a part of the archive; return its length and checksum."""
        info = ZipInfo(name, timezone.localtime().timetuple()[:6])
        info.compress_type, info.external_attr = method, 0o600 << 16
        with self.archive.open(info, "w", force_zip64=True) as part:
            size, digest = digest_of(written(chunks, part))
        return {"size": size, "sha256": digest}

    def table(self, model):
        """Write the rows of a table; return how many there are, and their columns."""
        before = self.rows

        def counted():
            for line in lines_of(model):
                self.rows += 1
                yield line

        self.member(f"rows/{model._meta.label}.jsonl", counted())
        names = [field.attname for field in columns(model)]
        return {"count": self.rows - before, "columns": names}

    def file(self, field, name):
        """Write a stored file; return its line in the list, or None if it cannot be read."""
        if f"media/{name}" in self.archive.NameToInfo:
            return None
        try:
            with field.storage.open(name) as file:
                parts = chunks_of(file)
                first = next(parts, b"")  # some storages look only now whether there is anything
                entry = self.member(f"media/{name}", joined(first, parts), ZIP_STORED)
        except (FileNotFoundError, PermissionError, IsADirectoryError, SuspiciousOperation):
            self.missing.append(name)
            return None
        self.files += 1
        entry |= {"field": str(field), "name": name}
        return json.dumps(entry, ensure_ascii=False).encode() + b"\n"


def written(chunks, part):
    """Yield each chunk once it is written."""
    for chunk in chunks:
        part.write(chunk)
        yield chunk


def joined(first, parts):
    """Yield a part and all others."""
    yield first
    yield from parts


def write_backup(target):
    """Write a back-up into a file that is not there yet, and return its `Writer`.

    The file has its name only once it is whole.  Raises BackupError.
    """
    if target.exists():
        raise BackupError(f"{target} is there already, and is left as it is.")
    half = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        # None but its owner may ever read it, whatever the umask says.
        number = os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with open(number, "w+b") as file:
            with ZipFile(file, "w") as archive:
                archive.comment = b"-" * SEAL
                writer = Writer(archive)
                writer.write()
            seal = sum_before_seal(file)
            file.write(seal)
            file.flush()
            os.fsync(number)
        os.rename(half, target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError(f"{target} could not be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return writer


def sync_folder(folder):
    """Have the disk remember which names a folder holds."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
