"""The back-ups that `manage.py work` makes each night."""

import os
import resource
import stat
from contextlib import contextmanager

import pytest

from malmoandan.backup import BackupError
from malmoandan.backup.nightly import make_nightly_backup

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@contextmanager
def small_files():
    """Let no file of this process become larger than 4 kB, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def nights(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".zip")


def test_each_night_has_a_backup_and_a_week_of_them_is_kept(settings, tmp_path, time_machine):
    settings.BACKUP_DIR = tmp_path / "kopior"
    for day in range(1, 11):
        for clock in ("03:30", "23:00"):
            time_machine.move_to(f"2026-03-{day:02} {clock}+01:00", tick=False)
            make_nightly_backup()
    time_machine.move_to("2026-03-11 02:30+01:00")
    make_nightly_backup()
    assert nights(settings.BACKUP_DIR) == [f"malmoandan-2026-03-{n:02}.zip" for n in range(4, 11)]
    assert stat.S_IMODE(settings.BACKUP_DIR.stat().st_mode) == 0o700
    # When none has been made for long, the last one is not lost too.
    time_machine.move_to("2026-05-01 12:00+02:00")
    make_nightly_backup()
    assert nights(settings.BACKUP_DIR) == ["malmoandan-2026-03-10.zip", "malmoandan-2026-05-01.zip"]


def test_without_a_folder_there_is_no_nightly_backup(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings.BACKUP_DIR = None
    make_nightly_backup()
    assert not [*tmp_path.iterdir()]


def test_a_backup_that_fails_is_tried_again_after_an_hour(settings, tmp_path, time_machine):
    settings.BACKUP_DIR = tmp_path / "kopior"
    with small_files():
        for why in ("could not be written", "an hour"):
            with pytest.raises(BackupError, match=why):
                make_nightly_backup()
    assert nights(settings.BACKUP_DIR) == []
    os.utime(settings.BACKUP_DIR / ".tried", (0, 0))
    make_nightly_backup()
    assert len(nights(settings.BACKUP_DIR)) == 1
