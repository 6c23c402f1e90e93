"""The page on how to follow what happens: letters, calendars, feeds, and what is new."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.search import index

from .base import BasePage, Card
from .feeds import webcal_address
from .generation import once_a_generation
from .querysets import SitePageQuerySet
from .themes import Theme
from .typed_dates import day_begins

NEW_FOR = timedelta(days=31)
NEW_SHOWN = 30
LISTS = {
    "calendar": "activities.CalendarPage",
    "news_list": "news.NewsIndexPage",
    "newsletters": "news.NewsletterIndexPage",
}


@dataclass(frozen=True)
class Update:
    """Something new on the site: its card, what it is and when it came."""

    card: Card
    kind: str
    came: datetime


class FollowPage(BasePage):
    """How to follow what happens; all of it keeps itself."""

    page_description = gettext_lazy(
        "Hur man följer kalendern och nyheterna, och vad som är nytt den senaste månaden. "
        "Uppdateras automatiskt. Det kan bara finnas en."
    )
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]
    public_name = gettext_lazy("Sida")
    search_fields = BasePage.search_fields + [index.SearchField("said")]

    class Meta:
        verbose_name = gettext_lazy("Så följer du oss")
        verbose_name_plural = gettext_lazy("Så följer du oss")

    @property
    def said(self):
        """Return what visitors read on the page, which nobody has written into it."""
        return _(
            "Prenumerera på kalendern, så dyker nya evenemang upp i din egen kalender. Med ett "
            "nyhetsflöde (RSS) kommer det som är nytt till dig. Prenumerera på nyhetsbrevet, så "
            "får du det i din e-post, eller ett brev när det finns nya evenemang."
        )

    def get_context(self, request, *args, **kwargs):
        activities = apps.get_model("activities.ActivityPage").objects.rows_in_editors_order()
        return {
            **super().get_context(request, *args, **kwargs),
            **_lists(),
            # One that stands outside the site has no address to subscribe at.
            "activities": [page for page in activities if page.full_url],
            "subjects": _subjects_of_news(),
            "updates": latest_updates(day_begins(timezone.localdate() - NEW_FOR)),
        }


@once_a_generation
def _subjects_of_news():
    """Return (name, query of the feed) of each kind of news and each theme."""
    kinds = apps.get_model("news.Category").objects.by_name()
    themes = Theme.objects.all()
    return [(kind.name, f"?kategori={kind.slug}") for kind in kinds] + [
        (theme.name, f"?tema={theme.slug}") for theme in themes
    ]


@once_a_generation
def _lists():
    """Return the lists that a visitor may see by name, fetched with one query."""
    models = {name: apps.get_model(label) for name, label in LISTS.items()}
    found = SitePageQuerySet(Page).visible().exact_type(*models.values())
    pages = {page.specific_class: page for page in found}
    lists = {name: pages.get(model) for name, model in models.items()}
    calendar = lists["calendar"]
    return {**lists, "subscription_url": calendar and webcal_address(calendar.full_url or "")}


def latest_updates(since):
    """Return what has come since a moment, latest first: at most `NEW_SHOWN`."""
    return _latest_updates(since, apps.get_model("activities.EventPage").objects.quiet_since())


@once_a_generation
def _latest_updates(since, now):
    visible = {
        name: apps.get_model(name).objects.visible().as_rows()
        for name in ("activities.EventPage", "news.ArticlePage", "news.NewsletterPage")
    }
    events = visible["activities.EventPage"]
    documented = {
        # Visitors read it since the event was over, at the earliest.
        event.pk: Update(
            event.card(),
            _("Dokumentation"),
            max(filter(None, [event.documented_at, event.end or event.start])),
        )
        for event in events.documented_since(since, now)[:NEW_SHOWN]
    }
    published = chain.from_iterable(
        pages.first_published_since(since)[:NEW_SHOWN] for pages in visible.values()
    )
    found = [_published(page) for page in published if page.pk not in documented]
    found += documented.values()
    return sorted(found, key=lambda update: update.came, reverse=True)[:NEW_SHOWN]


def _published(page):
    card = page.card()
    kind = _("Evenemang") if card.status else card.kind
    return Update(card, kind, page.first_published_at)
