"""People: their pages, and where each of them appears."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, F, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.models import Page, PageManager, ReferenceIndex
from wagtail.search import index

from .base import BasePage, Card
from .blocks.body import BodyBlocks
from .blocks.people import initials
from .contacts import answering, contact_page
from .dates import day_of
from .generation import once_a_generation
from .organisations import ORGANISATION_SEARCH_FIELDS, Organisation
from .querysets import SitePageQuerySet
from .schema import person_data
from .sort_key import sort_key
from .streams import StreamField


class PersonQuerySet(SitePageQuerySet):
    """People, with what a list prints of them."""

    def as_rows(self):
        """Return the people with organisation, in one query."""
        return super().as_rows().select_related("organisation")

    def these_first(self, keys):
        """Return the people with these primary keys in that order, then all others by name."""
        places = [When(pk=key, then=place) for place, key in enumerate(keys)]
        first = [Case(*places, default=len(places))] if places else []
        return self.order_by(*first, "sort_key", "title")


class PersonIndexPage(BasePage):
    """The list of all people."""

    page_description = _("Listan över alla personer. Det kan bara finnas en.")
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.PersonPage"]
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Personlista")
        verbose_name_plural = _("Personlistor")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        people = PersonPage.objects.cards_of(_keys_by_title(self.path))
        form_page = contact_page()
        return {
            **context,
            "people": people,
            "answering": answering(form_page, people),
            "form_page": form_page,
        }


@once_a_generation
def _keys_by_title(list_path):
    people = PersonPage.objects.filter(path__startswith=list_path).visible().by_title()
    return [*people.values_list("pk", flat=True)]


class PersonPage(BasePage):
    """A person: who they are, for whom they work and how to reach them."""

    is_first = False  # The list of contacts sets it; other lists do not.

    job_title = models.CharField(
        _("titel eller uppdrag"),
        max_length=160,
        blank=True,
        help_text=_("Vad personen gör nu, till exempel ”samordnare”."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
        help_text=_("Där personen finns nu."),
    )
    unit = models.CharField(
        _("enhet"),
        max_length=160,
        blank=True,
        help_text=_("Förvaltning eller avdelning, om det behöver sägas."),
    )
    email = models.EmailField(
        _("e-post"), blank=True, help_text=_("Fyll i bara om adressen får visas för alla.")
    )
    phone = models.CharField(
        _("telefon"),
        max_length=40,
        blank=True,
        help_text=_("Fyll i bara om numret får visas för alla."),
    )
    languages = models.CharField(
        _("språk"),
        max_length=120,
        blank=True,
        help_text=_("Vilka språk går det att prata med personen på?"),
    )
    body = StreamField(
        BodyBlocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Bygg sidan av block: text, bilder, citat, fakta, länkar."),
    )

    objects = PageManager.from_queryset(PersonQuerySet)()

    page_description = _("En person som medverkar, samordnar eller går att kontakta.")
    parent_page_types = ["home.PersonIndexPage"]
    subpage_types = []

    search_fields = BasePage.search_fields + [
        index.AutocompleteField("initials"),
        index.SearchField("job_title", boost=2),
        index.SearchField("unit"),
        index.SearchField("email"),
        index.SearchField("phone"),
        index.SearchField("languages"),
        index.SearchField("body"),
        index.RelatedFields("organisation", ORGANISATION_SEARCH_FIELDS),
    ]
    content_panels = Page.content_panels + [
        MultiFieldPanel(["job_title", "organisation", "unit"], heading=_("Vem")),
        MultiFieldPanel(["email", "phone", "languages"], heading=_("Hur når man personen")),
        "introduction",
        BasePage.appearance_panel,
        "body",
    ]

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personer")

    @property
    def affiliation(self):
        """Return unit and organisation on one line, as far as they are known."""
        return ", ".join(filter(None, [self.unit, self.organisation and self.organisation.name]))

    @property
    def first_name(self):
        """Return the first of the person's names."""
        return self.title.partition(" ")[0]

    @property
    def initials(self):
        """Return the first letters of the first and the last name, for a missing portrait."""
        return initials(self.title)

    def card(self):
        """Return the person as a card: the sentence says what they do and for whom."""
        sentence = ", ".join(filter(None, [self.job_title, self.affiliation]))
        return Card(page=self, kind=_("Person"), sentence=sentence)

    def share_words(self):
        """Return what the picture that the person is shared with says: name, role, organisation."""
        return [self.title, self.job_title, self.affiliation]

    def appearances(self):
        """Return the visible pages that name the person, in no particular order.

        One query asks the reference index; no more are needed to print title and kind.
        """
        references = ReferenceIndex.get_references_to(self).filter(
            base_content_type=ContentType.objects.get_for_model(Page)
        )
        keys = references.values_list("object_id", flat=True)
        return SitePageQuerySet(Page).visible().filter(pk__in=list(keys)).exclude(pk=self.pk)

    def structured_data(self, context, image):
        """Return the person by schema.org/Person; art is no picture of anybody."""
        photograph = image if self.image_id else None
        return {"@context": "https://schema.org", **person_data(self, photograph)}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, "groups": groups_of(self, request.GET.get("alla"))}


