"""The form of a document: who may open it, and a disk that is full."""

import logging

from wagtail.documents.forms import BaseDocumentForm

from .documents import uses_of, whom_it_is_for
from .picture_form import NOT_STORED

logger = logging.getLogger(__name__)


class SiteDocumentForm(BaseDocumentForm):
    """Wagtail's form of a document; what is valid is stored already, so that only a row remains."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        document = self.instance
        if document.pk and "released" in self.fields:
            field = self.fields["released"]
            now = whom_it_is_for(document, uses_of([document])[document.pk])
            field.help_text = f"{now} {field.help_text}"

    def _post_clean(self):
        super()._post_clean()
        file = self.instance.file
        if self.errors or "file" not in self.changed_data or file._committed:
            return
        try:
            file.save(file.name, file.file, save=False)
        except OSError:
            logger.exception("A document could not be stored")
            self.add_error("file", NOT_STORED)
