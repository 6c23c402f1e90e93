"""Documents: open to everybody from when a published page shows them, or when they are released."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Left, Length
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex
from wagtail.search import index

from .dates import date_range
from .exposure import ReadByVisitors, why_not_opened
from .generation import once_a_generation
from .querysets import SitePageQuerySet, rows_by_key, with_visibility
from .storage import deleted_on_error

LONGEST_NAME = 80  # bytes of the file's name, which is also what visitors save it as


def document_path(document, filename):
    """Return where the file of a document lies; what cannot be a file's name is left out."""
    stem, dot, extension = filename.rpartition(".")  # also of what is all dots before it
    stem = default_storage.get_valid_name(f"x{stem}")[1:].strip("._-")
    stem = stem.encode()[:LONGEST_NAME].decode(errors="ignore") or "dokument"
    return f"documents/{stem}{dot}{extension.lower()}"


class DocumentKind(models.TextChoices):
    """What a document is; reports and the like are shown with a cover."""

    REPORT = "report", gettext_lazy("Rapport")
    EVALUATION = "evaluation", gettext_lazy("Utvärdering")
    PLAN = "plan", gettext_lazy("Plan")
    POLICY = "policy", gettext_lazy("Riktlinje")
    AGREEMENT = "agreement", gettext_lazy("Överenskommelse")
    GUIDE = "guide", gettext_lazy("Handledning")
    DECISION = "decision", gettext_lazy("Beslut")
    MINUTES = "minutes", gettext_lazy("Protokoll")
    NOTES = "notes", gettext_lazy("Anteckningar")
    PRESENTATION = "presentation", gettext_lazy("Presentation")
    FORM = "form", gettext_lazy("Blankett")
    STATUTES = "statutes", gettext_lazy("Stadgar")
    PROPOSAL = "proposal", gettext_lazy("Underlag")
    OPINION = "opinion", gettext_lazy("Yttrande")


# Other languages than Swedish that Malmö reads, by BCP 47.
LANGUAGES = [
    ("sv-simple", gettext_lazy("Lättläst svenska")),
    ("sq", gettext_lazy("Albanska")),
    ("ar", gettext_lazy("Arabiska")),
    ("bs", gettext_lazy("Bosniska")),
    ("da", gettext_lazy("Danska")),
    ("prs", gettext_lazy("Dari")),
    ("en", gettext_lazy("Engelska")),
    ("fi", gettext_lazy("Finska")),
    ("fr", gettext_lazy("Franska")),
    ("zh", gettext_lazy("Kinesiska")),
    ("ku", gettext_lazy("Kurdiska")),
    ("fa", gettext_lazy("Persiska")),
    ("ps", gettext_lazy("Pashto")),
    ("pl", gettext_lazy("Polska")),
    ("rom", gettext_lazy("Romani")),
    ("ro", gettext_lazy("Rumänska")),
    ("ru", gettext_lazy("Ryska")),
    ("so", gettext_lazy("Somaliska")),
    ("es", gettext_lazy("Spanska")),
    ("ti", gettext_lazy("Tigrinja")),
    ("tr", gettext_lazy("Turkiska")),
    ("de", gettext_lazy("Tyska")),
    ("uk", gettext_lazy("Ukrainska")),
    ("ur", gettext_lazy("Urdu")),
    ("vi", gettext_lazy("Vietnamesiska")),
]
# What the button says of those that have a cover.
DOWNLOADS = {
    DocumentKind.REPORT: gettext_lazy("Hämta rapporten"),
    DocumentKind.EVALUATION: gettext_lazy("Hämta utvärderingen"),
    DocumentKind.PLAN: gettext_lazy("Hämta planen"),
    DocumentKind.POLICY: gettext_lazy("Hämta riktlinjen"),
    DocumentKind.AGREEMENT: gettext_lazy("Hämta överenskommelsen"),
    DocumentKind.GUIDE: gettext_lazy("Hämta handledningen"),
}


