"""The generation of the site: a token that every change replaces, and what is kept until the next.

What all pages need (menu, footer, settings, which pages are private) is asked once a generation by
each worker, and kept in its memory.  The token is written in the same transaction as the change,
whoever makes it, and each request compares it by one small query: so the next request is right on
every worker and machine.  Nobody can see a token before its change, and one that is rolled back is
never seen again, so what was kept under it is lost with it.

Each change has a row of its own, so that none waits for another that is under way: the token is
all the rows there are.  Whoever adds a row takes the older ones away but for those that others are
taking away just then.  As long as one that was there is left, a newer one is there as well, which
was not: no two states have the same rows.

Whole pages (`malmoandan/pagecache.py`) are kept under the same token, and are answered without the
database: a worker believes a token that it has read for a second, as long as it hears of no change.
So whoever has changed something tells all workers, and goes on only when each of them has heard it,
or when the second is over: no request that begins after a change is answered with what was before.
"""

import logging
import re
from contextvars import ContextVar
from functools import cache, wraps
from secrets import randbelow, token_hex
from time import monotonic, sleep
from typing import NamedTuple

from django.apps import apps
from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

# What no visitor ever sees, or sees only in the search, of which nothing but the synonyms is kept.
# A model that is missing here costs speed; one that is here and should not be would make pages lag.
UNSEEN_APPS = {"auth", "axes", "sessions", "wagtailadmin", "wagtailsearch"}
UNSEEN = {
    "home": {
        "Answer",
        "Attempt",
        "DraftLink",
        "Erasure",
        "ErasureKey",
        "Feedback",
        "Generation",
        "Job",
        "Letter",
        "LinkReading",
        "LoadedContent",
    }
    | {"Message", "MissedTime", "PageLink"}
    | {"User", "User_groups", "User_user_permissions"},
    "news": {"Sending", "Subscriber", "Subscriber_activities", "Suppression"},
    "search": {"Abbreviation", "DocumentPassage", "DocumentText", "IndexTask", "SearchEntry"}
    | {"SearchEntry_documents", "SearchKey", "SearchOutcome", "SearchWord", "TitleKey"},
    "wagtailcore": {"Comment", "CommentReply", "GroupApprovalTask", "GroupApprovalTask_groups"}
    | {"GroupCollectionPermission", "GroupPagePermission", "GroupSitePermission"}
    | {"ModelLogEntry", "PageLogEntry", "PageSubscription", "Revision", "Task", "TaskState"}
    | {"UploadedFile", "Workflow", "WorkflowContentType", "WorkflowPage", "WorkflowState"}
    | {"WorkflowTask"},
    "wagtailsearchpromotions": {"Query", "QueryDailyHits"},
    "wagtailusers": {"UserProfile"},
}
# As Django writes, and whatever else may write: by hand, with a schema, a comment or a WITH.
BY_DJANGO = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"(?!\.)')
BY_HAND = re.compile(
    r"\b(?:INSERT|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|MERGE|COPY)\b", re.IGNORECASE
)
NEW_GENERATION = {
    # One transaction writes at a time.
    "sqlite": "INSERT OR REPLACE INTO home_generation (id, token) VALUES (1, %s)",
    "postgresql": """
        WITH earlier AS (SELECT id FROM home_generation FOR UPDATE SKIP LOCKED),
             gone AS (DELETE FROM home_generation WHERE id IN (SELECT id FROM earlier))
        INSERT INTO home_generation (token, id) VALUES (%s, %s)
    """,
}
LARGEST_KEY = 2**63
# How many answers, fragments and rows a worker keeps: some 20 MB, were all of them there.
MOST_KEPT, MOST_FRAGMENTS, MOST_ROWS = 1000, 3000, 1000

PAGES = "pages"  # the cache of whole pages
ASKED_EVERY = 1  # seconds for which a worker believes the token that it has read
GONE_FOR = 600  # seconds without the database, which then nobody can write to either

logger = logging.getLogger(__name__)


class Generation(models.Model):
    """A change; all rows together say which generation the site is in."""

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generationer")


