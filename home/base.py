"""What every page shares: its introduction, picture, themes, card and what publishing demands."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPMethod

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.functional import classproperty
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.search import index

from .alternative_text import fault_in
from .blocks.references import prefetch_references, remove_deleted_references
from .checks.answer import MODE, checks_answer
from .dates import date_range, day_of
from .exposure import meeting_errors
from .page_forms import DraftCopyForm, PageForm
from .panels import FOLDED, page_tabs
from .querysets import SitePageQuerySet, is_private
from .redirects import write_redirects
from .site import site_root_paths
from .slugs import free_child_slug, reserved_slug_message
from .sort_key import SortKeyField
from .streams import read_whole
from .themes import Word, word_of

logger = logging.getLogger(__name__)

# Sent with `instance` once a page is written with all that belongs to it; `post_save` is too early.
page_saved = Signal()


def last_saved(page):
    """Return a page as it was last saved; as it is stored where nobody can read that any more."""
    try:
        return read_whole(page.get_latest_revision_as_object())
    except Exception:
        logger.exception("The latest version of page %s cannot be read", page.pk)
        return page.specific


@dataclass(frozen=True)
class Card:
    """How a page appears in a list; every list of the site prints nothing else.

    `start` and `end` are aware datetimes or dates; `date_text` says when in words where the day
    is not known, and `issue` (year and number) in which order what is numbered stands.  `status`
    is an `activities.status.Status`, or None for what has no life cycle.
    Picture and word are read from the page only where a list prints them.
    """

    page: Page
    kind: str
    sentence: str = ""
    start: date | datetime | None = None
    end: date | datetime | None = None
    date_text: str = ""
    place: str = ""
    status: object = None
    rescheduled: bool = False
    issue: tuple[int, int] = (0, 0)

    @property
    def title(self):
        return self.page.title

    @property
    def url(self):
        return self.page.get_url()

    @property
    def image(self):
        return self.page.image

    @property
    def word(self):
        return self.page.word


class Unfinished(PermissionDenied):
    """A page lacks something that publishing needs; its arguments say what, in Swedish."""


class SavedMeanwhileError(DatabaseError):
    """Somebody has saved a page between two questions of a request that saves it."""

    sqlstate = "40001"  # as PostgreSQL calls two transactions of which one has to begin again


class BasePage(Page):
    """The part of a page that every page type has."""

    # What Wagtail answers OPTIONS by; views refuse the rest before (malmoandan/views.py).
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    introduction = models.TextField(
        _("ingress"),
        blank=True,
        help_text=_(
            "En eller två meningar som säger det viktigaste. Visas först på sidan och i listor."
        ),
    )
    image = models.ForeignKey(
        "home.SiteImage",
        verbose_name=_("bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Valfritt. Visas överst på sidan, i listor och när sidan delas."),
    )
    image_alt = models.CharField(
        _("alternativtext"),
        max_length=255,
        blank=True,
        help_text=_(
            "Vad säger bilden som texten inte säger? Till exempel ”Fyra grannar flyttar lappar på "
            "en karta”. Lämna tomt om bilden bara är dekoration."
        ),
    )
    themes = ParentalManyToManyField(
        "home.Theme",
        verbose_name=_("teman"),
        blank=True,
        related_name="+",
        help_text=_(
            "Vad handlar sidan om? Har den flera teman ger det översta av dem sidan dess färger. "
            "Ordningen är den som står i registret."
        ),
    )

    sort_key = SortKeyField(of="title")
    word = models.CharField(
        max_length=20, choices=Word.choices, default=Word.COLLABORATION, editable=False
    )

    objects = PageManager.from_queryset(SitePageQuerySet)()
    base_form_class = PageForm
    copy_form_class = DraftCopyForm
    reserved_slugs = ()
    slug_is_made = False
    # Says what holds now, so somebody is asked once a year whether it still does.
    is_read_through = False
    # Fields that no visitor reads, nor what they hold anywhere else.
    secret_fields = ()
    # Wagtail would index a page before its themes, partners and the like are written, and again
    # with every draft: `page_saved` tells it once.
    search_auto_update = False
    # What visitors call a page whose own name is an editor's word.
    public_name = ""
    # What the contacts of such a page answer questions about.
    asked_about = "”%(title)s”"

    search_fields = Page.search_fields + [
        index.SearchField("introduction", boost=2),
        index.RelatedFields("themes", [index.SearchField("name")]),
        index.RelatedFields("image", [index.SearchField("photographer")]),
        index.FilterField("first_published_at"),
    ]
    appearance_panel = MultiFieldPanel(
        ["image", "image_alt", "themes"], heading=_("Bild och teman"), classname=FOLDED
    )
    content_panels = Page.content_panels + ["introduction"]

    class Meta:
        abstract = True

    @classproperty
    def edit_handler(cls):  # noqa: N805 (as Django calls it)
        """Return the tabs of the page's form."""
        return page_tabs(cls)

    def clean(self):
        """Refuse an address that the site itself uses (ValidationError at `slug`)."""
        super().clean()
        message = reserved_slug_message(self.slug, self.get_parent() if self.path else None)
        if message:
            raise ValidationError({"slug": message})

    def can_move_to(self, parent):
        """Tell whether the page may stand below `parent`, also by its address."""
        return super().can_move_to(parent) and not reserved_slug_message(self.slug, parent)

    def missing(self):
        """Return what publishing still needs: {field name: sentence in Swedish}."""
        fault = fault_in(self.image_alt, self.image) if self.image_alt else None
        return {"image_alt": fault} if fault else {}

    def obstacles(self):
        """Return every sentence in Swedish that stands against publishing the page as it is."""
        try:
            self.clean()
            contradictions = []
        except ValidationError as error:
            contradictions = error.messages
        fields = map(self._meta.get_field, meeting_errors(self, self.secret_fields))
        meetings = [_("Fältet ”%s” leder rakt in i ett möte.") % f.verbose_name for f in fields]
        return [*contradictions, *map(str, self.missing().values()), *meetings]

    def with_content_json(self, content):
        """Return the page as a revision has it, without what has been deleted since."""
        page = super().with_content_json(content)
        page.left_out = remove_deleted_references(page)
        return page

    @transaction.atomic
    def save_revision(self, *args, **kwargs):
        """Save a version, unless another was saved since the form looked which was the latest.

        Raises SavedMeanwhileError: of two editors who save at the same moment one is to hear of it.
        """
        opened = getattr(self, "opened_version", None)
        if opened and self._locked("latest_revision")["latest_revision"] != opened:
            raise SavedMeanwhileError
        return super().save_revision(*args, **kwargs)

    def publish(self, revision, user=None, **kwargs):
        """Publish, unless somebody does it past the form and something is missing.

        Raises Unfinished: a bulk action and an approval in a workflow know no field to say it
        at.  What is published at a set time has been through the form.
        """
        if user and (obstacles := revision.as_object().obstacles()):
            raise Unfinished(*obstacles)
        super().publish(revision, user=user, **kwargs)

    def save(self, *args, **kwargs):
        """Save, noting the word of the first theme, and where the page stood until now."""
        self.word = word_of(self.themes.all())
        if self._state.adding and self.slug_is_made:
            # Somebody may have stored another page since the form looked which were taken.
            self.slug = free_child_slug(self.get_parent(), self.title)
        with transaction.atomic():
            before = self._take_its_place()
            super().save(*args, **kwargs)
        # A draft that is being published has its new address already.
        if before and before != self.url_path:
            write_redirects(self, before)
        if kwargs.get("update_fields") is None:
            page_saved.send(type(self), instance=self)

    def _locked(self, *fields):
        """Return fields as they are stored, or None; until the transaction ends none can change.

        With the table of its type, and first with that, as treebeard locks the parent of a page
        that is added: two who lock rows in different orders may wait for each other for ever.
        """
        rows = type(self)._default_manager.select_for_update(no_key=True)
        return rows.filter(pk=self.pk).values(*fields).first()

    def _take_its_place(self):
        """Take from the database where the page stands, and return its address there.

        A save writes every column, but somebody may have moved the page, or put another below it,
        since it was read; until it is written nobody can.
        """
        stored = self._locked("path", "depth", "numchild", "url_path")
        if stored is None:
            return None
        self.depth, self.numchild = stored["depth"], stored["numchild"]
        if self.path != stored["path"]:
            self.path = stored["path"]
            self.set_url_path(self.get_parent(update=True))
        return stored["url_path"]

    def get_view_restrictions(self):
        """Return what keeps visitors from the page; most pages are open, which costs no query."""
        found = super().get_view_restrictions
        return found() if is_private(self) else PageViewRestriction.objects.none()

    def _get_site_root_paths(self, request=None):
        """Return where each site begins; Wagtail's own reads a cache for every address."""
        return site_root_paths()

    def shows(self, field):
        """Tell whether a visitor to the page is shown this field now."""
        return True

    @property
    def as_of(self):
        """Return the day for which the page names people with their roles; None means today."""
        start = self.card().start
        return day_of(start) if start and day_of(start) < timezone.localdate() else None

    @property
    def is_history(self):
        """Tell whether the page is about what has been: whom it names is then left alone."""
        status = self.card().status
        return bool(status) and status.is_over

    def borrowed_streams(self):
        """Return the streams of other pages of which this page prints something."""
        return []

    def pictured_pages(self):
        """Return other pages of which this page's own lists print the pictures."""
        return []

    def make_preview_request(self, original_request=None, preview_mode=None, *args, **kwargs):
        """Return the preview of the page as its form has it, or what the checks find in it."""
        if preview_mode == MODE:
            return checks_answer(self)
        return super().make_preview_request(original_request, preview_mode, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        prefetch_references(self, *self.borrowed_streams(), listed=self.pictured_pages())
        return super().get_context(request, *args, **kwargs)

    def structured_data(self, context, image):
        """Return what the page is by schema.org, as a dictionary; empty for just a page.

        `context` is the template's and `image` the full address of the page's picture.
        """
        return {}

    def share_words(self):
        """Return what the picture that the page is shared with says: its title, when and whose.

        Without a day it is the title alone.
        """
        card = self.card()
        when = date_range(card.start, card.end) if card.start else card.date_text
        return [self.title, capfirst(when), card.kind] if when else [self.title]

    def card(self):
        """Return how the page appears in lists."""
        kind = self.public_name or self._meta.verbose_name
        return Card(self, kind, self.introduction)

    def days(self):
        """Return when the page is as its card says it: {field of a `Card`: value}."""
        return {}