class SiteDocument(ReadByVisitors, AbstractDocument):
    """Wagtail's document, which visitors may open once a page shows it or it is released."""

    file = models.FileField(gettext_lazy("fil"), upload_to=document_path)
    released = models.BooleanField(
        gettext_lazy("öppet för alla redan nu"),
        default=False,
        help_text=gettext_lazy(
            "Annars kan besökare öppna dokumentet först när det finns på en publicerad sida."
        ),
    )

    kind = models.CharField(
        gettext_lazy("slag"),
        max_length=12,
        choices=DocumentKind,
        blank=True,
        help_text=gettext_lazy(
            "Rapporter, utvärderingar, planer, riktlinjer, överenskommelser och handledningar "
            "visas med omslag."
        ),
    )
    year = models.PositiveSmallIntegerField(
        gettext_lazy("år"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Året som dokumentet gäller, eller kom ut."),
    )
    dated = models.DateField(
        gettext_lazy("daterat den"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Till exempel dagen för mötet som ett protokoll är från."),
    )
    decided_by = models.CharField(
        gettext_lazy("beslutat av"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("Till exempel kommunfullmäktige."),
    )
    decided_on = models.DateField(gettext_lazy("beslutat den"), null=True, blank=True)
    amended_on = models.DateField(gettext_lazy("ändrat den"), null=True, blank=True)
    approved_on = models.DateField(
        gettext_lazy("justerat den"), null=True, blank=True, help_text=gettext_lazy("Protokoll.")
    )
    case_number = models.CharField(
        gettext_lazy("diarienummer"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("Valfritt. Också paragraf, till exempel STK-2026-871, § 305."),
    )
    version = models.CharField(
        gettext_lazy("version eller bilaga"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("Till exempel ”2.0” eller ”bilaga 2, version 1.1”."),
    )
    language = models.CharField(
        gettext_lazy("språk"),
        max_length=12,
        choices=LANGUAGES,
        blank=True,
        help_text=gettext_lazy("Tomt betyder svenska."),
    )
    valid_from = models.DateField(gettext_lazy("gäller från och med"), null=True, blank=True)
    valid_until = models.DateField(
        gettext_lazy("gäller till och med"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Efter den dagen står det att dokumentet inte gäller längre."),
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=gettext_lazy("ersatt av"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        help_text=gettext_lazy("Det nyare dokumentet. Länken visas när besökare kan öppna det."),
    )
    image = models.ForeignKey(
        "home.SiteImage",
        verbose_name=gettext_lazy("omslag"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=gettext_lazy("En bild av första sidan. Tomt: webbplatsen gör ett omslag."),
    )
    # As its text has been read: none of what is no PDF, or has not been read.
    pages = models.PositiveIntegerField(null=True, editable=False)
    # The document that replaces it, where everybody may open that (`note_replacements`).
    shown_replacement = None

    objects = models.Manager.from_queryset(DocumentQuerySet)()

    # Editors find a document by its own text too; visitors only by the passages of open ones.
    search_fields = AbstractDocument.search_fields + [
        index.AutocompleteField("filename"),
        index.RelatedFields("search_text", [index.SearchField("text")]),
    ]

    admin_form_fields = (
        *("title", "file", "kind", "year", "version", "language", "dated", "image"),
        *("decided_by", "decided_on", "amended_on", "approved_on", "case_number"),
        *("valid_from", "valid_until", "replaced_by", "released", "collection", "tags"),
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = gettext_lazy("dokument")
        verbose_name_plural = gettext_lazy("dokument")
        permissions = [("choose_document", "Can choose document")]

    def clean(self):
        """Refuse what contradicts itself (ValidationError at the field)."""
        if self.file:  # else the field has said so, and nothing has no wrong extension
            super().clean()
        errors = {}
        if self.decided_on and self.valid_until and self.valid_until < self.decided_on:
            errors["valid_until"] = _("Det kan inte sluta gälla innan det är beslutat.")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            errors["valid_until"] = _("Det kan inte sluta gälla innan det börjar.")
        if self.pk and self.replaced_by_id == self.pk:
            errors["replaced_by"] = _("Ett dokument kan inte ersätta sig självt.")
        if self.year is not None and not 1000 <= self.year <= 2999:
            errors["year"] = _("Skriv året med fyra siffror, till exempel 2026.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        """Save; the file goes too where the row cannot be written."""
        is_new = bool(self.file) and not self.file._committed
        if is_new:
            self.file.save(self.file.name, self.file.file, save=False)
        with deleted_on_error([self.file] if is_new else []):
            super().save(*args, **kwargs)

    @property
    def has_cover(self):
        """Tell whether it is shown with a cover rather than as a row."""
        return bool(self.image_id) or self.kind in DOWNLOADS

    @property
    def download_text(self):
        return DOWNLOADS.get(self.kind, gettext_lazy("Hämta dokumentet"))

    @property
    def kind_text(self):
        """Return what it is, from when, which version and language: «Rapport 2026, engelska»."""
        when = date_range(self.dated) if self.dated else self.year
        said = " ".join(str(part) for part in (self.get_kind_display(), when) if part)
        version = _("version %s") % self.version if self.version[:1].isdigit() else self.version
        parts = [said, version, self.get_language_display().lower()]
        return capfirst(", ".join(filter(None, parts)))

    @property
    def decision_text(self):
        """Return who has decided on it, when and where that is kept: «styrelsen, 12 mars 2024»."""
        day = date_range(self.decided_on) if self.decided_on else ""
        return ", ".join(filter(None, [self.decided_by, day, self.case_number]))

    @property
    def decision_label(self):
        """Return what its decision is called; a number alone says no more than which case it is."""
        is_decided = self.decided_by or self.decided_on
        return gettext_lazy("Beslut:") if is_decided else gettext_lazy("Ärende:")

    @property
    def amendment_text(self):
        """Return when it was changed or approved: «Ändrat 4 november 2025»."""
        days = ((_("Ändrat %s"), self.amended_on), (_("Justerat %s"), self.approved_on))
        return ". ".join(said % date_range(day) for said, day in days if day)

    @property
    def has_lapsed(self):
        """Tell whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def validity_text(self):
        """Return until when it holds, or held: «Gäller till och med 31 december 2026»."""
        if not self.valid_until:
            return (
                _("Gäller från och med %s") % date_range(self.valid_from) if self.valid_from else ""
            )
        if self.valid_from:
            said = _("Gällde %s") if self.has_lapsed else _("Gäller %s")
            return said % date_range(self.valid_from, self.valid_until)
        said = _("Gällde till och med %s") if self.has_lapsed else _("Gäller till och med %s")
        return said % date_range(self.valid_until)


def note_replacements(documents):
    """Note on those of the documents that are replaced by which, where everybody may open that."""
    replaced = [document for document in documents if document.replaced_by_id]
    if not replaced:
        return
    keys = tuple({document.replaced_by_id for document in replaced})
    newer = rows_by_key(SiteDocument, keys)
    uses = uses_of(newer.values())
    for document in replaced:
        new = newer.get(document.replaced_by_id)
        if new and is_open(new, uses[new.pk]) and not why_not_opened(new):
            document.shown_replacement = new


@once_a_generation
def is_any_collection_private():
    """Tell whether editors have made any collection private."""
    return CollectionViewRestriction.objects.exists()


def not_in_private_collection(path):
    """Return the condition of what is in no private collection, by the field of its path."""
    if not is_any_collection_private():
        return models.Q()
    beginning = Left(models.OuterRef(path), Length("collection__path"))
    restrictions = CollectionViewRestriction.objects.filter(collection__path=beginning)
    return ~models.Exists(restrictions)


def documents_shown(page):
    """Return the primary keys of the documents that a page shows to whom it is open for."""
    document_type = ContentType.objects.get_for_model(SiteDocument).pk
    return {
        int(key)
        for type_, key, path, _place in ReferenceIndex._extract_references_from_object(page)
        if type_ == document_type and page.shows(path.partition(".")[0])
    }


@dataclass(frozen=True)
class Use:
    """A page that names a document; whether it shows it to visitors, and to whom."""

    page: Page
    is_shown: bool
    is_public: bool


def uses_of(documents):
    """Return {primary key of a document: its uses on published pages}.

    The number of queries depends on the types of the pages alone.
    """
    keys = [str(document.pk) for document in documents]
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(SiteDocument),
        to_object_id__in=keys,
        base_content_type=ContentType.objects.get_for_model(Page),
    ).values_list("to_object_id", "object_id", "model_path")
    fields = defaultdict(set)
    for document, page, path in references:
        fields[int(document), int(page)].add(path.partition(".")[0])
    pages = SitePageQuerySet(Page).live().filter(pk__in={page for _document, page in fields})
    found = {page.pk: page for page in with_visibility(pages).defer_streamfields().specific()}
    uses = defaultdict(list)
    for (document, key), names in sorted(fields.items()):
        if page := found.get(key):
            is_shown = any(page.shows(name) for name in names)
            uses[document].append(Use(page, is_shown, page.is_visible))
    return uses


def is_open(document, uses):
    """Tell whether everybody may open a document, given its uses."""
    return document.released or any(use.is_shown and use.is_public for use in uses)


def may_open(request, uses):
    """Tell whether who asks may see one of the pages that show a document."""
    return any(
        all(restriction.accept_request(request) for restriction in use.page.get_view_restrictions())
        for use in uses
        if use.is_shown
    )


def access_sentence(document, uses):
    """Return a sentence in Swedish on who may open a document, and why."""
    shown = [use for use in uses if use.is_shown]
    public = [use for use in shown if use.is_public]
    if public:
        return _("Alla kan öppna det, för det finns på %(pages)s.") % {"pages": _named(public)}
    if document.released:
        return _("Alla kan öppna det, för du har valt det här.")
    if shown:
        sentence = _("Bara den som får se %(pages)s kan öppna det.")
        return sentence % {"pages": _named(shown)}
    if uses:
        sentence = _("Bara redaktörer kan öppna det. %(pages)s visar det först efteråt.")
        return sentence % {"pages": _named(uses)}
    return _("Bara redaktörer kan öppna det, för ingen publicerad sida visar det.")


def _named(uses):
    titles = [f"”{use.page.title}”" for use in uses[:3]]
    more = len(uses) - len(titles)
    return ", ".join(titles) + (_(" och %(number)s sidor till") % {"number": more} if more else "")
