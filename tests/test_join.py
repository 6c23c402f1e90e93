"""The secret link to an online meeting: `anslut/` leads to it while it is open, nothing else.

With several choices of the calendar together: `make prove PART=secret_link`.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from wagtail.models import PageViewRestriction

from activities.join_link import OPENS_BEFORE
from activities.models import EventPage
from tests.pages import SmallSite, moment
from tests.secret_link import (
    END,
    JOIN,
    START,
    crawl,
    known_addresses,
    make,
    show_everywhere,
    showing_it,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OPENS = START - timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def site():
    with time_machine.travel(START - timedelta(days=7), tick=False):
        yield SmallSite()


def hits(response):
    """Return the addresses that a page of hits has found."""
    soup = BeautifulSoup(response.content, "html.parser")
    return [link["href"] for link in soup.select(".hits a[href]")]


def ask(client, event, when, method="get"):
    """Return the answer of the way in at a moment, after checking that nobody may keep it."""
    with time_machine.travel(when, tick=False):
        response = getattr(client, method)(f"{event.url}anslut/")
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers
    return response


def words(response):
    """Return the text of an explaining page, after checking that it hides the link."""
    assert response.status_code == 200
    assert "zoom.example" not in response.text
    soup = BeautifulSoup(response.content, "html.parser")
    assert len(soup.find_all("h1")) == 1
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not soup.find("link", rel="canonical")
    return re.sub(r"\s+", " ", soup.main.get_text()).replace("\xa0", " ")


@pytest.mark.parametrize("when", [OPENS, START - MINUTE, START, END - SECOND])
@pytest.mark.parametrize("method", ["get", "head"])
def test_it_leads_to_the_meeting_from_half_an_hour_before_until_the_end(site, client, when, method):
    response = ask(client, make(site), when, method)
    assert (response.status_code, response["Location"]) == (302, JOIN)


def test_before_that_it_says_when_it_opens(site, client):
    event = make(site)
    for when in (START - timedelta(days=6), OPENS - SECOND):
        text = words(ask(client, event, when))
        assert "ansluta från onsdag 20 maj 2026 kl. 11.45." in text
        assert "Evenemanget börjar onsdag 20 maj 2026 kl. 12.15." in text


@pytest.mark.parametrize("when", [END, END + MINUTE, END + timedelta(days=400)])
def test_after_the_end_it_says_that_it_is_over(site, client, when):
    assert "Evenemanget är över" in words(ask(client, make(site), when))


def test_with_an_open_end_it_is_open_until_midnight(site, client):
    event = make(site, end=None)
    midnight = moment(2026, 5, 21)
    assert ask(client, event, midnight - SECOND).status_code == 302
    assert "över" in words(ask(client, event, midnight))


@pytest.mark.parametrize("change", ["cancelled", "postponed"])
def test_what_is_called_off_leads_nowhere_and_says_why(site, client, change):
    event = make(site, change=change, change_reason="Gästen är sjuk.")
    for when in (OPENS - MINUTE, START, END + MINUTE):
        text = words(ask(client, event, when))
        assert "Gästen är sjuk." in text
        assert ("inställt" in text, "uppskjutet" in text) == (
            change == "cancelled",
            change == "postponed",
        )


def test_a_moved_event_opens_at_its_new_time_alone(site, client):
    new = moment(2026, 6, 3, 12, 15)
    event = make(site, start=new, end=None, change="rescheduled", previous_start=START)
    assert "ansluta från onsdag 3 juni 2026 kl. 11.45" in words(ask(client, event, START))
    assert ask(client, event, new).status_code == 302


def test_without_a_link_or_a_day_it_says_so(site, client):
    without = make(site, join_url="")
    for when in (START - timedelta(days=3), START):
        assert "ingen länk" in words(ask(client, without, when))
    someday = site.add_event("Senare", date_text="våren 2027", join_url=JOIN)
    assert "Datumet är inte bestämt än" in words(ask(client, someday, START))
    held = site.add_event("Förr", date_text="våren 2020", held=True, join_url=JOIN)
    assert "är över" in words(ask(client, held, START))


def test_what_is_on_site_alone_has_no_way_in(site, client):
    for mode, status in (("offline", 404), ("undecided", 404), ("", 404), ("mixed", 302)):
        event = make(site, attendance_mode=mode)
        with time_machine.travel(START, tick=False):
            response = client.get(f"{event.url}anslut/")
        assert response.status_code == status, mode
        event.delete()


def test_drafts_and_private_events_lead_nowhere(site, client):
    draft = make(site, live=False)
    with time_machine.travel(START, tick=False):
        assert client.get(f"{draft.url}anslut/").status_code == 404
        private = make(site)
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        asked = client.get(f"{private.url}anslut/")
    assert asked.status_code == 302
    assert "login" in asked["Location"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://a.example/", "zoommtg://zoom.us/join", "https://", "//a"]
)
def test_only_addresses_of_the_web_are_led_to(site, client, link):
    event = make(site)
    EventPage.objects.update(join_url=link)
    assert "ingen länk" in words(ask(client, event, START))
    event.join_url = link
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    (message,) = refused.value.message_dict["join_url"]
    assert message in ("Fyll i en giltig URL.", "Länken ska börja med https:// eller http://.")


def links(client, event):
    """Return {text: address} of the links in the facts of an event's page."""
    soup = BeautifulSoup(client.get(event.url).content, "html.parser")
    return {a.get_text(strip=True): a["href"] for a in soup.select(".box a")}


