"""The forms of every page in the admin: of editing it, and of copying it."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import strip_tags
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.blocks.base import get_error_json_data
from wagtail.models import Page

from . import form_fields  # noqa: F401 (from now on every form of the admin has its fields)
from .checks.findings import Findings
from .exposure import hidden_link_message, meeting_errors
from .slugs import free_child_slug, reserved_slug_message, slug_of

MADE_OF_TITLE = _("Tomt: görs av titeln.")


class PageForm(WagtailAdminPageForm):
    """The editing form: drafts may have gaps, publishing names each one at its field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_aside = {}
        for formset in self.formsets.values():
            make_new_rows_of_deleted_ones(formset)
        # What the editor has been told, such as what visitors will not see, and has let stand.
        self.fields["known_warnings"] = forms.CharField(required=False, widget=forms.HiddenInput)
        slug = self.fields["slug"]
        slug.required, slug.help_text = False, format_lazy("{} {}", slug.help_text, MADE_OF_TITLE)
        if not (self.instance.pk or self.is_bound):
            self.fields["title"].widget.attrs["autofocus"] = True  # a new page begins with it

    def clean_slug(self):
        """Return the slug; none, or one that the form has made of the title, becomes a free one."""
        slug, title = self.cleaned_data["slug"], self.cleaned_data.get("title", "")
        is_published = self.instance.pk and self.instance.live
        is_chosen = slug and (is_published or slug != slug_of(title))
        if self.parent_page is None or is_chosen:
            return slug
        self.instance.slug_is_made = True
        return free_child_slug(self.parent_page, title, self.instance)

    def clean(self):
        cleaned_data = super().clean()
        if message := getattr(self.instance, "saved_meanwhile", None):
            self.add_error(None, message)
        for name, value in cleaned_data.items():
            # The editor sends an untouched field as an empty paragraph, which is not a text.
            if isinstance(self.fields[name].widget, DraftailRichTextArea):
                cleaned_data[name] = value if strip_tags(value).strip() else ""
        message = reserved_slug_message(cleaned_data.get("slug"), self.parent_page)
        if message and not self.has_error("slug"):
            self.add_error("slug", message)
        expire_at = cleaned_data.get("expire_at")
        if self.is_deferred_validation and expire_at and expire_at < timezone.now():
            # Wagtail, which looks at it after this, would not even let a draft be saved.
            self.kept_aside["expire_at"] = cleaned_data.pop("expire_at")
        return cleaned_data

    def _post_clean(self):
        self.cleaned_data |= self.kept_aside
        super()._post_clean()
        if self.is_deferred_validation:
            return
        self._tell(self.instance.missing())
        self._tell(meeting_errors(self.instance, self.instance.secret_fields))
        if not self.errors:
            findings = Findings(self.instance)
            self._warn_once(findings.warnings(self._published()) | self._hidden_rows())

    def _published(self):
        """Return the page as visitors see it, or None."""
        return type(self.instance).objects.live().filter(pk=self.instance.pk).first()

    def _hidden_rows(self):
        """Return {name of a list: error} where a row chooses a page that no visitor sees."""
        chosen = [
            (name, value)
            for name, formset in self.formsets.items()
            for form in formset.forms
            if form.is_valid() and not form.cleaned_data.get("DELETE")
            for value in form.cleaned_data.values()
        ]
        said = ((name, hidden_link_message(value)) for name, value in chosen)
        return {name: ValidationError(message) for name, message in said if message}

    def _tell(self, errors):
        """Say what is wrong at its field, or above the form, where nothing has been said yet."""
        for field, error in errors.items():
            where = field if field in self.fields else None
            if not self.has_error(where or "__all__"):
                self.add_error(where, error)

    def _warn_once(self, warnings):
        """Stop publishing with the warnings at their places; the same ones stop nothing again."""
        where = {name: get_error_json_data(error) for name, error in warnings.items()}
        told = salted_hmac("unseen", json.dumps(where, default=str, sort_keys=True)).hexdigest()
        if warnings and self.cleaned_data.get("known_warnings") != told:
            self.data = self.data.copy()
            self.data[self.add_prefix("known_warnings")] = told
            self._tell(warnings)


def make_new_rows_of_deleted_ones(formset):
    """Let a row that somebody has deleted since the form was opened be a new one.

    Its number is in a hidden field, where nobody sees what is wrong with it.
    """
    if not formset.is_bound:
        return
    stored, key = {str(row.pk) for row in formset.queryset}, formset.model._meta.pk.name
    names = [f"{formset.add_prefix(n)}-{key}" for n in range(formset.total_form_count())]
    gone = [name for name in names if formset.data.get(name, "") not in stored | {""}]
    if gone:
        formset.data = formset.data.copy()
        for name in gone:
            formset.data[name] = ""


class DraftCopyForm(CopyForm):
    """The form of copying a page: a copy is a draft, so it is published through `PageForm`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
        for name in ("title", "slug"):  # as long as what they are copied into, on PostgreSQL too
            field, most = self.fields[f"new_{name}"], Page._meta.get_field(name).max_length
            field.validators.append(MaxLengthValidator(most))
            field.widget.attrs["maxlength"] = most
        slug = self.fields["new_slug"]
        slug.initial = free_child_slug(self.page.get_parent(), self.page.title)
        slug.required, slug.help_text = False, MADE_OF_TITLE

    def clean(self):
        parent = self.cleaned_data.get("new_parent_page")
        if parent and self.cleaned_data.get("new_slug") == "":
            title = self.cleaned_data.get("new_title", "")
            self.cleaned_data["new_slug"] = free_child_slug(parent, title)
        cleaned_data = super().clean()
        message = reserved_slug_message(cleaned_data.get("new_slug"), parent)
        if message:
            self.add_error("new_slug", message)
        return cleaned_data
