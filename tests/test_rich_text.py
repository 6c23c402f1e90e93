"""Rich text as a browser sends it."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from activities.models import ActivityPage
from tests.pages import SmallSite
from tests.test_admin_editing import form_of

pytestmark = pytest.mark.django_db


NO_TEXTS = ["[", "7", "[]", '{"blocks": 3}', "[" * 5000, '{"a":' * 5000, "NaN"]
ENTITY = {"offset": 0, "length": 1, "key": 7}
NO_TEXTS.append(json.dumps({"blocks": [{"text": "a", "entityRanges": [ENTITY]}], "entityMap": {}}))


def test_what_no_editor_of_texts_sends_is_refused(client, editor):
    activity = SmallSite().activity
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:edit", args=[activity.pk])
    data = form_of(client, address, ActivityPage, {})
    for text in NO_TEXTS:
        assert client.post(address, data | {"purpose": text}).status_code == 400, text[:50]


@pytest.mark.parametrize("half", ["\ud83d", "\udc4d\ud83d"])
def test_half_an_emoji_costs_nothing_but_itself(client, editor, half):
    activity = SmallSite().activity
    client.force_login(editor)
    block = {"key": "a", "text": f"Träff {half}på fredag 👍", "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    sent = json.dumps({"blocks": [block], "entityMap": {}})
    address = reverse("wagtailadmin_pages:edit", args=[activity.pk])
    changes = {"purpose": sent, "body": streamfield([("text", sent)])}
    data = form_of(client, address, ActivityPage, changes)
    assert client.post(address, {**data, "action-publish": "1"}).status_code == 302
    activity = ActivityPage.objects.get(pk=activity.pk)
    assert "Träff på fredag 👍" in activity.purpose
    assert "Träff på fredag 👍" in activity.body[0].value.source
    assert "Träff på fredag 👍" in client.get(activity.get_url()).content.decode().replace(
        "\u00a0", " "
    )
