"""The contact form's quiet defences: machines are stopped, and people can send again."""

import pytest
import time_machine
from django.test import Client

from home.inbox.message import Message
from home.public_forms import signer
from tests.contact_form import OPENED, SENT, WRITTEN, fields, make_contact_site, send, soup

pytestmark = pytest.mark.one_database


@pytest.fixture
def site(db):
    return make_contact_site()


def test_a_filled_trap_stores_nothing_but_lets_a_human_send_again(client, site):
    response = send(client, {"website": "https://example.com"})
    assert response.status_code == 422
    assert not Message.objects.exists()
    with time_machine.travel(SENT, tick=False):
        assert client.post("/meddelande/", fields(response)).status_code == 303


def test_the_trap_is_out_of_reach_for_people(client, site):
    trap = soup(client.get("/kontakt/")).find("input", attrs={"name": "website"})
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert trap.find_parent(class_="honeypot")["aria-hidden"] == "true"


def test_a_form_sent_at_once_waits_and_goes_through_the_second_time(client, site):
    with time_machine.travel(OPENED, tick=False):
        response = client.post("/meddelande/", fields(client.get("/kontakt/")) | WRITTEN)
    assert response.status_code == 422
    assert "Vänta några sekunder" in response.content.decode()
    with time_machine.travel(SENT, tick=False):
        assert client.post("/meddelande/", fields(response)).status_code == 303


def test_a_page_that_lay_in_a_cache_for_a_year_has_a_form_that_works(client, site):
    with time_machine.travel("2025-11-21", tick=False):
        old = signer.sign("")
    assert send(client, {"shown": old}).status_code == 303


@pytest.mark.parametrize("stamp", ["", "x", ":", "2026:abc", "\0"])
def test_a_forged_time_is_replaced_by_a_true_one(client, site, stamp):
    response = send(client, {"shown": stamp})
    assert response.status_code == 422
    with time_machine.travel("2026-11-21 12:05:00+01:00", tick=False):
        assert client.post("/meddelande/", fields(response)).status_code == 303


def test_the_sixth_message_within_an_hour_is_put_off_with_its_text_kept(client, site):
    for _number in range(5):
        assert send(client).status_code == 303
    response = send(client)
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Försök igen senare" in response.content.decode()
    assert fields(response)["text"].split() == WRITTEN["text"].split()
    assert Message.objects.count() == 5
    assert send(client, REMOTE_ADDR="192.0.2.9").status_code == 303


def test_mistakes_do_not_count_as_messages(client, site):
    for _number in range(6):
        assert send(client, {"email": ""}).status_code == 422
    assert send(client).status_code == 303


def test_one_household_has_one_limit_whatever_its_addresses(client, site):
    for number in range(5):
        send(client, REMOTE_ADDR=f"2001:db8:1:2::{number}")
    assert send(client, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert send(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 303


def test_a_server_that_knows_no_address_still_takes_messages(client, site):
    assert send(client, REMOTE_ADDR="").status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 303),
    ],
)
def test_only_our_own_pages_may_send_the_form(client, site, headers, status):
    assert send(client, headers=headers).status_code == status
    assert Message.objects.exists() == (status == 303)


def test_no_token_is_needed_because_the_form_carries_no_authority(site):
    assert send(Client(enforce_csrf_checks=True)).status_code == 303
