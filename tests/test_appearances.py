"""A person's page lists where the person has taken part, as what, and from where."""

from datetime import date

import pytest

from tests.pages import SmallSite, moment, person
from tests.reading import get, text_of
from tests.test_queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = SmallSite()
    site.maria = site.add_person("Maria Lagneby", job_title="generaldirektör")
    return site


def listed(client, page):
    return [text_of(item).strip() for item in get(client, page).select("main .rows li")]


def test_each_event_says_the_role_and_the_organisation_at_that_time(client, site):
    site.add_event(
        "Social innovation",
        start=moment(2021, 4, 28, 12, 15),
        speakers=[person(site.maria, role="gäst", organisation="Föreningen")],
    )
    (row,) = listed(client, site.maria)
    assert "Lärandelunch" in row or "Evenemang" in row
    assert "28 april 2021" in row
    assert row.endswith("Social innovation Gäst, Föreningen")
    assert "generaldirektör" not in row


def test_the_newest_comes_first_whatever_kind_it_is_and_what_has_no_day_last(client, site):
    speaker = [person(site.maria)]
    site.add_event("Förr", start=moment(2015, 4, 28, 12, 15), speakers=speaker)
    site.add_event("Någon gång", speakers=speaker)
    site.add_event("Nu", start=moment(2021, 4, 28, 12, 15), speakers=speaker)
    site.add_article("Emellan", date=date(2016, 5, 10), authors=[person(site.maria, role="text")])
    rows = listed(client, site.maria)
    order = ["Nu", "Emellan", "Förr", "Någon gång"]
    assert [next(title for title in order if title in row) for row in rows] == order
    assert rows[1].endswith("Emellan Text")


def test_two_parts_in_one_event_are_both_said_and_others_are_not(client, site):
    other = site.add_person("Någon annan")
    parts = [person(site.maria, role="värd"), person(site.maria, role="moderator")]
    site.add_event("Panel", speakers=[*parts, person(other, role="gäst")])
    (row,) = listed(client, site.maria)
    assert row.endswith("Panel Värd; moderator")


def test_what_a_visitor_may_not_see_is_not_listed(client, site):
    site.add_event("Utkast", live=False, speakers=[person(site.maria, role="gäst")])
    assert listed(client, site.maria) == []


def test_the_list_costs_the_same_with_more_events(client, site):
    counts = []
    for number in (2, 6):
        for _index in range(number):
            site.add_event(speakers=[person(site.maria, role="gäst")])
        counts.append(len(queries_of(client, site.maria.url)))
    assert counts[0] == counts[1]
