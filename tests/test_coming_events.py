"""The start page's events: the next one, what usually comes where none does, and the last ones."""

from datetime import time, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from activities.models import ActivityPage
from activities.rhythm import clock_words, interval_words
from tests.pages import SmallSite, make_image, moment
from tests.reading import text_of

pytestmark = pytest.mark.django_db
NOW = moment(2031, 5, 26, 12)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LINK = "https://zoom.example/j/1"
READ, ADD = "Läs mer om evenemanget", "Lägg i kalendern"
OPEN = {"registration": "link", "registration_url": "https://a.se"}
BY_MAIL = {"registration": "email", "registration_email": "a@b.se"}
LUNCH = {
    "interval_weeks": 2,
    "usual_start": time(12, 15),
    "usual_end": time(12, 55),
    "attendance_mode": "online",
    "usual_place": "Zoom",
    "is_free": True,
    "open_to_all": True,
}


@pytest.fixture
def site():
    site = SmallSite()
    site.home.body = [("coming_events", {"heading": "Nästa evenemang", "how_many": 4})]
    site.home.save()
    site.calendar.show_in_menus = True
    site.calendar.save()
    return site


def home(client):
    with time_machine.travel(NOW, tick=False):
        return BeautifulSoup(client.get("/").content, "html.parser")


def headings(soup):
    return [text_of(heading) for heading in soup.select("main .split-head h2")]


def actions(soup):
    """Return {words: address} of the buttons in the first band, in order."""
    return {text_of(link).strip(): link["href"] for link in soup.select(".band .actions a")}


def rows(soup):
    return [text_of(title) for title in soup.select(".event-row h3")]


def usual(site, **fields):
    """Give the site's activity these fields, and return it."""
    ActivityPage.objects.filter(pk=site.activity.pk).update(**fields)
    site.activity.refresh_from_db()
    return site.activity


@pytest.mark.one_database
def test_what_is_today_does_not_stand_under_a_heading_that_says_later(site, client):
    site.add_event("Nu", start=NOW - MINUTE)
    site.add_event("I morgon", start=NOW + DAY)
    assert headings(home(client)) == ["Nästa evenemang", "Längre fram"]
    site.add_event("Strax", start=NOW + 25 * MINUTE)
    assert headings(home(client)) == ["Nästa evenemang", "Fler evenemang"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("start", "fields", "words"),
    [
        (NOW - MINUTE, {"join_url": LINK}, ["Anslut"]),
        (NOW + 25 * MINUTE, {"join_url": LINK}, ["Anslut", ADD]),
        (NOW + 25 * MINUTE, {"join_url": LINK, **OPEN}, ["Anslut", ADD]),
        (NOW + 31 * MINUTE, {"join_url": LINK}, [READ, ADD]),
        (NOW - MINUTE, {}, [READ]),
        (NOW - MINUTE, {"join_url": LINK, "attendance_mode": "offline"}, [READ]),
        (NOW + DAY, OPEN, ["Anmäl dig", ADD]),
        (NOW + DAY, {**OPEN, "places": "few"}, ["Anmäl dig", ADD]),
        (NOW + DAY, BY_MAIL, ["Anmäl dig", ADD]),
        (NOW + DAY, {**OPEN, "registration_url": ""}, [READ, ADD]),
        (NOW + DAY, {**OPEN, "places": "full"}, [READ, ADD]),
        (NOW + DAY, {**OPEN, "registration_closes": NOW - MINUTE}, [READ, ADD]),
        (NOW + DAY, {"registration": "invited"}, [READ, ADD]),
        (None, {}, [READ]),
    ],
)
def test_the_next_event_has_the_action_that_fits_its_state(site, client, start, fields, words):
    if start:
        fields = {"start": start, **fields}
    event = site.add_event("Samtal", **fields)
    soup = home(client)
    assert list(actions(soup)) == words
    where = {
        "Anslut": f"{event.url}anslut/",
        "Anmäl dig": event.printed.registration_address,
        READ: event.url,
        ADD: f"{event.url}kalender.ics",
    }
    assert actions(soup) == {word: where[word] for word in words}
    assert len(soup.select(".band .button:not(.button-secondary)")) == 1
    assert LINK not in str(soup)


