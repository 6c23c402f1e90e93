"""A list of addresses that was kept elsewhere: read, tried, and taken in."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from home.email_address import LONGEST, normalised
from home.redirect_import import as_text

from .subscriber import Subscriber
from .suppression import AT_ONCE, batched, suppressed
from .workbook import WorkbookError, is_workbook, text_of_workbook

MOST = 20_000  # addresses at a time
BETWEEN = re.compile(r"[\n\r;,\t]+")
# «"Ek, Anna" <anna@exempel.se>», which a comma has cut; there may be more than one of them.
BRACKETED = re.compile(r"<([^<>@]*@[^<>@]*)>")
AROUND = " \"'()<>"


@dataclass
class Reading:
    """What a list holds: addresses that are new, and those that are not taken in, and why."""

    new: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    suppressed: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)


def text_of_file(data):
    """Return the text of a file of the list; raises `WorkbookError` for what is not read."""
    if is_workbook(data):
        return text_of_workbook(data)
    if "\0" in (text := as_text(data)):
        said = _("Filen är varken text eller Excel. Spara listan som .xlsx eller CSV.")
        raise WorkbookError(said)
    return text


def written(text):
    """Yield what may be an address: all between commas, tabs and lines that has an @ in it."""
    for part in BETWEEN.split(text):
        if "@" in part:
            yield from BRACKETED.findall(part) or [part]


def read(text):
    """Return the `Reading` of a text; names, headings and other columns are passed over."""
    reading, seen = Reading(), {}
    for part in written(text):
        part = part.strip().strip(AROUND)
        try:
            validate_email(email := normalised(part.removeprefix("mailto:")))
            if len(email) > LONGEST:
                raise ValidationError("long")
        except ValidationError:
            reading.invalid.append(part[:LONGEST])
            continue
        if email in seen:
            reading.repeated.append(email)
        seen[email] = None
    stopped = suppressed(seen)
    known = set()
    for some in batched(seen, AT_ONCE):
        known.update(Subscriber.objects.filter(email__in=some).values_list("email", flat=True))
    for email in seen:
        is_stopped, is_known = email in stopped, email in known
        where = reading.known if is_known else reading.suppressed if is_stopped else reading.new
        where.append(email)
    return reading


def take_in(emails, basis, **topics):
    """Store new subscribers, who have said yes before as `basis` tells; return how many."""
    now, before = timezone.now(), Subscriber.objects.count()
    rows = [
        Subscriber(
            email=email,
            confirmed=now,
            source=Subscriber.Source.IMPORT,
            consent_text=basis,
            consent_version="import",
            **topics,
        )
        for email in emails
    ]
    Subscriber.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return Subscriber.objects.count() - before
