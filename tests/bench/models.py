"""The least that a Wagtail page can be."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class FloorPage(Page):
    """A title and a text."""

    body = RichTextField()

    class Meta:
        app_label = "bench"
