"""What an issue may tell of: what has come, what is documented and what is to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import PageChooserBlock, StreamValue
from wagtail.models import Page

from activities.models import ActivityPage, EventPage
from home.blocks.references import references
from home.blocks.text import FactBlock
from home.checks.days import days_of_line
from home.content_paths import values_of
from home.dates import date_range, day_words, period
from home.models import StandardPage
from home.typed_dates import day_begins
from news.models import ArticlePage, NewsletterPage

from ..paste.forms import text_block

MOST = 40  # of each kind
LOOKED_AT = 200  # pages in which a last day is looked for
FIRST_TIME = timedelta(days=60)  # back, where there is no issue before
SOON = timedelta(days=45)  # events that are proposed ticked, though they are not new


@dataclass(frozen=True)
class Proposal:
    """Something that an issue may tell of; `facts` are rows of (kind, own label, value)."""

    kind: str
    page: Page
    label: str
    note: str = ""
    text: str = ""
    facts: tuple = ()
    link_text: str = ""
    is_chosen: bool = True

    @property
    def key(self):
        return f"{self.kind}-{self.page.pk}"


def last_issue_before(issue):
    """Return when the issue before this one came out; where there is none, two months ago."""
    issues = NewsletterPage.objects.visible().defer_streamfields()
    if issue is not None:
        issues = issues.exclude(pk=issue.pk)
    latest = issues.newest_first().first()
    if latest is None:
        return timezone.now() - FIRST_TIME
    dated = day_begins(latest.date) if latest.date else None
    return dated or latest.first_published_at or timezone.now() - FIRST_TIME


def pages_named_by(issue):
    """Return the keys of the pages that an issue leads to already."""
    stream = issue.items
    return {
        key
        for block, key in references(stream.stream_block, list(stream.raw_data))
        if isinstance(block, PageChooserBlock)
    }


def proposals(issue, since: datetime):
    """Return what an issue (None: a new one) may tell of that it does not tell of yet."""
    named = pages_named_by(issue) if issue is not None else set()
    found = [*_events(since), *_documented(since), *_articles(since), *_pages(since), *_calls()]
    first = {each.page.pk: each for each in reversed(found) if each.page.pk not in named}
    return [each for each in found if first.get(each.page.pk) is each]


def _events(since):
    soon = timezone.now() + SOON
    for event in EventPage.objects.visible().as_rows().upcoming()[:MOST]:
        card = event.card()
        if card.status.is_called_off:
            continue
        is_new = bool(event.first_published_at and event.first_published_at >= since)
        when = period(card.start, card.end) if card.start else card.date_text
        note = " · ".join(map(str, filter(None, [when, card.place, card.status.label])))
        is_soon = bool(event.start and event.start <= soon)
        yield Proposal("event", event, str(card.kind), note, is_chosen=is_new or is_soon)


def _documented(since):
    for event in EventPage.objects.visible().as_rows().documented_since(since)[:MOST]:
        card, what = event.card(), event.printed.documented_with
        when = date_range(card.start, card.end) if card.start else card.date_text
        facts = [("other", _("Dokumentation"), what), ("date", "", when)]
        yield Proposal(
            "documentation",
            event,
            str(card.kind),
            what,
            facts=tuple(row for row in facts if row[2]),
            link_text=_("Läs det som kom fram"),
        )


def _articles(since):
    for article in ArticlePage.objects.visible().as_rows().first_published_since(since)[:MOST]:
        card = article.card()
        note = day_words(article.date) if article.date else card.date_text
        yield Proposal("news", article, str(card.kind), note, text=article.introduction)


def _pages(since):
    for model in (StandardPage, ActivityPage):
        for page in model.objects.visible().as_rows().first_published_since(since)[:MOST]:
            yield Proposal("page", page, "", text=page.introduction)


def _calls():
    """Yield the pages that are no news any more and have a last day which is still to come."""
    today = timezone.localdate()
    for model in (StandardPage, ArticlePage):
        pages = model.objects.visible().with_stored_text('"deadline"')
        for page in pages.order_by("-last_published_at")[:LOOKED_AT]:
            days = [day for day in _last_days(page, today) if day >= today]
            if days:
                row = ("deadline", "", day_words(min(days)))
                yield Proposal(
                    "call", page, "", row[2], page.introduction, facts=(row,), is_chosen=False
                )


def _last_days(page, today):
    for _place, block, value in values_of(page, ["body"]):
        if isinstance(block, FactBlock) and (value or {}).get("kind") == "deadline":
            for _said, days in days_of_line((value.get("value") or "")[:200], today):
                yield from days


def item_of(proposal, heading, text):
    """Return the item that tells of a proposal, as its stream takes it."""
    content = text_block(text)
    if proposal.facts:
        rows = [{"kind": k, "own_label": label, "value": v} for k, label, v in proposal.facts]
        content.append(("facts", {"heading": "", "rows": rows}))
    said = proposal.link_text or _("Läs ”%s”") % proposal.page.title
    link = {"page": proposal.page, "text": said[:160]}
    content.append(("links", {"heading": "", "links": [link]}))
    label = proposal.label[:80]
    return ("item", {"label": label, "heading": heading, "language": "sv", "content": content})


def add_to(issue, items, events):
    """Put items, and events in short rows, last in an issue; what stands there stays untouched.

    Even what cannot be read: it is kept as it is stored.
    """
    stream = issue._meta.get_field("items").stream_block
    new = [*items]
    if events:
        new.insert(0, ("events", {"heading": _("På gång"), "events": events}))
    raw = stream.get_prep_value(stream.normalize(new))
    raw = [{**each, "id": str(uuid4())} for each in raw]
    issue.items = StreamValue(stream, [*issue.items.raw_data, *raw], is_lazy=True)
