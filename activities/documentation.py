"""The documentation of an event, part by part, as its page prints it once the event is over."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from bs4 import BeautifulSoup
from django.apps import apps
from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from home.consent import picture_hidden
from home.dates import NBSP
from home.fragments import LONGEST
from home.generation import once_a_generation
from home.streams import only_read
from home.templatetags.lists import visible_values

FEW = 6  # points raised that are shown before one asks for all
SHORT = 400  # letters of a text that is set as a lead
MOST_SPLIT = 100_000  # letters of a text that is looked through for a list
EMPTY = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]*")
# What visitors are shown once the event is over.
DOCUMENTATION = ("points_raised", "result_use", "evaluation", "documentation")
# Part of the documentation → what lists call it, in their order.
DOCUMENTATION_PARTS = {
    "report": gettext_lazy("rapport"),
    "points_raised": gettext_lazy("synpunkter"),
    "evaluation": gettext_lazy("utvärdering"),
    "figures": gettext_lazy("siffror"),
    "documents": gettext_lazy("dokument"),
    "article": gettext_lazy("artikel"),
    "quotes": gettext_lazy("citat"),
    "pictures": gettext_lazy("bilder"),
    "recording": gettext_lazy("inspelning"),
    "film": gettext_lazy("film"),
    "result_use": gettext_lazy("hur resultatet används"),
}
MEASURED = ("figures", "evaluation")  # the blocks of what was measured, in their order


@dataclass
class Points:
    """What was said, one thing at a time, with what is written before and after."""

    before: str = ""
    items: list = field(default_factory=list)
    after: str = ""

    @property
    def first(self):
        return self.items[:FEW]

    @property
    def rest(self):
        return self.items[FEW:]


@dataclass
class Gallery:
    """Pictures that stand together."""

    heading: str
    pictures: list
    note: str = ""

    @property
    def photographers(self):
        """Return who took them, each once: «Anna Berg och Bo Ek»."""
        names = dict.fromkeys(picture["image"].photographer for picture in self.pictures)
        return get_text_list([name for name in names if name], _("och"))


def says_something(markup):
    """Tell whether rich text has anything to read."""
    return not EMPTY.fullmatch(unescape(strip_tags(str(markup or ""))))


def holds_something(block):
    """Tell whether a block is there to be read: an untouched text is stored as no words."""
    return block.block_type != "text" or says_something(block.value)


def documentation_parts(documented):
    """Return the keys of `DOCUMENTATION_PARTS` that there are of a `Documentation`, in order.

    That is what visitors are shown: no picture that is hidden, no document that is deleted.
    """
    measured = {kind for kind in MEASURED if any(v.shown for v in documented.values[kind])}
    found = {
        "report": documented.has_report_text,
        "points_raised": documented.points,
        "evaluation": documented.evaluation or "evaluation" in measured,
        "figures": "figures" in measured,
        "documents": documented.documents,
        "article": documented.articles,
        "quotes": documented.quotes,
        "pictures": documented.galleries,
        "recording": len(documented.recordings) > documented.film_count,
        "film": documented.film_count,
        "result_use": documented.result_use,
    }
    return [part for part in DOCUMENTATION_PARTS if found[part]]


def is_shown(picture):
    """Tell whether visitors see a picture of the documentation (its block's value)."""
    return bool(picture["image"]) and not picture["image"].hidden


def points_in(source):
    """Return the points of rich text that holds one list; else all of it stands before them."""
    markup = expand_db_html(source)
    if len(markup) > MOST_SPLIT:
        return Points(before=mark_safe(markup))
    nodes = BeautifulSoup(markup, "html.parser").contents
    lists = [place for place, node in enumerate(nodes) if node.name in ("ul", "ol")]
    if len(lists) != 1:
        return Points(before=mark_safe(markup))
    (place,) = lists
    items = nodes[place].find_all("li", recursive=False)
    if any(node.name != "li" and says_something(node) for node in nodes[place].contents):
        return Points(before=mark_safe(markup))  # a point would be lost that stands in none
    around = ["".join(map(str, part)) for part in (nodes[:place], nodes[place + 1 :])]
    before, after = (mark_safe(text) if says_something(text) else "" for text in around)
    return Points(before, [_point(item) for item in items if says_something(item)], after)


@once_a_generation
def _kept_points_in(source):
    return points_in(source)


def _point(item):
    """Return what a point is about, where it begins with words in bold, and the point itself."""
    first = next((node for node in item.contents if str(node).strip()), None)
    title = ""
    if first.name in ("b", "strong"):
        title = mark_safe(first.extract().decode_contents())
    text = item.decode_contents()
    return {"title": title, "text": mark_safe(text) if says_something(text) else ""}


class Documentation:
    """What there is of an event's documentation, sorted into the parts of its page.

    `articles` are those that report from it; `blocks` are read in the place of its own stream.
    False where there is nothing.
    """

    def __init__(self, event, articles=(), blocks=None):
        self.event, self.articles = event, articles
        self.values, self.running = defaultdict(list), []
        for block in event.documentation if blocks is None else blocks:
            if block.block_type in SORTED:
                self.values[block.block_type].append(block.value)
            elif holds_something(block):
                self.running.append(block)

    def __bool__(self):
        return any(getattr(self, part) for part in PARTS)

    @cached_property
    def documents(self):
        """Return the blocks of documents that have one."""
        return [value for value in self.values["documents"] if value.shown]

    @cached_property
    def document_count(self):
        return sum(len(value.shown) for value in self.documents)

    @cached_property
    def report_heading(self):
        """Return what running text and files are called together."""
        if self.has_report_text:
            return _("Rapport")
        return _("Mer från mötet") if self.running else _("Dokument")

    @cached_property
    def has_report_text(self):
        return any(block.block_type == "text" for block in self.running)

    @cached_property
    def points(self):
        """Return the points raised, or nothing."""
        raised = self.event.points_raised
        find = _kept_points_in if len(raised) <= LONGEST else points_in
        return find(raised) if says_something(raised) else None

    @cached_property
    def evaluation(self):
        return self.event.evaluation if says_something(self.event.evaluation) else ""

    @cached_property
    def measured(self):
        """Return the blocks of figures, and then those of an evaluation."""
        return [value for kind in MEASURED for value in self.values[kind] if value.shown]

    @cached_property
    def has_evaluation(self):
        """Tell whether it says what those who were there thought, in words or in bars."""
        return bool(self.evaluation) or any(value.shown for value in self.values["evaluation"])

    @cached_property
    def quotes(self):
        return [value for value in self.values["quote"] if value.text]

    @cached_property
    def galleries(self):
        """Return the galleries in their order; pictures of no gallery stand together, first."""
        single = [Gallery("", list(filter(is_shown, self.values["picture"])))]
        galleries = [
            Gallery(
                value["heading"], list(filter(is_shown, value["pictures"])), value.get("note", "")
            )
            for value in self.values["gallery"]
        ]
        return [gallery for gallery in single + galleries if gallery.pictures]

    @cached_property
    def picture_count(self):
        return sum(len(gallery.pictures) for gallery in self.galleries)

    @cached_property
    def recordings(self):
        return [value for value in self.values["embed"] if value["title"]]

    @cached_property
    def film_count(self):
        return sum(value["kind"] == "film" for value in self.recordings)

    @cached_property
    def recordings_heading(self):
        """Return what the recordings are called together."""
        return _("Film") if self.film_count == len(self.recordings) else _("Inspelningar")

    @cached_property
    def links(self):
        """Return the lists of links that lead somewhere."""
        return [value for value in self.values["links"] if visible_values(value["links"])]

    @cached_property
    def result_use(self):
        return self.event.result_use if says_something(self.event.result_use) else ""

    @property
    def result_is_short(self):
        return len(strip_tags(self.result_use)) <= SHORT

    @cached_property
    def answers(self):
        """Tell whether it says where the things went that were said."""
        return bool(self.points or self.result_use or self.has_report_text or self.documents)

    @property
    def lead(self):
        """Return in a sentence or two what there is; nothing where that cannot be counted."""
        counts = self._counts()
        sentences = [_("Hit.")] if self.answers else []
        if counts:
            sentences.append(_("Här finns %s.") % get_text_list(counts, _("och")))
        if self.result_use:
            place = _("Sist står") if counts else _("Här står")
            sentences.append(_("%s hur resultatet används.") % place)
        return " ".join(sentences)

    def _counts(self):
        documents = self.document_count
        links = sum(len(visible_values(value["links"])) for value in self.links)
        points = len(self.points.items) if self.points else 0
        others = len(self.recordings) - self.film_count
        said = [
            _("en rapport") if self.has_report_text else "",
            _counted(documents, ngettext("ett dokument", "dokument", documents)),
            _counted(points, ngettext("en synpunkt", "synpunkter", points)),
            _("det som kom fram") if self.points and not points else "",
            _("en utvärdering") if self.has_evaluation else "",
            _("siffror") if self.measured and not self.has_evaluation else "",
            _counted(len(self.quotes), ngettext("ett citat", "citat", len(self.quotes))),
            _counted(self.picture_count, ngettext("en bild", "bilder", self.picture_count)),
            _counted(self.film_count, ngettext("en film", "filmer", self.film_count)),
            _counted(others, ngettext("en inspelning", "inspelningar", others)),
            _counted(len(self.articles), ngettext("en artikel", "artiklar", len(self.articles))),
            _counted(links, ngettext("en länk", "länkar", links)),
        ]
        return [words for words in said if words]


SORTED = ("documents", "quote", "picture", "gallery", "embed", "links", *MEASURED)
PARTS = (
    *("running", "documents", "points", "evaluation", "measured", "quotes"),
    *("galleries", "recordings", "links", "articles", "result_use"),
)


def _counted(number, words):
    """Return «14 synpunkter»; of one the words say how many, and of none there is nothing."""
    return f"{number}{NBSP}{words}" if number > 1 else words if number else ""


def note_what_there_is(event):
    """Note on an event what there is of its documentation: lists do not read it."""
    documented = Documentation(event, blocks=only_read(event.documentation))
    event.has_documentation = bool(documented)
    event.documentation_parts = documentation_parts(documented)


def note_anew(keys):
    """Note again what there is of the documentation of events, by their keys."""
    events = apps.get_model("activities.EventPage").objects
    for event in events.filter(pk__in=keys).iterator(chunk_size=100):
        before = (event.has_documentation, event.documentation_parts)
        note_what_there_is(event)
        now = (event.has_documentation, event.documentation_parts)
        if now != before:
            events.filter(pk=event.pk).update(has_documentation=now[0], documentation_parts=now[1])


@receiver(picture_hidden)
@receiver(pre_delete, sender="home.SiteImage")
@receiver(pre_delete, sender="home.SiteDocument")
def note_anew_after_commit(instance, **kwargs):
    """Note anew what the events have that name a picture or document which comes or goes."""
    named = ReferenceIndex.get_references_to(instance)
    named = named.filter(model_path__startswith="documentation.")
    keys = {int(key) for key in named.values_list("object_id", flat=True)}
    if keys:
        transaction.on_commit(lambda: note_anew(keys), robust=True)
