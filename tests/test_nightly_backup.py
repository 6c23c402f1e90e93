"""The back-ups that `manage.py work` makes each night."""

import os
import resource
import stat
from contextlib import contextmanager

import pytest
from django.core.management import call_command

from home.hiding import is_hidden, set_hidden_everywhere
from home.models import PersonPage, SiteImage
from malmoandan.backup import BackupError
from malmoandan.backup.nightly import make_nightly_backup, write_register
from malmoandan.backup.rows import empty_tables
from tests.pages import SmallSite, make_image

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


def test_what_was_hidden_after_the_backup_stays_hidden(tmp_path, media, admin_user, capsys):
    file, site = tmp_path / "site.zip", SmallSite()
    person = site.add_person()
    hidden, shown, before = (make_image(title) for title in ("Dold", "Visas", "Förut"))
    set_hidden_everywhere(before, True, admin_user)
    call_command("backup", file)
    for row in (hidden, person, shown):
        set_hidden_everywhere(row, True, admin_user)
    for again in (False, True, True):
        set_hidden_everywhere(hidden, again, admin_user)
    for row in (shown, before):
        set_hidden_everywhere(row, False, admin_user)
    write_register(tmp_path)
    for path in [path for path in media.rglob("*") if path.is_file()]:
        path.unlink()
    for times in (2, 0):  # the back-up that is made of what was restored knows it too
        empty_tables()
        call_command("restore", file)
        said = capsys.readouterr().out
        assert (f"Hidden again, as it was after the back-up: {times}." in said) is bool(times)
        # What was shown again is as the back-up has it: an editor shows it once more.
        states = dict(SiteImage.objects.values_list("title", "hidden"))
        assert states == {"Dold": True, "Visas": False, "Förut": True}
        assert is_hidden(PersonPage.objects.get())
        assert SiteImage.objects.get(title="Dold").file.name.startswith("hidden_images/")
        assert not SiteImage.objects.get(title="Dold").renditions.exists()
        file.unlink()
        call_command("backup", file)
