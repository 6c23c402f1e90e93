"""The whole site in one file, and back: `manage.py backup` and `manage.py restore`."""


class BackupError(Exception):
    """Why a back-up cannot be made or restored, in a sentence for whoever runs the site."""


MOST_NAMED = 20


def missing_lines(names):
    """Return what is said of files that rows name and that are not there, a line each."""
    lines = [f"Missing, and so not in the back-up: {name}" for name in names[:MOST_NAMED]]
    more = len(names) - len(lines)
    return [*lines, f"… and {more} more files"] if more else lines
