"""Static files: a name that is missing costs no page its answer, and comments are not sent."""

import logging
import re
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)

STRING = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
BLANK = r"(?:\s|(?<!\S)/\*(?:[^*]|\*(?!/))*\*/)"
# Of each kind of file: what goes but for what has a name, and what it becomes where nothing has.
# A comment that touches code before it is kept, as what holds `1px/**/2px` apart, and so is `//`
# after code, which may end a regular expression.
SLIMMING = {
    ".css": (
        rf"{BLANK}*(?:;{BLANK}*(?P<end>\}})|(?P<sign>[{{}};])|(?P<of>:)(?={BLANK})){BLANK}*"
        rf"|{BLANK}+"
        rf"|(?P<kept>{STRING}|url\((?:\\.|[^)\\])*\)|/\*.*?\*/)",
        " ",
    ),
    ".js": (
        r"^(?:[ \t]*//[^\n]*(?:\n|\Z)|\s)+" rf"|(?P<kept>{STRING}|`(?:\\.|[^`\\])*`|//[^\n]*)",
        "",
    ),
}


def slim(text: str, kind: str) -> str:
    """Return a style sheet or script (`kind` is its suffix) without comments and blanks."""
    pattern, filler = SLIMMING[kind]

    def left(found):
        return found[found.lastgroup] if found.lastgroup else filler

    return re.sub(pattern, left, text, flags=re.DOTALL | re.M)


class Slimmed:
    """Our own style sheets and scripts, as `post_process` of a storage reads them: slim."""

    def __init__(self, storage):
        self.storage = storage

    def open(self, path):
        with self.storage.open(path) as file:
            return ContentFile(slim(file.read().decode(), Path(path).suffix).encode())


def is_ours(path: str) -> bool:
    """Tell whether a static file is a style sheet or script of this repository."""
    folder = settings.BASE_DIR / "static"
    return Path(path).suffix in SLIMMING and (folder / path).exists()


class ForgivingStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which sends our own files slim and forgives what is missing.

    A file that its manifest lacks keeps its plain name: a deployment cut short leaves a manifest
    that is missing, half or older than the templates; every page names static files and would
    answer 500.
    """

    manifest_strict = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.told = set()

    def post_process(self, paths, dry_run=False, **options):
        """Hash and compress; only the names with a hash are slim, and the sources stay whole."""
        slimmed = {
            name: (Slimmed(storage), path) if is_ours(path) else (storage, path)
            for name, (storage, path) in paths.items()
        }
        return super().post_process(slimmed, dry_run=dry_run, **options)

    def load_manifest(self):
        try:
            return super().load_manifest()
        except (AttributeError, OSError, ValueError):
            logger.exception("The manifest of static files cannot be read; run collectstatic")
            return {}, ""

    def stored_name(self, name):
        try:
            return super().stored_name(name)
        except (OSError, ValueError):
            if name not in self.told:  # a page of the admin asks for one a hundred times
                self.told.add(name)
                logger.error("Static file %s is missing; run collectstatic", name)
            return name
