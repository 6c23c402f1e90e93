"""Hela terminen: drafts of several events in the activity's rhythm, made at once."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from activities.models import EventPage
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.one_database
TODAY = moment(2026, 12, 20, 9)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def site(db):
    site = SmallSite()
    site.activity.interval_weeks = 2
    site.activity.save()
    site.add_event(
        "Lunch", start=moment(2026, 12, 9, 12, 15), end=moment(2026, 12, 9, 12, 55), venue="Huset"
    )
    return site


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


def address(site):
    return reverse("next_events", args=[site.activity.pk])


def send(client, site, days, **fields):
    given = {"title": "Lärandelunch", "begins": "12.15", "ends": "12.55", "days": days}
    return client.post(address(site), given | fields)


def drafts():
    return list(EventPage.objects.filter(live=False).order_by("start"))


def test_six_days_in_the_rhythm_are_proposed_and_holidays_marked(client, site):
    shown = client.get(address(site))
    days = shown.context["form"]["days"].value().split("\n")
    assert days[:3] == [
        "onsdag 23 december 2026",
        "onsdag 6 januari 2027 (trettondedag jul)",
        "onsdag 20 januari 2027",
    ]
    assert len(days) == 6


def test_each_line_becomes_a_draft_and_holidays_are_told_of(client, site):
    proposed = client.get(address(site)).context["form"]["days"].value()
    response = send(client, site, proposed.replace("\n", "\r\n") + "\r\n\r\n24/3 2027")
    assert response.status_code == 302
    made = drafts()
    assert len(made) == 7
    assert made[1].start == moment(2027, 1, 6, 12, 15)
    assert made[6].end == moment(2027, 3, 24, 12, 55)
    assert {event.venue for event in made} == {"Huset"}
    shown = client.get(response.url).content.decode()
    assert "7 utkast är gjorda." in shown
    assert "trettondedag jul" in shown


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "Skriv minst en dag."),
        ("20 januari 2027\nimorgonkväll", "Rad 2: "),
        ("1 december 2026", "Rad 1: Dagen har redan varit."),
        ("20 januari 2027\n2027-01-20", "Rad 2: Dagen står två gånger."),
        ("\n".join(f"{day} mars 2027" for day in range(1, 32)), "fler än 30 dagar"),
        ("ö" * 100_000, "Rad 1: "),
        ("(" * 50_000, "Rad 1: "),
    ],
)
def test_days_that_cannot_be_are_refused_line_by_line_and_none_is_made(client, site, days, said):
    answer = send(client, site, days)
    assert said in answer.content.decode()
    assert drafts() == []


def test_a_fault_in_the_middle_makes_none(client, site):
    days = "\n".join(str(TODAY.date() + timedelta(days=number)) for number in range(1, 4))
    answer = send(client, site, days, title="\0" * 3)
    assert answer.status_code == 200
    assert drafts() == []


def test_a_term_that_is_sent_twice_is_made_once_and_told_of(client, site):
    days = "6 januari 2027\n20 januari 2027"
    assert send(client, site, days).status_code == 302
    again = send(client, site, "13 januari 2027\n20 januari 2027").content.decode()
    assert "har aktiviteten redan ”Lärandelunch”" in again
    assert len(drafts()) == 2
    # Another time of the same day is another event, and what is called off leaves room.
    assert send(client, site, days, begins="18.00", ends="20.00").status_code == 302
    EventPage.objects.update(change="cancelled", change_reason="Snö")
    assert send(client, site, days).status_code == 302
    assert len(drafts()) == 6


def test_who_may_not_add_events_there_makes_none(client, site, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody"))
    send(client, site, "20 januari 2027")
    assert drafts() == []


def test_the_form_begins_where_something_is_to_be_mended(client, site):
    def focused(response):
        page = BeautifulSoup(response.content, "html.parser")
        return [field["name"] for field in page.select("main [autofocus]")]

    assert focused(client.get(address(site))) == ["title"]
    assert focused(send(client, site, "3 mars")) == ["days"]
    assert focused(send(client, site, "3 mars 2027", title="")) == ["title"]
