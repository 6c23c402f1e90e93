"""A line break counts as one letter in every field of several lines, as the browser counts it."""

from itertools import chain

import pytest
from django import forms
from django.apps import apps
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from home.form_fields import LinesBlock, LinesField
from home.inbox.message import Message
from home.models import SiteSettings
from tests.contact_form import make_contact_site, send, soup

# 4 999 letters with their line breaks, as a browser counts them and as it sends them.
LINES = "\r\n".join(["x" * 99] * 49 + ["x" * 99])


@pytest.mark.django_db
def test_a_message_of_many_lines_may_be_as_long_as_the_form_says(client):
    make_contact_site()
    assert len(LINES.replace("\r\n", "\n")) == 4999
    assert send(client, {"text": LINES}).status_code == 303
    assert Message.objects.get().text == LINES.replace("\r\n", "\n")
    assert send(client, {"text": f"{LINES}\r"}).status_code == 303


@pytest.mark.django_db
def test_a_message_that_is_too_long_is_told_its_length_as_the_browser_counts_it(client):
    make_contact_site()
    response = send(client, {"text": LINES + "\r\nxx"})
    assert response.status_code == 422
    page = soup(response)
    assert "du har skrivit 5002." in page.text
    assert page.textarea.text.count("\n") >= 50


def all_blocks(block):
    """Yield a block and all blocks within it."""
    yield block
    inner = getattr(block, "child_blocks", None) or {}
    child = getattr(block, "child_block", None)
    for one in chain(inner.values(), [child] if child else []):
        yield from all_blocks(one)


def test_every_block_of_several_lines_counts_so():
    streams = {
        field
        for model in get_page_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    }
    found = [b for s in streams for b in all_blocks(s.stream_block)]
    lines = [block for block in found if isinstance(block, blocks.TextBlock)]
    assert len(lines) > 10
    assert {block.name for block in lines if not isinstance(block, LinesBlock)} == set()
    limited = [block for block in lines if block.field.max_length]
    assert limited
    for block in limited:
        text = "\r\n".join("x" * (block.field.max_length // 2))
        value = block.value_from_datadict({"a": text}, {}, "a")
        assert block.clean(value) == text.replace("\r\n", "\n")


def test_every_text_field_in_a_form_of_the_admin_counts_so():
    models = [
        model
        for app in ("home", "activities", "news")
        for model in apps.get_app_config(app).get_models()
    ]
    found = set()
    for model in models:
        handler = getattr(model, "get_edit_handler", None) or getattr(model, "edit_handler", None)
        if handler is None:
            continue
        form = handler().get_form_class() if callable(handler) else handler.get_form_class()
        for name, field in form.base_fields.items():
            if type(field.widget).__name__ == "AdminAutoHeightTextInput":
                assert isinstance(field, LinesField), (model, name)
                found.add(name)
    assert len(found) > 8


@pytest.mark.django_db
def test_the_notice_of_the_site_may_have_as_many_letters_as_the_field_says(client, editor):
    site = make_contact_site()
    client.force_login(editor)
    address = f"/admin/settings/home/sitesettings/{site.site.pk}/"
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    text = "\r\n".join("x" * 150)
    client.post(address, {**data, "notice_text": text})
    assert SiteSettings.objects.get().notice_text == text.replace("\r\n", "\n")


def test_a_plain_text_without_breaks_is_left_alone():
    assert LinesField().clean("a b") == "a b"
    with pytest.raises(forms.ValidationError):
        LinesField(max_length=2).clean("abc")
