"""Documents: open to everybody from when a published page shows them, or when they are released."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Left, Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex
from wagtail.search import index

from .exposure import ReadByVisitors
from .generation import once_a_generation
from .querysets import SitePageQuerySet, with_visibility
from .storage import deleted_on_error

LONGEST_NAME = 80  # bytes of the file's name, which is also what visitors save it as


def document_path(document, filename):
    """Return where the file of a document lies; what cannot be a file's name is left out."""
    stem, dot, extension = filename.rpartition(".")  # also of what is all dots before it
    stem = default_storage.get_valid_name(f"x{stem}")[1:].strip("._-")
    stem = stem.encode()[:LONGEST_NAME].decode(errors="ignore") or "dokument"
    return f"documents/{stem}{dot}{extension.lower()}"


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

    objects = models.Manager.from_queryset(DocumentQuerySet)()

    # Editors find a document by its own text too; visitors only by the passages of open ones.
    search_fields = AbstractDocument.search_fields + [
        index.AutocompleteField("filename"),
        index.RelatedFields("search_text", [index.SearchField("text")]),
    ]

    admin_form_fields = ("title", "file", "released", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = gettext_lazy("dokument")
        verbose_name_plural = gettext_lazy("dokument")
        permissions = [("choose_document", "Can choose document")]

    def save(self, *args, **kwargs):
        """Save; the file goes too where the row cannot be written."""
        is_new = bool(self.file) and not self.file._committed
        if is_new:
            self.file.save(self.file.name, self.file.file, save=False)
        with deleted_on_error([self.file] if is_new else []):
            super().save(*args, **kwargs)


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
