"""How the site is, for machines: /halsa/lever/ is the process, /halsa/ what it needs to answer."""

import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.faults import Fault
from home.jobs import Job
from home.mail.letter import Letter

logger = logging.getLogger(__name__)

FINE, AT_FAULT, UNKNOWN = gettext_lazy("ok"), gettext_lazy("fel"), gettext_lazy("okänt")
PLAIN_TEXT = "text/plain; charset=utf-8"
BLOCK = b"\0" * 4096  # as much as a file takes on most disks


def database_answers() -> bool:
    """Tell whether the database can be asked anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def files_are_stored() -> bool:
    """Tell whether there is room and leave to store an uploaded file, or a bucket that answers."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists("halsa")
        return True
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder) as file:
        return file.write(BLOCK) == len(BLOCK)


def cache_remembers() -> bool:
    """Tell whether the cache gives back what it is given."""
    key = f"health:{secrets.token_hex(8)}"
    cache.set(key, 1, 60)
    remembers = cache.get(key) == 1
    cache.delete(key)
    return remembers


def work_is_done() -> bool:
    """Tell whether `manage.py work` has run lately."""
    return Job.objects.has_run_lately(timezone.now())


def mail_moves() -> bool:
    """Tell whether no letter has waited for long."""
    return not Letter.objects.stuck(timezone.now()).exists()


# By the names that are printed.  Without the first no page can be shown; without the others the
# site is worse, and still better than none.
DATABASE = "databas"
PARTS = {
    DATABASE: database_answers,
    "filer": files_are_stored,
    "cache": cache_remembers,
    "arbete": work_is_done,
    "e-post": mail_moves,
}
ASK_THE_DATABASE = {"arbete", "e-post"}


def state_of(name: str) -> str:
    """Return how a part is; no part can take another along."""
    try:
        return FINE if PARTS[name]() else AT_FAULT
    except Exception as error:
        logger.warning("The health of %s: %s", name, type(error).__name__)
        return AT_FAULT


def state_of_parts() -> dict[str, str]:
    """Return how each part is, the database first."""
    states = {}
    for name in PARTS:
        is_unknown = name in ASK_THE_DATABASE and states[DATABASE] == AT_FAULT
        states[name] = UNKNOWN if is_unknown else state_of(name)
    return states


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say how each part is; 503 only where pages cannot be shown, so that none is sent here."""
    states = state_of_parts()
    if states[DATABASE] == AT_FAULT:
        summary, status = _("nere"), 503
    else:
        is_whole = all(state == FINE for state in states.values())
        summary, status = FINE if is_whole else _("nedsatt"), 200
    lines = [summary, *(f"{name}: {state}" for name, state in states.items())]
    return HttpResponse("\n".join(map(str, lines)) + "\n", status=status, content_type=PLAIN_TEXT)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say `ok` as long as the process answers: to restart it would not mend what it lacks."""
    return HttpResponse("ok\n", content_type=PLAIN_TEXT)


SENTENCES = {
    "filer": gettext_lazy("Det går inte att lagra filer. Se efter om disken är full."),
    "cache": gettext_lazy("Cachen minns inget, så sidorna visas långsammare."),
}


def report_health() -> Iterator[Fault]:
    """Yield a fault for each part that nobody else tells of."""
    for name, sentence in SENTENCES.items():
        if state_of(name) == AT_FAULT:
            yield Fault(_("Servern"), sentence)