@pytest.mark.one_database
def test_without_coming_events_the_start_page_says_what_usually_comes(site, client):
    usual(site, **LUNCH)
    for weeks in (2, 4, 6):
        site.add_event(start=NOW - weeks * 7 * DAY)
    site.add_activity("Dialogforum", interval_weeks=26)
    soup = home(client)
    band = soup.select_one(".band")
    assert text_of(band.h3) == "Lärandelunch: nästa datum är inte bestämt än"
    assert text_of(band.select_one(".lead")) == "Varannan måndag, kl. 12.15–12.55."
    meta = [text_of(span) for span in band.select(".meta span")]
    assert meta == ["Digitalt via Zoom", "Gratis", "Öppet för alla"]
    assert "Vi skriver här när datumet är bestämt." in text_of(band)
    assert actions(soup) == {"Prenumerera på kalendern": "/kalender/#prenumerera"}
    assert band.select_one(".frame-tall")
    calendar = BeautifulSoup(client.get("/kalender/").content, "html.parser")
    assert calendar.select_one("#prenumerera a[href^=webcal]")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([14, 28, 42], "Varannan måndag."),
        ([14, 28, 42, 57], "Varannan måndag."),
        ([14, 28, 43], "Varannan vecka."),
        ([14, 28], "Varannan vecka."),
        ([], "Varannan vecka."),
    ],
)
def test_a_weekday_is_said_only_where_the_last_three_shared_it(site, client, days, words):
    usual(site, interval_weeks=2)
    for back in days:
        site.add_event(start=NOW - back * DAY)
    site.add_event(start=NOW - DAY, change="cancelled")
    PageViewRestriction.objects.create(
        page=site.add_event(start=NOW - 2 * DAY), restriction_type="login"
    )
    assert text_of(home(client).select_one(".band .lead")) == words


def test_the_activity_with_the_shortest_interval_is_the_usual_one_if_visitors_can_see_it(
    site, client
):
    usual(site, frequency="Två gånger per år", usual_start=time(18))
    assert text_of(home(client).select_one(".lead")) == "Två gånger per år, kl. 18."
    site.add_activity("Malmötimmen", interval_weeks=13)
    assert text_of(home(client).select_one(".band h3")).startswith("Malmötimmen:")
    often = site.add_activity("Fika", interval_weeks=1)
    assert text_of(home(client).select_one(".band h3")).startswith("Fika:")
    PageViewRestriction.objects.create(page=often, restriction_type="login")
    assert text_of(home(client).select_one(".band h3")).startswith("Malmötimmen:")


@pytest.mark.one_database
def test_where_nothing_is_known_the_band_says_so_and_leads_to_the_calendar(site, client):
    soup = home(client)
    assert "Just nu är inga evenemang inplanerade." in text_of(soup.select_one(".band"))
    assert list(actions(soup)) == ["Prenumerera på kalendern"]
    site.activity.delete()
    site.calendar.delete()
    soup = home(client)
    assert "Just nu är inga evenemang inplanerade." in text_of(soup.select_one(".band"))
    assert actions(soup) == {}


@pytest.mark.one_database
def test_a_topic_is_suggested_in_the_form_with_the_activity_chosen(site, client):
    activity = usual(site, interval_weeks=2)
    form = [("contact_form", {"heading": "Skriv", "text": ""})]
    contact = site.add_text_page("Kontakt", slug="kontakt", body=form)
    address = actions(home(client))["Föreslå ett ämne"]
    response = client.get(address)
    assert response["Location"] == "/kontakt/?aktivitet=larandelunch#skriv"
    soup = BeautifulSoup(client.get(response["Location"]).content, "html.parser")
    (chosen,) = soup.select("#skriv select[name=about] option[selected]")
    assert chosen["value"] == str(activity.pk)
    PageViewRestriction.objects.create(page=contact, restriction_type="login")
    assert "Föreslå ett ämne" not in actions(home(client))


