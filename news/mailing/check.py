"""*Brevkollen*: what to look at before an issue is mailed, since a mail cannot be mended.

An error stops the sending, a warning asks.
"""

import logging
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from home.blocks.coming_dates import ComingDateBlock
from home.blocks.text import FactBlock
from home.checks.content import Content, Finding
from home.checks.days import days_of_line
from home.checks.findings import Findings
from home.consent import Consent
from home.content_paths import ContentPath, Step
from home.dates import date_range, day_words
from home.exposure import hidden_links, opens_a_meeting, source_of

from ..blocks import IssueEventsBlock, NewsletterItemBlock
from .mail import newsletter_mail, subject_of

logger = logging.getLogger(__name__)

MOST = 30  # lines of one check
LONGEST_SUBJECT = 60  # letters that most programs show
TOO_HEAVY = 100_000  # bytes of HTML: Gmail hides what is beyond, and with it the way to leave
DAYS = ("date", "deadline")


class LetterCheck(NamedTuple):
    """What `letter_check` found: two lists of `Finding`, and how many checks failed themselves."""

    errors: list
    warnings: list
    failed: int

    @property
    def may_be_sent(self):
        return not self.errors


def letter_check(page):
    """Return what stands against mailing an issue as it is, and what its sender should look at."""
    content = Content(page)
    errors, failed = _run((unfinished, hidden, meetings, unreadable), content)
    checks = (numbering, passed_days, empty_items, ended_consents, subject)
    warnings, more_failed = _run(checks, content)
    of_page = Findings(page)
    known = {finding.place.path for finding in errors}
    warnings += [each for each in of_page.found if not (each.always and each.place.path in known)]
    return LetterCheck(errors, [*dict.fromkeys(warnings)], failed + more_failed + of_page.failed)


def _run(checks, content):
    """Return (what the checks find, how many failed)."""
    found, failed = [], 0
    for check in checks:
        try:
            with transaction.atomic():
                found += [*check(content)][:MOST]
        except Exception:
            logger.exception("%s failed", check.__name__)
            failed += 1
    return found, failed


def unfinished(content):
    """Yield what publishing needs, and that nobody could read the issue on the web."""
    page, errors = content.page, {}
    try:
        page.clean()
    except ValidationError as error:
        errors = error.message_dict
    errors |= {name: [str(said)] for name, said in page.missing().items()}
    if not page.live:
        said = _("Numret är inte publicerat, så ”Läs i webbläsaren” leder ingenstans.")
        errors.setdefault("title", []).append(said)
    for name, sentences in errors.items():
        known = name in {field.name for field in page._meta.fields}
        place = content.place(name if known else "title")
        yield from (Finding(place, sentence) for sentence in sentences)


def hidden(content):
    """Yield the links to pages and documents that readers cannot open.

    A row whose event is not published says itself when and where.
    """
    said = {
        f"{place.path}.event"
        for place, block, value in content.values
        if isinstance(block, ComingDateBlock) and value.shown
    }
    for place, sentence in hidden_links(content.page):
        if place.path not in said:
            yield Finding(place, sentence)


def meetings(content):
    """Yield the texts that lead right into a meeting."""
    for place, _block, value in content.values:
        if opens_a_meeting(source_of(value)):
            said = _("Det här leder rakt in i ett möte, för alla som får brevet. Ta bort det.")
            yield Finding(place, said)


