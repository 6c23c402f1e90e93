"""The next events on the start page and the landing pages."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from tests.pages import SmallSite, moment
from tests.reading import text_of

pytestmark = pytest.mark.django_db
NOW = moment(2031, 5, 26, 12)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LINK = "https://zoom.example/j/1"


@pytest.fixture
def site():
    site = SmallSite()
    site.home.body = [("coming_events", {"heading": "På gång", "how_many": 4})]
    site.home.save()
    return site


def home(client):
    with time_machine.travel(NOW, tick=False):
        return BeautifulSoup(client.get("/").content, "html.parser")


def headings(soup):
    return [text_of(heading) for heading in soup.select("main .split-head h2")]


def test_what_is_today_does_not_stand_under_a_heading_that_says_later(site, client):
    site.add_event("Nu", start=NOW - MINUTE)
    site.add_event("I morgon", start=NOW + DAY)
    assert headings(home(client)) == ["På gång", "Längre fram"]
    site.add_event("Strax", start=NOW + 25 * MINUTE)
    assert headings(home(client)) == ["På gång", "Fler evenemang"]


@pytest.mark.parametrize(
    ("start", "fields", "words"),
    [
        (NOW - MINUTE, {"join_url": LINK}, "Anslut"),
        (NOW + 25 * MINUTE, {"join_url": LINK}, "Anslut"),
        (NOW + 31 * MINUTE, {"join_url": LINK}, "Läs mer om evenemanget"),
        (NOW - MINUTE, {}, "Läs mer om evenemanget"),
        (NOW - MINUTE, {"join_url": LINK, "attendance_mode": "offline"}, "Läs mer om evenemanget"),
        (
            NOW + DAY,
            {"registration": "link", "registration_url": "https://a.se"},
            "Läs mer och anmäl dig",
        ),
    ],
)
def test_the_next_event_has_a_way_on_that_fits_its_state(site, client, start, fields, words):
    event = site.add_event("Samtal", start=start, **fields)
    soup = home(client)
    button = soup.select_one(".next-event .button")
    assert text_of(button) == words
    assert button["href"] == (f"{event.url}anslut/" if words == "Anslut" else event.url)
    assert LINK not in str(soup)
