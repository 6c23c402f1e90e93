"""Days and times as people write them, in every form of the admin."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import override_settings
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import streamfield

from activities.models import EventPage
from activities.models.event_rules import copy_defaults
from home.models import SiteSettings
from home.typed_dates import last_minute, read_clock, read_day, read_moment
from tests.pages import SmallSite, moment
from tests.test_admin_editing import add_address, form_of

pytestmark = pytest.mark.one_database
NOON = moment(2027, 5, 26, 12, 15)
# What Word, a telephone, this site and people put between and around the figures.
ODD = [" ", "\xa0", "\u202f", "  ", "\t", "\u200b "]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(moment(2027, 3, 1, 9), tick=False):
        yield


@pytest.mark.parametrize(
    "text",
    [
        *("9", "09", "9.00", "9:00", "09.00", "9,00", "9.00.", "0900", "900", "9:00:00"),
        *(
            "kl 9",
            "kl. 9",
            "kl.9",
            "Kl 9.00",
            "klockan 9",
            "kl\xa09",
            " 9 ",
            "\ufeff9.00",
            "９．００",
        ),
    ],
)
def test_nine_o_clock_is_understood_however_it_is_written(text):
    assert read_clock(text) == time(9)


@pytest.mark.parametrize(
    "day",
    [
        *("2027-05-26", "20270526", "2027/05/26", "2027–05–26", "26/5 2027", "26/5-2027"),
        *("26/5/2027", "26.5.2027", "26. 5. 2027", "26-5-2027", "26 maj 2027", "26 Maj, 2027"),
        *("den 26 maj 2027", "26:e maj 2027", "onsdag 26 maj 2027", "onsdagen den 26 maj 2027"),
        *("ons 26/5 2027", "ons. 26 maj 2027", "Onsdag den 26:e maj 2027"),
    ],
)
def test_a_day_is_understood_however_it_is_written(day):
    assert read_day(day) == date(2027, 5, 26)
    for written in ("12.15", "12:15", "kl 12.15", "kl. 12.15", "klockan 12:15", "1215"):
        for space in ODD:
            text = f"{day} {written}".replace(" ", space)
            assert read_moment(text) == NOON, text
    assert read_moment(f"{day}, kl. 12.15") == NOON
    assert read_moment(f"kl. 12.15 {day}") == NOON


@pytest.mark.parametrize(
    ("short", "day"),
    [
        ("1 jan 2027", (1, 1)),
        ("2 sept. 2027", (9, 2)),
        ("3 okt 2027", (10, 3)),
        ("4 dec 2027", (12, 4)),
    ],
)
def test_a_month_may_be_shortened(short, day):
    assert read_day(short) == date(2027, *day)


def test_a_time_as_machines_write_it_is_that_very_moment():
    assert read_moment("2027-05-26T12:15") == NOON
    assert read_moment("2027-05-26T12:15+02:00") == NOON
    assert read_moment("2027-05-26T10:15Z") == NOON


def test_what_ends_at_24_ends_as_the_next_day_begins():
    assert read_moment("2027-12-31 24.00") == moment(2028, 1, 1)
    assert read_moment("31 december 2027 kl. 24") == moment(2028, 1, 1)
    assert read_clock("24.00") == time(0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2027-05-26", "Skriv också klockslaget"),
        ("12.15", "Skriv också vilken dag"),
        ("26 maj kl. 12.15", "Skriv också året. Nästa gång är onsdag 26 maj 2027."),
        ("28/2 9.00", "Skriv också året. Nästa gång är måndag 28 februari 2028."),
        ("29 februari kl 9", "Nästa gång är tisdag 29 februari 2028."),
        ("26 maj 27 kl 9", "Skriv året med fyra siffror."),
        ("torsdag 26 maj 2027 kl. 12.15", "26 maj 2027 är en onsdag, inte en torsdag."),
        ("onsdag 26 maj 2027 kl. 12.15–12.55", "Skriv en tid i taget"),
        ("14–16 maj 2027", "Skriv en tid i taget"),
        ("26 maj 2027 kl. 9 till kl. 15", "Skriv en tid i taget"),
        ("31 juni 2027 9.00", "Den dagen finns inte."),
        ("5/26/2027 9.00", "Den dagen finns inte."),
        ("2027-02-29 9.00", "Den dagen finns inte."),
        ("2027-05-26 12.75", "Klockslaget finns inte."),
        ("2027-05-26 25.00", "Klockslaget finns inte."),
        ("0001-01-01 0.00", "Året ska vara mellan 1900 och 2100."),
        ("9999-12-31 24.00", "Året ska vara mellan 1900 och 2100."),
        ("9999-12-31T23:59:59Z", "Skriv dag och klockslag så här"),
        ("i morgon klockan nio", "Skriv dag och klockslag så här"),
        ("2027-03-28 2.30", "Klockan 2.30 finns inte den 28 mars 2027"),
        ("9" * 5000, "Skriv dag och klockslag så här"),
        ("\x00", "Skriv dag och klockslag så här"),
    ],
)
def test_what_is_not_understood_is_answered_in_a_sentence(text, sentence):
    with pytest.raises(ValidationError) as refusal:
        read_moment(text)
    assert sentence in refusal.value.message.replace("\xa0", " ")


def test_a_time_that_an_autumn_night_has_twice_is_the_first_of_the_two():
    assert read_moment("2027-10-31 2.30").isoformat() == "2027-10-31T02:30:00+02:00"


def test_a_last_day_counts_to_its_end_also_the_day_that_clocks_change():
    for day in ("2027-05-26", "2027-03-28", "2027-10-31", "2027-12-31"):
        assert read_moment(day, last_minute).isoformat()[:16] == f"{day}T23:59"


def fields_of(form_class):
    """Yield (name, field) of a form and of the forms inside it."""
    yield from form_class.base_fields.items()
    for formset in getattr(form_class, "formsets", {}).values():
        yield from fields_of(formset.form)


def edited_models():
    """Return the models of ours whose rows an editor changes in forms built by Wagtail."""
    others = [apps.get_model(name) for name in ("home.Organisation", "home.Theme", "news.Category")]
    pages = [model for model in get_page_models() if model is not Page]
    return [*pages, *others, SiteSettings]


def test_every_form_of_the_admin_reads_what_people_write():
    typed = {forms.DateField: "26/5 2027", forms.TimeField: "kl. 9"}
    typed[forms.DateTimeField] = "26 maj 2027 kl. 9"
    for model in edited_models():
        for name, field in fields_of(get_edit_handler(model).get_form_class()):
            for kind, text in typed.items():
                if isinstance(field, kind):
                    assert field.clean(text), (model, name)
                    assert field.bound_data("i morgon", None) == "i morgon"


def blocks_in(block):
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from blocks_in(child)
    if isinstance(block, blocks.ListBlock):
        yield from blocks_in(block.child_block)


def test_every_time_in_a_stream_reads_what_people_write():
    streams = [
        f for m in get_page_models() for f in m._meta.get_fields() if isinstance(f, StreamField)
    ]
    times = [
        block
        for stream in streams
        for block in blocks_in(stream.stream_block)
        if isinstance(block, blocks.TimeBlock | blocks.DateBlock | blocks.DateTimeBlock)
    ]
    assert times
    for block in times:
        if isinstance(block, blocks.TimeBlock):
            assert block.clean("kl. 9") == time(9), block
        else:
            assert block.clean("26 maj 2021") == date(2021, 5, 26), block
        with pytest.raises(ValidationError):
            block.clean("nio")


@pytest.mark.django_db
def test_a_time_in_a_programme_is_understood_or_stays_as_it_was_typed(client, redaktor):
    client.force_login(redaktor)
    address = add_address(SmallSite(), EventPage)

    def programme(typed):
        item = {"start": typed, "title": "Samtal", "text": "", "people-count": "0"}
        fields = {"title": "Träd", "slug": "trad", "programme": streamfield([("item", item)])}
        return client.post(address, form_of(client, address, EventPage, fields))

    page = programme("klockan nio").content.decode()
    assert "klockan nio" in page
    assert "Skriv klockslaget s\\u00e5 h\\u00e4r: 9 eller 12.15." in page
    programme("kl. 9")
    assert EventPage.objects.get().programme[0].value["start"] == time(9)


def test_every_moment_of_ours_says_what_a_day_alone_means_or_asks_for_the_clock():
    asking = {"go_live_at", "expire_at", "first_published_at"}
    for model in edited_models():
        for name, field in fields_of(get_edit_handler(model).get_form_class()):
            if isinstance(field, forms.DateTimeField):
                assert (field.day_alone is None) is (name in asking), (model, name)


@override_settings(TIME_ZONE="Asia/Tokyo")
def test_times_are_swedish_whatever_the_clock_of_the_machine():
    field = get_edit_handler(EventPage).get_form_class().base_fields["registration_closes"]
    assert field.clean("2027-05-26 12.15") == NOON
    assert field.widget.format_value(field.prepare_value(NOON)) == "2027-05-26 12.15"


@pytest.mark.django_db
def test_an_activity_may_end_at_24(client):
    late = {"usual_start": time(21), "usual_end": time(0)}
    site = SmallSite()
    activity = site.add_activity("Kväll", interval_weeks=1, **late)
    assert "Kl.\xa021–24" in client.get(activity.url).content.decode()
    site.add_event("Förra", activity=activity, start=moment(2027, 2, 24, 21))
    event = EventPage(title="Nästa")
    copy_defaults(event, activity)
    assert (event.start, event.end) == (moment(2027, 3, 3, 21), moment(2027, 3, 4))


@pytest.mark.searches
@pytest.mark.django_db
def test_a_year_that_no_form_takes_is_refused_and_read_as_the_nearest_that_may_be(client):
    site = SmallSite()
    event = site.add_event("Evigt", start=moment(2027, 1, 12, 18), registration="none")
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    for stray, read in ((first, moment(1900, 1, 1)), (last, moment(2100, 12, 31, 23, 59))):
        event.start = stray
        with pytest.raises(ValidationError, match="mellan 1900 och 2100"):
            event.save()
        # What comes from elsewhere, such as a hand in the database.
        written = connection.ops.adapt_datetimefield_value(stray)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE activities_eventpage SET start = %s, registration_closes = %s",
                [written, written],
            )
        assert EventPage.objects.get().start == read
        lists = ("/", "/kalender/", "/kalender/arkiv/", "/kalender/kalender.ics", "/sok/?q=evigt")
        for address in (event.url, f"{event.url}kalender.ics", site.activity.url, *lists):
            assert client.get(address).status_code == 200, address


def test_dates_in_the_filters_of_lists_are_swedish_too():
    assert forms.DateField().clean("5/6 2027") == date(2027, 6, 5)
    assert forms.DateField().clean("5/6/2027") == date(2027, 6, 5)
    assert models.DateField().formfield().clean("26.5.2027") == date(2027, 5, 26)
