"""Puts a back-up into an empty site: all of it, or nothing."""

import logging

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from home.erasure import erase_again
from home.hiding import hide_again
from home.inbox.message import purge_old_messages
from home.mail.delivery import settle_letters
from home.mail.letter import Letter
from home.schedule import run_schedule
from home.storage import deleted_on_error
from news.models import Sending
from news.subscriptions.subscriber import delete_unconfirmed
from search.page.searches import delete_old_searches

from . import BackupError, missing_lines
from .archive import chunks_of, digest_of, last_migrations, release
from .nightly import read_register
from .reader import UNREADABLE, open_backup
from .rows import count_on, empty_tables, insert, tables_to_keep

logger = logging.getLogger(__name__)

# What a site has once somebody has begun with it: a table, and which of its rows count.
SIGNS_OF_LIFE = {
    "home_user": "",
    "home_message": "",
    "home_loadedcontent": "",
    "wagtailcore_page": " WHERE depth > 2",
}


def restore_backup(path, say):
    """Restore a back-up; `say` prints a line.

    Raises BackupError: before anything is touched where the file, the release, the database or a
    stored file is not as it has to be, and with all put back where it cannot be taken in.
    """
    with open_backup(path) as backup:
        say(f"{path} is whole. It was made {backup.made} by release {backup.release}.")
        executor = MigrationExecutor(connection)
        refuse_other_release(backup, executor.loader)
        refuse_filled_database()
        try:
            refuse_other_files(backup)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", interactive=False, verbosity=0)
            with deleted_on_error([]) as stored, transaction.atomic():
                load(backup)
                known = known_erasures(path)
                erased = erase_again(known)
                purge()
                store(backup, stored)
                hidden = hide_again(known)
        except (*UNREADABLE, DatabaseError, OSError, SuspiciousOperation) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            raise BackupError(
                f"{path} was not restored, and nothing of it is left: {why}"
            ) from error
        for line in missing_lines(backup.missing):
            say(line)
        if erased:
            say(f"Erased again, as it was after the back-up: {erased}.")
        if hidden:
            say(f"Hidden again, as it was after the back-up: {hidden}.")
    say("All rows and files are in their places. The search is filled.")
    make_anew(say)


def refuse_other_release(backup, loader):
    """Raise BackupError where the tables of the back-up are not those of this code."""
    if backup.manifest["migrations"] != last_migrations(loader) or not backup.fits():
        raise BackupError(
            f"The back-up was made by release {backup.release}, whose tables are not those of this"
            f" one ({release()}). Restore it with that release, and then upgrade."
        )


def refuse_filled_database():
    """Raise BackupError where the database holds anything but what migrations make."""
    found = set(connection.introspection.table_names())
    is_ours = not found or "django_migrations" in found
    with connection.cursor() as cursor:
        for table, which in SIGNS_OF_LIFE.items():
            if is_ours and table in found:
                cursor.execute(f"SELECT 1 FROM {table}{which} LIMIT 1")  # noqa: S608
                is_ours = cursor.fetchone() is None
    if not is_ours:
        raise BackupError(
            "The database is not empty. A back-up is restored into an empty one only."
        )


def refuse_other_files(backup):
    """Raise BackupError where a file of another content stands in the place of one."""
    for entry in backup.files():
        name, storage = entry["name"], entry["field"].storage
        if storage.exists(name):
            with storage.open(name) as file:
                if digest_of(chunks_of(file)) != (entry["size"], entry["sha256"]):
                    raise BackupError(f"There is another file of the name {name} already.")


def load(backup):
    """Put every row where it was, in the place of what migrations have made."""
    empty_tables()
    for model in tables_to_keep():
        with backup.open_rows(model) as lines:
            count = insert(model, lines)
        if count != backup.rows[model._meta.label]["count"]:
            raise BackupError(f"The back-up has not as many {model._meta.label} as it says.")
    connection.check_constraints()
    count_on()
    ContentType.objects.clear_cache()


def known_erasures(path):
    """Return the hashes of the registers beside the back-up and in the folder of back-ups."""
    folders = {path.parent, settings.BACKUP_DIR} - {None}
    return set().union(*map(read_register, folders))


def purge():
    """Send nothing twice, and delete what has expired since the back-up was made."""
    sentence = _("Webbplatsen återställdes från en säkerhetskopia. Ingen vet om det kom fram.")
    for letter in Letter.objects.unsent():
        letter.set_state(Letter.State.DOUBTFUL, sentence)
    for sending in Sending.objects.unfinished():
        sending.pause(sentence)
    settle_letters()
    purge_old_messages()
    delete_unconfirmed()
    delete_old_searches()


def store(backup, stored):
    """Store every file that is not there; add each to the list `stored`."""
    for entry in backup.files():
        field, name = entry["field"], entry["name"]
        if field.storage.exists(name):
            continue
        with backup.open_file(name) as part:
            file = FieldFile(None, field, field.storage.save(name, File(part, name)))
        stored.append(file)
        if file.name != name:
            raise BackupError(f"{name} could not be stored under its name.")


def make_anew(say):
    """Empty the caches, fill the search, and take away pages whose time has passed meanwhile.

    What of that fails is told, and the site is there.
    """
    for name in caches:
        try:
            caches[name].clear()
        except Exception:
            logger.exception("The cache %s was not emptied", name)
            say(f"The cache {name} could not be emptied: empty it before the site is opened.")
    try:
        call_command("update_index", verbosity=0)
    except Exception:
        logger.exception("The search was not filled")
        say("The search could not be filled: run manage.py update_index.")
    try:
        run_schedule()
    except Exception:
        logger.exception("Set times were not kept")
        say("Set times were not kept: run manage.py work before the site is opened.")
