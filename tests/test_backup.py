"""`manage.py backup` and `restore`: the whole site in one file, and back into an empty database."""

import hashlib
import json
import os
import shutil
import stat
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page

from home.erasure import Erasure, erasure_key
from home.inbox.message import purge_old_messages
from home.mail.letter import Letter, letter_options
from home.models import Message, PersonPage, SiteImage
from malmoandan.backup.archive import SEAL, sum_before_seal
from malmoandan.backup.nightly import REGISTER, write_register
from malmoandan.backup.rows import LEFT_OUT, empty_tables, tables, tables_to_keep
from tests.pages import make_image
from tests.release_dump import facts
from tests.test_nightly_backup import small_files


@pytest.fixture
def file(tmp_path):
    """The name of a back-up that is not made yet."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "site.zip"


@pytest.fixture
def backup(file, media, filled):
    """A back-up of a small site where every field is filled in, with a picture in its media."""
    make_image("Säkrad")
    call_command("backup", file)
    return file


@pytest.fixture(scope="module")
def whole_backup(filled_site, tmp_path_factory, django_db_blocker):
    """A back-up of the same site, made once, for tests that no more than read a copy of it."""
    folder = tmp_path_factory.mktemp("whole")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "media"),
        transaction.atomic(),
    ):
        make_image("Säkrad")
        call_command("backup", folder / "site.zip")
        transaction.set_rollback(True)
    return folder / "site.zip"


@pytest.fixture
def copy(whole_backup, file, filled):
    shutil.copy(whole_backup, file)
    return file


def write_message(**fields):
    return Message.objects.create(name="Anna", email="anna@example.org", text="Hej", **fields)


def restored(file, capsys=None):
    """Restore in the place of what there is; return what is printed."""
    empty_tables()
    call_command("restore", file)
    return capsys.readouterr() if capsys else None


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def kept_facts():
    """Return rows by table, without those that a back-up leaves out, and pages field by field."""
    erasure_key()  # a back-up makes it
    found = facts()
    for model in {*tables()} - {*tables_to_keep()}:
        found["rows"].pop(model._meta.db_table, None)
    return found


def differences(before, now):
    """Return what differs between two facts: rows by table, and fields by page."""
    return {
        name: (before[kind].get(name), now[kind].get(name))
        for kind in before
        for name in {*before[kind], *now[kind]}
        if before[kind].get(name) != now[kind].get(name)
    }


def rewrite(file, changes):
    """Write the archive anew, its checksum right, with other members, or without those of None."""
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | changes
    with ZipFile(file, "w") as archive:
        archive.comment = b"-" * SEAL
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    with file.open("r+b") as written:
        seal = sum_before_seal(written)
        written.write(seal)


def read(file, name):
    with ZipFile(file) as archive:
        return archive.read(name)


@pytest.mark.searches
def test_a_site_comes_back_as_it_was(file, media, filled, capsys, editor, client):
    make_image("Säkrad")
    purge_old_messages()  # makes the settings where there are none
    message = write_message(about=filled.event)
    kinds = dict(ContentType.objects.values_list("model", "pk"))
    before, stored = kept_facts(), hashes(media)
    call_command("backup", file)
    for path in sorted(media.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert "whole" in restored(file, capsys).out
    assert differences(before, kept_facts()) == {}
    assert hashes(media) == stored
    assert dict(ContentType.objects.values_list("model", "pk")) == kinds
    assert write_message().pk > message.pk
    client.force_login(get_user_model().objects.get())
    assert client.get(f"/admin/pages/{filled.event.pk}/edit/").status_code == 200
    assert filled.event.title in client.get("/sok/", {"q": filled.event.title}).text


def test_nothing_that_is_kept_refers_to_what_is_left_out():
    kept = tables_to_keep()
    assert [
        (model, field.name)
        for model in kept
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model not in kept
    ] == []
    assert LEFT_OUT - {"wagtailsearch.SQLiteFTSIndexEntry"} <= {m._meta.label for m in tables()}


@pytest.mark.one_database
def test_a_backup_is_for_its_owner_alone_and_holds_no_setting(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    with ZipFile(backup) as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    assert django_settings.SECRET_KEY.encode() not in content


@pytest.mark.one_database
def test_a_backup_is_not_written_over_another(copy):
    with pytest.raises(CommandError, match="already"):
        call_command("backup", copy)


@pytest.mark.one_database
def test_a_backup_that_the_disk_has_no_room_for_leaves_nothing(file, media, filled):
    with small_files(), pytest.raises(CommandError, match="could not be written"):
        call_command("backup", file)
    assert not [*file.parent.iterdir()]


@pytest.mark.one_database
def test_a_missing_file_is_told_and_the_rest_is_kept(file, media, filled, capsys):
    gone, kept = make_image("Borta"), make_image("Kvar")
    gone.file.storage.delete(gone.file.name)
    call_command("backup", file)
    assert gone.file.name in capsys.readouterr().err
    assert f"back-up: {gone.file.name}" in restored(file, capsys).out
    assert SiteImage.objects.get(title="Borta").file.name == gone.file.name
    assert kept.file.storage.exists(kept.file.name)


def cut(file):
    os.truncate(file, file.stat().st_size * 7 // 10)


def flip(place):
    def flip_bit(file):
        data = bytearray(file.read_bytes())
        data[int(len(data) * place)] ^= 1
        file.write_bytes(data)

    return flip_bit


def add_file(file):
    with ZipFile(file, "a") as archive:
        archive.writestr("media/one-more.png", "Hej")


def older(file):
    manifest = json.loads(read(file, "manifest.json"))
    manifest["release"], manifest["migrations"] = "0.0.9", manifest["migrations"][1:]
    rewrite(file, {"manifest.json": json.dumps(manifest)})


def other_columns(file):
    manifest = json.loads(read(file, "manifest.json"))
    manifest["rows"]["home.User"]["columns"].pop()
    rewrite(file, {"manifest.json": json.dumps(manifest)})


WRITTEN = "not as it was written"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (cut, WRITTEN),
        (flip(0.01), WRITTEN),
        (flip(0.5), WRITTEN),
        (flip(0.9999), WRITTEN),
        (add_file, WRITTEN),
        (lambda file: file.write_bytes(b""), WRITTEN),
        (lambda file: file.write_bytes(b"SQLite format 3\0" * 99), WRITTEN),
        (lambda file: rewrite(file, {"manifest.json": None}), "no back-up of this site"),
        (lambda file: rewrite(file, {"manifest.json": b"[]"}), "no back-up of this site"),
        (older, "made by release 0.0.9"),
        (other_columns, "made by release"),
        (lambda file: file.unlink(), "cannot be read"),
    ],
)
def test_a_file_that_is_not_a_whole_backup_of_this_release_is_refused(copy, spoil, why):
    Page.objects.filter(slug="kontakt").update(title="Orörd")
    spoil(copy)
    with pytest.raises(CommandError, match=why):
        call_command("restore", copy)
    assert Page.objects.get(slug="kontakt").title == "Orörd"


@pytest.mark.one_database
def test_a_database_with_something_in_it_is_left_as_it_is(copy):
    message = write_message()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", copy)
    assert Message.objects.get() == message


def outside(file):
    """Let the back-up name a file outside the folder of media."""
    lines = read(file, "files.jsonl").splitlines()
    entry = json.loads(lines[0])
    content = read(file, f"media/{entry['name']}")
    lines[0] = json.dumps(entry | {"name": "../outside.png"}).encode()
    rewrite(file, {"files.jsonl": b"\n".join(lines), "media/../outside.png": content})


@pytest.mark.one_database
def test_nothing_is_written_outside_the_folder_of_media(backup, media):
    outside(backup)
    with pytest.raises(CommandError, match="outside"):
        restored(backup)
    assert not (media.parent / "outside.png").exists()


@pytest.mark.one_database
def test_another_file_of_the_same_name_is_not_written_over(backup, media):
    picture = SiteImage.objects.get(title="Säkrad")
    (media / picture.file.name).write_text("En annan")
    with pytest.raises(CommandError, match="another file"):
        restored(backup)
    assert (media / picture.file.name).read_text() == "En annan"


def double_row(file):
    """Let two themes have one name."""
    name = "rows/home.Theme.jsonl"
    first = read(file, name).splitlines()[0]
    rewrite(file, {name: read(file, name) + first.replace(b"[", b"[999", 1)})


def lost_row(file):
    name = "rows/home.Theme.jsonl"
    rewrite(file, {name: b"".join(read(file, name).splitlines(True)[1:])})


def lost_file(file):
    (name,) = {name for name in ZipFile(file).namelist() if "original_images" in name}
    rewrite(file, {name: None})


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (double_row, "does not take a home.Theme"),
        pytest.param(lost_row, "not as many home.Theme", marks=pytest.mark.one_database),
        pytest.param(lost_file, "no item named", marks=pytest.mark.one_database),
    ],
)
def test_what_cannot_be_taken_in_leaves_neither_rows_nor_files(backup, media, spoil, why):
    for path in media.rglob("*.*"):
        path.unlink()
    spoil(backup)
    empty_tables()
    with pytest.raises(CommandError, match=why):
        call_command("restore", backup)
    assert not Page.objects.filter(depth__gt=1).exists()
    assert hashes(media) == {}


def letter(**options):
    with letter_options(**options):
        EmailMessage("Hej", "Text", "vi@example.org", ["anna@example.org"]).send()
    return Letter.objects.latest("pk")


@pytest.mark.one_database
def test_what_was_on_its_way_is_in_doubt_and_nobody_is_logged_in(file, media, filled, settings):
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    waiting, secret = letter(), letter(secret=True)
    sent = letter()
    sent.set_state(Letter.State.SENT)
    Session.objects.create(session_key="a", expire_date=timezone.now() + timedelta(days=9))
    call_command("backup", file)
    restored(file)
    states = dict(Letter.objects.values_list("pk", "state"))
    assert states == {waiting.pk: "doubtful", secret.pk: "doubtful", sent.pk: "sent"}
    assert Letter.objects.get(pk=waiting.pk).can_be_sent_again
    # A link to a new password is in no back-up.
    assert Letter.objects.get(pk=secret.pk).content == ""
    assert not Session.objects.exists()


@pytest.mark.one_database
def test_what_was_erased_after_the_backup_stays_erased(file, media, filled, settings):
    settings.MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
    erased, kept = write_message(), write_message()
    letter(key=f"message:{erased.pk}")
    person = PersonPage.objects.first()
    user = get_user_model().objects.create_user("slutar")
    call_command("backup", file)
    for row in (erased, person, user):
        row.delete()
    write_register(file.parent)
    register = (file.parent / REGISTER).read_text()
    restored(file)
    assert [*Message.objects.all()] == [kept]
    assert not PersonPage.objects.filter(translation_key=person.translation_key).exists()
    assert not get_user_model().objects.filter(username="slutar").exists()
    assert not Letter.objects.exists()
    # The next back-up knows it too, and nobody can read who it was.
    assert set(register.split()) == set(Erasure.objects.values_list("digest", flat=True))
    assert "slutar" not in register
    assert stat.S_IMODE((file.parent / REGISTER).stat().st_mode) == 0o600


def test_a_new_message_that_gets_the_number_of_an_erased_one_is_kept(file, media, filled):
    erased = write_message()
    number = erased.pk
    call_command("backup", file)
    erased.delete()
    write_register(file.parent)
    restored(file)
    message = write_message()
    Message.objects.filter(pk=message.pk).update(id=number)
    file.unlink()
    call_command("backup", file)
    restored(file)
    assert Message.objects.get().received == message.received


@pytest.mark.one_database
def test_what_has_expired_since_the_backup_is_gone_before_the_site_opens(file, media, filled):
    old = write_message()
    Message.objects.filter(pk=old.pk).update(received=timezone.now() - timedelta(days=4000))
    Page.objects.filter(slug="kontakt").update(expire_at=timezone.now())
    call_command("backup", file)
    restored(file)
    assert not Message.objects.exists()
    assert not Page.objects.get(slug="kontakt").live
