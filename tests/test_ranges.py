"""Which hyphens become dashes: those in spans, never those in codes, accounts and numbers."""

import re

import pytest

from home.ranges import NBSP
from home.typography import typeset

SPANS = [
    # Clock times
    "kl. 9-15",
    "klockan 09-15",
    "Kl 8-17",
    "kl. 21-02",
    "12.15-12.55",
    "12:15-12:55",
    "9-15.30",
    "9.30-15",
    "öppet 9-15",
    "Öppettider: 8-16",
    "telefontid 9-11",
    "mån-fre 9-15",
    "måndagar 9-15",
    "onsdag, 17-19",
    "12 maj 9-15",
    "12 maj 2027 9-15",
    "kl. 9-12 och 13-16 samt 18-20",
    # Dates
    "17-19 augusti",
    "1-3:e maj",
    "17-19 aug.",
    "26/8-9/10",
    "14-24/10",
    "30 september-2 oktober",
    "december 2026-januari 2027",
    "28 december 2026-3 januari 2027",
    "maj-juni",
    "jan-mars",
    "mån-fre",
    "måndag-fredag",
    "lördagar-söndagar",
    "v. 21-22",
    "vecka 21-22",
    "veckorna 9-10",
    # Years
    "2016-2022",
    "åren 1998-2002",
    "läsåret 2020-21",
    "åren 2014-16",
    # Pages and the like
    "s. 12-14",
    "sidan 3-4",
    "sidorna 112-130",
    "kap. 3-5",
    "3-5 §§",
    "årskurs 7-9",
    # Prices
    "100-200 kr",
    "1 000-2 000 kronor",
    "50-75:-",
    "2-3 miljoner kronor",
    "99,50-120 kr",
    # Amounts
    "7-12 år",
    "åldrarna 7-12",
    "20-30 minuter",
    "1,5-2 timmar",
    "5-10 %",
    "5-10%",
    "12-15 deltagare",
    "1-2 gånger",
]

AS_WRITTEN = [
    "bankgiro 123-4567",
    "bankgiro 5555-6677",
    "Bankgirot är 1234-5678",
    "bg 900-8004",
    "plusgiro 12 34 56-7",
    "pg 90 20 03-3",
    "portkod 1234-5678",
    "portkod: 1950-2010",
    "portkoden är 1950-2010",
    "kod 123-456",
    "koden till dörren är 1850-1950",
    "kod 9.15-9.45",
    "konto 8000-1234",
    "kontonummer 2010-2020",
    "clearingnummer 8327-9",
    "org.nr 802000-1234",
    "organisationsnummer 556677-8899",
    "ISBN 978-91-1234-567-8",
    "ISBN 91-27",
    "121212-1212",
    "040-34",
    "telefon 2010-2020",
    "anknytning 12-34",
    "rum 12-34",
    "bankgiro 123-4567 och 12-16",
    "rum 2.14-2.16",
    "grupprum 1.10-1.12",
    "sal 4-5",
    "linje 5-8",
    "buss 5-8",
    "dnr 2019-2022",
    "STK-2021-1234",
    "COVID-19",
    "2020-21",
    "2021-05",
    "2021-05-26",
    "080",
    "20-10",
    "3-3",
    "1-2",
    "123-456",
    "1234-5678",
    "112-130",
    "9-15",
    "24/7-8",
    "99/99-99/99",
    "45.10-50.20",
    "123 45-678 kr",
    "Anna-Maj",
    "Maj-Britt",
    "maj-blomma",
    "fre-kväll",
    "e-post",
]


@pytest.mark.parametrize("text", SPANS)
def test_a_span_gets_an_en_dash(text):
    for whole in (text, f"Vi ses {text}, tack.", f"({text})"):
        assert typeset(whole).replace(NBSP, " ") == re.sub(r"(?<!:)-", "–", whole)


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_what_is_no_span_keeps_its_hyphen(text):
    for whole in (text, f"Skriv {text}, tack.", f"({text})", f"{text} maja"):
        assert typeset(whole).replace(NBSP, " ") == whole


def test_a_code_keeps_its_hyphen_with_spaces_too_and_a_pause_gets_a_dash():
    for text in ("bankgiro 123 - 4567", "kod 123 - 456"):
        assert typeset(text).replace(NBSP, " ") == text
    for text in ("ja - nej", "2016 - 2022", "kl. 9 - 15"):
        assert typeset(text).replace(NBSP, " ") == text.replace("-", "–")


def test_what_stands_in_another_paragraph_says_nothing_of_the_numbers():
    assert typeset("kl.\n9-15") == "kl.\n9-15"
    assert typeset("9-15\nmaj") == "9-15\nmaj"
