"""Reads the texts of an object and turns them into the columns of the index."""

import logging
import re
from dataclasses import dataclass, field
from datetime import date, time
from itertools import islice, pairwise

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Manager
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.search import index

from home.base import BasePage, Card
from home.blocks.references import shown_as_of
from home.dates import date_range, day_of, period
from home.phone import phone_address
from home.querysets import is_visible

from ..language.analyser import (
    ROOT,
    WRITTEN,
    as_key,
    content_words,
    fold,
    index_text,
    keys,
    related,
    unhyphenated,
    words,
)
from ..language.questions import fact_keys
from ..language.word_lists import STOP_WORDS
from .tasks import savepoint

logger = logging.getLogger(__name__)

SENTENCE = 60  # letters; what is shorter is a name, a place or another fact
SHORT_SENTENCE = re.compile(r"\S+ \S+ .*[.!?…][”’\"»)]*", re.DOTALL)
# How one is reached, which is found but never quoted.
REACHED = re.compile(
    r"[@＠]|[(\[]\s*(?:at|a|snabel-?a)\s*[)\]]"
    r"|(?<!\d)[+0](?:[\s()/‐‑‒–—−-]*\d){6}|(?<!\d)[+0]\d{1,3}(?:\.\d{2,3}){3}",
    re.IGNORECASE,
)
# What texts with headings, names and captions in them are called says nothing of these.
RUNNING = ("body", "items", "documentation")
# What visitors are told that forms call something else.
LABELS = {
    "shown_activity": gettext_lazy("Aktivitet"),
    "date_text": gettext_lazy("När"),
    "usual_place": gettext_lazy("Var"),
    "price_text": gettext_lazy("Pris"),
    "registration_host": gettext_lazy("Anmälan"),
    "said_roles": gettext_lazy("Roll"),
    "registration_link_text": gettext_lazy("Anmälan"),
}
# What a title and a lead may take of the vector that they share with the text, in bytes.
ROOM_OF_TITLE, ROOM_OF_LEAD = 100_000, 50_000
SAID_TWICE = 15  # words of a lead
# A number with an area code, or that of a country: 040-34 10 00, +46 (0)40 34 10 00.
PHONE = re.compile(
    r"(?<![\w+])(?P<area>(?:(?:\+|00)46[\s-]?(?:\(0\))?\s?|0)[1-9]\d{0,2})"
    r"(?:[\s/()‐‑‒–—−-]{0,2}\d){5,8}(?!\d)"
)
MOST_NUMBERS = 100  # of one page
LONGEST_AUTOCOMPLETED, LONGEST_DRAFT = 10_000, 100_000  # letters
FILE_NAME = re.compile(r"(?<!\w)[^\W_]++(?:[_-][^\W_]++)+")
WHOLE, LONGEST_TITLE_KEY = "^", 60  # begins the key that is a whole title, no word
NOT_STORED = re.compile("[\x00\ud800-\udfff]")  # no letters, and no database takes them


@dataclass
class Texts:
    """The texts of an object as people read them, by how much they say about it.

    `times` are days and times in words: the object is found by them, but they are not quoted.
    `facts` are what of it is no sentence, each a line that says what it is («Tema: Demokrati»).
    `draft` is what the draft of a page says, by which editors find it, and nobody else.
    """

    title: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    autocomplete: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    draft: str = ""
    card: Card | None = None  # of a page

    @property
    def running(self):
        """Return everything but the title, as one text: first what is said in sentences."""
        facts = [text for text in self.body if len(text) < SENTENCE]
        said = [text for text in self.body if len(text) >= SENTENCE]
        return "\n".join(filter(None, [*self.lead, *said, *facts]))


def is_sentence(line: str) -> bool:
    """Tell whether somebody wrote a line to be read on its own: it is long, or ends as one does."""
    return len(line) >= SENTENCE or bool(SHORT_SENTENCE.fullmatch(line))


def texts_of(obj) -> Texts:
    """Return the texts that the search fields of an object name, and when a page is in words."""
    found = Texts(card=obj.card() if isinstance(obj, BasePage) else None)
    with shown_as_of(getattr(obj, "as_of", None)):
        for search_field in obj.get_search_fields():
            _read(obj, search_field, found)
    if found.card and found.card.start:
        # The weekday is printed of what takes place, not of what is dated.
        in_words = period if found.card.status else date_range
        found.times.append(in_words(found.card.start, found.card.end))
        found.times += [_as_typed(day) for day in (found.card.start, found.card.end) if day]
    if isinstance(obj, BasePage) and obj.has_unpublished_changes:
        found.draft = _draft_text(obj)
    return found


def _draft_text(page):
    """Return what the latest draft of a page says; nothing if it cannot be read any more."""
    found = Texts()
    try:
        with savepoint():
            draft = page.get_latest_revision_as_object()
            for search_field in draft.get_search_fields():
                _read(draft, search_field, found)
    except Exception:
        logger.exception("The draft of page %s is not found by its words", page.pk)
    return "\n".join([*found.title, *found.lead, *found.body, *found.times])


