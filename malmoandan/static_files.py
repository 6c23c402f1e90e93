"""Names of static files that cost a file its long caching, never a page its answer."""

import logging

from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)


class ForgivingStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, for which a file that its manifest lacks keeps its plain name.

    A deployment cut short leaves a manifest that is missing, half or older than the templates;
    every page names static files and would answer 500.
    """

    manifest_strict = False

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
            logger.error("Static file %s is missing; run collectstatic", name)
            return name
