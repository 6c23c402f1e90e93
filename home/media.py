"""Pictures: the image model, which stores each picture with all its renditions."""

import logging
from copy import copy
from functools import cached_property, partial
from io import BytesIO

import willow
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    ImageQuerySet,
    SourceImageIOError,
    WagtailImageField,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.search import index

from .base import SavedMeanwhileError
from .clean_picture import Cut, PictureError, cut_picture, dimensions
from .consent import Consent
from .exposure import ReadByVisitors
from .former_cuts import note_former
from .picture_files import OriginalFieldFile, PictureFieldFile, clean_file, one_at_a_time
from .querysets import rows_by_key
from .renditions import PageRenditions, rendition_specs
from .storage import deleted_on_error, is_stored

logger = logging.getLogger(__name__)


class ReadyFilter(Filter):
    """A filter whose file has been made; Wagtail gives it its name."""

    def __init__(self, spec, data):
        super().__init__(spec)
        self.data = data

    def run(self, image, output, source=None):
        """Return the file as Wagtail's own filters do."""
        return willow.Image.open(BytesIO(self.data))


class OriginalField(WagtailImageField):
    """The field of an original, which is cleaned when it is stored."""

    attr_class = OriginalFieldFile


class RenditionField(WagtailImageField):
    """The field of a rendition."""

    attr_class = PictureFieldFile


class SiteImageQuerySet(ImageQuerySet):
    """Pictures together with the renditions that the site prints."""

    def with_renditions(self, keys, with_hidden=False):
        """Return {primary key: picture}; the first one printed fetches the renditions of all.

        A hidden one is left out, unless what is fetched may be stored again.
        """
        found = rows_by_key(self.model, keys).items()
        pictures = {key: copy(row) for key, row in found if with_hidden or not row.hidden}

        renditions = PageRenditions(pictures)
        for picture in pictures.values():
            picture.page_renditions = renditions
        return pictures

    def with_faults(self):
        """Return the pictures that the site cannot show as it should."""
        return self.exclude(fault="")


