"""Text of several lines in forms: a line break counts as one letter, as the browser counts it.

A browser sends every line break as two letters (HTML 4.10.21.4), so a text that fits in its field
would be refused.
"""

from django import forms
from django.db import models
from wagtail import blocks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminAutoHeightTextInput


def with_line_feeds(text):
    """Return the text with each line break as one letter, the line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LinesField(forms.CharField):
    """A text of several lines in a form."""

    def to_python(self, value):
        return with_line_feeds(super().to_python(value))


class LinesBlock(blocks.TextBlock):
    """Plain text of several lines in a stream."""

    def value_from_form(self, value):
        return with_line_feeds(value) if value else value


# Every text field of a model in the admin, with the widget that Wagtail gives it.
register_form_field_override(
    models.TextField,
    override={"widget": AdminAutoHeightTextInput, "form_class": LinesField},
    exact_class=True,
)