def unreadable(content):
    """Yield the parts that the mail lacks, and what it weighs where that is too much."""
    mail = newsletter_mail(content.page)
    for path in mail.failed:
        said = _("Den här delen går inte att skriva ut i mejlet. Gör om den.")
        yield Finding(_place_at(content, path), said)
    if (size := len(mail.html.encode())) > TOO_HEAVY:
        said = _(
            "Mejlet väger %(size)d kB. Över 100 kB visar inte alla program slutet, där man "
            "avslutar prenumerationen. Korta texten, eller länka till den."
        )
        yield Finding(content.place("items"), said % {"size": size // 1000})


def _place_at(content, path):
    """Return a place by its path in the form, without the labels on the way."""
    name, *rest = path.split(".")
    steps = tuple(Step(ValidationError, key, key, "") for key in rest)
    return ContentPath(name, content.place(name).label, steps)


def numbering(content):
    """Yield a number that does not follow, and a year that is not this one."""
    page, this_year = content.page, timezone.localdate().year
    if page.year and page.year != this_year:
        said = _("Numret hör till %(year)s, men nu är det %(this)s.")
        yield Finding(content.place("year"), said % {"year": page.year, "this": this_year})
    others = type(page).objects.live().exclude(pk=page.pk)
    latest = others.next_number(page.year) - 1 if page.year else 0
    if latest and not page.number:
        said = _("Numret har ingen siffra. Det förra var nr %d.") % latest
        yield Finding(content.place("number"), said)
    elif page.number and page.number > latest + 1:
        said = _("Det här är nr %(number)d, men inget nummer av %(year)d har kommit ut.")
        if latest:
            said = _("Det här är nr %(number)d, men det förra var nr %(latest)d.")
        values = {"number": page.number, "latest": latest, "year": page.year}
        yield Finding(content.place("number"), said % values)
    elif latest and page.number and page.number < latest:
        said = _("Nr %d är redan ute, och det här är ett tidigare nummer.") % latest
        yield Finding(content.place("number"), said)


def passed_days(content):
    """Yield the days of facts and of coming dates that have passed."""
    today = timezone.localdate()
    for place, block, value in content.values:
        if isinstance(block, ComingDateBlock) and value.shown and value.shown.is_over:
            row = value.shown
            when = date_range(row.start, row.end) if row.start else row.title
            yield Finding(place, _("%(day)s har passerat.") % {"day": when})
        if not isinstance(block, FactBlock) or (value or {}).get("kind") not in DAYS:
            continue
        text = value.get("value") or ""
        days = [day for _said, days in days_of_line(text[:200], today) for day in days]
        if days and max(days) < today:
            said = _("%(day)s har passerat.") % {"day": day_words(max(days))}
            yield Finding(place, said)


def empty_items(content):
    """Yield the items with nothing below their heading, and the events that are over or off."""
    for place, block, value in content.values:
        if isinstance(block, NewsletterItemBlock) and not (value or {}).get("content"):
            yield Finding(place, _("Inslaget har bara en rubrik."))
        elif isinstance(block, IssueEventsBlock):
            events = block.get_context(value or {})["events"]
            if not events:
                yield Finding(place, _("Här visas inget evenemang."))
            for event in events:
                if (status := event.card().status).is_over or status.is_called_off:
                    values = {"title": event.title, "state": status.label}
                    yield Finding(place, _("”%(title)s”: %(state)s.") % values)


def ended_consents(content):
    """Yield the people and pictures that may not be shown any more."""
    today = timezone.localdate()
    for place, _block, value in content.values:
        until = value.consent_until if isinstance(value, Consent) else None
        if until and until < today:
            values = {"title": value.title, "day": day_words(until)}
            said = _("Samtycket för ”%(title)s” gällde till %(day)s.")
            yield Finding(place, said % values)


def subject(content):
    """Yield a subject of which most readers see the beginning alone, or that nobody has written."""
    if subject_of(content.page) == _("Nytt nyhetsbrev"):  # as drafts that are made are called
        said = _("Titeln blir mejlets ämne. Skriv vad numret handlar om.")
        yield Finding(content.place("title"), said)
    letters = len(subject_of(content.page))
    if letters > LONGEST_SUBJECT:
        said = _(
            "Titeln blir mejlets ämne. Den har %(letters)d tecken, och i inkorgen syns ungefär "
            "%(most)d."
        )
        yield Finding(content.place("title"), said % {"letters": letters, "most": LONGEST_SUBJECT})
