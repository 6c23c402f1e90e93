"""What waits for those who write: a line on the admin's first page for each, with the way to it.

A part of the site that knows of something names it in a function registered with
`@hooks.register("waiting_lines")`, which takes a user and yields the `Line`s that this user can do
something about, or returns the `Rows` of which they are (home/at_once.py); what is registered with
a lower `order` comes first.  A line is there as long as its cause is, and nothing is ticked off by
hand.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy

from .at_once import Failure, Reports, Rows

logger = logging.getLogger(__name__)

MOST_LINES, MOST_COUNTED = 3, 50  # of one kind
EDIT = _("Öppna sidan")


@dataclass(frozen=True)
class Line:
    """One thing to see to: what, a word more about it, and where it is done.

    `confirm_url` takes a form without fields, by which somebody says that nothing has to be done.
    """

    title: str
    detail: str = ""
    url: str = ""
    action: str = EDIT
    icon: str = "doc-empty"
    confirm_url: str = ""


def waiting_lines(user, reports=None) -> Iterator[Line]:
    """Yield what waits for a user; a part that cannot say is missed alone, and logged."""
    reports = reports or Reports(waiting_lines=[user])
    for report, lines in reports.said("waiting_lines"):
        if isinstance(lines, Failure):
            name = f"{report.__module__}.{report.__name__}"
            logger.error("%s failed", name, exc_info=lines.error)
        else:
            yield from lines


def each_alone(make, rows):
    """Yield what is made of each row; where nothing can be, one is missed alone, and logged."""
    for row in rows:
        try:
            yield make(row)
        except Exception:
            logger.exception("%s.%s failed of %r", make.__module__, make.__qualname__, row.pk)


def first_lines(rows, line_of, more, url):
    """Yield the lines of the first rows, and one that says how many more there are.

    `more` is a sentence in the plural with the number as `%s`, so one more is shown as well; `url`
    leads to all of them.
    """
    rows = list(rows[:MOST_COUNTED])
    shown = rows if len(rows) <= MOST_LINES + 1 else rows[:MOST_LINES]
    yield from each_alone(line_of, shown)
    if number := len(rows) - len(shown):
        title = more % (f"minst {number}" if len(rows) == MOST_COUNTED else number)
        yield Line(title, url=url, action=_("Visa alla"), icon="list-ul")


def lines_of(queryset, names, line_of, more, url):
    """Return the rows of which there are such lines, with the fields that `line_of` reads."""

    def say(rows):
        return first_lines(rows, line_of, more, url)

    return Rows(queryset, names, say, MOST_COUNTED)


def edit_address(page, field=""):
    """Return the address of a page's form in the admin, which opens at one of its fields."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return f"{address}#field-{field}" if field else address


def may_change(user, page):
    """Tell whether a user may change a page whoever has made it; costs no query in a list."""
    return user.is_superuser or "change" in page.permissions_for_user(user).permissions


def pages_to_change(user):
    """Return the pages that a user may change, as pages of no type."""
    return page_permission_policy.instances_user_has_permission_for(user, "change")
