"""The fields of the admin's forms: days and times as people write them, choices one by one.

They are the fields of every form that the admin builds from a model, Wagtail's own included.
`MomentField` is the field of a model that says what a day without a clock time means.
"""

import re
from datetime import date, datetime, timedelta
from functools import partial

from django import forms
from django.core.exceptions import BadRequest
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.forms.models import WagtailAdminModelForm, register_form_field_override
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.widgets import (
    AdminAutoHeightTextInput,
    AdminDateInput,
    AdminDateTimeInput,
    AdminTimeInput,
)

from .dates import STOCKHOLM
from .packed import in_single_quotes
from .tracking import without_tracking
from .typed_dates import at, read_clock, read_day, read_moment, validate_year, within_years

HALF = re.compile("[\ud800-\udfff]")
# What a year alone stands for: (month, day).
FIRST_DAY, LAST_DAY = (1, 1), (12, 31)


class TypedDateField(forms.DateField):
    """A day, such as «26 maj 2027»."""

    widget = AdminDateInput

    def to_python(self, value):
        typed = isinstance(value, str) and value.strip()
        return read_day(value) if typed else super().to_python(value or None)


class YearField(TypedDateField):
    """A day, or a year alone, which stands for one of its days: «2019», «31 maj 2021»."""

    def __init__(self, *, day_of_year, **kwargs):
        self.day_of_year = day_of_year
        super().__init__(**kwargs)

    def prepare_value(self, value):
        is_year = isinstance(value, date) and (value.month, value.day) == self.day_of_year
        return str(value.year) if is_year else value

    def to_python(self, value):
        typed = value.strip() if isinstance(value, str) else ""
        if re.fullmatch(r"\d{4}", typed, re.ASCII):
            month, day = self.day_of_year
            value = f"{typed}-{month}-{day}"
        return super().to_python(value)


class TypedTimeField(forms.TimeField):
    """A time of day, such as «kl. 9»."""

    widget = AdminTimeInput

    def to_python(self, value):
        typed = isinstance(value, str) and value.strip()
        return read_clock(value) if typed else super().to_python(value or None)


class TypedDateTimeField(forms.DateTimeField):
    """A day and a time of day in Europe/Stockholm, such as «26 maj 2027 kl. 12.15».

    `day_alone` makes a datetime of a date without a clock time; without it that is an error,
    whose words are `error_messages["no_clock"]` where these are given.  With a `usual_clock` a date
    has that time instead, which is shown as any other.
    """

    widget = AdminDateTimeInput
    usual_clock = None

    def __init__(self, *, day_alone=None, **kwargs):
        super().__init__(**kwargs)
        self.day_alone = day_alone

    def prepare_value(self, value):
        if not isinstance(value, datetime) or timezone.is_naive(value):
            return value
        local = timezone.make_naive(value, STOCKHOLM)
        # What a day alone means is shown as that day; midnight may be the end of the one before.
        for day in (local.date(), local.date() - timedelta(days=1)):
            if self.day_alone and self.day_alone(day) == value:
                return day.isoformat()
        return local

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            usual = self.usual_clock and partial(at, clock=self.usual_clock)
            return read_moment(value, self.day_alone or usual)
        except forms.ValidationError as error:
            if error.code == "no_clock" and error.code in self.error_messages:
                error.message = self.error_messages[error.code]
            raise


class TypedTimeBlock(blocks.TimeBlock):
    """A time of day in a stream, such as «kl. 9»."""

    @cached_property
    def field(self):
        return TypedTimeField(widget=AdminTimeInput(format=self.format), **self.field_options)


class YearBlock(blocks.DateBlock):
    """A day or a year in a stream; `day_of_year` (month, day) is what a year alone stands for."""

    def __init__(self, *args, day_of_year=FIRST_DAY, **kwargs):
        self.day_of_year = day_of_year
        super().__init__(*args, **kwargs)

    @cached_property
    def field(self):
        widget = AdminDateInput(format=self.format)
        return YearField(day_of_year=self.day_of_year, widget=widget, **self.field_options)

    def deconstruct(self):
        """Return what Wagtail's own is made of: it stores the same, so no migration differs."""
        _path, args, kwargs = super().deconstruct()
        kwargs.pop("day_of_year", None)
        return "wagtail.blocks.DateBlock", args, kwargs


class DayOrYearField(models.DateField):
    """A day in a row; `day_of_year` (month, day) is what a year alone stands for."""

    def __init__(self, *args, day_of_year=FIRST_DAY, **kwargs):
        self.day_of_year = day_of_year
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        # The database does not differ, so the migrations need not know.
        return name, "django.db.models.DateField", args, kwargs


class TypedNumberField(forms.DecimalField):
    """A number as people write it, such as «2 500», «450.000 kr», «4,5» or «92 %»."""

    widget = forms.TextInput

    def to_python(self, value):
        if isinstance(value, str):
            number = re.sub(r"\s|(?:kr|kronor|:-|%)\s*$", "", value)
            if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
                number = number.replace(".", "")
            value = number.replace(",", ".")
        return super().to_python(value)


