"""The filter of the calendar: read from an address and written to one.

`?tema=`, `?aktivitet=` (slugs; `slug.key` where an older activity has the slug too),
`?satt=digitalt|pa-plats`, `?gratis=1` and `?oppet=1`, together as one likes.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from wagtail.models import Page

from home.redirects import pages_with_old_slug
from home.themes import Theme

from .status import ON_SITE, ONLINE

# Value of `satt` → its label, and how one takes part.
ATTENDANCE = {
    "pa-plats": (gettext_lazy("På plats"), ON_SITE),
    "digitalt": (gettext_lazy("Digitalt"), ONLINE),
}
# Parameter that is 1 or not there → its label, and the field that it asks for.
FLAGS = {
    "gratis": (gettext_lazy("Gratis"), "is_free"),
    "oppet": (gettext_lazy("Öppet för alla"), "open_to_all"),
}
SLUG = re.compile(r"[a-zA-Z0-9_-]{1,255}", re.ASCII)
PARAMETERS = ("tema", "aktivitet", "satt", *FLAGS)


class UnknownFilterValue(Http404):
    """A value that the calendar cannot be filtered by; 404.html knows it by this name."""


@dataclass(frozen=True)
class FilterOption:
    """A value to filter by; `query` is the address with it, or without it where it is selected."""

    label: str
    query: str
    is_selected: bool = False
    word: str = ""


@dataclass
class EventFilter:
    """The selected values; none of them means all events.

    `themes` and `activities` are what can be selected, with `has_events`.
    """

    themes: list
    activities: list
    theme: Theme | None = None
    activity: Page | None = None
    attendance: str = ""
    flags: tuple = ()

    @classmethod
    def from_query(cls, query, themes, activities):
        """Read the parameters of an address (a QueryDict).

        Raises UnknownFilterValue for a value that does not exist; an empty one, as a form sends it,
        and parameters that are not the calendar's are passed over.
        """
        given = {name: query[name] for name in PARAMETERS if query.get(name)}
        attendance, flags = given.get("satt", ""), tuple(name for name in FLAGS if name in given)
        if attendance not in ("", *ATTENDANCE) or any(given[name] != "1" for name in flags):
            raise UnknownFilterValue
        theme, activity = given.get("tema"), given.get("aktivitet")
        return cls(
            themes,
            activities,
            theme=theme and theme_of_slug(theme, themes),
            activity=activity and activity_of_slug(activity, activities),
            attendance=attendance,
            flags=flags,
        )

    def apply(self, events):
        """Return those of the events that have all that is selected."""
        if self.theme:
            events = events.with_theme(self.theme)
        if self.activity:
            events = events.of_activity(self.activity)
        if self.attendance:
            events = events.filter(attendance_mode__in=ATTENDANCE[self.attendance][1])
        return events.filter(**{FLAGS[name][1]: True for name in self.flags})

    @cached_property
    def parameters(self):
        """Return {name: value} in a fixed order, so that one selection has one address."""
        named = {
            "tema": self.theme and self.theme.slug,
            "aktivitet": self.activity and self.activity.calendar_slug,
            "satt": self.attendance,
            **dict.fromkeys(self.flags, "1"),
        }
        return {name: value for name, value in named.items() if value}

    def query_with(self, name, value):
        """Return the query string («?tema=x», or empty) with a parameter set, or taken out."""
        changed = self.parameters | {name: value}
        selected = {name: changed[name] for name in PARAMETERS if changed.get(name)}
        return f"?{urlencode(selected)}" if selected else ""

    @property
    def query(self):
        """Return the query string of what is selected, or an empty text."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    @property
    def selected(self):
        """Return an option for each value that is selected; its address is without it."""
        options = [option for _heading, options in self.groups for option in options]
        return [option for option in options if option.is_selected]

    @cached_property
    def groups(self):
        """Return what can be selected as (heading, options), without what has no events."""

        def option(name, value, label, word=""):
            is_selected = self.parameters.get(name) == value
            query = self.query_with(name, "" if is_selected else value)
            return FilterOption(str(label), query, is_selected, word)

        themes = [row for row in self.themes if row.has_events or row == self.theme]
        pages = [row for row in self.activities if row.has_events or row == self.activity]
        found = [
            (gettext("Tema"), [option("tema", row.slug, row.name, row.word) for row in themes]),
            (
                gettext("Aktivitet"),
                [option("aktivitet", row.calendar_slug, row.title) for row in pages],
            ),
            (
                gettext("Så deltar du"),
                [option("satt", value, label) for value, (label, _) in ATTENDANCE.items()]
                + [option(name, "1", label) for name, (label, _) in FLAGS.items()],
            ),
        ]
        return [group for group in found if group[1]]

    def __bool__(self):
        return bool(self.parameters)

    def __str__(self):
        """Return what is selected as a sentence would: «Demokrati, gratis»."""
        names = {str(label) for label, _ in (*ATTENDANCE.values(), *FLAGS.values())}
        labels = [option.label for option in self.selected]
        rest = [label.lower() if label in names else label for label in labels[1:]]
        return capfirst(", ".join([*labels[:1], *rest]))


def set_calendar_slugs(activities):
    """Set on each of all activities what an address of the calendar calls it."""
    taken = set()
    for page in sorted(activities, key=lambda page: page.pk):
        page.calendar_slug = slug_with_key(page) if page.slug in taken else page.slug
        taken.add(page.slug)


def slug_with_key(activity):
    """Return what an address calls an activity whose slug an older one has too."""
    return f"{activity.slug}.{activity.pk}"


def theme_of_slug(slug, themes):
    """Return the theme with a slug; raises UnknownFilterValue."""
    for theme in themes:
        if theme.slug == slug:
            return theme
    raise UnknownFilterValue


def activity_of_slug(slug, activities):
    """Return the activity that an address calls so, or called so once; raises UnknownFilterValue.

    An address is also kept that was given while an older activity had the slug.
    """
    for page in activities:
        if slug in (page.calendar_slug, slug_with_key(page)):
            return page
    by_key = {page.pk: page for page in activities}
    for key in pages_with_old_slug(slug) if SLUG.fullmatch(slug) else ():
        if key in by_key:
            return by_key[key]
    raise UnknownFilterValue