class SiteImage(Consent, ReadByVisitors, AbstractImage):
    """Wagtail's image with the name of its photographer, stored with all its renditions."""

    page_renditions = None  # `with_renditions` sets it

    class Fault(models.TextChoices):
        """Why a picture is not shown, or not in all its cuts."""

        MISSING = "missing", _("Filen saknas")
        UNREADABLE = "unreadable", _("Filen går inte att läsa")
        NOT_STORED = "not_stored", _("Det gick inte att spara bildens storlekar")

    file = OriginalField(
        _("fil"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    photographer = models.CharField(
        _("fotograf"),
        max_length=120,
        blank=True,
        help_text=_("Namnet skrivs ut vid bilden överallt där den visas."),
    )
    fault = models.CharField(max_length=20, choices=Fault.choices, blank=True, editable=False)
    hidden = models.BooleanField(default=False, editable=False)

    objects = models.Manager.from_queryset(SiteImageQuerySet)()

    search_fields = AbstractImage.search_fields + [
        index.AutocompleteField("photographer"),
        index.AutocompleteField("filename"),
    ]

    admin_form_fields = (
        *("title", "file", "description", "photographer"),
        *("consent_basis", "consent_until", "consent_note", "collection", "tags"),
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("bild")
        verbose_name_plural = _("bilder")
        permissions = [("choose_image", "Can choose image")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What is stored and waits for its row: the original's file where it is new, and renditions.
        self._new_file, self._new_renditions = None, []

    @cached_property
    def prefetched_renditions(self):
        """Return the renditions that templates print; AttributeError for a picture on its own.

        Wagtail asks for them first, and makes what is not there of a picture on its own.
        """
        if self.page_renditions is None:
            raise AttributeError("prefetched_renditions")
        return self.page_renditions.by_picture[self.pk]

    @property
    def default_alt_text(self):
        """Return the description; the title may be the name of a file and is never read out."""
        return self.description

    def is_stored_locally(self):
        """Tell whether the file lies in a folder here; a row that has lost its file has none."""
        return bool(self.file) and super().is_stored_locally()

    def get_upload_to(self, filename):
        """Return where an original lies; `clean_file` has given it its name."""
        return f"{'hidden' if self.hidden else 'original'}_images/{filename}"

    def store(self):
        """Store the file where it is new, and all its renditions, or nothing of it.

        Raises PictureError for what is no picture and OSError for a storage that cannot be used.
        Encoding takes its time, so it is done before the row, which `save` then only writes.
        """
        if not self.file or self.file._committed:
            return
        written = []
        with deleted_on_error(written):
            self.file.save(self.file.name, self.file.file, save=False)
            written.append(self.file)
            self._set_image_file_metadata()
            specs = [] if self.hidden else rendition_specs()
            self._new_renditions = self._stored_renditions(specs, written)
        self._new_file = self.file

    def save(self, *args, is_hiding=False, **kwargs):
        """Save, with the renditions in the same transaction: no visitor has to wait for them.

        Raises PictureError and OSError as `store` does, with nothing left behind, and
        SavedMeanwhileError for a new file of a picture that was hidden or shown while it was made.
        Only who hides or shows it (`is_hiding`) says whether it is hidden.
        """
        self.store()
        new_file, renditions = self._new_file, self._new_renditions
        written = [new.file for new in renditions] + ([new_file] if new_file else [])
        with deleted_on_error(written), transaction.atomic():
            stored = SiteImage.objects.select_for_update().filter(pk=self.pk).first()
            if stored and not is_hiding:
                self._follow(stored, new_file)
            if new_file:
                self.fault = ""
            super().save(*args, **kwargs)
            self._write_renditions(renditions)
            if stored and new_file:
                self._forget(stored)
        self._new_file, self._new_renditions = None, []
        if not new_file and kwargs.get("update_fields") is None:
            self.repair_renditions()  # the focal point may have moved

    def _follow(self, stored, new_file):
        """Take the file of the row as it is stored now, and whether it is hidden.

        Somebody may have replaced or hidden it since this one was read.
        """
        if stored.hidden != self.hidden and new_file:
            raise SavedMeanwhileError
        self.hidden = stored.hidden
        if not new_file and stored.file.name != self.file.name:
            for name in ("file", "width", "height", "file_size", "file_hash", "fault"):
                setattr(self, name, getattr(stored, name))

    def _stored_renditions(self, specs, written):
        """Return a rendition with its file, but without a row, for each specification.

        Raises PictureError for an original of which they cannot be made, and OSError.
        """
        if not specs:
            return []
        with self.open_file() as file:
            # One that was stored before originals were cleaned may be anything still.
            original = clean_file(ContentFile(file.read(), name=self.file.name)).read()
        size = dimensions(original)
        filters = [Filter(spec) for spec in specs]
        with one_at_a_time:
            files = cut_picture(original, [self._cut(each, size) for each in filters])
        renditions = []
        for each, data in zip(filters, files, strict=True):
            rendition = self.generate_rendition_instance(ReadyFilter(each.spec, data), BytesIO())
            rendition.file.save(rendition.file.name, rendition.file.file, save=False)
            written.append(rendition.file)
            renditions.append(rendition)
        return renditions

    def _cut(self, each, size):
        """Return what a filter of ours makes of this picture, which has this size."""
        transform = each.get_transform(self, size)
        settings_of = {"avif-quality": 61, "webp-quality": 80}
        for operation in each.filter_operations:
            operation.run(None, self, settings_of)
        kind = settings_of["output-format"]
        return Cut(
            box=tuple(int(side) for side in transform.get_rect().round()),
            size=transform.size,
            kind=kind,
            quality=settings_of.get(f"{kind}-quality", 0),
        )

    def _write_renditions(self, renditions):
        """Write the rows of stored renditions, over those of the same cut."""
        names = {rendition.file.name for rendition in renditions}
        specs = [rendition.filter_spec for rendition in renditions]
        before = {old.get_cache_key(): old for old in self.renditions.filter(filter_spec__in=specs)}
        Rendition.objects.bulk_create(
            renditions,
            update_conflicts=True,
            unique_fields=["image", "filter_spec", "focal_point_key"],
            update_fields=["file", "width", "height"],
        )
        for new in renditions:
            new.purge_from_cache()
        replaced = [old for old in before.values() if old.file.name not in names]
        note_former(replaced)
        for old in replaced:
            transaction.on_commit(partial(old.file.storage.delete, old.file.name))

    def _forget(self, replaced):
        """Delete the original that this one has taken the place of, and its other renditions."""
        if replaced.file and replaced.file.name != self.file.name:
            transaction.on_commit(partial(replaced.file.storage.delete, replaced.file.name))
        written = models.Q(pk__in=[])
        for new in self._new_renditions:
            written |= models.Q(filter_spec=new.filter_spec, focal_point_key=new.focal_point_key)
        others = self.renditions.exclude(written)
        note_former(others)
        others.delete()

    def missing_renditions(self):
        """Return the specifications whose rendition has no row or no file."""
        filters = [Filter(spec) for spec in rendition_specs()]
        found = self.find_existing_renditions(*filters)
        return [
            each.spec for each in filters if each not in found or not is_stored(found[each].file)
        ]

    def repair_renditions(self):
        """Make the renditions that are missing; note on the picture what stands against it.

        Where it was replaced or hidden meanwhile nothing is done.
        """
        fault, specs = "", [] if self.hidden else self.missing_renditions()
        try:
            if not is_stored(self.file):
                fault = self.Fault.MISSING
            elif specs:
                fault = self._make(specs)
            if fault or fault != self.fault:
                self._note(fault, specs)
        except SavedMeanwhileError:
            logger.info("Picture %s was changed meanwhile", self.pk)

    @transaction.atomic
    def _note(self, fault, missing):
        self._hold()
        if fault:
            # Pages go without a cut that is not there, instead of linking to nothing.
            self.renditions.filter(filter_spec__in=missing).delete()
        if fault != self.fault:
            self.fault = fault
            SiteImage.objects.filter(pk=self.pk).update(fault=fault)
            if fault:
                logger.error("Picture %s (%s): %s", self.pk, self.title, self.Fault(fault).name)

    def _hold(self):
        """Let nobody replace or hide it until the transaction ends.

        Raises SavedMeanwhileError where somebody has since it was read.
        """
        rows = SiteImage.objects.select_for_update().filter(pk=self.pk)
        if rows.values_list("file", "hidden").first() != (self.file.name, self.hidden):
            raise SavedMeanwhileError

    def _make(self, specs):
        """Make renditions; return the fault that stands against it, or nothing."""
        written = []
        try:
            with deleted_on_error(written):
                renditions = self._stored_renditions(specs, written)
                with transaction.atomic():
                    self._hold()
                    self._write_renditions(renditions)
        except (PictureError, SourceImageIOError):
            return self.Fault.UNREADABLE
        except OSError:
            return self.Fault.NOT_STORED
        return ""

    def generate_rendition_file(self, filter, *, source=None):
        """Return the file of a rendition; raise SourceImageIOError whatever makes it fail.

        Wagtail shows a picture of which it hears that as missing, in all its lists.
        """
        try:
            if self.hidden:
                raise SourceImageIOError("hidden")
            with one_at_a_time:
                return super().generate_rendition_file(filter, source=source)
        except InvalidFilterSpecError:
            raise
        except Exception as error:
            raise SourceImageIOError(str(error)) from error

    def create_rendition(self, filter):
        """Return a rendition that the admin needs; raise SourceImageIOError as above."""
        try:
            return super().create_rendition(filter)
        except OSError as error:
            raise SourceImageIOError(str(error)) from error

    def create_renditions(self, *filters):
        """Return renditions that the admin needs, made one after the other."""
        return {filter: self.create_rendition(filter) for filter in filters}


class Rendition(AbstractRendition):
    """One cut of an image."""

    image = models.ForeignKey(SiteImage, related_name="renditions", on_delete=models.CASCADE)
    file = RenditionField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
