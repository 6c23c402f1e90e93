"""Tests that drive a real browser."""

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Letters as wide as in a window, so that lines break where they break for visitors.
    "--font-render-hinting=none",
]


def find_chromium(quick=True) -> str | None:
    """Return the path of Chromium (the one named by CHROMIUM wins), or None.

    The one without a window comes first where it is to be quick: the whole browser, which alone
    speaks other languages than English, spends three times as much on a page.
    """
    names = [os.environ.get("CHROMIUM"), *(["chromium-headless-shell"] if quick else [])]
    names += ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, (shutil.which(name) for name in names if name)), None)
