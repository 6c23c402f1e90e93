"""Run one part on the database of the environment: `python -m tests.prove.run PART FILE`."""

import os
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

from tests.browser.worst_server import environment
from tests.prove.report import Report

PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


def main(part: str, file: Path) -> int:
    """Migrate a database of its own, prove the part on it, and return 1 where it broke off."""
    database = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="malmoandan-prove-") as folder:
        os.environ.update(environment(Path(folder)) | {"DATABASE_URL": database})
        (Path(folder) / "static").mkdir()
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        call_command("migrate", interactive=False, verbosity=0)
        report = Report(part, "PostgreSQL" if database else "SQLite", file)
        # Pages can be read without having collected and compressed the files that they name.
        storages = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}
        try:
            with override_settings(STORAGES=storages):
                import_module(f"tests.prove.{part}").prove(report)
        except Exception as error:
            traceback.print_exc()
            report.line("the part came to its end", f"{type(error).__name__}: {error}", False)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
