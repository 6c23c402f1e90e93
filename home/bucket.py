"""Uploaded files in a bucket (S3), for several machines; visitors reach them through the site."""

from functools import wraps
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Nobody waits long for a bucket that hangs. Not every store knows the newest checksums.
CLIENT = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 2},
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def as_a_disk(method):
    """Raise an OSError where the bucket fails, as a folder does, for who deals with a full disk."""

    @wraps(method)
    def guarded(*arguments, **options):
        try:
            return method(*arguments, **options)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"The bucket fails: {type(error).__name__}") from error

    return guarded


class BucketStorage(S3Storage):
    """A bucket that fails as a folder would, and whose addresses are those of the site."""

    def __init__(self, **options):
        super().__init__(client_config=CLIENT, file_overwrite=False, **options)

    def url(self, name, **options):
        """Return the address at which the site itself serves a picture."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def _open(self, name, mode="rb"):
        file = super()._open(name, mode)
        if "r" in mode:
            file.file  # noqa: B018 (fetched now, so that reading it does not fail later)
        return file

    def exists(self, name):
        """Tell whether there is a file, or a folder with anything in it."""
        return super().exists(name) or any(self.listdir(name))

    open = as_a_disk(S3Storage.open)
    save = as_a_disk(S3Storage.save)
    delete = as_a_disk(S3Storage.delete)
    exists = as_a_disk(exists)
    size = as_a_disk(S3Storage.size)
    listdir = as_a_disk(S3Storage.listdir)
    get_modified_time = as_a_disk(S3Storage.get_modified_time)
