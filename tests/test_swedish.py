"""Swedish dates, numbers and prose: what a visitor reads, by DIGG R66 and Svenska skrivregler."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from activities.blocks import PriceBlock, kronor
from home.dates import (
    STOCKHOLM,
    brief_parts,
    date_range,
    day_words,
    isoformat,
    period,
    text_of,
    time_parts,
)
from home.templatetags import swedish


def at(*fields):
    return datetime(*fields, tzinfo=STOCKHOLM)


def plain(text):
    """Return the text with ordinary spaces, to be read by people who compare it."""
    return str(text).replace("\u00a0", " ")


def rendered(source, **context):
    return Template("{% load swedish %}" + source).render(Context(context))


LUNCH = (at(2021, 5, 26, 12, 15), at(2021, 5, 26, 12, 55))
DAYS = [
    (date(2021, 5, 26), None, "26 maj 2021"),
    (date(2019, 11, 27), date(2019, 11, 28), "27–28 november 2019"),
    (date(2021, 9, 30), date(2021, 10, 2), "30 september–2 oktober 2021"),
    (date(2021, 12, 30), date(2022, 1, 2), "30 december 2021–2 januari 2022"),
    (date(2021, 5, 26), date(2021, 5, 26), "26 maj 2021"),
    (date(2021, 5, 26), date(2021, 5, 20), "26 maj 2021"),
    (at(2021, 5, 26, 9), at(2021, 5, 27, 0), "26 maj 2021"),
    (at(2021, 5, 26, 9), at(2021, 5, 27, 15), "26–27 maj 2021"),
    (at(2021, 5, 26, 9), date(2021, 5, 27), "26–27 maj 2021"),
]
TIMES = [
    (*LUNCH, "kl. 12.15–12.55"),
    (at(2021, 5, 26, 9), at(2021, 5, 26, 15), "kl. 9–15"),
    (at(2021, 5, 26, 9), at(2021, 5, 26, 15, 30), "kl. 9.00–15.30"),
    (at(2021, 5, 26, 9, 5), at(2021, 5, 26, 15), "kl. 9.05–15.00"),
    (at(2021, 5, 26, 9), None, "kl. 9"),
    (at(2021, 5, 26, 9, 30), None, "kl. 9.30"),
    (at(2021, 5, 26, 9), at(2021, 5, 26, 9), "kl. 9"),
    (at(2021, 5, 26, 9), at(2021, 5, 26, 8), "kl. 9"),
    (at(2021, 5, 26, 19), at(2021, 5, 27, 0), "kl. 19–24"),
    (at(2021, 5, 26, 18, 30), at(2021, 5, 27, 0), "kl. 18.30–24.00"),
    (at(2021, 5, 26, 0), at(2021, 5, 26, 2), "kl. 0–2"),
    (
        at(2019, 11, 27, 9, 30),
        at(2019, 11, 28, 15),
        "kl. 9.30 första dagen till kl. 15.00 sista dagen",
    ),
]
PERIODS = [
    (*LUNCH, "onsdag 26 maj 2021 kl. 12.15–12.55"),
    (at(2021, 5, 26, 9), None, "onsdag 26 maj 2021 kl. 9"),
    (date(2021, 5, 26), None, "onsdag 26 maj 2021"),
    (date(2019, 11, 27), date(2019, 11, 28), "27–28 november 2019"),
    (at(2019, 11, 27, 9), date(2019, 11, 28), "27–28 november 2019"),
    (
        at(2021, 5, 28, 21),
        at(2021, 5, 29, 1),
        "fredag 28 maj kl. 21 till lördag 29 maj 2021 kl. 1",
    ),
    (
        at(2021, 12, 31, 21, 30),
        at(2022, 1, 1, 1),
        "fredag 31 december 2021 kl. 21.30 till lördag 1 januari 2022 kl. 1.00",
    ),
]


@pytest.mark.parametrize(("start", "end", "words"), DAYS)
def test_days_say_month_and_year_once(start, end, words):
    assert plain(date_range(start, end)) == words


@pytest.mark.parametrize(("start", "end", "words"), TIMES)
def test_times_have_full_stop_and_the_same_digits_on_both_sides(start, end, words):
    assert plain(text_of(time_parts(start, end))) == words


@pytest.mark.parametrize(("start", "end", "words"), PERIODS)
def test_a_period_says_days_and_times_together(start, end, words):
    assert plain(period(start, end)) == words


def test_times_are_shown_in_stockholm_in_summer_and_winter():
    summer = datetime(2021, 5, 26, 10, 15, tzinfo=UTC)
    winter = datetime(2021, 12, 31, 23, 30, tzinfo=UTC)
    assert plain(period(summer)) == "onsdag 26 maj 2021 kl. 12.15"
    assert plain(period(winter)) == "lördag 1 januari 2022 kl. 0.30"


def test_a_naive_time_is_taken_to_be_in_stockholm():
    assert plain(text_of(time_parts(datetime(2021, 5, 26, 9)))) == "kl. 9"


def test_an_hour_that_comes_twice_in_october_still_has_an_end():
    start = datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    end = datetime(2021, 10, 31, 1, 15, tzinfo=UTC)
    assert plain(text_of(time_parts(start, end))) == "kl. 2.30–2.15"


def test_single_dates_are_written_in_words_with_small_letters():
    day = date(2021, 5, 26)
    assert plain(day_words(day, weekday=True)) == "onsdag 26 maj 2021"
    assert plain(day_words(day)) == "26 maj 2021"
    assert plain(swedish.day_and_month(day)) == "26 maj"


def test_a_date_tile_has_day_month_and_weekday_in_short():
    day = datetime(2021, 6, 8, 22, 30, tzinfo=UTC)
    tile = (swedish.tile_day(day), swedish.tile_month(day), swedish.tile_weekday(day))
    assert tile == ("9", "jun", "ons")


@pytest.mark.parametrize(
    ("start", "end", "tile"),
    [
        ((2020, 12, 10, 9), (2020, 12, 12, 16), ("10–12", "dec", "3 dagar")),
        ((2021, 1, 30, 10), (2021, 2, 2, 16), ("30–2", "jan–feb", "jan–feb")),
        ((2020, 12, 31, 12), (2021, 1, 1, 12), ("31–1", "dec–jan", "dec–jan")),
        ((2020, 12, 10, 13), (2020, 12, 11, 12), ("10–11", "dec", "2 dagar")),
        # An evening that goes on past midnight, and what ends as a day does.
        ((2020, 12, 31, 22), (2021, 1, 1, 2), ("31", "dec", "tors")),
        ((2020, 12, 10, 22), (2020, 12, 11, 0), ("10", "dec", "tors")),
    ],
)
def test_a_date_tile_says_both_ends_of_several_days(start, end, tile):
    start, end = datetime(*start, tzinfo=STOCKHOLM), datetime(*end, tzinfo=STOCKHOLM)
    filters = (swedish.tile_day, swedish.tile_month, swedish.tile_weekday)
    assert tuple(words(start, end) for words in filters) == tile


def test_a_date_tile_counts_whole_days():
    days = date(2020, 12, 10), date(2020, 12, 12)
    assert (swedish.tile_day(*days), swedish.tile_weekday(*days)) == ("10–12", "3 dagar")


@pytest.mark.parametrize(
    ("start", "end", "dated", "by_month"),
    [
        (
            datetime(2020, 12, 10, 18),
            datetime(2020, 12, 10, 20, 30),
            "torsdag 10 december 2020, 18.00–20.30",
            "18.00–20.30",
        ),
        (datetime(2020, 12, 10, 18), None, "torsdag 10 december 2020, 18.00", "börjar 18.00"),
        (
            datetime(2020, 12, 10, 22),
            datetime(2020, 12, 11),
            "torsdag 10 december 2020, 22.00–24.00",
            "22.00–24.00",
        ),
        (
            datetime(2020, 12, 31, 22),
            datetime(2021, 1, 1, 0, 30),
            "torsdag 31 december 2020, 22.00–0.30",
            "22.00–0.30",
        ),
        (
            datetime(2020, 12, 10, 9),
            datetime(2020, 12, 12, 16),
            "10–12 december 2020, börjar 9.00",
            "torsdag–lördag, börjar 9.00",
        ),
        (
            datetime(2021, 1, 30, 10),
            datetime(2021, 2, 8, 16),
            "30 januari–8 februari 2021, börjar 10.00",
            "börjar lördag 10.00",
        ),
        (date(2020, 12, 10), None, "torsdag 10 december 2020", "hela dagen"),
        (date(2020, 12, 10), date(2020, 12, 12), "10–12 december 2020", "torsdag–lördag"),
        (date(2020, 12, 10), date(2020, 12, 20), "10–20 december 2020", ""),
    ],
)
def test_a_row_says_when_in_few_words_and_below_a_month_no_day(start, end, dated, by_month):
    assert plain(text_of(brief_parts(start, end))) == dated
    assert plain(text_of(brief_parts(start, end, dated=False))) == by_month


def test_day_month_and_year_never_part_at_the_end_of_a_line():
    assert day_words(date(2021, 5, 26), weekday=True) == "onsdag 26\u00a0maj\u00a02021"


def test_machines_read_iso_dates_with_the_offset_of_stockholm():
    assert isoformat(date(2021, 5, 26)) == "2021-05-26"
    assert isoformat(LUNCH[0]) == "2021-05-26T12:15+02:00"
    winter = datetime(2021, 1, 26, 12, 15, 30, tzinfo=UTC)
    assert isoformat(winter) == "2021-01-26T13:15+01:00"


def test_the_time_tag_marks_day_start_and_end_for_machines():
    html = rendered("{% when start end capital=True %}", start=LUNCH[0], end=LUNCH[1])
    assert plain(html) == (
        '<time datetime="2021-05-26">Onsdag 26 maj 2021</time> kl. <span class="nobr">'
        '<time datetime="2021-05-26T12:15+02:00">12.15</time>–'
        '<time datetime="2021-05-26T12:55+02:00">12.55</time></span>'
    )


def test_the_time_can_stand_on_a_line_of_its_own():
    html = plain(rendered("{% when start lines=True %}", start=LUNCH[0]))
    assert "maj 2021</time> <br>" in html
    days = [datetime(2021, 5, 26, 9), datetime(2021, 5, 27, 15)]
    html = plain(rendered("{% when start end lines=True %}", start=days[0], end=days[1]))
    assert "</time> <br>till <time" in html
    assert "<br>" not in rendered("{% when start end %}", start=days[0], end=days[1])


def test_an_address_keeps_street_and_number_together():
    for written, kept in {
        "Norra Parkgatan 2, Malmö": "Norra Parkgatan~2, Malmö",
        "S:t Johannesgatan 7-9 B": "S:t Johannesgatan~7-9~B",
        "Nordenskiöldsgatan 1\n211 19 Malmö": "Nordenskiöldsgatan~1\n211~19 Malmö",
        "Folkets park": "Folkets park",
        "Buss 5 till parken": "Buss 5 till parken",
        "": "",
    }.items():
        assert rendered("{{ value|address }}", value=written).replace("\xa0", "~") == kept


def test_the_date_tag_can_leave_out_weekday_and_year():
    source = "{% when_date day weekday=False year=False %}"
    assert plain(rendered(source, day=date(2021, 5, 26))) == (
        '<time datetime="2021-05-26">26 maj</time>'
    )


def test_a_long_range_may_break_after_its_dash():
    html = rendered("{% when_date a b %}", a=date(2021, 9, 30), b=date(2021, 10, 2))
    assert "nobr" not in html
    assert html.count("<time") == 2


NAMES = "day_and_month tile_day tile_month tile_weekday number typeset phone_link email_link"


@pytest.mark.parametrize("name", [*NAMES.split(), "when", "when_brief", "when_date"])
def test_nothing_in_gives_nothing_out(name):
    assert getattr(swedish, name)(None) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (999, "999"),
        (2500, "2 500"),
        (1234567, "1 234 567"),
        ("2500.50", "2 500,50"),
    ],
)
def test_numbers_have_spaces_and_a_decimal_comma(value, words):
    assert plain(swedish.number(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2500, "2 500 kronor"),
        ("2500.00", "2 500 kronor"),
        (1, "1 krona"),
        ("99.5", "99,50 kronor"),
        (0, "0 kronor"),
    ],
)
def test_amounts_are_written_in_kronor(value, words):
    assert plain(kronor(value)) == words


@pytest.mark.django_db
def test_a_price_of_nothing_is_free():
    price = PriceBlock().to_python({"label": "studenter", "amount": "0", "vat": "excluded"})
    assert price.text == "studenter, gratis"
    assert PriceBlock().render(price).strip() == "Studenter: gratis"


def test_a_phone_link_shows_the_number_as_written():
    html = swedish.phone_link("08-452 74 35")
    assert plain(html) == '<a href="tel:+4684527435">08-452 74 35</a>'
    assert swedish.phone_link("växeln") == "växeln"


def test_an_email_link_is_made_of_real_addresses_only():
    html = swedish.email_link("a&b@exempel.se")
    assert html == '<a href="mailto:a%26b@exempel.se">a&amp;b@<wbr>exempel.se</a>'
    assert swedish.email_link("<fnamn>@") == "&lt;fnamn&gt;@"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (None, ""),
        (1, "1 kB"),
        (48_000, "48 kB"),
        (300_400, "300 kB"),
        (999_499, "999 kB"),
        (999_600, "1 MB"),
        (1_830_000, "1,8 MB"),
        (12_000_000, "12 MB"),
        (2_500_000_000, "2,5 GB"),
    ],
)
def test_the_size_of_a_file_is_round(count, words):
    assert plain(swedish.file_size(count)) == words
