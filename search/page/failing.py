"""What a page of the search does where a part of it fails: it goes without that part."""

import logging

logger = logging.getLogger(__name__)


def or_else(default, function, *arguments):
    """Return what a function returns, or the default where it fails, which is logged."""
    try:
        return function(*arguments)
    except Exception:
        logger.exception("%s.%s failed", function.__module__, function.__qualname__)
        return default
