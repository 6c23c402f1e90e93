"""Uploading many files at once: Wagtail's views, with an answer in words where one cannot be kept.

A file whose form is not whole yet is stored outside the form, and read from there later.
"""

import logging
from functools import wraps

from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html
from wagtail.documents.views import multiple as documents
from wagtail.images.views import multiple as images
from wagtail.images.views.images import preview

from .clean_picture import PictureError
from .picture_form import NOT_STORED, SENTENCES

logger = logging.getLogger(__name__)


def refusing_in_words(view):
    """Return the view, which answers with a sentence to what it cannot read or store."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PictureError as error:
            sentence = SENTENCES[error.reason]
        except OSError:
            logger.exception("An upload could not be stored")
            sentence = NOT_STORED
        form = format_html('<p class="error-message">{}</p>', sentence)
        return JsonResponse({"success": False, "error_message": str(sentence), "form": form})

    return answer


urlpatterns = [
    path(address, refusing_in_words(view))
    for address, view in (
        ("images/multiple/add/", images.AddView.as_view()),
        (
            "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
            images.CreateFromUploadedImageView.as_view(),
        ),
        ("images/<int:image_id>/preview/<str:filter_spec>/", preview),
        ("documents/multiple/add/", documents.AddView.as_view()),
        (
            "documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/",
            documents.CreateFromUploadedDocumentView.as_view(),
        ),
    )
]
