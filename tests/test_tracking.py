"""Addresses are kept without what follows the visitor, and the editor is told."""

import pytest

from activities.models import EventPage
from home.tracking import without_tracking
from tests.pages import SmallSite
from tests.test_admin_editing import add_address, form_of

pytestmark = pytest.mark.one_database

CLEAN = "https://www.eventbrite.se/e/social-innovation-156632454889"


@pytest.mark.parametrize(
    ("address", "clean", "removed"),
    [
        (f"{CLEAN}?aff=ebdsoporgprofile", CLEAN, ["aff"]),
        (f"{CLEAN}?utm_source=brev&utm_medium=mejl", CLEAN, ["utm_source", "utm_medium"]),
        (f"{CLEAN}?fbclid=1&gclid=2&mc_eid=3", CLEAN, ["fbclid", "gclid", "mc_eid"]),
        (
            "https://a.se/?UTM_Source=x&plats=%C3%A5&b=#z",
            "https://a.se/?plats=%C3%A5&b=#z",
            ["UTM_Source"],
        ),
        ("https://a.se/?b&a=1&a=2", "https://a.se/?b&a=1&a=2", []),
        ("https://a.se/?affischer=1", "https://a.se/?affischer=1", []),
        ("http://[::1", "http://[::1", []),
        ("", "", []),
    ],
)
def test_only_what_tracks_is_taken_from_an_address(address, clean, removed):
    assert without_tracking(address) == (clean, removed)


@pytest.mark.django_db
def test_an_address_from_elsewhere_than_the_form_is_cleaned_as_well():
    event = SmallSite().add_event(registration="link", registration_url=f"{CLEAN}?aff=x")
    event.refresh_from_db()
    assert event.registration_url == CLEAN


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["save", "publish", "submit"])
def test_the_editor_is_told_once_what_was_taken_away(client, redaktor, action):
    site = SmallSite()
    client.force_login(redaktor)
    address = add_address(site, EventPage)
    dirty = {"registration": "link", "registration_url": f"{CLEAN}?aff=x&utm_source=y"}
    whole = {"start": "2021-05-26 12:15", "attendance_mode": "undecided"} | dirty
    new = {"title": "Ny", "slug": "ny"} | whole
    data = form_of(client, address, EventPage, new)
    data |= {f"action-{action}": "1"}
    told = "Spårning togs bort ur adressen till anmälan: aff, utm_source."
    assert client.post(address, data, follow=True).content.decode().count(told) == 1
    event = EventPage.objects.get(slug="ny")
    assert event.registration_url == CLEAN
    assert event.live == (action == "publish")

    edit = f"/admin/pages/{event.pk}/edit/"
    data = form_of(client, edit, EventPage, whole) | {f"action-{action}": "1"}
    assert client.post(edit, data, follow=True).content.decode().count(told) == 1
    data = form_of(client, edit, EventPage, {})
    assert "Spårning togs bort" not in client.post(edit, data, follow=True).content.decode()
    assert event.get_latest_revision_as_object().registration_url == CLEAN
