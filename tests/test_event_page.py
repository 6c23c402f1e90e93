"""The page of an event: what is known, what one can do now, and what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.filled_site import REGISTRATION, FilledSite
from tests.pages import SmallSite, moment
from tests.reading import get, text_of

pytestmark = pytest.mark.django_db


def test_the_facts_of_an_event_come_before_its_text(client):
    site = FilledSite()
    html = str(get(client, site.event).main)
    order = ["flyttat till en ny dag", "Dörrarna öppnar", "Hörslinga finns", "En mening om sidan"]
    places = [html.index(words) for words in order]
    assert places == sorted(places)


def test_an_event_says_all_that_is_known(client):
    text = text_of(get(client, FilledSite().event))
    for words in (
        "Onsdag 26 maj 2021 kl. 12.15–12.55",
        "Dörrarna öppnar kl. 12.00",
        "Stadshuset och digitalt",
        "Via länk: 925 kronor exklusive moms per deltagare",
        "Anmälan är stängd.",
        "Det som kom fram",
        "Används till",
        "Utvärdering",
        "Samverka i Skåne",
        "Förra gången",
        "kl. 12.15 Inledning",
        "Flyttad",
    ):
        assert words in text


def test_a_moved_event_shows_the_old_day_struck_out_and_why(client):
    soup = get(client, FilledSite().event)
    assert "19 maj 2021" in text_of(soup.select_one(".message s"))
    assert "Gästen fick förhinder." in text_of(soup.select_one(".message"))


def action(soup):
    """Return the addresses of the buttons in the box of facts."""
    return [link["href"] for link in soup.select(".box .button")]


@pytest.mark.parametrize(
    ("fields", "label", "buttons"),
    [
        ({}, "Öppen för anmälan", [REGISTRATION]),
        ({"places": "few"}, "Få platser kvar", [REGISTRATION]),
        ({"places": "full"}, "Fullbokad", []),
        (
            {"registration": "email", "registration_email": "a@example.org"},
            "Öppen",
            ["mailto:a@example.org"],
        ),
        ({"registration": "none"}, "Ingen anmälan behövs", []),
        ({"registration": "invited"}, "För inbjudna", []),
        ({"registration": ""}, "Spara datumet", []),
        ({"change": "cancelled", "change_reason": "Gästen är sjuk."}, "Inställd", []),
        ({"change": "postponed", "change_reason": "Gästen är sjuk."}, "Framskjuten", []),
    ],
)
def test_an_event_offers_registration_only_while_it_is_open(client, fields, label, buttons):
    given = {"registration": "link", "registration_url": REGISTRATION, **fields}
    event = SmallSite().add_event(start=timezone.now() + timedelta(days=7), **given)
    soup = get(client, event)
    assert label in text_of(soup.select_one(".box .states"))
    assert action(soup) == buttons


def test_registration_that_opens_later_says_when(client):
    now = timezone.now()
    event = SmallSite().add_event(
        start=moment(now.year + 1, 2, 1, 9),
        registration="link",
        registration_url=REGISTRATION,
        registration_opens=moment(now.year + 1, 1, 3, 9),
    )
    soup = get(client, event)
    assert "Anmälan öppnar 3 januari" in text_of(soup)
    assert action(soup) == []


def test_registration_that_is_closed_has_no_link(client):
    event = SmallSite().add_event(
        start=timezone.now() + timedelta(days=7),
        registration="link",
        registration_url=REGISTRATION,
        registration_closes=timezone.now() - timedelta(days=1),
    )
    soup = get(client, event)
    assert "Anmälan stängd" in text_of(soup)
    assert REGISTRATION not in str(soup)


def test_the_registration_of_a_past_event_is_a_quiet_link_and_no_button(client):
    event = SmallSite().add_event(
        start=moment(2021, 5, 26, 12, 15),
        registration="link",
        registration_url=REGISTRATION,
        registration_link_text="Länk till Eventbrite",
    )
    soup = get(client, event)
    link = soup.find("a", href=REGISTRATION)
    assert link.get_text() == "Länk till Eventbrite"
    assert "button" not in link.get("class", [])
    assert action(soup) == []


def test_a_registration_link_without_words_names_the_host(client):
    event = SmallSite().add_event(
        start=timezone.now() + timedelta(days=7), registration="link", registration_url=REGISTRATION
    )
    assert "Anmäl dig på eventbrite.se" in text_of(get(client, event))


def test_a_cancelled_event_says_so_first_and_is_struck_out(client):
    event = SmallSite().add_event(
        start=moment(2031, 5, 26, 12, 15), change="cancelled", change_reason="Gästen är sjuk."
    )
    soup = get(client, event)
    assert soup.h1.s
    assert "Inställd: måndag 26 maj 2031" in text_of(soup)
    assert "Gästen är sjuk." in text_of(soup.select_one(".message-fel"))
    assert str(soup).index("Gästen är sjuk.") < str(soup).index("<dl")


def test_a_day_that_is_not_known_is_said_in_words_and_never_made_up(client):
    event = SmallSite().add_event(date_text="våren 2021", held=True)
    soup = get(client, event)
    assert "Våren 2021" in text_of(soup)
    assert not soup.select_one("main .page-head time")


def test_a_day_to_come_is_announced_as_such(client):
    soup = get(client, SmallSite().add_event())
    assert "Datum meddelas" in text_of(soup)
