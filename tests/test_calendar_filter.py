"""What a visitor can choose to see of the calendar, and what nobody can."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from activities.models import ActivityPage
from home.models import LandingPage
from tests.pages import SmallSite, add, make_theme, moment
from tests.reading import text_of
from tests.test_calendar_page import page, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = moment(2090, 1, 2, 9)
NO_MONTHS = [
    "2021/5/",
    "2021/00/",
    "2021/13/",
    "2021/99/",
    "0000/01/",
    "0001/01/",
    "1492/10/",
    "9999/12/",
    "20211/05/",
    "2021/-5/",
    "2021/05/05/",
    "2021/maj/",
    "0000/",
    "9999/",
    "arkiv/0000/",
    "arkiv/9999/",
    "arkiv/21/",
    "arkiv/" + "9" * 400 + "/",
    "kalender.ics/x/",
]
# What becomes a month or year where it is spelt as addresses are.
MISSPELT = {
    "-2021/05/": "2021/05/",
    "２０２１/０５/": "2021/05/",
    "٢٠٢١/٠٥/": "2021/05/",
    "2021/0५/": "2021/05/",
    "arkiv/٢٠٢١/": "arkiv/2021/",
    "2021%00/05/": "2021/05/",
    "arkiv/2021%00/": "arkiv/2021/",
    "arkiv/-2021/": "arkiv/2021/",
}
NO_FILTERS = [
    "tema=finns-inte",
    "tema=%00",
    "tema=a%00b",
    "tema=é",
    "tema=' OR 1=1",
    "tema=" + "a" * 5000,
    "aktivitet=finns-inte",
    "aktivitet=%00",
    "aktivitet=../..",
    "ord=knowledge",
    "ord=%00",
    "ord=Kunskap",
    "dokumentation=ja",
    "satt=bada",
    "satt=%00",
    "satt=DIGITALT",
    "gratis=2",
    "gratis=-1",
    "gratis=%00",
    "gratis=١",
    "oppet=ja",
    "oppet=%00",
    "dokumentation=%00",
    "oppet=" + "1" * 999,
]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def varied(site):
    """Events that differ in all that one can choose by."""
    site.theme, start = make_theme(), moment(2090, 5, 24, 12)
    other = site.add_activity("Dialogforum")
    site.add_event("Digital", start=start, attendance_mode="online", is_free=True)
    both = site.add_event("Både och", start=start, attendance_mode="mixed", venue="Rådhuset")
    site.add_event(
        "På plats", activity=other, start=start, attendance_mode="offline", open_to_all=True
    )
    both.themes.set([site.theme])
    both.save()
    return site


CHOICES = [
    ("", {"Digital", "Både och", "På plats"}),
    ("satt=digitalt", {"Digital", "Både och"}),
    ("satt=pa-plats", {"Både och", "På plats"}),
    ("gratis=1", {"Digital"}),
    ("oppet=1", {"På plats"}),
    ("aktivitet=dialogforum", {"På plats"}),
    ("tema={theme}", {"Både och"}),
    ("ord=kunskap", {"Både och"}),
    ("ord=samverkan", {"Digital", "På plats"}),
    ("ord=delaktighet", set()),
    ("ord=kunskap&satt=digitalt", {"Både och"}),
    ("tema={theme}&satt=digitalt", {"Både och"}),
    ("tema={theme}&gratis=1", set()),
    ("tema=&aktivitet=&satt=&gratis=&oppet=", {"Digital", "Både och", "På plats"}),
    ("utm_source=x&sida=hundra", {"Digital", "Både och", "På plats"}),
]


@pytest.mark.parametrize("path", ["", "2090/05/"])
def test_a_choice_limits_every_list_and_choices_add_up(varied, client, path):
    wanted = {query.format(theme=varied.theme.slug): titles for query, titles in CHOICES}
    shown = {query: set(titles(page(client, f"/kalender/{path}?{query}"))) for query in wanted}
    assert shown == wanted


@pytest.mark.one_database
def test_every_choice_can_be_taken_back_on_its_own(varied, client):
    chosen = f"ord=kunskap&tema={varied.theme.slug}&satt=digitalt&gratis=1"
    soup = page(client, f"/kalender/2090/05/?{chosen}")
    links = soup.select(".calendar-filter .chip[aria-current]")
    assert [text_of(link).strip() for link in links] == [
        "Ta bort valet Kunskap",
        f"Ta bort valet {varied.theme.name}",
        "Ta bort valet Digitalt",
        "Ta bort valet Gratis",
    ]
    left = [set(parse_qs(urlsplit(link["href"]).query)) for link in links]
    every = {"ord", "tema", "satt", "gratis"}
    assert left == [every - {name} for name in ("ord", "tema", "satt", "gratis")]
    assert "Inga evenemang stämmer med ditt val." in text_of(soup.main)


@pytest.mark.one_database
def test_the_filter_says_how_many_and_what_is_chosen_and_leads_back_to_all(varied, client):
    assert text_of(page(client, "/kalender/").find(role="status")).strip() == "3 evenemang"
    status = page(client, "/kalender/?satt=digitalt&gratis=1").find(role="status")
    assert text_of(status).strip() == "1 evenemang Du har valt: Digitalt, gratis Visa alla"
    assert status.a["href"] == "/kalender/"
    status = page(client, "/kalender/?ord=delaktighet").find(role="status")
    assert text_of(status).strip() == "Inga evenemang Du har valt: Delaktighet Visa alla"


def test_what_has_documentation_is_a_choice_among_what_has_been(site, client):
    start = moment(2021, 5, 26, 12)
    site.add_event("Dokumenterat", start=start, points_raised="<p>Ja</p>")
    reported = site.add_event("Omskriven", start=start)
    site.add_article(event=reported)
    site.add_event("Bara förbi", start=start)
    site.add_event("Inställt", start=start, change="cancelled", points_raised="<p>Ja</p>")
    site.add_event("Sedan", start=moment(2090, 5, 24, 12), points_raised="<p>Ja</p>")
    chosen = "/kalender/arkiv/?dokumentation=1"
    assert set(titles(page(client, chosen))) == {"Dokumenterat", "Omskriven"}
    assert titles(page(client, "/kalender/2090/05/?dokumentation=1")) == []
    assert client.get("/kalender/?dokumentation=1")["Location"] == chosen
    file = client.get("/kalender/kalender.ics?dokumentation=1").content.decode()
    assert "Sedan" not in file
    offered_in = {
        path: "Med dokumentation" in text_of(page(client, path).select_one(".calendar-filter"))
        for path in ("/kalender/", "/kalender/2090/05/", "/kalender/2021/05/", "/kalender/arkiv/")
    }
    assert list(offered_in.values()) == [False, False, True, True]
    # What lies ahead has none yet: the way there, files and feeds leave the choice out.
    soup = page(client, chosen)
    assert soup.find("a", string="Kommande")["href"] == "/kalender/"
    assert soup.find("a", string="Hämta kalenderfilen")["href"] == "/kalender/kalender.ics"
    assert soup.find("link", rel="alternate", href="/kalender/flode.xml")


@pytest.mark.one_database
def test_a_choice_is_kept_on_the_way_to_other_months_years_and_the_files(varied, client):
    varied.add_event("Gratis förr", start=moment(2021, 5, 26, 12), is_free=True)
    soup = page(client, "/kalender/2090/05/?gratis=1")
    assert soup.find("a", rel="prev")["href"] == "/kalender/2021/05/?gratis=1"
    assert soup.find("a", string="Tidigare")["href"] == "/kalender/arkiv/?gratis=1"
    assert soup.find("a", string="Hämta kalenderfilen")["href"].endswith("kalender.ics?gratis=1")
    assert soup.find("link", rel="alternate", href="/kalender/flode.xml?gratis=1")
    file = client.get("/kalender/kalender.ics?gratis=1").content.decode()
    assert "Digital" in file
    assert "SUMMARY:På plats" not in file
    feed = client.get("/kalender/flode.xml?oppet=1").content.decode()
    assert "<title>På plats</title>" in feed
    assert "<title>Digital</title>" not in feed


def offered(soup):
    return [text_of(chip).strip() for chip in soup.select("details .chip")]


@pytest.mark.one_database
def test_an_activity_without_events_is_offered_only_where_it_is_chosen(varied, client):
    varied.add_activity("Malmötimmen", slug="malmotimmen")
    assert {"Lärandelunch", "Dialogforum"} <= set(offered(page(client, "/kalender/")))
    assert "Malmötimmen" not in offered(page(client, "/kalender/"))
    chosen = page(client, "/kalender/?aktivitet=malmotimmen")
    assert "Ta bort valet Malmötimmen" in offered(chosen)
    assert chosen.select_one(".split a", string="Ta bort valet Malmötimmen")["href"] == "/kalender/"


@pytest.mark.one_database
def test_the_choices_are_closed_again_once_something_is_chosen(varied, client):
    for query in ("", "?gratis=1"):
        assert not page(client, f"/kalender/{query}").details.has_attr("open")


@pytest.mark.one_database
def test_what_is_shown_has_one_address_and_a_name_of_its_own(varied, client):
    addresses = [
        "/kalender/",
        "/kalender/2090/05/",
        "/kalender/2090/05/?gratis=1",
        "/kalender/?gratis=1",
        "/kalender/?satt=digitalt",
        "/kalender/arkiv/2021/",
        "/kalender/utan-datum/",
    ]
    varied.calendar.introduction = "Allt som händer."
    varied.calendar.save()
    heads = {address: page(client, address + "") for address in addresses}
    for address, soup in heads.items():
        assert soup.find("link", rel="canonical")["href"] == f"http://localhost{address}"
    assert len({soup.title.get_text() for soup in heads.values()}) == len(addresses)
    descriptions = {
        s.find("meta", attrs={"name": "description"})["content"] for s in heads.values()
    }
    assert len(descriptions) == len(addresses)
    assert heads["/kalender/2090/05/"].title.get_text().startswith("Maj\xa02090 – Kalender")
    mixed = page(client, "/kalender/?oppet=1&utm=x&satt=pa-plats")
    assert mixed.find("link", rel="canonical")["href"].endswith("/kalender/?satt=pa-plats&oppet=1")
    assert mixed.find("meta", attrs={"name": "robots"})
    assert not heads["/kalender/"].find("meta", attrs={"name": "robots"})


def test_what_is_no_month_or_year_is_not_found(site, client):
    answers = {path: client.get(f"/kalender/{path}").status_code for path in NO_MONTHS}
    assert answers == dict.fromkeys(NO_MONTHS, 404)


@pytest.mark.one_database
def test_a_month_or_year_in_another_spelling_leads_to_its_own(site, client):
    answers = {path: client.get(f"/kalender/{path}").get("Location") for path in MISSPELT}
    assert answers == {path: f"/kalender/{leads_to}" for path, leads_to in MISSPELT.items()}


@pytest.mark.parametrize("path", ["", "2021/05/", "arkiv/", "kalender.ics", "flode.xml"])
def test_a_choice_that_does_not_exist_is_not_found(site, client, path):
    answers = {query: client.get(f"/kalender/{path}?{query}").status_code for query in NO_FILTERS}
    assert answers == dict.fromkeys(NO_FILTERS, 404)


@pytest.mark.one_database
def test_who_asks_for_a_choice_that_does_not_exist_is_led_to_the_whole_calendar(site, client):
    site.calendar.show_in_menus = True
    site.calendar.save()
    unknown = BeautifulSoup(client.get("/kalender/?tema=finns-inte").content, "html.parser")
    assert unknown.select_one("main a.button[href]")["href"] == "/kalender/"
    assert "Det urvalet finns inte i kalendern." in text_of(unknown.main)
    missing = BeautifulSoup(client.get("/kalender/2021/13/").content, "html.parser")
    assert not missing.select("main a.button")


@pytest.mark.one_database
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from(["", "2021/05/", "arkiv/2021/", "utan-datum/", "kalender.ics"]),
    name=st.sampled_from(
        ["ord", "dokumentation", "tema", "aktivitet", "satt", "gratis", "oppet", "sida"]
    ),
    value=st.text(max_size=40),
)
@example(path="arkiv/2021/", name="sida", value="9" * 400)
@example(path="2021/05/", name="sida", value="-1")
@example(path="2021/05/", name="sida", value="\x00")
def test_nothing_that_one_can_write_in_an_address_breaks_the_calendar(
    site, client, path, name, value
):
    assert client.get(f"/kalender/{path}", {name: value}).status_code in (200, 404)


@pytest.mark.one_database
def test_activities_with_the_same_slug_are_told_apart_by_every_list_and_link(site, client):
    other = add(site.home, LandingPage(title="Mer vi gör", slug="mer-vi-gor"))
    twin = add(other, ActivityPage(title="Lunch i öster", slug=site.activity.slug))
    start = moment(2090, 5, 24, 12)
    site.calendar.show_in_menus = True  # a page leads to what the menu knows
    site.calendar.save()
    for number in range(22):  # so many that the activity's page leads on to the calendar
        site.add_event(f"Väster {number}", start=start)
        site.add_event(f"Öster {number}", start=start, activity=twin)
    first, second = "larandelunch", f"larandelunch.{twin.pk}"
    for value, own, others in ((first, "Väster", "Öster"), (second, "Öster", "Väster")):
        for path in ("", "2090/05/", "flode.xml", "kalender.ics"):
            text = client.get(f"{site.calendar.url}{path}?aktivitet={value}").content.decode()
            assert f"{own} 1" in text
            assert f"{others} 1" not in text
    soup = page(client, site.calendar.url)
    links = {link.get_text(strip=True): link["href"] for link in soup.select("a.chip")}
    assert links["Lärandelunch"].endswith(f"?aktivitet={first}")
    assert links["Lunch i öster"].endswith(f"?aktivitet={second}")
    assert f"?aktivitet={first}" in str(page(client, site.activity.url))
    assert f"?aktivitet={second}" in str(page(client, twin.url))
    # An address that was given once is kept, and no other one is made up.
    site.activity.unpublish()
    assert "Öster 1" in str(page(client, f"{site.calendar.url}?aktivitet={first}"))
    assert "Öster 1" in str(page(client, f"{site.calendar.url}?aktivitet={second}"))
    assert client.get(f"{site.calendar.url}?aktivitet=larandelunch.1").status_code == 404
