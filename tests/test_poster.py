"""A coming event on paper: what stands on the sheet for the notice board."""

import pytest
import segno
import time_machine
from bs4 import BeautifulSoup

from home.templatetags import pictures, swedish
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LINK = {"registration": "link", "registration_url": "https://example.org/anmalan"}
EMAIL = {"registration": "email", "registration_email": "anna@example.org"}
PHONE = {"registration": "phone", "registration_phone": "040-34 10 00"}
PHONE |= {"registration_hours": "tisdag kl. 9–11"}
NONE = {"registration": "none"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(moment(2026, 11, 28, 9), tick=False):
        yield


def poster(client, **fields):
    """Return the sheet of an event on 10 December, or None where its page has none."""
    start, end = moment(2026, 12, 10, 18), moment(2026, 12, 10, 20, 30)
    event = SmallSite().add_event("Unga", slug="unga", **{"start": start, "end": end, **fields})
    return BeautifulSoup(client.get(event.url).content, "html.parser").select_one(".poster")


def facts(sheet):
    """Return {term: text} of the sheet."""
    rows = {row.dt.get_text(): row.dd.get_text(" ", strip=True) for row in sheet.select("dl > div")}
    return {term: text.replace("\xa0", " ").replace(" ,", ",") for term, text in rows.items()}


def test_a_sheet_says_when_where_what_and_for_whom(client):
    place = {"attendance_mode": "offline", "venue": "Moriska", "address": "Norra Parkgatan 2"}
    about = {"audience": "Alla som är unga.", "is_free": True, "access_info": "Hiss finns."}
    sheet = poster(client, introduction="Kom och prata.", **place, **about, **NONE)
    words = sheet.get_text(" ", strip=True).replace("\xa0", " ")
    for said in ("Torsdag 10 december 2026", "kl. 18.00", "Moriska", "Norra Parkgatan 2", "Unga"):
        assert said in words
    assert "Kom och prata." in words
    assert facts(sheet) == {
        "För vem": "Alla som är unga.",
        "Kostnad": "Gratis.",
        "Anmälan": "Ingen anmälan behövs. Läs mer på localhost/ vad-vi-gor/ larandelunch/ unga",
        "Bra att veta": "Hiss finns.",
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (LINK, "Med koden eller på localhost"),
        (LINK | {"registration_closes": moment(2026, 12, 3, 23, 59)}, "Senast torsdag 3 december,"),
        (LINK | {"registration_closes": moment(2026, 12, 3, 12)}, "torsdag 3 december kl. 12,"),
        (LINK | {"places": "few"}, "Få platser kvar. Med koden"),
        (LINK | {"places": "full"}, "Alla platser är tagna. Läs mer"),
        (LINK | {"places": "full", "waiting_list_text": "Ställ dig i kö."}, "Ställ dig i kö. Läs"),
        (LINK | {"places": "full", "waiting_list_text": "Ställ dig i kö"}, "Ställ dig i kö. Läs"),
        (LINK | {"registration_opens": moment(2026, 12, 1)}, "Öppnar tisdag 1 december på local"),
        (LINK | {"registration_closes": moment(2026, 11, 1)}, "Anmälan är stängd. Läs mer"),
        (PHONE, "På telefon 040-34 10 00, tisdag kl. 9–11. Läs mer på localhost"),
        (
            PHONE | {"registration_opens": moment(2026, 12, 1)},
            "Öppnar tisdag 1 december, på telefon 040-34 10 00, tisdag kl. 9–11. Läs mer på local",
        ),
        (EMAIL, "Till anna@example.org eller på localhost"),
        ({"registration": "invited"}, "Bara för den som är inbjuden. Läs mer"),
        ({}, "localhost"),
    ],
)
def test_a_sheet_says_how_one_takes_part(client, fields, said):
    found = facts(poster(client, **fields))
    assert said in found.get("Anmäl dig", found.get("Anmälan", found.get("Läs mer")))


@pytest.mark.parametrize(
    ("change", "said"),
    [("cancelled", "Evenemanget är inställt. Regn."), ("postponed", "Evenemanget är uppskjutet.")],
)
def test_a_sheet_of_what_is_called_off_says_so_and_not_how_to_register(client, change, said):
    sheet = poster(client, change=change, change_reason="Regn.", **LINK)
    assert said in facts(sheet)["Ändring"]
    assert "Anmäl dig" not in facts(sheet)
    assert sheet.select_one(".poster-state")


def test_a_row_that_is_too_long_says_as_many_whole_prices_as_have_room_and_where_the_rest_is(
    client,
):
    first = {"label": "Ordinarie pris för vuxna", "amount": 1250, "vat": "included"}
    second = {"label": "Studerande, pensionärer och arbetssökande", "amount": 400}
    prices = [("price", price) for price in (first, second)]
    about = {"audience": "Du som leder möten i en förening. " * 4, "access_info": "Hiss."}
    found = facts(poster(client, prices=prices, price_conditions="Faktura skickas.", **about))
    whole = "Ordinarie pris för vuxna, 1 250 kronor, inklusive moms."
    assert found["Kostnad"] == f"{whole} Mer på webbplatsen."
    assert found["För vem"].endswith("… Mer på webbplatsen.")
    assert found["Bra att veta"] == "Hiss."


def test_what_is_over_has_no_sheet(client):
    assert poster(client, start=moment(2026, 10, 1, 18), end=None) is None


def test_whole_days_have_no_time_and_several_days_the_first_ones():
    start, end = moment(2026, 12, 10, 9), moment(2026, 12, 12, 16)
    assert "9.00" not in swedish.when_time(start, end)
    assert swedish.when_time(start, end).count("<time") == 1
    assert swedish.when_time(start.date(), end.date()) == ""
    assert swedish.when_time(start, moment(2026, 12, 10, 16)).count("<time") == 2


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://malmoandan.se/kalender/", "malmoandan.se/<wbr>kalender"),
        ("https://malmoandan.se/", "malmoandan.se"),
        (f"https://malmoandan.se/{'a' * 300}/", "malmoandan.se"),
        ("https://malmoandan.se/%3Cb%3E/", "malmoandan.se/<wbr>&lt;b&gt;"),
        (None, ""),
    ],
)
def test_an_address_is_written_so_that_one_can_copy_it_from_paper(url, words):
    assert swedish.address_in_words(url) == words


def test_the_code_of_a_sheet_is_the_address_of_the_page_as_a_picture_of_its_own(client):
    code = poster(client).select_one("svg.qr")
    drawn = pictures.qr_code("http://localhost/vad-vi-gor/larandelunch/unga/")
    assert code.path["d"] in drawn
    assert not code.get("style")


@pytest.mark.parametrize("address", ["", None, "https://example.org/" + "å" * 5000])
def test_a_page_never_fails_for_want_of_a_code(address):
    assert pictures.qr_code(address) == ""


def test_a_code_that_cannot_be_drawn_leaves_the_sheet_as_it_is(client, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    pictures._qr_code.cache_clear()
    monkeypatch.setattr(segno, "make_qr", fail)
    sheet = poster(client)
    assert sheet.select_one("svg.qr") is None
    assert "Läs mer" in facts(sheet)


def test_a_telephone_number_is_not_broken_at_its_hyphen(client):
    text = "Ring 040-34 10 00 om du behöver hiss."
    number = poster(client, access_info=text, **NONE).select_one("dd a.nobr")
    assert (number.get_text(), number["href"]) == ("040-34\xa010\xa000", "tel:+4640341000")