@cache
def seen_tables():
    """Return the tables whose rows a visitor may see something of."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in UNSEEN_APPS
        and model.__name__ not in UNSEEN.get(model._meta.app_label, ())
    }


def is_migrated():
    """Tell whether the database has the table of generations, which `migrate` may still make.

    Only that it is there is remembered: a worker may be there before it, and made by another.
    """
    global _is_migrated
    if not _is_migrated:
        _is_migrated = Generation._meta.db_table in connection.introspection.table_names()
    return _is_migrated


def _forget_tables(**signal):
    global _is_migrated
    _is_migrated = False


_is_migrated = False
pre_migrate.connect(_forget_tables)
post_migrate.connect(_forget_tables)


def is_change(sql):
    """Tell whether a statement writes what a visitor may see something of."""
    sql = str(sql)
    if found := BY_DJANGO.match(sql):
        return found[1] in seen_tables()
    if sql.startswith("SELECT"):
        return False
    return bool(BY_HAND.search(sql)) and not seen_tables().isdisjoint(re.findall(r"\w+", sql))


def new_generation(vendor):
    """Return the statement that begins a generation, and its parameters.

    No key is given out in turn, as PostgreSQL would: rows of releases before have the key 1.
    """
    parameters = [token_hex(16)]
    if vendor == "postgresql":
        parameters.append(randbelow(LARGEST_KEY))
    return NEW_GENERATION[vendor], parameters


def begin_generation(execute, sql, parameters, many, context):
    """Execute a statement; with a change, and in its transaction, write a new token."""
    known = _request.get()
    if not is_change(sql) or not is_migrated():
        if known is not None and "token" not in known:
            known["has_read"] = True
        return execute(sql, parameters, many, context)
    if known is not None:
        known.clear()
        known["has_read"] = True
    database = context["connection"]
    begin, values = new_generation(database.vendor)
    if database.in_atomic_block:
        execute(begin, [values] if many else values, many, context)
        _tell_once_committed(database)
        return execute(sql, parameters, many, context)
    if database.vendor == "sqlite" and " RETURNING " in sql:
        # Its rows are still to be fetched; what is written meanwhile is committed with it.
        result = execute(sql, parameters, many, context)
        with database.cursor() as cursor:
            cursor.execute(begin, values)
        _tell_once_closed(context["cursor"])
        return result
    with transaction.atomic(database.alias):
        return begin_generation(execute, sql, parameters, many, context)


def _watch(connection, **signal):
    if begin_generation not in connection.execute_wrappers:
        connection.execute_wrappers.append(begin_generation)


connection_created.connect(_watch)


def _tell_once_committed(database):
    global _seen
    _seen = NOTHING_SEEN
    if not any(hook is tell_of_change for _savepoints, hook, _robust in database.run_on_commit):
        transaction.on_commit(tell_of_change, using=database.alias, robust=True)


def _tell_once_closed(cursor):
    def close():
        cursor.cursor.close()
        tell_of_change()

    cursor.close = close


def tell_of_change():
    """Have every worker ask for the token; return when none believes one from before any more."""
    begun = monotonic()
    tell = getattr(caches[PAGES], "tell", None)
    if tell and not tell(ASKED_EVERY):
        sleep(max(0, begun + ASKED_EVERY - monotonic()))


def heard():
    """Return a mark that is another one once there is a change; None where none would be heard."""
    hear = getattr(caches[PAGES], "heard", None)
    return hear() if hear else None


class Seen(NamedTuple):
    """A token that this worker has read, what it had heard then, when it asked and was answered."""

    token: str | None
    heard: object
    asked: float
    answered: float


NOTHING_SEEN = Seen(None, None, float("-inf"), float("-inf"))
_seen = NOTHING_SEEN


class Memory:
    """What a worker keeps of one generation."""

    def __init__(self, token=""):
        self.token = token
        self.answers, self.fragments, self.rows = {}, {}, {}


# What the request of this thread knows: the «token» and the «memory» of its generation, whether it
# «has read» anything before it asked which one that is, and the «error» where there was no answer:
# nobody waits for the database twice.
_request = ContextVar("generation", default=None)
_kept = Memory()


def current_token():
    """Return the token of the generation as the database has it; None where nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM home_generation ORDER BY id")
        return "".join(token for (token,) in cursor.fetchall()) or None


