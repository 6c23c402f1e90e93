"""A back-up a night, kept for a week, and beside them what has been erased of people since."""

import os
import re
import time
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from home.models import Erasure

from . import BackupError
from .archive import write_backup

KEPT_DAYS = 7
MADE_AT = timedelta(hours=3)  # o'clock, or when the work next comes
NAME, NAMED = "malmoandan-{}.zip", re.compile(r"malmoandan-(\d{4}-\d\d-\d\d)\.zip")
# Its time says when a back-up was last tried: a full disk is not to be filled every minute.
TRIED, PAUSE = ".tried", 3600  # seconds
REGISTER = "erased.txt"


def make_nightly_backup():
    """Make the back-up of the night where there is none, if a folder is set."""
    folder = settings.BACKUP_DIR
    if folder is None:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_register(folder)
    night = (timezone.localtime() - MADE_AT).date()
    delete_outdated(folder, night)
    target, tried = folder / NAME.format(night), folder / TRIED
    if target.exists():
        return
    if tried.exists() and abs(time.time() - tried.stat().st_mtime) < PAUSE:
        raise BackupError("The last try failed; the next is made an hour after it.")
    tried.touch()
    write_backup(target)
    tried.unlink()


def delete_outdated(folder, night):
    """Delete back-ups of ours from more than a week ago, except the latest, and halves of some."""
    nights = {NAMED.fullmatch(path.name): path for path in sorted(folder.iterdir())}
    nights.pop(None, None)
    for match in [*nights][:-1]:
        if date.fromisoformat(match[1]) <= night - timedelta(days=KEPT_DAYS):
            nights[match].unlink()
    for half in folder.glob(".*.zip.*.part"):
        if half.stat().st_mtime < time.time() - 24 * 3600:
            half.unlink()


def read_register(folder):
    """Return the hashes of what has been erased, as they are kept beside back-ups."""
    try:
        return set((folder / REGISTER).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return set()


def write_register(folder):
    """Add to the register what it lacks."""
    known = read_register(folder)
    new = [row for row in Erasure.objects.values_list("digest", flat=True) if row not in known]
    if new:
        number = os.open(folder / REGISTER, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with open(number, "w", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in sorted(new))
            file.flush()
            os.fsync(number)
