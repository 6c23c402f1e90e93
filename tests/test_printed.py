"""What belongs to a choice is printed only where that choice stands, and kept in the form."""

import json
from datetime import time
from importlib import import_module

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import models

from activities.models import ActivityPage, EventPage
from activities.models.event_printed import PRINTED_IF
from activities.models.event_rules import COPIED_WITH, INVITATION, copy_defaults
from activities.models.event_search import SEARCHED
from activities.next_event import RECURRING, TEXT, next_event
from malmoandan.content.files import field_names
from tests.pages import SmallSite, moment
from tests.test_admin_editing import add_address, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
START = moment(2027, 5, 26, 12, 15)
LENT = "Anmälan via Eventbrite."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(moment(2027, 5, 1, 9), tick=False):
        yield


@pytest.fixture
def site():
    site = SmallSite()
    site.activity.registration, site.activity.registration_text = "link", LENT
    site.activity.price_text, site.activity.is_free = "Gratis", True
    site.activity.save()
    return site


def everywhere(client, site, event):
    """Return all that visitors and programs read of an event, as one text."""
    addresses = [event.url, f"{event.url}kalender.ics", site.calendar.url]
    addresses += [f"{site.calendar.url}flode.xml"]
    texts = [client.get(address).content.decode() for address in addresses]
    return "\n".join(texts).replace("\r\n ", "").replace("\xa0", " ")


def is_found(page, words):
    return bool(list(type(page).objects.filter(pk=page.pk).search(words)))


# Field → (what it holds, where its choice stands, where it does not).
ON_SITE, ONLINE = {"attendance_mode": "offline", "venue": "Torget"}, {"attendance_mode": "online"}
LINK = {"registration": "link", "registration_url": "https://example.org/anmalan"}
BY_MAIL = {"registration": "email", "registration_email": "a@example.org"}
BY_PHONE = {"registration": "phone", "registration_phone": "040-34 10 00"}
NONE = {"registration": "none"}
MOVED = {"change": "moved", "change_reason": "Vattenskada.", **ON_SITE}
PRICE = [("price", {"label": "Ordinarie", "amount": 1650, "vat": "", "note": ""})]
CASES = {
    "doors": (time(11, 11), {}, {"all_day": True}, "11.11"),
    "venue": ("Xylofonsalen", {"attendance_mode": "offline"}, ONLINE, "Xylofonsalen"),
    "address": ("Storgatan 77", ON_SITE, ONLINE, "Storgatan 77"),
    "directions": ("Kvarnporten", ON_SITE, ONLINE, "Kvarnporten"),
    "online_service": ("Jitsimeet", ONLINE, ON_SITE, "Jitsimeet"),
    "dial_in": ("08-465 00 42, kod 5544#", ONLINE, ON_SITE, "kod 5544"),
    "link_sent": ("länken skickas dagen före", ONLINE, ON_SITE, "Länken skickas dagen före"),
    "registration_url": ("https://example.org/dit", {"registration": "link"}, BY_MAIL, "org/dit"),
    "registration_link_text": ("Kom hit nu", LINK, NONE, "Kom hit nu"),
    "registration_email": ("bertil@example.org", {"registration": "email"}, LINK, "bertil"),
    "registration_phone": ("040-55 77 99", BY_PHONE, NONE, "040-55 77 99"),
    "registration_hours": ("helgfria fredagar", LINK | BY_PHONE, NONE, "helgfria fredagar"),
    "registration_opens": (moment(2027, 5, 3, 9), LINK, NONE, "3 maj"),
    "registration_closes": (moment(2027, 5, 24, 9), LINK, NONE, "24 maj"),
    "selection": ("först till kvarn", LINK, NONE, "Först till kvarn"),
    "waiting_list_text": ("Ställ dig i kö.", LINK | {"places": "full"}, LINK, "i kö"),
    "capacity_unit": ("hushåll", {"capacity": 14}, {}, "14 hushåll"),
    "prices": (PRICE, {}, {"is_free": True}, "1 650"),
    "change_reason": ("Taket läcker.", {"change": "cancelled"}, {}, "Taket läcker"),
    "previous_start": (
        moment(2027, 5, 19, 9),
        {"change": "rescheduled", "change_reason": "Regn"},
        {},
        "19 maj",
    ),
    "before": ("Rådhuset", MOVED, {}, "Tidigare: Rådhuset."),
}


