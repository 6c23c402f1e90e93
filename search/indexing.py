"""Reads the texts of an object and turns them into the columns of the index."""

import re
from dataclasses import dataclass, field

from django.db.models import Manager
from django.utils.formats import date_format
from django.utils.translation import override
from wagtail.search import index

from .compounds import STOP_WORDS
from .swedish import as_key, index_text, keys, related, unhyphenated, words

SENTENCE = 60  # letters; what is shorter is a name, a place or another fact
# What a title and a lead may take of the vector that they share with the text, in bytes.
ROOM_OF_TITLE = ROOM_OF_LEAD = 100_000
LONGEST_COMPLETED = 10_000  # letters
NOT_STORED = re.compile("[\x00\ud800-\udfff]")  # no letters, and no database takes them


@dataclass
class Texts:
    """The texts of an object as people read them, by how much they say about it."""

    title: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)

    @property
    def running(self):
        """Return everything but the title, as one text: first what is said in sentences."""
        facts = [text for text in self.body if len(text) < SENTENCE]
        said = [text for text in self.body if len(text) >= SENTENCE]
        return "\n".join(filter(None, [*self.lead, *said, *facts]))


def texts_of(obj) -> Texts:
    """Return the texts that the search fields of an object name."""
    found = Texts()
    for search_field in obj.get_search_fields():
        _read(obj, search_field, found)
    return found


def _read(obj, search_field, found):
    if isinstance(search_field, index.RelatedFields):
        related_objects = search_field.get_value(obj)
        if isinstance(related_objects, Manager):
            related_objects = related_objects.all()
        elif related_objects is None:
            related_objects = []
        elif not isinstance(related_objects, list | tuple):
            related_objects = [related_objects]
        for one in related_objects:
            for sub_field in search_field.fields:
                _read(one, sub_field, found)
    elif isinstance(search_field, index.AutocompleteField):
        found.completed.append(_plain(search_field.get_value(obj)))
    elif isinstance(search_field, index.SearchField):
        place = found.lead if (search_field.boost or 1) > 1 else found.body
        place = found.title if search_field.field_name == "title" else place
        place.append(_plain(search_field.get_value(obj)))


def _plain(value):
    """Return what a field holds as text."""
    if value is None:
        return ""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, str):
        return NOT_STORED.sub("", value)
    if hasattr(value, "__iter__"):
        return "\n".join(filter(None, map(_plain, value)))
    return _plain(str(value))


def completion_text(text: str) -> str:
    """Return what half a word is compared with: the words, their keys and those of their parts."""
    text, found = text[:LONGEST_COMPLETED], {}
    for word in words(text):
        found[as_key(word)] = None
        if word not in STOP_WORDS:
            found[keys(word).exact] = None
            found |= dict.fromkeys(related(word))
    found |= dict.fromkeys(map(as_key, unhyphenated(text)))
    return " ".join(found)


@dataclass
class Keyed:
    """The columns of the index for one object."""

    title: str
    lead: str
    body: str
    completion: str

    @classmethod
    def of(cls, texts, day=None):
        """Return the columns for texts; the day of a page is found by its words."""
        lead, body = "\n".join(texts.lead), "\n".join(texts.body)
        if day:
            with override("sv"):
                body = f"{body}\n{date_format(day, 'j F Y')}"
        return cls(
            title=index_text("\n".join(texts.title), with_stop_words=True, room=ROOM_OF_TITLE),
            lead=index_text(lead, room=ROOM_OF_LEAD),
            body=index_text(body),
            completion=completion_text("\n".join(texts.completed)),
        )