def test_the_page_shows_the_way_in_from_the_day_it_is_published_until_the_end(site, client):
    event = make(site)
    for when in (START - timedelta(days=5), START, END - SECOND):
        with time_machine.travel(when, tick=False):
            assert links(client, event)["Anslut till mötet"] == f"{event.url}anslut/"
    with time_machine.travel(END, tick=False):
        assert "Anslut till mötet" not in links(client, event)
    assert "Anslut från 30 minuter före start" in client.get(event.url).text
    for fields in ({"change": "cancelled"}, {"join_url": ""}, {"attendance_mode": "offline"}):
        EventPage.objects.update(**{"change": "", "join_url": JOIN, **fields})
        assert "Anslut till mötet" not in links(client, event)


@pytest.mark.searches
def test_the_number_to_call_is_as_secret_as_the_link_and_public_where_there_is_none(site, client):
    event = make(site, dial_in="08-465 004 62, kod 5544#")
    by_phone = f"{event.url}anslut/telefon/"
    assert links(client, event)["Ring in i stället"] == by_phone
    for when, said in ((OPENS - SECOND, "inte öppet än"), (END, "är över"), (START, "kod 5544#")):
        with time_machine.travel(when, tick=False):
            answer = client.get(by_phone)
            asked = (event.url, f"{event.url}kalender.ics", "/sok/?q=5544")
            assert not [where for where in asked if "kod 5544" in client.get(where).text]
        assert answer["Cache-Control"] == "no-store"
        assert said in words(answer)
        assert ("kod 5544#" in answer.text) is (when == START)
    open_to_all = make(site, dial_in="08-465 004 62, kod 5544#", join_url="", slug="oppet")
    for address in (open_to_all.url, f"{open_to_all.url}kalender.ics"):
        unfolded = client.get(address).text.replace("\r\n ", "")
        assert "5544#" in unfolded, address
    assert open_to_all.url in hits(client.get("/sok/?q=5544"))
    assert client.get(f"{make(site, slug='utan').url}anslut/telefon/").status_code == 404


@pytest.mark.searches
@pytest.mark.parametrize(
    ("when", "is_open"),
    [(START - 31 * MINUTE, False), (START - 29 * MINUTE, True), (END + MINUTE, False)],
    ids=["31 minutes before", "29 minutes before", "1 minute after"],
)
def test_nothing_on_the_site_shows_the_secret_link(site, client, when, is_open):
    event = show_everywhere(site)
    with time_machine.travel(when, tick=False):
        answers = crawl(client, known_addresses(event, site.activity), choices=int(is_open))
        expected = {"/", "/kalender/", "/nyheter/flode.xml", event.url, site.activity.url}
        assert expected <= set(answers)
        ways_in = {address for address in answers if "/anslut/" in address}
        assert ways_in == {f"{event.url}anslut/"}
        assert showing_it(answers) == []
        for guess in ("9496", "hemlig", "pwd"):
            assert event.url not in hits(answers[f"/sok/?q={guess}"])
        assert event.url in hits(answers["/sok/?q=Mötet"])
        (way_in,) = ways_in
        assert (answers[way_in].get("Location") == JOIN) is is_open


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (f"Kom: {JOIN}", {}, 200),
        ("LOCATION:https://zoo\r\n m.example/j", {}, 200),
        ("?pwd=x", {}, 200),
        ("", {"Link": JOIN}, 200),
        ("", {}, 500),
    ],
)
def test_a_place_that_shows_it_is_noticed(content, headers, status):
    assert showing_it({"/": HttpResponse(content, headers=headers, status=status)}) == ["/"]
    assert showing_it({"/": HttpResponse("zoom")}) == []
    assert showing_it({"/a/anslut/": HttpResponse(headers={"Location": JOIN})}) == []


def test_every_text_says_how_long_before_its_start_a_meeting_opens():
    said = re.compile(r"(\d+) minuter före start")
    files = [
        *settings.BASE_DIR.glob("activities/**/*.py"),
        *settings.BASE_DIR.glob("templates/activities/*.html"),
    ]
    told = {minutes for file in files for minutes in said.findall(file.read_text())}
    assert told == {str(OPENS_BEFORE // MINUTE)}