@pytest.mark.searches
@pytest.mark.parametrize("field", CASES)
def test_a_field_is_printed_where_its_choice_stands_and_nowhere_else(client, site, field):
    value, fits, does_not, words = CASES[field]
    with_it = site.add_event("Passar", start=START, **{"join_url": ""} | fits | {field: value})
    assert words in everywhere(client, site, with_it)
    with_it.delete()
    without = site.add_event("Passar inte", start=START, **does_not | {field: value})
    assert words not in everywhere(client, site, without)
    assert getattr(without, field)
    if field in SEARCHED:
        assert not is_found(without, words)


def test_every_field_that_belongs_to_a_choice_is_tried():
    # Words for a day are refused beside a day.
    assert set(PRINTED_IF) - set(CASES) == {"date_text"}


def test_drafts_of_the_release_before_keep_what_held_before_and_so_does_the_way_back(site):
    migration = import_module("activities.migrations.0015_before_and_joining_by_telephone")
    event = site.add_event("Flyttad", start=START, **MOVED)
    event.before = "Rådhuset"
    revision = event.save_revision()
    migration.rename_back(apps, None)
    revision.refresh_from_db()
    assert revision.content["previously"] == "Rådhuset"
    migration.rename(apps, None)
    assert EventPage.objects.get(pk=event.pk).get_latest_revision_as_object().before == "Rådhuset"


def test_structured_data_offers_nothing_that_the_page_does_not(client, site):
    closed = {"registration_opens": moment(2027, 5, 3), "registration_closes": moment(2027, 5, 24)}
    event = site.add_event("Fri", start=START, is_free=True, prices=PRICE, **NONE, **closed)
    soup = BeautifulSoup(client.get(event.url).content, "html.parser")
    scripts = [json.loads(s.string) for s in soup.select("script[type='application/ld+json']")]
    (data,) = [found for found in scripts if found["@type"] == "Event"]
    (offer,) = data["offers"]
    assert offer["price"] == "0"
    assert {"validFrom", "validThrough"}.isdisjoint(offer)


def make(client, site, redaktor, **changes):
    """Publish a new event through the form, which shows what the activity lends."""
    client.force_login(redaktor)
    address = add_address(site, EventPage)
    fields = {"title": "Träd", "slug": "trad", "start": "2027-05-26 12.15"}
    data = form_of(client, address, EventPage, fields | {"attendance_mode": "online"})
    # A browser takes away the line break that a text field begins with.
    data = {name: value.removeprefix("\n") for name, value in data.items()} | changes
    assert changes.get("registration_text") or data["registration_text"] == LENT
    client.post(address, data | {"action-publish": "1"})
    client.logout()
    return EventPage.objects.get(slug="trad")


# Choice → whether the text beside it is printed.
LENT_WITH = [
    (NONE, False),
    (BY_MAIL, False),
    ({"registration": "invited"}, False),
    ({"registration": ""}, False),
    (LINK, True),
    (BY_MAIL | {"registration_text": "Skriv vad du äter."}, True),
    (NONE | {"registration_text": "Kom i god tid."}, True),
    ({"registration": "invited", "registration_text": "Svara på brevet."}, True),
]


def faults_beside(client, site, event, choice, printed):
    """Return what is wrong with the event whose text stands, or does not, beside a choice."""
    text, faults = choice.get("registration_text", LENT), []
    if (text in client.get(event.url).content.decode()) is not printed:
        faults.append((choice, "page"))
    if (text in everywhere(client, site, event).partition("Fakta")[0]) is not printed:
        faults.append((choice, "elsewhere"))
    if event.registration_text != text:
        faults.append((choice, "lost"))
    # Whoever changes the choice back finds the text, printed again.
    event.registration, event.registration_url = "link", LINK["registration_url"]
    event.save()
    if text not in client.get(event.url).content.decode():
        faults.append((choice, "changed back"))
    return faults


def test_a_lent_text_is_printed_beside_the_choice_that_it_was_lent_with(client, site, redaktor):
    choice = LENT_WITH[0][0]
    event = make(client, site, redaktor, **choice)
    faults = faults_beside(client, site, event, choice, printed=False)
    for choice, printed in LENT_WITH[1:]:
        for name, value in ({"registration_text": LENT} | choice).items():
            setattr(event, name, value)
        event.save()
        faults += faults_beside(client, site, event, choice, printed)
    assert faults == []


