"""Where a person appears: the pages that name somebody, of each kind, and as what."""

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex

from .base import BasePage, Card
from .generation import once_a_generation
from .querysets import SitePageQuerySet
from .streams import StreamField


@dataclass(frozen=True)
class Appearance:
    """A page that names a person; `part` says as what and from where, or is empty."""

    card: Card
    part: str = ""


@dataclass(frozen=True)
class Group:
    """What a person appears in of one kind: its name in addresses, its title, what is shown.

    `more` is what a button says that leads to all of it, or empty; `page` is the page that is
    shown of all of it, or None where only the first ones are.
    """

    name: str
    title: str
    shown: list[Appearance]
    total: int
    more: str = ""
    page: object = None
    is_mixed: bool = False


SHOWN, PAGE_SIZE = 10, 100
# {model: name in addresses, title, what the button to all of them says}; the rest comes last.
GROUPS = {
    "activities.EventPage": ("evenemang", _("Evenemang"), _("Visa alla %s evenemang")),
    "news.ArticlePage": ("nyheter", _("Nyheter"), _("Visa alla %s nyheter")),
    "news.NewsletterPage": ("nyhetsbrev", _("Nyhetsbrev"), _("Visa alla %s nyhetsbrev")),
}


@once_a_generation
def appearances_of(key):
    """Return {label or empty: ((type of page, primary key) …)} of what names a person.

    Those are the visible pages, of a kind with its label or of any other; the newest first, and
    what has no day last, in alphabetical order.
    """
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=pages, to_content_type=pages, to_object_id=str(key)
    )
    named = defaultdict(set)
    for kind, page in references.values_list("content_type", "object_id"):
        named[ContentType.objects.get_for_id(kind).model_class()].add(int(page))
    found, rest = {}, []
    for model, keys in named.items():
        visible = model.objects.visible().filter(pk__in=keys - {key}).as_appearances()
        rows = [(order, (model, page)) for page, order in visible.values_list("pk", "sort_key")]
        if model._meta.label in GROUPS:
            found[model._meta.label] = tuple(row for _order, row in rows)
        else:
            rest += rows
    rest.sort(key=itemgetter(0))
    return found | {"": tuple(row for _order, row in rest)}


def groups_of(person, wanted=None, number=None):
    """Return where the person appears as a list of `Group`; of the one `wanted` that page.

    The number of queries depends on the types of the pages alone.
    """
    rest = ("mer", _("Mer med %s") % person.title, _("Visa alla %s"))
    kinds, found, groups = {**GROUPS, "": rest}, appearances_of(person.pk), []
    for label, (name, title, more) in kinds.items():
        if not (rows := found.get(label)):
            continue
        page = Paginator(rows, PAGE_SIZE).get_page(number) if name == wanted else None
        leads_on = more % len(rows) if len(rows) > SHOWN and not page else ""
        shown = listed(person, page or rows[:SHOWN])
        groups.append(Group(name, title, shown, len(rows), leads_on, page, is_mixed=not label))
    return groups


def streams_of_people(page_type):
    """Return the fields of a page type that hold people and nothing else."""
    fields = [field for field in page_type._meta.get_fields() if isinstance(field, StreamField)]
    return [field.name for field in fields if set(field.stream_block.child_blocks) == {"person"}]


def parts_in(stream, person):
    """Yield the part of a person in a stream of people, as it was there and then."""
    for block in stream.raw_data:
        if block["value"].get("person") == person.pk:
            words = [block["value"].get("role"), block["value"].get("organisation")]
            yield ", ".join(filter(None, words))


def listed(person, rows):
    """Return the appearances of a person on pages, given as (type, primary key), in their order.

    One query fetches all those of which a title is enough, another each type of the others.
    """
    by_type = defaultdict(list)
    for model, key in rows:
        streams = streams_of_people(model)
        is_plain = not streams and model.card is BasePage.card
        by_type[(Page, ()) if is_plain else (model, tuple(streams))].append(key)
    found = {}
    for (model, streams), keys in by_type.items():
        pages = SitePageQuerySet(Page) if model is Page else model.objects.as_rows()
        # A list defers all streams; these few are asked for again, under another name.
        names = {f"people_in_{stream}": F(stream) for stream in streams}
        for page in pages.filter(pk__in=keys).annotate(**names):
            parts = [part for name in names for part in parts_in(getattr(page, name), person)]
            is_plain = model is Page
            card = Card(page, page.specific_class._meta.verbose_name) if is_plain else page.card()
            found[page.pk] = Appearance(card, "; ".join(dict.fromkeys(filter(None, parts))))
    return [found[key] for _model, key in rows if key in found]
