"""The least that a Wagtail page can be."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class FloorPage(Page):
    """A title and a text, in a template of four lines."""

    body = RichTextField()

    class Meta:
        app_label = "bench"


class NewPage(Page):
    """The same in the template that `wagtail start` makes for all pages."""

    body = RichTextField()

    class Meta:
        app_label = "bench"
