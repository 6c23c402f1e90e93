"""The tasks of the handbook, in the order and the groups of `docs/redaktor.md`."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import PurePosixPath

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from search.language.analyser import content_words, read_word, words

from .markdown import parts

CONTENTS = settings.BASE_DIR / "docs/redaktor.md"
FOLDER = settings.BASE_DIR / "docs/handbok"


@dataclass(frozen=True)
class Task:
    """A page of the handbook."""

    slug: str
    title: str
    group: str

    @cached_property
    def parts(self):
        return parts((FOLDER / f"{self.slug}.md").read_text(encoding="utf-8"))[1:]

    @cached_property
    def keys(self):
        """Return what the page is found by, as the search of the site has it."""
        said = " ".join([self.title, *(part.words() for part in self.parts)])
        return {key for word in words(said) for key in read_word(word).keys}

    @cached_property
    def title_keys(self):
        return {key for word in words(self.title) for key in read_word(word).keys}

    @property
    def url(self):
        return reverse("handbook_task", args=[self.slug])


@cache
def introduction():
    """Return the words before the list of tasks."""
    return [part for part in _contents() if part.kind == "paragraph"]


@cache
def tasks():
    """Return {slug: Task} in the order of the contents."""
    found, group = {}, ""
    for part in _contents():
        if part.kind == "heading":
            group = part.words()
        for row in part.rows:
            slug = PurePosixPath(row[0].url).stem
            found[slug] = Task(slug, row[0].text, group)
    return found


@cache
def _contents():
    return parts(CONTENTS.read_text(encoding="utf-8"))


def address(url):
    """Return where a link or picture of a page leads in the admin."""
    if match := re.fullmatch(r"(?:\.\./)+static/(.+)", url):
        return static(match[1])
    if match := re.fullmatch(r"([\w-]+)\.md", url):
        return reverse("handbook_task", args=[match[1]])
    return url


def found(query):
    """Return the tasks that have every word of a query, first those that have one in the title."""
    wanted = [set(read_word(word).keys) for word in content_words(query) or words(query)]
    if not wanted:
        return []
    hits = [task for task in tasks().values() if all(keys & task.keys for keys in wanted)]
    return sorted(hits, key=lambda task: -sum(bool(keys & task.title_keys) for keys in wanted))
