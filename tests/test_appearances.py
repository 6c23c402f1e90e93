"""A person's page lists where the person has taken part, as what, and from where."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

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
    return [text_of(item).strip() for item in get(client, page).select("main .appearances li")]


def groups(client, address):
    """Return {title of a group, with how many there are: how many are shown}."""
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    found = soup.select("main section:has(.appearances)")
    return {text_of(group.h2).strip(): len(group.select(".appearances li")) for group in found}


def test_each_event_says_the_role_and_the_organisation_at_that_time(client, site):
    site.add_event(
        "Social innovation",
        start=moment(2021, 4, 28, 12, 15),
        speakers=[person(site.maria, role="gäst", organisation="Föreningen")],
    )
    (row,) = listed(client, site.maria)
    assert row == "Social innovation Gäst, Föreningen 28 apr 2021"
    assert "generaldirektör" not in row


def test_the_newest_of_each_kind_comes_first_and_what_has_no_day_last(client, site):
    speaker = [person(site.maria)]
    site.add_event("Förr", start=moment(2015, 4, 28, 12, 15), speakers=speaker)
    site.add_event("Någon gång", speakers=speaker)
    site.add_event("Nu", start=moment(2021, 4, 28, 12, 15), speakers=speaker)
    site.add_article("Emellan", date=date(2016, 5, 10), authors=[person(site.maria, role="text")])
    rows = listed(client, site.maria)
    order = ["Nu", "Förr", "Någon gång", "Emellan"]
    assert [next(title for title in order if title in row) for row in rows] == order
    assert rows[3] == "Emellan Text 10 maj 2016"


def test_ten_of_a_kind_are_shown_and_the_rest_at_an_ordinary_address(client, site):
    for number in range(1, 13):
        site.add_issue(2021, number, editors=[person(site.maria)])
    site.add_event(speakers=[person(site.maria)])
    site.add_activity(contacts=[person(site.maria)])
    titles = ["Evenemang 1", "Nyhetsbrev 12", "Mer med Maria Lagneby 1"]
    assert groups(client, site.maria.url) == dict(zip(titles, [1, 10, 1], strict=True))
    (button,) = get(client, site.maria).select("main .button")
    assert (button.get_text(), button["href"]) == (
        "Visa alla 12 nyhetsbrev",
        "?alla=nyhetsbrev#nyhetsbrev",
    )
    assert list(groups(client, f"{site.maria.url}?alla=nyhetsbrev").values()) == [1, 12, 1]
    assert list(groups(client, f"{site.maria.url}?alla=annat").values()) == [1, 10, 1]


def test_issues_stand_by_number_and_not_by_title_or_day(client, site):
    editors = [person(site.maria)]
    site.add_issue(2020, 2, title="Alfa", date=date(2020, 3, 1), editors=editors)
    site.add_issue(2021, 1, title="Beta", editors=editors)
    site.add_issue(2020, 10, title="Gamma", editors=editors)
    assert [row.split()[0] for row in listed(client, site.maria)] == ["Beta", "Gamma", "Alfa"]


def test_who_appears_nowhere_has_no_heading_about_it(client, site):
    assert groups(client, site.maria.url) == {}
    assert not get(client, site.maria).select("main h2")


def test_two_parts_in_one_event_are_both_said_and_others_are_not(client, site):
    other = site.add_person("Någon annan")
    parts = [person(site.maria, role="värd"), person(site.maria, role="moderator")]
    site.add_event("Panel", speakers=[*parts, person(other, role="gäst")])
    (row,) = listed(client, site.maria)
    assert row == "Panel Värd; moderator"


def test_what_a_visitor_may_not_see_is_not_listed(client, site):
    site.add_event("Utkast", live=False, speakers=[person(site.maria, role="gäst")])
    assert listed(client, site.maria) == []


@pytest.mark.usefixtures("uncached")
def test_the_list_costs_the_same_with_more_events(client, site):
    counts = []
    for number in (2, 6):
        for _index in range(number):
            site.add_event(speakers=[person(site.maria, role="gäst")])
        counts.append(len(queries_of(client, site.maria.url)))
    assert counts[0] == counts[1]


def test_very_many_of_a_kind_are_shown_in_pages(client, site, monkeypatch):
    monkeypatch.setattr("home.appearances.PAGE_SIZE", 12)
    for number in range(1, 14):
        site.add_issue(2021, number, editors=[person(site.maria)])
    address = f"{site.maria.url}?alla=nyhetsbrev"
    assert list(groups(client, address).values()) == [12]
    assert list(groups(client, f"{address}&sida=2").values()) == [1]
    link = BeautifulSoup(client.get(address).content, "html.parser").select_one(".pagination a")
    assert link["href"] == "?alla=nyhetsbrev&sida=2"