class TypedNumberBlock(blocks.DecimalBlock):
    """A number in a stream that is not below zero and has two decimals at most."""

    def __init__(self, required=True, help_text=None, max_value=10**12, **kwargs):
        super().__init__(required=required, help_text=help_text, **kwargs)
        self.field = TypedNumberField(
            required=required,
            help_text=help_text,
            min_value=0,
            max_value=max_value,
            decimal_places=2,
        )


class TypedDateBlock(blocks.DateBlock):
    """A day in a stream, such as «26 maj 2027»."""

    @cached_property
    def field(self):
        return TypedDateField(widget=AdminDateInput(format=self.format), **self.field_options)


class MomentField(models.DateTimeField):
    """A day and time; `day_alone` is what a date without a clock time becomes, if it may.

    Such a function takes a date and returns an aware datetime (`typed_dates`).  `if_ticked` names
    the field that has to be ticked for it.  A year that no form takes is refused however it comes;
    what a database has of one all the same is read as the nearest moment that may be: at the ends
    of what a datetime can hold nothing can be reckoned from it.
    """

    default_validators = [validate_year]

    def __init__(self, *args, day_alone=None, if_ticked=None, **kwargs):
        self.day_alone, self.if_ticked = day_alone, if_ticked
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        # The database does not differ, so the migrations need not know.
        return name, "django.db.models.DateTimeField", args, kwargs

    def from_db_value(self, value, expression, connection):
        return value and within_years(value)


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor, without the halves of letters that a browser may leave of an emoji.

    No database stores them, so that saving would fail and all of the text be lost.  What the
    editor never sends is refused as a whole (400), however deep it is.
    """

    def render(self, *args, **kwargs):
        return in_single_quotes(super().render(*args, **kwargs))

    def value_from_datadict(self, data, files, name):
        try:
            value = super().value_from_datadict(data, files, name)
        except Exception as error:
            raise BadRequest("no text of the editor") from error
        return value and HALF.sub("", value)


class LinesField(forms.CharField):
    """A text of several lines in a form, each line break as one letter, as the browser counts it.

    A browser sends every line break as two (HTML 4.10.21.4), so a text that fits in its field
    would be refused.
    """

    def to_python(self, value):
        return normalize_newlines(super().to_python(value))


class LinesBlock(blocks.TextBlock):
    """Plain text of several lines in a stream, its line breaks as in `LinesField`."""

    def value_from_form(self, value):
        return normalize_newlines(value) if value else value


class WebAddressBlock(blocks.URLBlock):
    """An address without what advertisers hang on it to follow the reader."""

    def clean(self, value):
        return without_tracking(super().clean(value))[0]


class OpenedAs:
    """Part of the form of what has no revisions: nothing saved meanwhile is replaced unseen.

    A hidden field holds a digest of what was stored as the form was opened. Where that has been
    changed, the form says so once and holds the digest of what is stored now.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meta = self._meta.model._meta
        self.own_fields, self.own_lists = (
            [field.name for field in fields if field.name in self.fields]
            for fields in (meta.fields, meta.many_to_many)
        )
        self.fields["opened_as"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial["opened_as"] = self.stored_as() if self.instance.pk else ""

    def stored_as(self):
        """Return the digest of what is stored of the form's fields."""
        rows = self._meta.model._base_manager.filter(pk=self.instance.pk)
        stored = [rows.values_list(*self.own_fields).first()]
        stored += [sorted(rows.values_list(name, flat=True), key=str) for name in self.own_lists]
        return salted_hmac("opened", repr(stored + self.more_stored())).hexdigest()

    def more_stored(self):
        """Return what is stored of what the form holds beside the fields of its model."""
        return []

    def clean(self):
        super().clean()
        opened_as, now = self.cleaned_data.get("opened_as"), self.stored_as()
        if opened_as and opened_as != now:
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_as")] = now
            said = _(
                "Någon har ändrat det här sedan du öppnade det. Inget av ditt är sparat än. Se "
                "efter i en annan flik vad som är nytt, och spara igen om din version ska gälla."
            )
            self.add_error(None, said)
        return self.cleaned_data


class OpenedForm(OpenedAs, WagtailAdminModelForm):
    """The form of a row of a register."""


register_form_field_override(
    models.DateField, override={"form_class": TypedDateField, "widget": AdminDateInput}
)
register_form_field_override(
    DayOrYearField,
    override=lambda field: {
        "form_class": YearField,
        "widget": AdminDateInput,
        "day_of_year": field.day_of_year,
    },
)
register_form_field_override(
    models.TimeField, override={"form_class": TypedTimeField, "widget": AdminTimeInput}
)
register_form_field_override(
    models.DateTimeField,
    override=lambda field: {
        "form_class": TypedDateTimeField,
        "widget": AdminDateTimeInput,
        "day_alone": getattr(field, "day_alone", None),
    },
)
# SQLite takes any number, with which no date or list can then be reckoned.
register_form_field_override(models.SmallIntegerField, override={"max_value": 32767})
register_form_field_override(models.PositiveIntegerField, override={"max_value": 2**31 - 1})
# In a list of several a click without Ctrl takes the other choices away.
register_form_field_override(
    models.ManyToManyField, override={"widget": forms.CheckboxSelectMultiple}
)
# Every text field of a model in the admin, with the widget that Wagtail gives it.
register_form_field_override(
    models.TextField,
    override={"widget": AdminAutoHeightTextInput, "form_class": LinesField},
    exact_class=True,
)
