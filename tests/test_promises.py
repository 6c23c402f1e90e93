"""What an activity promises a year is counted against what was held and is planned."""

import pytest
from django.urls import reverse

from activities.promises import promises_of
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.one_database
NOW = moment(2026, 6, 15, 12, 0)


@pytest.fixture
def site(db, time_machine):
    time_machine.move_to(NOW)
    site = SmallSite()
    site.activity.least_per_year = 6
    site.activity.save()
    return site


def hold(site, *days, **fields):
    for month, day in days:
        site.add_event(start=moment(2026, month, day, 12, 0), **fields)


def said(year=None):
    return [(one.title, one.said, one.missing) for one in promises_of(year)]


def test_held_and_planned_events_of_the_year_count(site):
    hold(site, (1, 1), (3, 3), (6, 14), (6, 16), (12, 31))
    hold(site, (2, 2), (9, 9), change="cancelled")
    site.add_event(start=moment(2025, 12, 31, 23, 0))
    site.add_event(start=moment(2027, 1, 1, 0, 30))
    site.add_event(start=moment(2025, 12, 31, 20, 0), end=moment(2026, 1, 1, 2, 0))
    site.add_event(held=True)
    assert said() == [("Lärandelunch", "3 hållna, 2 planerade av minst 6", 1)]
    (promise,) = promises_of()
    assert promise.voices == ["held"] * 3 + ["planned"] * 2 + ["missing"]
    assert said(2025) == [("Lärandelunch", "2 hållna av minst 6", 4)]


@pytest.mark.parametrize(
    ("least", "most", "promised", "missing"),
    [(2, None, "minst 2", 2), (None, 4, "högst 4", 0), (2, 4, "2–4", 2), (3, 3, "3", 3)],
)
def test_a_promise_is_said_as_it_was_given(site, least, most, promised, missing):
    site.activity.least_per_year, site.activity.most_per_year = least, most
    site.activity.save()
    assert said() == [("Lärandelunch", f"0 hållna av {promised}", missing)]


def test_drafts_and_private_pages_count_for_nothing_and_who_promises_nothing_is_left_out(site):
    site.add_activity("Dialogforum")
    hold(site, (1, 1), live=False)
    assert said() == [("Lärandelunch", "0 hållna av minst 6", 6)]
    site.activity.unpublish()
    assert said() == []


def test_a_great_number_is_drawn_in_part_and_said_whole(site):
    site.activity.least_per_year = 30_000
    site.activity.save()
    (promise,) = promises_of()
    assert len(promise.voices) == 60
    assert promise.said.endswith("av minst 30000")


def test_the_annual_report_shows_the_promises_of_its_year(site, client):
    hold(site, (1, 1), (12, 1))
    block = ("promises", {"heading": "Så höll vi våra löften", "year": 2026})
    page = site.add_text_page("Årsberättelse", body=[block])
    html = client.get(page.get_url()).content.decode()
    assert "Så höll vi våra löften" in html
    assert "1 hållen, 1 planerad av minst 6" in html
    assert html.count('class="promise-missing"') == 4


def test_without_promises_the_block_says_so(site, client):
    site.activity.least_per_year = None
    site.activity.save()
    block = ("promises", {"heading": "Så höll vi våra löften", "year": 2026})
    page = site.add_text_page(body=[block])
    assert "Ingen aktivitet har lovat ett antal." in client.get(page.get_url()).content.decode()


def test_the_report_shows_each_year_and_is_a_file_too(site, admin_client, redaktor, client):
    hold(site, (1, 1))
    site.add_event(start=moment(2024, 5, 5, 12, 0))
    answer = admin_client.get(reverse("promises")).content.decode()
    assert answer.index("2026") < answer.index("2024")
    assert "1 hållen av minst 6" in answer
    file = admin_client.get(reverse("promises"), {"export": "csv"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "År;Aktivitet;Hållna;Planerade;Lovade;Saknas"
    assert lines[1] == "2026;Lärandelunch;1;0;minst 6;5"
    client.force_login(redaktor)
    assert client.get(reverse("promises")).status_code == 200
