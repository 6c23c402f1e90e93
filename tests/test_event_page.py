"""The page of an event: what is known, what one can do now, and what became of it."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine

from home.models import SiteSettings
from tests.filled_site import REGISTRATION
from tests.pages import SmallSite, moment, person
from tests.reading import get, text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("clock"),
]
TODAY, START = moment(2026, 5, 4, 9), moment(2026, 5, 26, 12, 15)


def test_what_when_where_and_how_come_before_the_text_and_the_rest_after_it(filled, client):
    html = str(get(client, filled.event).main)
    order = ["<h1", "<dl", "Dörrarna öppnar", "fick förhinder", "#dokumentation", "<img"]
    order += ["En mening om sidan", "Bra att veta", "Hörslinga finns", "Det som kom fram"]
    places = [html.index(words) for words in order]
    assert places == sorted(places)


def test_an_event_says_all_that_is_known(filled, client):
    text = text_of(get(client, filled.event))
    for words in (
        "Onsdag 26 maj 2021 kl. 12.15–12.55",
        "Dörrarna öppnar kl. 12.00",
        "Stadshuset och digitalt",
        "Via länk: 925 kronor, exklusive moms, per deltagare",
        "Anmälan är stängd.",
        "Det som kom fram",
        "Så används resultatet",
        "Utvärdering",
        "Samverka i Skåne",
        "Förra gången",
        "kl. 12.15 Inledning",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["Gratis"]),
        ("Gratis", ["Gratis"]),
        ("Gratis. Vi bjuder på soppa.", ["Gratis. Vi bjuder på soppa."]),
        ("Lunch ingår", ["Gratis", "Lunch ingår"]),
    ],
)
def test_what_is_free_says_so_once(client, text, said):
    site = SmallSite()
    site.activity.is_free, site.activity.price_text = True, text
    site.activity.save_revision().publish()
    event = site.add_event(start=START, is_free=True, price_text=text)
    for page in (event, site.activity):
        costs = get(client, page).find("dt", string="Kostnad").parent.find_all("dd")
        assert [cost.get_text().replace("\xa0", " ") for cost in costs] == said


def test_a_moved_event_shows_the_old_day_struck_out_and_why(filled, client):
    soup = get(client, filled.event)
    assert "Tidigare datum: Onsdag 19 maj 2021" in text_of(soup.select_one(".event-facts s"))
    assert "Gästen fick förhinder." in text_of(soup.select_one(".event-box"))
    assert not soup.select(".message")


def test_the_old_time_is_said_where_the_day_is_the_same(client):
    site, moved = SmallSite(), {"change": "rescheduled", "change_reason": "Lokalen är bokad."}
    for previous, words in (
        (moment(2026, 5, 26, 10), "Tisdag 26 maj 2026 kl. 10"),
        (moment(2026, 5, 19, 10), "Tisdag 19 maj 2026"),
    ):
        event = site.add_event(start=START, previous_start=previous, **moved)
        struck = text_of(get(client, event).select_one(".event-facts s"))
        assert struck == f"Tidigare datum: {words}"


def action(soup):
    """Return the addresses of the buttons in the box that are no help for any event."""
    links = [link["href"] for link in soup.select(".box p > .button")]
    return [link for link in links if not link.endswith("kalender.ics")]


@pytest.mark.parametrize(
    ("fields", "label", "buttons"),
    [
        ({}, "Öppet för anmälan", [REGISTRATION]),
        ({"places": "few"}, "Få platser kvar", [REGISTRATION]),
        ({"places": "full"}, "Fullbokat", []),
        (
            {"registration": "email", "registration_email": "a@example.org"},
            "Öppet",
            ["mailto:a@example.org?subject=Budget%20%26%20r%C3%A4tt%3A%20v%C3%A5r%3F"],
        ),
        (
            {"registration": "phone", "registration_phone": "040-34 10 00"},
            "Öppet för anmälan",
            ["tel:+4640341000"],
        ),
        ({"registration": "none"}, "Ingen anmälan behövs", []),
        ({"registration": "invited"}, "För inbjudna", []),
        ({"registration": ""}, "Spara datumet", []),
        ({"change": "cancelled", "change_reason": "Gästen är sjuk."}, "Inställt", []),
        ({"change": "postponed", "change_reason": "Gästen är sjuk."}, "Uppskjutet", []),
    ],
)
def test_an_event_offers_registration_only_while_it_is_open(client, fields, label, buttons):
    given = {"registration": "link", "registration_url": REGISTRATION, **fields}
    event = SmallSite().add_event("Budget & rätt: vår?", start=START, **given)
    soup = get(client, event)
    assert label in text_of(soup.select_one(".page-head .states"))
    assert action(soup) == buttons


def test_registration_that_opens_later_says_when(client):
    event = SmallSite().add_event(
        start=START,
        registration="link",
        registration_url=REGISTRATION,
        registration_opens=moment(2026, 5, 12, 9),
    )
    soup = get(client, event)
    assert "Anmälan öppnar 12 maj" in text_of(soup)
    assert action(soup) == []


def test_registration_that_opens_as_a_day_begins_opens_that_day(client):
    opens = {"registration": "link", "registration_url": REGISTRATION}
    event = SmallSite().add_event(start=START, registration_opens=moment(2026, 5, 12), **opens)
    assert "Anmälan öppnar tisdag 12 maj 2026." in text_of(get(client, event)).replace("\xa0", " ")


def test_registration_that_is_closed_has_no_link(client):
    event = SmallSite().add_event(
        start=START,
        registration="link",
        registration_url=REGISTRATION,
        registration_closes=TODAY,
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
    assert "Anmälan är stängd." in text_of(soup)
    assert "button" not in link.get("class", [])
    assert action(soup) == []


def test_a_registration_link_without_words_names_the_host(client):
    event = SmallSite().add_event(start=START, registration="link", registration_url=REGISTRATION)
    assert "Anmäl dig på eventbrite.se" in text_of(get(client, event))


def test_a_cancelled_event_says_so_first_and_is_struck_out(client):
    event = SmallSite().add_event(start=START, change="cancelled", change_reason="Gästen är sjuk.")
    soup = get(client, event)
    assert soup.h1.s
    assert text_of(soup.h1) == f"Inställt: {event.title}"
    assert soup.title.string.startswith(f"Inställt: {event.title}")
    assert "Inställt: tisdag 26 maj 2026" in text_of(soup)
    assert "Gästen är sjuk." in text_of(soup.select_one(".message-error"))
    assert str(soup).index("Gästen är sjuk.") < str(soup).index("<dl")


def test_a_day_that_is_not_known_is_said_in_words_and_never_made_up(client):
    event = SmallSite().add_event(date_text="våren 2021", held=True)
    soup = get(client, event)
    assert "Våren 2021" in text_of(soup)
    assert not soup.select_one("main .page-head time")


def test_a_day_to_come_is_announced_as_such(client):
    soup = get(client, SmallSite().add_event())
    assert "Datum meddelas" in text_of(soup)


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_closes": moment(2026, 5, 1, 12)},
        {"registration_opens": moment(2026, 5, 5, 12)},
        {"places": "full"},
        {"change": "cancelled", "change_reason": "Sjukdom."},
        {"change": "postponed", "change_reason": "Sjukdom."},
        {"registration": "none"},
        {"registration": "invited"},
        {"registration": ""},
    ],
)
def test_the_address_of_registration_is_nowhere_while_nobody_can_register(client, fields):
    given = {"registration": "link", "registration_url": REGISTRATION, "start": START, **fields}
    event = SmallSite().add_event(**given)
    assert REGISTRATION not in str(get(client, event))


def test_a_full_event_says_how_the_waiting_list_works(client):
    event = SmallSite().add_event(
        start=START,
        places="full",
        registration="email",
        registration_email="anmalan@example.org",
        waiting_list_text="Skriv till oss så hör vi av oss om någon avbokar.",
    )
    soup = get(client, event)
    assert "hör vi av oss om någon avbokar" in text_of(soup)
    assert text_of(soup.select_one(".event-more")).count("anmalan@example.org") == 1
    assert text_of(soup.select_one(".box p > .button")).strip() == "Ställ dig i kö"
    assert action(soup)[0].startswith("mailto:anmalan@example.org?subject=")


def test_one_registers_by_telephone_where_that_is_the_way_and_beside_another(client):
    site, called = SmallSite(), {"registration_phone": "040-34 10 00"}
    called["registration_hours"] = "måndag–torsdag kl. 9–11"
    event = site.add_event(start=START, registration="phone", **called)
    soup = get(client, event)
    assert text_of(soup.select_one(".box p > .button")).strip() == "Ring och anmäl dig"
    assert "040-34 10 00, måndag–torsdag kl. 9–11" in text_of(soup.select_one(".event-more"))
    link = {"registration": "link", "registration_url": REGISTRATION}
    beside = site.add_event("Annat", start=START, **link, **called)
    soup = get(client, beside)
    assert action(soup) == [REGISTRATION]
    assert "Eller ring 040-34 10 00, måndag" in text_of(soup.select_one(".event-more"))
    file = client.get(f"{beside.url}kalender.ics").content.decode().replace("\r\n ", "")
    assert f"Anmälan: {REGISTRATION} eller 040-34 10 00" in file
    event.places, event.waiting_list_text = "full", "Ring, så skriver vi upp dig."
    event.save()
    assert "Ring och ställ dig i kö" in text_of(get(client, event))


@pytest.mark.parametrize(("way", "said"), [("phone", ""), ("email", " kl. 23.59")])
def test_nobody_is_told_to_call_until_the_last_minute_of_a_day(client, way, said):
    ways = {"registration_phone": "040-34 10 00", "registration_email": "a@example.org"}
    closes = START.replace(hour=23, minute=59) - timedelta(days=7)
    event = SmallSite().add_event(start=START, registration=way, registration_closes=closes, **ways)
    page = text_of(get(client, event).select_one(".event-more"))
    file = client.get(f"{event.url}kalender.ics").content.decode().replace("\r\n ", "")
    for text in (page, file):
        line = text.replace("\xa0", " ").partition("Sista anmälan: ")[2]
        assert re.match(rf"\w+ \d+ \w+ \d{{4}}{said}(?! kl)", line), line[:60]


def test_who_needs_support_is_told_whom_to_ask(client):
    site = SmallSite()
    settings = SiteSettings.for_site(site.site)
    settings.contact_email = "kontakt@example.org"
    settings.save()
    event = site.add_event(start=START)
    assert "Hör av dig till kontakt@example.org." in text_of(get(client, event))

    maria = site.add_person("Maria", email="maria@example.org")
    lars = site.add_person("Lars")
    site.activity.contacts = [person(lars), person(maria)]
    site.activity.save()
    assert "Fråga om anpassning: maria@example.org" in text_of(get(client, event))

    event = site.add_event(start=START, access_contact="Receptionen, 040-34 10 00")
    assert "Fråga om anpassning: Receptionen, 040-34 10 00" in text_of(get(client, event))

    past = site.add_event(start=moment(2021, 5, 26, 12, 15))
    assert "Hör av dig" not in text_of(get(client, past))


def test_what_came_of_an_event_is_shown_when_it_is_over_and_not_before(client):
    event = SmallSite().add_event(
        start=START,
        end=moment(2026, 5, 26, 12, 55),
        points_raised="<p>Fler bänkar</p>",
    )
    with time_machine.travel(moment(2026, 5, 26, 12, 54), tick=False):
        assert "Fler bänkar" not in text_of(get(client, event))
    with time_machine.travel(moment(2026, 5, 26, 12, 55), tick=False):
        html = str(get(client, event).main)
    assert html.index("Dokumentation finns") < html.index("<dl") < html.index("Fler bänkar")


def test_an_event_whose_only_documentation_is_an_article_says_that_it_is_documented(client):
    site = SmallSite()
    event = site.add_event(start=moment(2021, 5, 26, 12, 15))
    site.add_article("Så var lunchen", event=event)
    soup = get(client, event)
    assert text_of(soup.select_one(".page-head .states")).strip() == "Dokumentation finns"
    assert "Så var lunchen" in text_of(soup.find(id="dokumentation"))


def test_conditions_and_packages_stand_with_the_price(client):
    rows = [
        {"label": "en träff", "amount": 1650, "vat": "excluded", "note": "per enhet"},
        {"label": "paketpris för fem", "amount": 8000, "vat": "excluded", "note": ""},
    ]
    event = SmallSite().add_event(
        start=START,
        prices=[("price", row) for row in rows],
        price_conditions="Uteblir du utan att avboka kostar det 500 kronor.",
    )
    text = text_of(get(client, event))
    assert "En träff: 1 650 kronor, exklusive moms, per enhet" in text
    assert "Paketpris för fem: 8 000 kronor, exklusive moms" in text
    assert "Uteblir du utan att avboka kostar det 500 kronor." in text


def test_an_event_that_is_also_digital_names_the_service(client):
    event = SmallSite().add_event(
        start=START,
        attendance_mode="mixed",
        venue="Niagara",
        online_service="Teams",
    )
    assert "Niagara och digitalt via Teams" in text_of(get(client, event).select_one(".box"))


def test_a_head_has_one_state_by_what_matters_most(client):
    event = SmallSite().add_event(
        start=START,
        end=moment(2026, 5, 26, 13),
        change="rescheduled",
        change_reason="Gästen fick förhinder.",
        previous_start=moment(2026, 5, 19, 12, 15),
        registration="link",
        registration_url=REGISTRATION,
        places="full",
    )
    for when, label in (
        (TODAY, "Nytt datum"),
        (START, "Pågår nu"),
        (moment(2026, 5, 26, 13), "Genomfört"),
    ):
        with time_machine.travel(when, tick=False):
            states = get(client, event).select(".page-head .state")
        assert [text_of(state).strip() for state in states] == [label]


def test_what_goes_on_says_today_where_it_lasts_one_day(client):
    site = SmallSite()
    one = site.add_event(start=START, end=moment(2026, 5, 27))
    several = site.add_event(start=START, end=moment(2026, 5, 27, 9))
    assert "I dag" not in text_of(get(client, one))
    with time_machine.travel(START, tick=False):
        facts = text_of(get(client, one).select_one(".event-facts"))
        assert "I dag, kl. 12.15–24.00" in facts
        assert "Tisdag 26 maj 2026" in facts
        assert "I dag" not in text_of(get(client, several).select_one(".event-facts"))


def test_an_address_leads_to_a_map_and_to_the_bus_until_the_event_is_over(client):
    site, end = SmallSite(), moment(2026, 5, 26, 13)
    street = {
        "attendance_mode": "offline",
        "venue": "Moriska",
        "address": "Norra Parkgatan 2, Malmö",
    }
    event = site.add_event(start=START, end=end, **street)
    soup, query = get(client, event), "Norra%20Parkgatan%202%2C%20Malm%C3%B6"
    assert "Norra Parkgatan\xa02, Malmö" in soup.select_one(".event-facts").get_text()
    assert {link.get_text(): link["href"] for link in soup.select(".event-way a")} == {
        "Visa på karta": f"https://www.openstreetmap.org/search?query={query}",
        "Res hit med buss": f"https://www.skanetrafiken.se/sok-resa/?to={query}",
    }
    with time_machine.travel(end, tick=False):
        assert not get(client, event).select(".event-way")
    for fields in ({"address": ""}, {"attendance_mode": "online"}, {"change": "cancelled"}):
        other = site.add_event(start=START, **street | fields)
        assert not get(client, other).select(".event-way")


def test_what_is_called_off_leads_on_to_other_events(client):
    site = SmallSite()
    event = site.add_event(start=START, change="postponed", change_reason="Gästen är sjuk.")
    soup = get(client, event)
    assert soup.find("a", string="Se andra evenemang")["href"] == site.activity.url
    assert not soup.select("a[href$='kalender.ics']")
    assert "Vi skriver här när datumet är bestämt." in text_of(soup.select_one(".box"))


def test_an_event_is_shared_by_mail_where_no_script_runs(client):
    event = SmallSite().add_event("Budget & rätt", start=START)
    link = get(client, event).select_one(".share a")
    subject, body = "subject=Budget%20%26%20r%C3%A4tt", quote(event.full_url, safe="")
    assert link["href"] == f"mailto:?{subject}&body={body}"
