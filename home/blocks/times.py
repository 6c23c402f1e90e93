"""A time of day as people write it."""

from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.widgets import AdminTimeInput

from ..form_fields import TypedTimeField


class TypedTimeBlock(blocks.TimeBlock):
    """A time of day, such as «kl. 9»."""

    @cached_property
    def field(self):
        return TypedTimeField(widget=AdminTimeInput(format=self.format), **self.field_options)
