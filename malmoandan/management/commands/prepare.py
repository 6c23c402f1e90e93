"""Everything that stands between a checkout and a site that can be served."""

import hashlib
import json
import secrets
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page

from home.models import LoadedContent
from malmoandan.admin_words import name_permissions
from malmoandan.content.files import file_names
from malmoandan.first_password import make_first_account
from malmoandan.site_address import follow_base_url
from search.language.vocabulary import register

OWN_APPS = ("home", "activities", "news", "search")
CHANGED_MIGRATION = (
    "The database was made from another {name} than the file of this version. A migration that "
    "has landed is never changed: take the version that it was made from, or bring the file back."
)
MADE_ANEW = " On a machine of your own: delete {database}, and the content is loaded again."


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def migration_hashes() -> dict[str, str]:
    """Return `app.name` → hash of the file, for every migration of our own apps."""
    return {
        f"{label}.{path.stem}": file_hash(path)
        for label in OWN_APPS
        for path in sorted(Path(apps.get_app_config(label).path, "migrations").glob("0*.py"))
    }


class Command(BaseCommand):
    """Migrate, collect static files, load new content, make the first account."""

    help = "Brings database, static files, content and the first account up to date."
    # Run at every start, so it has to be quick; `make test` does the checks.
    requires_system_checks = ()

    def handle(self, **options):
        settings.DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
        self.refuse_changed_migrations()
        self.migrate()
        self.collect_static()
        self.give_the_site_its_address()
        if not Page.objects.filter(depth__gt=2).exists():
            self.stdout.write("Loading the content …")
            call_command("load_content")
        elif self.has_new_content():
            self.load_new_content()
        register()  # so that the first who searches need not wait for it
        self.make_first_account()

    def refuse_changed_migrations(self):
        """Raise CommandError when an applied migration is no longer the file it was.

        Only a developer is told to delete anything, and only a file of SQLite.
        """
        stamp = self.stamp("migrations")
        known = json.loads(stamp.read_text()) if stamp.exists() else {}
        now = migration_hashes()
        for label, name in MigrationRecorder(connection).applied_migrations():
            migration = f"{label}.{name}"
            current = now.get(migration)
            if label in OWN_APPS and current != known.get(migration, current or "missing"):
                advice = MADE_ANEW if settings.DEBUG and connection.vendor == "sqlite" else ""
                database = connection.settings_dict["NAME"]
                raise CommandError(
                    (CHANGED_MIGRATION + advice).format(name=migration, database=database)
                )

    def migrate(self):
        """Apply what is missing, and remember which files the database was made from."""
        executor = MigrationExecutor(connection)
        stamp = self.stamp("migrations")
        if stamp.exists() and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        call_command("migrate", interactive=False, verbosity=0)
        name_permissions()
        stamp.write_text(json.dumps(migration_hashes(), indent=0))

    def collect_static(self):
        """Collect, slim, hash and compress static files, when any, the lock or the way has changed.

        What an earlier version has collected stays: open pages and running workers ask for it. Only
        where nobody knows that it is whole, without its stamp, is it collected from the beginning.
        """
        if settings.DEBUG:
            return
        makers = ("requirements.lock", "malmoandan/static_files.py")
        files = [settings.BASE_DIR / name for name in makers]
        files += sorted(
            path for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file()
        )
        digest = hashlib.sha256("".join(f"{path}{file_hash(path)}" for path in files).encode())
        stamp = self.stamp("static")
        if not stamp.exists() or stamp.read_text() != digest.hexdigest():
            self.stdout.write("Collecting static files …")
            is_whole = stamp.exists()
            stamp.unlink(missing_ok=True)
            call_command("collectstatic", interactive=False, clear=not is_whole, verbosity=0)
            stamp.write_text(digest.hexdigest())

    def give_the_site_its_address(self):
        """Let the site follow BASE_URL (CommandError when that is no address)."""
        try:
            follow_base_url()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error

    def has_new_content(self):
        """Tell whether a site that was made of the content files lacks some of a newer version."""
        loaded = set(LoadedContent.objects.values_list("name", flat=True))
        return bool(loaded) and not file_names(settings.BASE_DIR / "content") <= loaded

    def load_new_content(self):
        """Load them; where an editor's page is in the way the site goes on as it is."""
        try:
            call_command("load_content")
        except CommandError as error:
            self.stdout.write(f"{error} Nothing of it was loaded, and the site goes on.")

    def make_first_account(self):
        """Make the account `admin` where there is none, and print its password this once."""
        if get_user_model().objects.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        make_first_account("admin", password)
        self.stdout.write(f"Log in to /admin/ as admin with the password {password}")
        self.stdout.write("It is shown this once; change it under your account in the admin.")

    def stamp(self, name: str) -> Path:
        """Return the file that remembers what was done in this data folder."""
        return settings.DATA_DIR / f"{name}.stamp"
