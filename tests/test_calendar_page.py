"""The calendar as a visitor meets it: months, years, filters and what is empty."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from activities.models import EventPage
from tests.pages import SmallSite, moment
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = moment(2090, 1, 2, 9)
DAY = timedelta(days=1)


@pytest.fixture
def site():
    return SmallSite()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def titles(soup, heading=None):
    """Return the titles of the rows under a heading, or of all; what has been is left out."""
    sections = [part for part in soup.select("section.split") if part.get("id") != "tidigare"]
    if heading:
        sections = [s for s in sections if text_of(s.h2).strip().startswith(heading)]
    return [
        text_of(row).strip() for section in sections for row in section.select("h3 a.stretched")
    ]


def headings(soup):
    return [text_of(heading).strip() for heading in soup.select(".split-head h2")]


def test_what_is_coming_stands_by_month(site, client):
    site.add_event("Samtal", start=moment(2090, 5, 24, 12, 15))
    site.add_event("Utan dag")
    soup = page(client, "/kalender/")
    assert headings(soup) == ["Maj 2090", "Utan datum Vi skriver här när datumet är bestämt."]
    assert titles(soup, "Maj") == ["Samtal"]
    assert titles(soup, "Utan datum") == ["Utan dag"]
    assert soup.find("a", string="Maj")["href"] == "/kalender/2090/05/"


# First and last moment of an event → the months that it touches.
TOUCHED = {
    ((2090, 9, 30, 12), (2090, 10, 2, 12)): ["09", "10"],
    ((2090, 9, 30, 22), (2090, 10, 1, 0)): ["09"],
    ((2090, 9, 30, 22), (2090, 10, 1, 0, 1)): ["09", "10"],
    ((2090, 10, 1, 0), (2090, 10, 1, 1)): ["10"],
    ((2090, 9, 30, 23, 59), None): ["09"],
    ((2090, 9, 15, 12), (2090, 11, 15, 12)): ["09", "10", "11"],
    # The clock goes forward on 26 March 2090 and back on 29 October.
    ((2090, 3, 31, 23, 30), (2090, 4, 1, 0, 30)): ["03", "04"],
    ((2090, 10, 31, 23, 30), (2090, 11, 1, 0, 30)): ["10", "11"],
}


def test_an_event_stands_in_every_month_that_it_touches_in_swedish_time(site, client):
    for first, last in TOUCHED:
        end = moment(*last) if last else None
        site.add_event(f"Mässa {first} {last}", start=moment(*first), end=end)
    months = {
        month: titles(page(client, f"/kalender/2090/{month}/"))
        for month in ("03", "04", "09", "10", "11")
    }
    found = {
        (first, last): [month for month in months if f"Mässa {first} {last}" in months[month]]
        for first, last in TOUCHED
    }
    assert found == TOUCHED
    # The list of what is coming says each event once, in the month where it begins.
    assert len(titles(page(client, "/kalender/"))) == len(TOUCHED)


@pytest.mark.one_database
def test_a_month_says_its_weeks_and_leads_to_the_nearest_months_with_anything(site, client):
    site.add_event("Före", start=moment(2021, 2, 3, 12))
    site.add_event("Mitt i", start=moment(2021, 5, 26, 12, 15))
    site.add_event("Efter", start=moment(2021, 9, 3, 12))
    soup = page(client, "/kalender/2021/05/?gratis=")
    assert text_of(soup.h1).strip() == "Maj 2021"
    assert headings(soup) == ["Vecka 21 24–30 maj 2021"]
    assert soup.find("a", rel="prev")["href"] == "/kalender/2021/02/"
    assert soup.find("a", rel="next")["href"] == "/kalender/2021/09/"
    assert text_of(soup.find("a", rel="prev")) == "← Februari 2021"
    assert text_of(soup.find("a", rel="next")) == "September 2021 →"
    assert [text_of(step).strip() for step in soup.select(".breadcrumb li")] == [
        "Start",
        "Kalender",
        "Maj 2021",
    ]


@pytest.mark.one_database
def test_what_goes_on_from_the_month_before_leads_back_there(site, client):
    site.add_event("Lång", start=moment(2021, 4, 29, 9), end=moment(2021, 6, 2, 9))
    soup = page(client, "/kalender/2021/05/")
    assert soup.find("a", rel="prev")["href"] == "/kalender/2021/04/"
    assert soup.find("a", rel="next")["href"] == "/kalender/2021/06/"


@pytest.mark.one_database
def test_an_empty_month_says_what_comes_next_and_what_was_before(site, client):
    before = site.add_event("Före", start=moment(2021, 2, 3, 12))
    after = site.add_event("Efter", start=moment(2021, 9, 3, 12))
    soup = page(client, "/kalender/2021/05/")
    assert "Inga evenemang i maj 2021." in text_of(soup.main)
    assert soup.main.find("a", href=after.url)
    assert soup.main.find("a", href=before.url)
    assert soup.find("meta", attrs={"name": "robots"})["content"].startswith("noindex")


def test_what_is_over_stands_in_the_archive_of_its_year_and_never_among_the_coming(site, client):
    now = timezone.now()
    site.add_event("Förr", start=moment(2021, 5, 26, 12, 15))
    site.add_event("Tidigt", start=moment(2019, 1, 26, 12, 15))
    site.add_event("Nyårsnatt", start=moment(2019, 12, 31, 22), end=moment(2020, 1, 1, 2))
    site.add_event("Framtid", start=now + DAY)
    site.add_event("Länge sedan", date_text="våren 2020", held=True)
    assert titles(page(client, "/kalender/")) == ["Framtid"]
    assert titles(page(client, "/kalender/arkiv/2021/")) == ["Förr"]
    assert titles(page(client, "/kalender/arkiv/2019/")) == ["Nyårsnatt", "Tidigt"]
    assert titles(page(client, "/kalender/arkiv/2020/")) == ["Nyårsnatt"]
    assert titles(page(client, "/kalender/arkiv/okand-dag/")) == ["Länge sedan"]
    assert titles(page(client, "/kalender/arkiv/")) == ["Förr", "Nyårsnatt", "Tidigt"]
    years = [text_of(chip).strip() for chip in page(client, "/kalender/").select("#tidigare .chip")]
    assert years == ["2021", "2020", "2019"]
    archive = page(client, "/kalender/arkiv/")
    years = archive.select("nav[aria-labelledby=years] .chip")
    assert [text_of(chip) for chip in years] == ["2021", "2020", "2019", "Utan datum"]
    assert archive.find("a", string="Tidigare evenemang utan datum")["href"] == years[-1]["href"]


def test_a_cancelled_event_keeps_its_place_and_a_postponed_one_waits_for_a_day(site, client):
    start = moment(2090, 5, 24, 12)
    site.add_event("Ställs in", start=start, change="cancelled", change_reason="Sjuk")
    site.add_event("Skjuts upp", start=start, change="postponed", change_reason="Sjuk")
    soup = page(client, "/kalender/")
    assert titles(soup, "Maj") == ["Inställt: Ställs in"]
    assert titles(soup, "Utan datum") == ["Uppskjutet: Skjuts upp"]
    assert titles(page(client, "/kalender/2090/05/")) == ["Inställt: Ställs in"]


@pytest.mark.one_database
def test_a_long_list_goes_on_at_another_address(site, client, monkeypatch):
    monkeypatch.setattr(type(site.calendar), "page_size", 2)
    for day in (1, 2, 3):
        site.add_event(f"Förr {day}", start=moment(2021, 5, day, 12))
        site.add_event(f"Sedan {day}", start=moment(2090, 5, day, 12))
    soup = page(client, "/kalender/")
    assert titles(soup) == ["Sedan 1", "Sedan 2"]
    assert soup.find("a", string="Fler evenemang från maj\xa02090")["href"] == "/kalender/2090/05/"
    month = page(client, "/kalender/2090/05/?sida=2")
    assert titles(month) == ["Sedan 3"]
    assert "sida 2" in month.title.get_text()
    assert month.find("link", rel="canonical")["href"].endswith("/kalender/2090/05/?sida=2")
    assert titles(page(client, "/kalender/arkiv/2021/")) == ["Förr 3", "Förr 2"]
    assert titles(page(client, "/kalender/arkiv/2021/?sida=2")) == ["Förr 1"]
    assert titles(page(client, "/kalender/arkiv/?sida=2")) == ["Förr 1"]
    # How many there are is said of all of them.
    shown = [page(client, f"/kalender/{path}") for path in ("", "2090/05/", "arkiv/")]
    assert {text_of(soup.find(role="status")).strip() for soup in shown} == {"3 evenemang"}


@pytest.mark.one_database
def test_an_activity_shows_the_latest_and_leads_to_the_rest(site, client):
    site.calendar.show_in_menus = True
    site.calendar.save()
    for day in range(1, 23):
        site.add_event(f"Förr {day}", start=moment(2021, 5, day, 12))
        site.add_event(f"Sedan {day}", start=moment(2090, 5, day, 12))
    soup = page(client, site.activity.url)
    assert len(soup.select("h3 a.stretched")) == 40
    assert titles(soup, "Tidigare")[0] == "Förr 22"
    links = {link["href"] for link in soup.main.find_all("a", class_="arrow-link")}
    assert "/kalender/?aktivitet=larandelunch" in links
    assert "/kalender/arkiv/?aktivitet=larandelunch" in links


@pytest.mark.one_database
def test_a_moved_event_belongs_to_its_new_activity(site):
    other, event = site.add_activity("Dialogforum"), site.add_event()
    event.move(other, pos="last-child")
    assert list(EventPage.objects.of_activity(other)) == [event]
    assert not EventPage.objects.of_activity(site.activity).exists()


def test_private_and_unpublished_events_are_in_no_part_of_the_calendar(site, client):
    site.add_event("Hemlig", start=moment(2090, 5, 24, 12), live=False)
    site.add_event("Hemlig", start=moment(2021, 5, 24, 12), live=False)
    for path in ("", "2090/05/", "2021/05/", "arkiv/2021/", "kalender.ics", "flode.xml"):
        assert "Hemlig" not in client.get(f"/kalender/{path}").content.decode()


@pytest.mark.one_database
def test_what_goes_on_into_the_next_month_says_both_in_its_tile(site, client):
    site.add_event("Kurs", start=moment(2090, 9, 29, 9), end=moment(2090, 10, 2, 16))
    for path in ("", "2090/10/"):
        (row,) = page(client, f"/kalender/{path}").select(".event-row")
        assert text_of(row.select_one(".date-tile")) == "29–2sep–okt"
        # Who does not see the tile hears the days in front of what all see.
        days, visible = row.select(".meta-row > span")[:2]
        assert text_of(days) == "29 september–2 oktober 2090"
        assert "visually-hidden" in days["class"]
        assert [time["datetime"] for time in days.select("time")] == ["2090-09-29", "2090-10-02"]
        assert text_of(visible) == "Fredag–måndag, börjar 9.00"


def test_what_began_before_this_month_stands_in_this_month(site, client):
    site.add_event("Kurs", start=moment(2089, 12, 29, 9), end=moment(2090, 1, 4, 16))
    assert headings(page(client, "/kalender/"))[0] == "Januari 2090"


def meta(soup):
    """Return what the first row says that nobody need read out."""
    parts = soup.select_one(".event-row .meta-row").select("& > span:not(.visually-hidden)")
    return [text_of(part) for part in parts]


@pytest.mark.one_database
def test_a_row_says_what_its_month_and_tile_do_not(site, client):
    evening = moment(2090, 5, 24, 18), moment(2090, 5, 24, 20, 30)
    site.add_event("Samtal", start=evening[0], end=evening[1], online_service="Zoom")
    kind, place = "Lärandelunch", "Digitalt via Zoom"
    assert meta(page(client, "/kalender/")) == ["18.00–20.30", kind, place]
    # Where no month stands above, the row says the day; the year where it is another.
    for today, day in ((TODAY, "Onsdag 24 maj"), (moment(2089, 12, 1), "Onsdag 24 maj 2090")):
        with time_machine.travel(today, tick=False):
            assert meta(page(client, site.activity.url)) == [f"{day}, 18.00–20.30", place]


@pytest.mark.one_database
def test_a_past_row_says_neither_time_nor_that_it_is_over(site, client):
    start, now = moment(2090, 5, 24, 18), moment(2090, 6, 1)
    site.add_event("Samtal", start=start, introduction="En mening.", points_raised="<p>Ja</p>")
    with time_machine.travel(now, tick=False):
        soup = page(client, "/kalender/arkiv/")
    assert meta(soup) == ["Lärandelunch", "Digitalt"]
    row = soup.select_one(".event-row")
    assert text_of(row.select_one(".documented")).strip() == "Synpunkter"
    assert not row.select(".state")
    assert "En mening." not in text_of(row)


@pytest.mark.one_database
def test_a_row_that_is_called_off_says_so_before_its_title(site, client):
    site.add_event("Samtal", start=moment(2090, 5, 24, 18), change="cancelled")
    row = page(client, "/kalender/").select_one(".event-row")
    assert text_of(row.h3) == "Inställt: Samtal"
    assert meta(page(client, "/kalender/"))[0] == "Inställt: börjar 18.00"
    assert [part.name for part in row.select(".event-row-text > *")] == ["h3", "p"]


def test_only_years_with_events_are_offered_and_an_empty_one_leads_to_the_nearest(site, client):
    for year in (2017, 2019, 2022):
        site.add_event(f"År {year}", start=moment(year, 5, 26, 12), is_free=year == 2019)
    soup = page(client, "/kalender/arkiv/2020/")
    chips = [text_of(chip).strip() for chip in soup.select("nav[aria-labelledby=years] .chip")]
    assert chips == ["2022", "2019", "2017"]
    assert "Närmaste år med evenemang: 2022, 2019." in text_of(soup.main)
    assert soup.main.find("a", href="/kalender/arkiv/2019/")
    free = page(client, "/kalender/arkiv/2022/?gratis=1")
    assert "Närmaste år med evenemang: 2019." in text_of(free.main)
    assert free.main.find("a", href="/kalender/arkiv/2019/?gratis=1")
    none = page(client, "/kalender/arkiv/2022/?oppet=1")
    assert none.find("a", string="Visa alla")["href"] == "/kalender/arkiv/2022/"


def test_a_party_over_the_new_year_belongs_to_both_years_of_the_archive(site):
    site.add_event("Nyår", start=moment(2019, 12, 31, 22), end=moment(2020, 1, 1, 2))
    events = EventPage.objects
    assert events.past_years() == [2020, 2019]
    assert events.past_years(moment(2019, 12, 31, 23)) == []


@pytest.mark.parametrize(
    ("year", "leads_to"),
    [
        (2021, "arkiv/2021/?gratis=1"),
        (2031, "?gratis=1"),
        (2032, "2032/04/?gratis=1"),
        (2033, "2033/01/?gratis=1"),
    ],
)
def test_a_year_alone_leads_to_what_there_is_of_it(site, client, year, leads_to):
    site.add_event(start=moment(2032, 4, 3, 12), is_free=True)
    with time_machine.travel(moment(2031, 5, 26, 12), tick=False):
        answer = client.get(f"/kalender/{year}/?gratis=1")
    assert answer["Location"] == f"/kalender/{leads_to}"
