"""People: their pages."""

from django.db import models
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from .appearances import groups_of
from .base import BasePage, Card
from .blocks.body import BodyBlocks
from .blocks.people import initials
from .blocks.roles import RoleBlock, affiliation
from .consent import Consent
from .contacts import answering, contact_page
from .organisations import ORGANISATION_SEARCH_FIELDS, Organisation
from .paging import ListPaginator
from .panels import FOLDED, folded, handbook_panel
from .querysets import SitePageQuerySet
from .roles import ShownRole, held_roles, role_on, roles_in, show_roles_on
from .schema import person_data
from .streams import StreamField


class PersonQuerySet(SitePageQuerySet):
    """People, with what a list prints of them."""

    def as_rows(self):
        """Return the people with organisation, in one query."""
        return super().as_rows().select_related("organisation")

    def with_roles_to_follow(self, day):
        """Return the people of whom a role has begun or ended by a day, since they were saved."""
        return self.filter(roles_change__lte=day).order_by("roles_change", "pk")

    def these_first(self, keys):
        """Return the people with these primary keys in that order, then all others by name."""
        places = [When(pk=key, then=place) for place, key in enumerate(keys)]
        first = [Case(*places, default=len(places))] if places else []
        return self.order_by(*first, "sort_key", "title")


class PersonIndexPage(BasePage):
    """The list of all people."""

    page_size = 60
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
        people = PersonPage.objects.visible().by_title()
        people = ListPaginator(people, self.page_size, PersonPage.objects.cards_of)
        people = people.get_page(request.GET.get("sida"))
        form_page = contact_page()
        is_first = people.number == 1
        return {
            **context,
            "people": people,
            "held_roles": held_roles() if is_first else [],
            "answering": answering(form_page) if is_first else [],
            "form_page": form_page,
        }


class PersonPage(Consent, BasePage):
    """A person: who they are, for whom they work and how to reach them."""

    is_first = False  # The list of contacts sets it; other lists do not.
    shown_role = None  # A page of another day sets it (`show_roles_on`).

    roles = StreamField(
        [("role", RoleBlock())],
        verbose_name=_("roller"),
        blank=True,
        help_text=_(
            "Vad personen gör nu, och har gjort. Den översta som gäller nu visas vid namnet. "
            "Telefon och e-post visas bara så länge någon roll gäller."
        ),
    )
    # What the roles say today: lists, the search and the pages that name the person ask for it.
    # `follow_roles` writes it when the person is saved, and `roles_change` is when to do so next.
    job_title = models.CharField(
        _("titel eller uppdrag"), max_length=160, blank=True, editable=False
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="people",
    )
    unit = models.CharField(_("enhet"), max_length=160, blank=True, editable=False)
    has_role = models.BooleanField(default=True, editable=False)
    roles_change = models.DateField(null=True, editable=False)
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
    is_read_through = True
    parent_page_types = ["home.PersonIndexPage"]
    subpage_types = []

    search_fields = BasePage.search_fields + [
        index.AutocompleteField("initials"),
        index.SearchField("job_title", boost=2),
        index.SearchField("unit"),
        index.SearchField("said_roles"),
        index.SearchField("public_email"),
        index.SearchField("public_phone"),
        index.SearchField("languages"),
        index.SearchField("body"),
        index.RelatedFields("organisation", ORGANISATION_SEARCH_FIELDS),
    ]
    content_panels = [
        handbook_panel("person"),
        TitleFieldPanel(
            "title",
            heading=_("Namn"),
            help_text=_("Förnamn och efternamn, så som besökarna ser det."),
            placeholder=_("Namn*"),
        ),
        "roles",
        MultiFieldPanel(["email", "phone", "languages"], heading=_("Hur når man personen")),
        "introduction",
        MultiFieldPanel(BasePage.appearance_panel.children, heading=_("Bild och teman")),
        folded("body"),
        MultiFieldPanel(
            ["consent_basis", "consent_until", "consent_note"],
            heading=_("Samtycke"),
            classname=FOLDED,
        ),
    ]

    class Meta:
        indexes = [models.Index(fields=["sort_key"], name="home_person_sort_key_idx")]
        verbose_name = _("Person")
        verbose_name_plural = _("Personer")

    show_roles_on = staticmethod(show_roles_on)

    def save(self, *args, **kwargs):
        """Save, with what the roles say today."""
        if kwargs.get("update_fields") is None:
            self.follow_roles(timezone.localdate())
        super().save(*args, **kwargs)

    def follow_roles(self, day):
        """Take what the roles say on a day; who has none is as good as in one."""
        roles = roles_in(self.roles)
        role = role_on(roles, day)
        self.job_title, self.unit = (role.title, role.unit) if role else ("", "")
        key = role and role.organisation
        self.organisation = Organisation.objects.filter(pk=key).first() if key else None
        self.has_role = bool(role) or not roles
        changes = filter(None, (role.period.next_change(day) for role in roles))
        self.roles_change = min(changes, default=None)

    @property
    def affiliation(self):
        """Return unit and organisation on one line, as far as they are known."""
        return affiliation(self.unit, self.organisation)

    @property
    def role_here(self):
        """Return the role beside the name: that of today, unless the page is of another day."""
        return self.shown_role or ShownRole(self.job_title, self.affiliation, self.has_role)

    @property
    def is_reachable(self):
        """Tell whether telephone and address are for all: as long as a role is known to hold."""
        is_known = self.roles_change is None or self.roles_change > timezone.localdate()
        return self.has_role and is_known

    @property
    def public_email(self):
        """Return the address, or nothing where it is not for all any more."""
        return self.email if self.is_reachable else ""

    @property
    def public_phone(self):
        """Return the telephone number, or nothing where it is not for all any more."""
        return self.phone if self.is_reachable else ""

    @property
    def dated_roles(self):
        """Return the roles as blocks, where they say more than the head of the page does."""
        roles = roles_in(self.roles)
        if len(roles) < 2 and not any(any(role.period) for role in roles):
            return []
        # The organisation that was all of a role may have been deleted.
        return [each for each in self.roles if each.value["title"] or each.value.affiliation]

    @property
    def said_roles(self):
        """Return what the list of roles says, but for the role beside the name, for the search."""
        if not self.dated_roles:
            return []
        roles, lines = roles_in(self.roles), [_("Roller")]
        current = role_on(roles, timezone.localdate())
        for role, block in zip(roles, self.roles, strict=True):
            said = [] if role is current else block.block.get_searchable_content(block.value)
            lines += [*said, role.period.words]
        return [str(line) for line in lines if line]

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

    def structured_data(self, context, image):
        """Return the person by schema.org/Person; art is no picture of anybody."""
        photograph = image if self.image_id else None
        return {"@context": "https://schema.org", **person_data(self, photograph)}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        wanted, number = request.GET.get("alla"), request.GET.get("sida")
        return {**context, "groups": groups_of(self, wanted, number)}
