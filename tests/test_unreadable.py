"""A draft that cannot be read any more: a page says so, with an older version to go on from."""

import json

import pytest
from django.urls import reverse

from malmoandan.unreadable import text_of
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.django_db
# What no form of ours saves, but a database may hold: by hand, or from a release to come.
BROKEN = [
    {"body": json.dumps({"a": 1})},
    {"body": json.dumps([{"type": "text"}])},
    {"body": json.dumps([{"type": "table", "value": "Bland molnen", "id": "1"}])},
    {"start": "nonsens"},
    {"start": "9999-12-31T23:59:00Z"},
    {"image": "x"},
    {"themes": None},
    {"organisers": "x"},
]


def broken(event, changes):
    """Make the latest version of an event one that cannot be read."""
    version = event.save_revision()
    type(version).objects.filter(pk=version.pk).update(content=version.content | changes)


@pytest.fixture
def event():
    day = moment(2026, 1, 13, 18)
    event = SmallSite().add_event("Gränden", introduction="Vi möts i gränden.", start=day)
    event.introduction = "Vi ses vid muren."
    event.save_revision()
    return event


@pytest.mark.one_database
def test_an_older_version_is_offered_and_what_the_draft_says_is_shown(admin_client, client, event):
    for changes in BROKEN:
        broken(event, changes)
        answer = admin_client.get(reverse("wagtailadmin_pages:edit", args=[event.pk]))
        assert answer.status_code == 409, changes
        assert "Vi ses vid muren." in answer.content.decode()
        older = answer.context["readable"]
        assert older.content["introduction"] == "Vi ses vid muren."
    draft = reverse("wagtailadmin_pages:view_draft", args=[event.pk])
    assert admin_client.get(draft).status_code == 409
    assert client.get(event.url).status_code == 200
    way = reverse("wagtailadmin_pages:revisions_revert", args=[event.pk, older.pk])
    assert way in answer.content.decode()
    assert "Vi ses vid muren." in admin_client.get(way).content.decode()
    # It costs no other page anything.
    other = SmallSite().add_event("En annan")
    for view in ("unpublish", "delete"):
        way = reverse(f"wagtailadmin_pages:{view}", args=[other.pk])
        assert admin_client.get(way).status_code == 200, view


@pytest.mark.one_database
def test_other_faults_are_answered_as_before(client, redaktor, event):
    client.force_login(redaktor)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[0])).status_code == 404
    broken(event, {"introduction": "Ny text.", "body": "[1]"})
    client.logout()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).status_code == 302
    client.force_login(redaktor)
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[event.pk]))
    assert answer.status_code == 409
    assert "Ny text." in answer.content.decode()


def test_the_text_of_a_version_is_found_however_it_is_made_and_has_an_end():
    stream = json.dumps([{"type": "quote", "value": {"quote": "<b>Arbetet</b> börjar nu"}}])
    assert text_of({"body": stream, "slug": "en-sida"}) == "Arbetet börjar nu"
    assert text_of({"body": "[ trasig text"}) == "trasig text"
    deep = "[" * 100_000 + "]" * 100_000
    assert len(text_of([deep, "ord och " * 100_000])) <= 100_000
    assert text_of(None) == ""
