"""The forms of pictures and documents: what is wrong with a file is said at its field."""

import logging

from django.core.exceptions import ValidationError
from django.forms import ClearableFileInput, DateInput, FileField
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.widgets import AdminImageChooser
from wagtail.search import index

from .alternative_text import EXAMPLES as ALT_EXAMPLES
from .alternative_text import fault_in
from .clean_picture import PictureError
from .documents import access_sentence, uses_of
from .form_fields import OpenedAs, TypedDateField
from .picture_files import clean_file

FOCUS = {"focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"}
REPLACED = _(
    "En ny fil byter bilden överallt där den visas, också när sidor delas. Se över "
    "beskrivningen, fotografen och sidornas alternativtexter."
)
logger = logging.getLogger(__name__)

SENTENCES = {
    "format": _(
        "Filen är ingen bild som webbplatsen kan visa. Välj en bild i formatet jpg, png, webp, "
        "avif eller gif."
    ),
    "unreadable": _(
        "Bilden går inte att läsa. Filen kan vara skadad. Öppna bilden i ett bildprogram, spara "
        "den på nytt och försök igen."
    ),
    "large": _(
        "Bilden har för många bildpunkter. Gör den mindre, till exempel 4 000 bildpunkter bred, "
        "och försök igen."
    ),
}
NOT_STORED = _(
    "Filen kunde inte sparas på servern. Inget har ändrats. Försök igen om en stund. Händer det "
    "igen: säg till den som sköter webbplatsen."
)


class PictureField(WagtailImageField):
    """A picture, whatever its file is called, read to its end before anything is stored."""

    default_validators = []

    def to_python(self, data):
        """Return the picture as it will be stored; raise ValidationError where it cannot be."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        if file.size > self.max_upload_size:
            message = _("Filen är för stor (%(size)s). Den får vara högst %(most)s.")
            sizes = {"size": filesizeformat(file.size), "most": self.max_upload_size_text}
            raise ValidationError(message, code="file_too_large", params=sizes)
        try:
            return clean_file(file)
        except PictureError as error:
            raise ValidationError(SENTENCES[error.reason], code=error.reason) from error
        except OSError as error:
            logger.exception("An uploaded picture could not be read")
            raise ValidationError(NOT_STORED, code="not_stored") from error


class StoredFileForm:
    """Stores a new file before the form is valid, so that only rows remain to be written."""

    file_field = "file"

    def store(self):
        """Store the file; raises OSError, and PictureError for what is no picture."""
        file = getattr(self.instance, self.file_field)
        if file and not file._committed:
            file.save(file.name, file.file, save=False)

    def _post_clean(self):
        super()._post_clean()
        if self.errors or self.file_field not in self.changed_data:
            return
        try:
            self.store()
        except PictureError as error:
            self.add_error(self.file_field, SENTENCES[error.reason])
        except OSError:
            logger.exception("An uploaded file could not be stored")
            self.add_error(self.file_field, NOT_STORED)


class SiteImageForm(StoredFileForm, OpenedAs, BaseImageForm):
    """Wagtail's form of a picture, which is stored with all its renditions."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            picture = PictureField(label=field.label, required=field.required, widget=field.widget)
            if self.instance.pk:  # Wagtail's field writes its own help, whatever it is given
                picture.help_text = f"{REPLACED} {picture.help_text}"
            self.fields["file"] = picture
        self.fields["description"].help_text = ALT_EXAMPLES
        if self.instance.pk and "consent_until" in self.fields:
            field = self.fields["consent_until"]
            hide = reverse("hide_everywhere", args=["siteimage", self.instance.pk])
            label = _("Visa igen") if self.instance.hidden else _("Dölj överallt")
            field.help_text = format_html('{} <a href="{}">{}</a>', field.help_text, hide, label)

    def clean(self):
        """Forget the focal point of a file that is replaced, unless a new one has been set."""
        cleaned_data = super().clean()
        if self.instance.pk and "file" in self.changed_data and not FOCUS & {*self.changed_data}:
            cleaned_data |= dict.fromkeys(FOCUS & self.fields.keys())
        return cleaned_data

    def clean_description(self):
        """Return the description, which is read out where a page says nothing better."""
        description = self.cleaned_data["description"]
        fault = fault_in(description, self.instance if self.instance.file else None)
        if fault:
            raise ValidationError(fault)
        return description

    def store(self):
        self.instance.store()

    def save(self, commit=True):
        """Save the picture; Wagtail's own would throw away the renditions just made."""
        super(BaseImageForm, self).save(commit=commit)
        if commit:
            index.insert_or_update_object(self.instance)  # with its tags
        return self.instance


class AvatarForm(StoredFileForm, AvatarPreferencesForm):
    """Wagtail's form of a user's own picture, which is cleaned like all others."""

    file_field = "avatar"
    avatar = PictureField(label=_("Profilbild"), required=False, widget=ClearableFileInput)

    def clean_avatar(self):
        """Return the clean picture, the one there was, or False where it is to go."""
        avatar = self.cleaned_data.get("avatar")
        return self._original_avatar if avatar is None else avatar


class SiteDocumentForm(StoredFileForm, OpenedAs, BaseDocumentForm):
    """Wagtail's form of a document, which says who may open it."""

    class Meta(BaseDocumentForm.Meta):
        days = ("dated", "decided_on", "amended_on", "approved_on", "valid_from", "valid_until")
        field_classes = dict.fromkeys(days, TypedDateField)
        widgets = {
            **BaseDocumentForm.Meta.widgets,
            **dict.fromkeys(days, DateInput),
            "image": AdminImageChooser,
            "replaced_by": AdminDocumentChooser,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        document = self.instance
        if not document.pk or "file" not in self.fields:
            # What is uploaded in a window would lose that to the window of another chooser, and
            # below the uploads of a whole list the scripts of the choosers are not there.
            for name in ("image", "replaced_by"):
                self.fields.pop(name, None)
        if document.pk and "released" in self.fields:
            field = self.fields["released"]
            now = access_sentence(document, uses_of([document])[document.pk])
            field.help_text = f"{now} {field.help_text}"
