"""The filter of the calendar: read from an address and written to one.

`?ord=` (one of the three words), `?tema=`, `?aktivitet=` (slugs; `slug.key` where an older activity
has the slug too), `?satt=digitalt|pa-plats`, `?gratis=1`, `?oppet=1` and `?dokumentation=1`,
together as one likes.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from wagtail.models import Page

from home.redirects import pages_with_old_slug
from home.themes import Theme, Word

from .status import ON_SITE, ONLINE

# Value of `ord` → the word.
WORDS = {
    "kunskap": Word.KNOWLEDGE,
    "delaktighet": Word.PARTICIPATION,
    "samverkan": Word.COLLABORATION,
}
# Value of `satt` → its label, and how one takes part.
ATTENDANCE = {
    "pa-plats": (gettext_lazy("På plats"), ON_SITE),
    "digitalt": (gettext_lazy("Digitalt"), ONLINE),
}
# Parameter that is 1 or not there → its label, and the method of the QuerySet that asks for it.
FLAGS = {
    "gratis": (gettext_lazy("Gratis"), "free"),
    "oppet": (gettext_lazy("Öppet för alla"), "open_to_all"),
    "dokumentation": (gettext_lazy("Med dokumentation"), "documented"),
}
SLUG = re.compile(r"[a-zA-Z0-9_-]{1,255}", re.ASCII)
PARAMETERS = ("ord", "tema", "aktivitet", "satt", *FLAGS)


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
    word: str = ""
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
        word, attendance = given.get("ord", ""), given.get("satt", "")
        flags = tuple(name for name in FLAGS if name in given)
        if word not in ("", *WORDS) or attendance not in ("", *ATTENDANCE):
            raise UnknownFilterValue
        if any(given[name] != "1" for name in flags):
            raise UnknownFilterValue
        theme, activity = given.get("tema"), given.get("aktivitet")
        return cls(
            themes,
            activities,
            word=word,
            theme=theme and theme_of_slug(theme, themes),
            activity=activity and activity_of_slug(activity, activities),
            attendance=attendance,
            flags=flags,
        )

    def apply(self, events):
        """Return those of the events that have all that is selected."""
        if self.word:
            events = events.with_word(WORDS[self.word])
        if self.theme:
            events = events.with_theme(self.theme)
        if self.activity:
            events = events.of_activity(self.activity)
        if self.attendance:
            events = events.filter(attendance_mode__in=ATTENDANCE[self.attendance][1])
        for name in self.flags:
            events = getattr(events, FLAGS[name][1])()
        return events

    @cached_property
    def parameters(self):
        """Return {name: value} in a fixed order, so that one selection has one address."""
        named = {
            "ord": self.word,
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
    def ahead(self):
        """Return the same filter for what lies ahead, which has no documentation yet."""
        return replace(self, flags=tuple(name for name in self.flags if name != "dokumentation"))

    def option(self, name, value, label, word=""):
        """Return one value of a parameter as an option."""
        is_selected = self.parameters.get(name) == value
        query = self.query_with(name, "" if is_selected else value)
        return FilterOption(str(label), query, is_selected, word)

    def flag(self, name):
        """Return a parameter that is on or off as an option."""
        return self.option(name, "1", FLAGS[name][0])

    @property
    def selected(self):
        """Return an option for each value that is selected; its address is without it."""
        more = [option for _heading, options in self.groups for option in options]
        return [option for option in (*self.words, *more, self.documented) if option.is_selected]

    @cached_property
    def words(self):
        """Return an option for each of the three words."""
        return [self.option("ord", value, word.label, word.value) for value, word in WORDS.items()]

    @cached_property
    def documented(self):
        """Return the option of what has documentation."""
        return self.flag("dokumentation")

    @cached_property
    def groups(self):
        """Return what more can be selected as (heading, options), without what has no events."""
        themes = [row for row in self.themes if row.has_events or row == self.theme]
        pages = [row for row in self.activities if row.has_events or row == self.activity]
        found = [
            (
                gettext("Tema"),
                [self.option("tema", row.slug, row.name, row.word) for row in themes],
            ),
            (
                gettext("Aktivitet"),
                [self.option("aktivitet", row.calendar_slug, row.title) for row in pages],
            ),
            (
                gettext("Så deltar du"),
                [self.option("satt", value, label) for value, (label, _) in ATTENDANCE.items()]
                + [self.flag("gratis"), self.flag("oppet")],
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