@pytest.mark.parametrize("value", ["", "finns-inte", "\x00", "<b>", "a" * 3000, "1e9"])
def test_the_form_understands_no_other_subject_than_an_activity(site, client, value):
    form = [("contact_form", {"heading": "Skriv", "text": ""})]
    page = site.add_text_page("Kontakt", slug="kontakt", body=form)
    for address in ("/meddelande/", page.url):
        response = client.get(address, {"aktivitet": value}, follow=True)
        assert response.status_code == 200
        soup = BeautifulSoup(response.content, "html.parser")
        assert not soup.select("select[name=about] option[selected][value]:not([value=''])")
        assert not value or value not in soup.main.decode()


def test_the_three_last_events_follow_those_with_documentation_first(site, client):
    for days in (1, 2, 3):
        site.add_event(f"För {days} dagar sedan", start=NOW - days * DAY)
    held = site.add_event("Utan datum", date_text="våren 2016", held=True)
    old = site.add_event("Dokumenterat", start=NOW - 400 * DAY, points_raised="<p>Allt.</p>")
    site.add_article(event=held, date_text="2016")
    site.add_event("Inställt", start=NOW - DAY, change="cancelled")
    soup = home(client)
    assert headings(soup) == ["Nästa evenemang", "Senast hos oss"]
    assert rows(soup) == [old.title, held.title, "För 1 dagar sedan"]
    assert soup.select_one("a[href='/kalender/arkiv/']")


def test_with_many_coming_events_the_last_ones_stand_after_those(site, client):
    for days in range(1, 14):
        site.add_event(f"Om {days} dagar", start=NOW + days * DAY, **OPEN)
    site.add_event("I går", start=NOW - DAY)
    hidden = site.add_event("Hemligt", start=NOW - 2 * DAY)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    site.add_event("Utkast", start=NOW - 2 * DAY, live=False)
    soup = home(client)
    assert headings(soup) == ["Nästa evenemang", "Längre fram", "Senast hos oss"]
    assert rows(soup) == ["Om 2 dagar", "Om 3 dagar", "Om 4 dagar", "I går"]


@pytest.mark.one_database
@pytest.mark.parametrize("pictured", [False, True])
def test_with_or_without_events_the_section_takes_the_same_few_queries(
    uncached, site, client, django_assert_max_num_queries, pictured
):
    image = make_image() if pictured else None
    usual(site, image=image, **LUNCH)
    for _ in range(3):
        site.add_event(start=NOW - DAY, image=image)
    home(client)
    # Routing and privacy 4, menu, settings, events, activity, pictures.
    with django_assert_max_num_queries(9):
        home(client)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("weeks", "weekday", "words"),
    [
        (None, "", ""),
        (0, "", ""),
        (1, "", "Varje vecka"),
        (1, "onsdag", "Varje onsdag"),
        (3, "onsdag", "Var tredje onsdag"),
        (12, "", "Var tolfte vecka"),
        (26, "onsdag", "Med 26 veckors mellanrum"),
    ],
)
def test_an_interval_in_words(weeks, weekday, words):
    assert interval_words(weeks, weekday) == words


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        (None, time(13), ""),
        (time(18), None, "kl. 18"),
        (time(18), time(20), "kl. 18–20"),
        (time(12, 15), time(13), "kl. 12.15–13.00"),
        (time(22), time(0), "kl. 22–24"),
        (time(18), time(18), "kl. 18"),
    ],
)
def test_the_usual_time_in_words(start, end, words):
    assert clock_words(start, end).replace("\xa0", " ") == words