def test_a_text_of_its_own_is_printed_beside_any_choice(client, site, redaktor):
    choice, printed = LENT_WITH[5]
    event = make(client, site, redaktor, **choice)
    assert faults_beside(client, site, event, choice, printed) == []


def test_a_text_that_is_the_activitys_own_is_lent_however_the_event_was_made(client, site):
    event = site.add_event("Träd", start=START, registration_text=LENT, **NONE)
    assert LENT not in everywhere(client, site, event)
    site.activity.registration_text = "Ring oss."
    site.activity.save()
    event.title = "Bänkar"
    event.save()
    assert LENT not in everywhere(client, site, event)


@pytest.mark.parametrize("choice", ["", "link"])
def test_no_text_of_an_activity_says_how_to_register_where_nobody_has_to(site, choice):
    site.activity.registration = choice
    event = EventPage(title="Träd")
    copy_defaults(event, site.activity)
    event.registration = "none"
    assert event.printed.registration_text == ""


def test_a_lent_text_of_several_lines_is_known_again_as_a_browser_sends_it():
    copied = {"registration_text": "Via Eventbrite.\nEller ring.", "registration": "link"}
    event = EventPage(registration="email", copied_texts=copied)
    event.registration_text = "Via Eventbrite.\r\nEller ring."
    assert event.printed.registration_text == ""


def test_a_lent_price_is_not_printed_beside_other_prices(client, site, redaktor):
    event = make(client, site, redaktor, is_free="", **LINK)
    assert event.price_text == "Gratis"
    assert "Gratis" not in client.get(event.url).content.decode()
    event.is_free = True
    event.save()
    assert "Gratis" in client.get(event.url).content.decode()


def test_the_next_event_knows_what_was_lent(client, site, redaktor):
    event = make(client, site, redaktor, **LINK)
    following = next_event(event, "Nästa", START.date(), time(12))
    following.registration = "none"
    assert following.printed.registration_text == ""


@pytest.mark.searches
def test_an_activity_without_registration_does_not_say_how_to_register(client, site):
    site.activity.registration = "none"
    site.activity.save()
    page = client.get(site.activity.url).content.decode()
    assert "Ingen anmälan behövs" in page
    assert LENT not in page
    assert not is_found(site.activity, "Eventbrite")


# What is copied has room where it goes.


def room(model, name):
    """Return how many letters a field takes, or None where there is no limit."""
    return getattr(model._meta.get_field(name), "max_length", None)


def test_everything_that_an_activity_lends_has_room_in_the_event():
    pairs = [(field, field) for field in INVITATION]
    pairs += [("venue", "usual_place"), ("online_service", "usual_place")]
    narrow = {
        (target, source): (room(EventPage, target), room(ActivityPage, source))
        for target, source in pairs
        if room(EventPage, target)
        and not (room(ActivityPage, source) or 10**9) <= room(EventPage, target)
    }
    assert narrow == {}


@pytest.mark.parametrize("mode", ["online", "offline", "mixed", "undecided", ""])
def test_the_longest_of_everything_that_is_lent_can_be_published(client, site, redaktor, mode):
    for field in ActivityPage._meta.fields:
        is_text = isinstance(field, models.CharField) and not field.choices
        if is_text and field.name in ("usual_place", "price_text"):
            setattr(site.activity, field.name, "å" * field.max_length)
    site.activity.attendance_mode = mode
    site.activity.save()
    choice = {"attendance_mode": mode or "online", "venue": "å" * 160}
    event = make(client, site, redaktor, **choice, **LINK)
    assert event.live
    if mode == "online":
        assert event.online_service == "å" * 160


def test_what_the_next_event_copies_are_fields_of_an_event():
    names = {field.name for field in EventPage._meta.get_fields()}
    assert set(RECURRING + TEXT) <= names
    assert set(COPIED_WITH) | set(COPIED_WITH.values()) <= set(RECURRING)


def test_a_content_file_may_give_every_field_of_the_form():
    assert {"all_day", "organisers", "online_service"} <= field_names(EventPage)