def _read(obj, search_field, found, within=""):
    """Add to `found` what a search field names; `within` another object, a title is mere text."""
    if isinstance(search_field, index.RelatedFields):
        label = within or _label(obj, search_field)
        for one in _related_objects(search_field.get_value(obj)):
            for sub_field in search_field.fields:
                _read(one, sub_field, found, within=label)
    elif isinstance(search_field, index.AutocompleteField):
        found.autocomplete.append(_plain(search_field.get_value(obj)))
    elif isinstance(search_field, index.SearchField):
        value = search_field.get_value(obj)
        place = found.lead if (search_field.boost or 1) > 1 else found.body
        if search_field.field_name == "title" and not within:
            place = found.title
        elif isinstance(value, date | time):
            place = found.times
        place.append(_plain(value))
        if isinstance(value, date):
            place.append(_as_typed(value))
        if place is found.body:  # what a title and a lead say is said by the card
            is_name = within and search_field.field_name in ("name", "title")
            label = within if is_name else _label(obj, search_field)
            found.facts += _facts(label, _plain(value))


def _label(obj, search_field):
    """Return what the form calls a search field, one of them; empty for running text."""
    name = search_field.field_name
    if name in RUNNING:
        return ""
    if name in LABELS:
        return str(LABELS[name])
    try:
        field = obj._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    if field.many_to_many or field.one_to_many or field.auto_created:
        field = field.related_model._meta
    return capfirst(str(field.verbose_name))


def _facts(label, text):
    """Yield the lines of a text that are no sentences, each with its label."""
    for line in text.splitlines():
        if line and not is_sentence(line) and not REACHED.search(line):
            yield f"{label}: {line}" if label else line


def _related_objects(value):
    """Return related objects as a list; a page is none where visitors may not see it."""
    if isinstance(value, Manager):
        return list(value.all())
    if value is None or (isinstance(value, Page) and not is_visible(value)):
        return []
    if getattr(value, "hidden", False):  # a picture, whose photographer is then not said either
        return []
    return value if isinstance(value, list | tuple) else [value]


def _plain(value):
    """Return what a field holds as text, a time as it is printed."""
    match value:
        case None:
            return ""
        case str():
            return NOT_STORED.sub("", value)
        case date():
            return period(value)
        case time():
            return f"kl. {value.hour}.{value.minute:02d}"
        case Page():
            return _plain(value.title) if is_visible(value) else ""
        case dict():
            return _plain(list(value.values()))
    if hasattr(value, "__iter__"):
        return "\n".join(filter(None, map(_plain, value)))
    return _plain(str(value))


def _as_typed(day):
    """Return a day in figures, as people type it: 26/5 and 2021-05-26."""
    day = day_of(day)
    return f"{day.day}/{day.month} {day.isoformat()}"


def phone_numbers(text: str) -> str:
    """Return the telephone numbers of a text in the other ways that people write them.

    A number is found whole, with and without the country, and with the area code apart.
    """
    found = []
    for number in islice(PHONE.finditer(text), MOST_NUMBERS):
        dialled = phone_address(number.group()).removeprefix("tel:+")
        if dialled.startswith("46"):
            area = re.sub(r"^(?:\+|00)46|\D", "", number.group("area")).lstrip("0")
            rest = dialled.removeprefix(f"46{area}")
            found += [dialled, f"0{dialled[2:]}", "46", "0046", "0", area, f"0{area}", rest]
        elif dialled.isdigit():
            found.append(dialled)
    return "\n".join(found)  # no thousands


def autocomplete_text(text: str, longest: int = LONGEST_AUTOCOMPLETED) -> str:
    """Return what half a word is compared with: the words, their keys and those of their parts."""
    text, found = text[:longest], {}
    for word in words(text):
        found[as_key(word)] = None
        if word not in STOP_WORDS:
            found |= dict.fromkeys((keys(word).exact, *related(word)))
    found |= dict.fromkeys(map(as_key, unhyphenated(text)))
    # The name of a file is also found as one word: IMG_2034.
    found |= dict.fromkeys(as_key(name) for name in FILE_NAME.findall(text))
    return " ".join(found)


def title_keys(title: str) -> list[str]:
    """Return what half a word is compared with to suggest a page: keys of its title, and all of it.

    What another one begins with is left out, since whoever types it finds that one.
    """
    telling = autocomplete_text(" ".join(content_words(title))).split()
    found = sorted(set(telling))
    longest = [key for key, later in pairwise([*found, ""]) if not later.startswith(key)]
    return [*longest, whole_title(title)]


def whole_title(beginning: str) -> str:
    """Return the key of all titles that begin so."""
    return (WHOLE + fold(beginning))[:LONGEST_TITLE_KEY]


def index_columns(texts: Texts) -> dict[str, str]:
    """Return the columns of the index for texts, as keys."""
    title, lead = "\n".join(texts.title), "\n".join(texts.lead)
    body = "\n".join([*texts.body, *texts.times])
    # What the lead begins with is said twice, so both databases take it for more than the text;
    # not all of it, nor its families, since a page would count as longer than it is, nor the parts
    # of its compounds, which would stand near those of others.
    keys_of_lead = index_text(lead, room=ROOM_OF_LEAD)
    own = (key for key in keys_of_lead.split() if not key.endswith((ROOT, WRITTEN)))
    running = sum(word not in STOP_WORDS for word in words(lead))
    beginning = islice(own, min(SAID_TWICE, running))
    facts = fact_keys("\n".join([title, lead, body, *texts.facts]))
    numbers = phone_numbers(f"{lead}\n{body}")
    return {
        "title": index_text(title, with_stop_words=True, room=ROOM_OF_TITLE),
        "body": " ".join([keys_of_lead, index_text(f"{body}\n{numbers}"), *beginning, *facts]),
        "autocomplete": " ".join(
            [
                autocomplete_text("\n".join(texts.autocomplete)),
                autocomplete_text(texts.draft, LONGEST_DRAFT),
            ]
        ),
    }
