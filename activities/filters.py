"""What a visitor has asked the calendar to show only: read from an address and written to one.

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

WAYS = {"pa-plats": gettext_lazy("På plats"), "digitalt": gettext_lazy("Digitalt")}
# What an event of its own says yes to.
FLAGS = {"gratis": gettext_lazy("Gratis"), "oppet": gettext_lazy("Öppet för alla")}
SLUG = re.compile(r"[a-zA-Z0-9_-]{1,255}(?:\.\d{1,19})?", re.ASCII)


class UnknownChoice(Http404):
    """A choice that the calendar does not have; 404.html knows it by this name."""


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen; `query` is the address with it, or without it when chosen."""

    label: str
    query: str
    chosen: bool = False
    word: str = ""


@dataclass(frozen=True)
class EventFilter:
    """The chosen values; none of them means all events."""

    theme: Theme | None = None
    activity: Page | None = None
    way: str = ""
    flags: frozenset = frozenset()

    @classmethod
    def of(cls, query, themes, activities):
        """Read the parameters of an address (a QueryDict), for these themes and activities.

        Raises UnknownChoice for a value that does not exist; an empty one, as a form sends it, and
        parameters that are not the calendar's are passed over.
        """
        given = {name: query.get(name, "") for name in ("tema", "aktivitet", "satt", *FLAGS)}
        given = {name: value for name, value in given.items() if value}
        if not all(SLUG.fullmatch(value) for value in given.values()):
            raise UnknownChoice
        if given.get("satt", "digitalt") not in WAYS:
            raise UnknownChoice
        if any(given.get(name, "1") != "1" for name in FLAGS):
            raise UnknownChoice
        return cls(
            _existing(themes, given.get("tema"), lambda theme: [theme.slug]),
            # An address is also kept that was given while an older one was there.
            _existing(
                activities, given.get("aktivitet"), lambda page: [page.choice, namesake(page)]
            ),
            given.get("satt", ""),
            frozenset(name for name in FLAGS if name in given),
        )

    def apply(self, events):
        """Return those of the events that have all that is chosen."""
        if self.theme:
            events = events.with_theme(self.theme)
        if self.activity:
            events = events.of_activity(self.activity)
        if self.way:
            modes = ONLINE if self.way == "digitalt" else ON_SITE
            events = events.filter(attendance_mode__in=modes)
        if "gratis" in self.flags:
            events = events.filter(is_free=True)
        if "oppet" in self.flags:
            events = events.filter(open_to_all=True)
        return events

    @cached_property
    def parameters(self):
        """Return {name: value} in a fixed order, so that one choice has one address."""
        named = {
            "tema": self.theme.slug if self.theme else "",
            "aktivitet": self.activity.choice if self.activity else "",
            "satt": self.way,
            **{name: "1" for name in FLAGS if name in self.flags},
        }
        return {name: value for name, value in named.items() if value}

    def with_(self, **changes):
        """Return the query string («?tema=x», or empty) with some parameters set or taken out."""
        changed = self.parameters | changes
        order = ("tema", "aktivitet", "satt", *FLAGS)
        chosen = {name: changed[name] for name in order if changed.get(name)}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def query(self):
        """Return the query string of what is chosen, or an empty text."""
        return self.with_()

    @property
    def labels(self):
        """Return what is chosen, in words: the themes's name, the activity's, and so on."""
        return [choice.label for choice in self.chosen]

    @property
    def chosen(self):
        """Return a `Choice` for each value that is chosen; its address is without it."""
        names = {
            "tema": self.theme and self.theme.name,
            "aktivitet": self.activity and self.activity.title,
            "satt": WAYS.get(self.way),
            **FLAGS,
        }
        return [
            Choice(str(names[name]), self.with_(**{name: ""}), True) for name in self.parameters
        ]

    def _choice(self, name, value, label, word=""):
        chosen = self.parameters.get(name) == value
        return Choice(label, self.with_(**{name: "" if chosen else value}), chosen, word)

    def groups(self, themes, activities):
        """Return what can be chosen as (heading, choices); a heading without choices is left out.

        `themes` and `activities` are those that have any events.
        """
        ways = [self._choice("satt", value, label) for value, label in WAYS.items()]
        flags = [self._choice(name, "1", label) for name, label in FLAGS.items()]
        found = [
            (gettext("Tema"), [self._choice("tema", t.slug, t.name, t.word) for t in themes]),
            (
                gettext("Aktivitet"),
                [self._choice("aktivitet", page.choice, page.title) for page in activities],
            ),
            (gettext("Så deltar du"), ways + flags),
        ]
        return [group for group in found if group[1]]

    def __bool__(self):
        return bool(self.parameters)

    def __str__(self):
        """Return what is chosen as a sentence would: «Demokrati, gratis»."""
        first, *rest = self.labels or [""]
        names = {str(label) for label in (*WAYS.values(), *FLAGS.values())}
        rest = [label.lower() if label in names else label for label in rest]
        return capfirst(", ".join([first, *rest]))


def name_choices(activities):
    """Note on each of all activities what an address calls it (`ActivityPage.choice`)."""
    taken = set()
    for page in sorted(activities, key=lambda page: page.pk):
        page.choice = namesake(page) if page.slug in taken else page.slug
        taken.add(page.slug)


def with_todays_name(query, activities):
    """Return the parameters of an address (a QueryDict) with the name that an activity has now."""
    name = query.get("aktivitet", "")
    if not SLUG.fullmatch(name) or any(name == page.slug for page in activities):
        return query
    today = {page.pk: page.choice for page in activities}
    renamed = next((today[key] for key in pages_with_old_slug(name) if key in today), None)
    if renamed is None:
        return query
    query = query.copy()
    query["aktivitet"] = renamed
    return query


def namesake(activity):
    """Return what an address calls an activity whose slug an older one has too."""
    return f"{activity.slug}.{activity.pk}"


def _existing(rows, value, names_of):
    """Return the row with this name, or None where none is asked for; raises UnknownChoice."""
    if not value:
        return None
    for row in rows:
        if value in names_of(row):
            return row
    raise UnknownChoice
