"""Files are stored whole or not at all."""

import os
from contextlib import contextmanager, suppress
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's folder of files, in which a file has its name only once it is written to its end."""

    def _save(self, name, content):
        half = os.path.join(os.path.dirname(name), f".{uuid4().hex}.part")
        try:
            super()._save(half, content)
            while True:
                try:
                    os.close(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
            os.replace(self.path(half), self.path(name))
        except BaseException:
            self._forget(half)
            raise
        return name

    def _forget(self, name):
        """Delete what there may be of a file; a folder that cannot be used has none of it."""
        with suppress(OSError):
            self.delete(name)


@contextmanager
def deleted_on_error(files):
    """Delete the stored files of a list when the block that may still add to it fails.

    Yields the list.
    """
    try:
        yield files
    except BaseException:
        for file in files:
            file.storage.delete(file.name)
        raise


def is_stored(file):
    """Tell whether a stored file exists; a storage that cannot say so does not have it."""
    try:
        return bool(file) and file.storage.exists(file.name)
    except OSError:
        return False