@dataclass(frozen=True)
class Appearance:
    """A page that names a person; `part` says as what and from where, or is empty."""

    card: Card
    part: str = ""


@dataclass(frozen=True)
class Group:
    """What a person appears in of one kind: its name in addresses, its title, what is shown.

    `more` is what a button says that leads to all of it, or empty.
    """

    name: str
    title: str
    shown: list[Appearance]
    total: int
    more: str = ""
    is_mixed: bool = False


SHOWN = 10
# {model: name in addresses, title, what the button to all of them says}; the rest comes last.
GROUPS = {
    "activities.EventPage": ("evenemang", _("Evenemang"), _("Visa alla %s evenemang")),
    "news.ArticlePage": ("nyheter", _("Nyheter"), _("Visa alla %s nyheter")),
    "news.NewsletterPage": ("nyhetsbrev", _("Nyhetsbrev"), _("Visa alla %s nyhetsbrev")),
}


def groups_of(person, wanted=None):
    """Return where the person appears as a list of `Group`; the one that is `wanted` in full."""
    rest = ("mer", _("Mer med %s") % person.title, _("Visa alla %s"))
    kinds = {**GROUPS, "": rest}
    found = defaultdict(list)
    for appearance in appearances_of(person):
        label = appearance.card.page.specific_class._meta.label
        found[label if label in GROUPS else ""].append(appearance)
    return [
        Group(
            name,
            title,
            listed if name == wanted else listed[:SHOWN],
            len(listed),
            more % len(listed) if len(listed) > SHOWN and name != wanted else "",
            is_mixed=not label,
        )
        for label, (name, title, more) in kinds.items()
        if (listed := found[label])
    ]


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


def appearances_in(page_type, pages, person):
    """Yield the appearances on pages of one type, with one query where a title is not enough."""
    streams = streams_of_people(page_type)
    if not streams and page_type.card is BasePage.card:
        kind = page_type._meta.verbose_name
        yield from (Appearance(Card(page=page, kind=kind)) for page in pages)
        return
    # A list defers all streams; these few are asked for again, under another name.
    names = {f"people_in_{stream}": F(stream) for stream in streams}
    rows = page_type.objects.as_rows().filter(pk__in=[page.pk for page in pages])
    for row in rows.annotate(**names):
        parts = [part for name in names for part in parts_in(getattr(row, name), person)]
        yield Appearance(row.card(), "; ".join(dict.fromkeys(filter(None, parts))))


def order_of(card):
    """Return what is greater the newer a card is: the number of an issue says more than its day."""
    return card.issue, day_of(card.start or date.min)


def appearances_of(person):
    """Return where the person appears, as a list of `Appearance`, the newest first.

    What has no day comes last, in alphabetical order.  The number of queries depends on the
    types of the pages alone.
    """
    by_type = defaultdict(list)
    for page in person.appearances():
        by_type[page.specific_class].append(page)
    listed = [
        appearance
        for page_type, pages in by_type.items()
        for appearance in appearances_in(page_type, pages, person)
    ]
    listed.sort(key=lambda appearance: sort_key(appearance.card.title))
    listed.sort(key=lambda appearance: order_of(appearance.card), reverse=True)
    return listed