def token_of_request():
    """Return the token under which this request answers, asked for once; None outside a request."""
    global _seen
    known = _request.get()
    if known is None:
        return None
    if "error" in known:
        raise known["error"]
    if "token" not in known:
        has_read, mark, asked = known.get("has_read", False), heard(), monotonic()
        try:
            known["token"] = current_token()
        except (DatabaseError, InterfaceError) as error:
            known["error"] = error
            raise
        known["has_read"] = has_read
        believed_from = asked if mark is not None else float("-inf")
        _seen = Seen(known["token"], mark, believed_from, asked)
    return known["token"]


def believed_token():
    """Return the token that this worker has read within a second, if nothing has changed since."""
    seen = _seen
    if monotonic() < seen.asked + ASKED_EVERY and seen.heard == heard():
        return seen.token
    return None


def recent_token():
    """Return the token that this worker has read a moment ago, or the one of now after a change.

    Where the database does not answer it is the last one for a while, since nobody can change
    anything there; None where that is too long ago.
    """
    global _seen
    if token := believed_token():
        return token
    seen, now = _seen, monotonic()
    try:
        return token_of_request()
    except (DatabaseError, InterfaceError) as error:
        if now > seen.answered + GONE_FOR:
            return None
        logger.warning("Kept pages are shown without the database: %s", type(error).__name__)
        _seen = seen._replace(heard=heard(), asked=monotonic())
        return seen.token


def _memory():
    """Return what is kept of the request's generation; None outside a request."""
    global _kept
    known = _request.get()
    if known is None:
        return None
    if "memory" not in known:
        token, memory = token_of_request(), _kept
        if memory.token != token:
            memory = Memory(token)
            if token:
                _kept = memory
        known["memory"] = memory
    return known["memory"]


def keep(kept, question, answer, most):
    """Keep an answer; of a long generation most is of moments that have passed."""
    if len(kept) >= most:
        kept.clear()
    kept[question] = answer


def once_a_generation(function):
    """Have a function asked once a generation; outside a request it is asked each time.

    Its arguments are its key.  All threads share what it returns, so nobody may change that.
    """

    @wraps(function)
    def kept(*arguments):
        memory, question = _memory(), (function, arguments)
        if memory is None:
            return function(*arguments)
        answer = memory.answers.get(question, memory)
        if answer is not memory:
            return answer
        answer = function(*arguments)
        keep(memory.answers, question, answer, MOST_KEPT)
        return answer

    return kept


def each_once_a_generation(fetch):
    """Have a function that returns {key: row} asked once a generation for each of its keys.

    They are its last argument.  A row that is not there is not asked for again either.
    """

    @wraps(fetch)
    def kept(*arguments):
        *others, keys = arguments
        memory = _memory()
        if memory is None:
            return fetch(*others, keys)
        names = {key: (fetch, *others, key) for key in keys}
        found = {key: memory.rows.get(name, memory) for key, name in names.items()}
        if missing := [key for key, row in found.items() if row is memory]:
            fetched = fetch(*others, missing)
            for key in missing:
                found[key] = fetched.get(key)
                keep(memory.rows, names[key], found[key], MOST_ROWS)
        return {key: row for key, row in found.items() if row is not None}

    return kept


def kept_fragments():
    """Return {name: fragment} of what templates have printed; None where none may be kept.

    A fragment is printed from rows that its request has read.  Were any of them read before the
    token, a change in between would leave old words under the new token for good.  The pages that
    say that the database does not answer are printed without it.
    """
    try:
        memory = _memory()
    except (DatabaseError, InterfaceError):
        return None
    return None if memory is None or _request.get()["has_read"] else memory.fragments


class GenerationMiddleware:
    """Let a request ask for its generation once, and only if it needs to know."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = _request.set({})
        try:
            return self.get_response(request)
        finally:
            _request.reset(before)
