"""What is done with many pages at once: they are told apart, since many bear one title."""

from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.models import Page

from .base import last_saved
from .dates import period


def when_of(page):
    """Return when a page is, as a list says it; empty where it is of no day."""
    days = page.days() if hasattr(page, "days") else {}
    if start := days.get("start"):
        return period(start, days.get("end"))
    return days.get("date_text", "")


def told_apart(page):
    """Return the title of a page as it was last saved, with its day and the page above it."""
    latest, above = last_saved(page), page.get_parent()
    above_it = above and above.get_admin_display_title()
    parts = [latest.get_admin_display_title(), when_of(latest), above_it]
    return ", ".join(filter(None, parts))


class ToldApart:
    """A page that asks before it does something with many pages, and names each so."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for rows in context.values():
            for row in rows if isinstance(rows, list) else ():
                page = row.get("item") if isinstance(row, dict) else None
                if isinstance(page, Page):
                    page.draft_title = told_apart(page)  # what Wagtail's templates print
        return context


for action in (DeleteBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction):
    ours = type(action.__name__, (ToldApart, action), {})
    hooks.register("register_bulk_action", ours, order=1)  # in the place of Wagtail's
