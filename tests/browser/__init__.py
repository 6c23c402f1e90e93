"""Tests that drive a real browser."""

import os
import shutil


def find_chromium() -> str | None:
    """Return the path of Chromium (the one named by CHROMIUM wins), or None."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, (shutil.which(name) for name in names if name)), None)
