"""Nästa tillfälle: a draft of the next event, made from the last one."""

from datetime import date, time

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from activities.models import EventPage
from tests.pages import SmallSite, choose, make_organisation, make_theme, moment, person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = moment(2027, 5, 27, 9)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def site():
    site = SmallSite()
    site.activity.interval_weeks = 2
    site.activity.save()
    return site


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


def lunch(site, **fields):
    given = {
        "start": moment(2027, 5, 26, 12, 15),
        "end": moment(2027, 5, 26, 12, 55),
        "attendance_mode": "mixed",
        "venue": "Stadshuset",
        "online_service": "Zoom",
        "join_url": "https://zoom.us/j/1?pwd=hemligt",
        "audience": "Alla",
        "registration": "link",
        "registration_url": "https://example.org/anmalan",
        "registration_text": "Anmäl dig i tid.",
        "registration_closes": moment(2020, 5, 25, 12),
        "places": "full",
        "introduction": "Om bänkar.",
        "prices": [("price", {"label": "", "amount": 50, "vat": "", "note": ""})],
        "change": "rescheduled",
        "change_reason": "Sjukdom",
        "previous_start": moment(2027, 5, 19, 12, 15),
        "points_raised": "<p>Fler bänkar</p>",
        "speakers": [person(site.add_person("Maria"), role="Gäst")],
    }
    return site.add_event("Bänkar", **given | fields)


def address(page):
    return f"/admin/nasta-tillfalle/{page.pk}/"


def shown(client, page):
    """Return the values that the form starts with."""
    return client.get(address(page)).context["form"].initial


def make(client, page, **answers):
    """Send the form as it is shown, with some answers changed; return (response, new event)."""
    known = set(EventPage.objects.values_list("pk", flat=True))
    values = {name: value or "" for name, value in shown(client, page).items()}
    response = client.post(address(page), values | answers)
    return response, EventPage.objects.exclude(pk__in=known).first()


def local(value):
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def test_the_next_event_is_a_draft_on_the_next_day_in_the_rhythm(client, site):
    source = lunch(site, change="", change_reason="", previous_start=None)
    response, event = make(client, source, title="Träd")
    assert response.url == f"/admin/pages/{event.pk}/edit/"
    text = client.get(response.url).content.decode().replace("\xa0", " ")
    assert "utkastet till nästa tillfälle: onsdag 9 juni 2027 kl. 12.15–12.55" in text
    assert "den hemliga möteslänken följde inte med" in text
    assert (event.title, event.slug, event.live) == ("Träd", "trad", False)
    assert event.get_parent().pk == site.activity.pk
    assert (local(event.start), local(event.end)) == ("2027-06-09 12:15", "2027-06-09 12:55")
    assert event.owner.username == "redaktor"
    assert client.get(event.url).status_code == 404


def test_what_comes_back_follows_along_and_what_is_over_stays_behind(client, site):
    source = lunch(site)
    source.themes = [make_theme()]
    chosen = [make_organisation(name) for name in ("Ö", "A", "B")]
    choose(source, "organisers", *chosen)
    _response, event = make(client, source)
    for field in ("attendance_mode", "venue", "online_service", "audience", "registration_text"):
        assert getattr(event, field) == getattr(source, field), field
    assert event.prices[0].value["amount"] == 50
    assert list(event.themes.all()) == list(source.themes.all())
    assert [row.organisation for row in event.organisers.all()] == chosen
    assert source.organisers.count() == 3
    left = ["join_url", "registration_url", "registration_closes", "places", "change"]
    left += ["change_reason", "previous_start", "points_raised", "introduction", "speakers"]
    left += ["follows", "first_published_at", "has_documentation", "documentation_parts"]
    assert {field: getattr(event, field) for field in left if getattr(event, field)} == {}
    assert event.translation_key != source.translation_key


def test_the_text_follows_along_when_the_editor_asks_for_it(client, site):
    _response, event = make(client, lunch(site), with_text="on")
    assert event.introduction == "Om bänkar."
    assert not event.speakers


def test_the_title_may_stay_and_the_address_is_new(client, site):
    source = lunch(site)
    _response, event = make(client, source)
    assert (event.title, event.slug) == ("Bänkar", "bankar-2")


def test_the_rhythm_goes_on_from_the_day_before_a_move(client, site):
    lunch(site, start=moment(2027, 5, 27, 18), end=None, previous_start=moment(2027, 5, 26, 12, 15))
    assert shown(client, site.activity)["day"] == date(2027, 6, 9)


def test_the_rhythm_goes_on_from_the_day_that_was_put_off_and_taken_away(client, site):
    before = moment(2027, 5, 26, 12, 15)
    lunch(site, start=None, end=None, change="postponed", previous_start=before)
    assert shown(client, site.activity)["day"] == date(2027, 6, 9)


def test_the_form_names_the_weekday(client, site):
    source = lunch(site)
    text = client.get(address(source)).content.decode().replace("\xa0", " ")
    assert "Nästa ordinarie datum är onsdag 2 juni 2027." in text


def test_the_rhythm_goes_on_after_a_draft_that_is_already_made(client, site):
    source = lunch(site, change="", change_reason="", previous_start=None)
    make(client, source)
    assert shown(client, source)["day"] == date(2027, 6, 23)


def test_the_day_in_the_rhythm_is_never_one_that_has_passed(client, site):
    lunch(site, start=moment(2021, 5, 26, 12, 15), end=None, previous_start=None, change="")
    day = shown(client, site.activity)["day"]
    assert day == date(2027, 6, 2)
    assert (day - date(2021, 5, 26)).days % 14 == 0


@pytest.mark.parametrize(
    ("before", "day"),
    [((2027, 10, 27, 12, 15), "2027-11-10"), ((2028, 3, 22, 12, 15), "2028-04-05")],
)
def test_the_time_of_day_stays_when_summer_time_begins_or_ends(client, site, before, day):
    source = lunch(site, start=moment(*before), end=None, previous_start=None, change="")
    _response, event = make(client, source, day=day)
    assert local(event.start) == f"{day} 12:15"
    assert event.end is None


def test_an_event_over_two_days_keeps_both(client, site):
    source = lunch(site, start=moment(2027, 5, 26, 13), end=moment(2027, 5, 27, 8))
    _response, event = make(client, source, day="2027-11-27")
    assert (local(event.start), local(event.end)) == ("2027-11-27 13:00", "2027-11-28 08:00")


def test_without_a_rhythm_the_form_asks_for_the_day(client, site):
    site.activity.interval_weeks = None
    site.activity.save()
    source = lunch(site)
    assert shown(client, source)["day"] is None
    assert "Inget fast intervall." in client.get(address(source)).content.decode()
    response, event = make(client, source)
    assert event is None
    assert response.context["form"].errors["day"]
    _response, event = make(client, source, day="2027-08-18")
    assert local(event.start) == "2027-08-18 12:15"


def test_an_event_without_a_day_lends_the_usual_time_of_its_activity(client, site):
    site.activity.usual_start, site.activity.usual_end = time(12, 15), time(12, 55)
    site.activity.save()
    source = site.add_event("Utan dag")
    _response, event = make(client, source, day="2027-08-18")
    assert (local(event.start), local(event.end)) == ("2027-08-18 12:15", "2027-08-18 12:55")


def test_an_activity_makes_its_next_event_from_the_latest_one(client, site):
    lunch(site, start=moment(2027, 5, 12, 12, 15), end=None, venue="Rådhuset", previous_start=None)
    lunch(site)
    _response, event = make(client, site.activity)
    assert event.venue == "Stadshuset"


def test_an_activity_that_has_had_no_event_leads_to_the_ordinary_form(client, site):
    response = client.get(address(site.activity))
    assert response.url == f"/admin/pages/add/activities/eventpage/{site.activity.pk}/"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"title": ""}, "title"),
        ({"day": "i morgon"}, "day"),
        ({"day": "1990-01-01"}, "day"),
        ({"day": "2027-05-26"}, "day"),
        ({"begins": ""}, "begins"),
        ({"ends": "12:00"}, "ends"),
    ],
)
def test_an_answer_that_cannot_be_used_is_said_at_its_field(client, site, answers, field):
    response, event = make(client, lunch(site), **answers)
    assert event is None
    assert set(response.context["form"].errors) == {field}


def test_a_day_that_has_passed_is_refused_in_a_sentence_and_today_is_not(client, site):
    response, _event = make(client, lunch(site), day="2027-05-26")
    assert "Dagen har redan varit. Välj i dag eller en senare dag." in response.content.decode()
    _response, event = make(client, lunch(site), day="2027-05-27")
    assert local(event.start) == "2027-05-27 12:15"


def test_the_way_to_it_is_offered_at_the_page_and_in_the_lists(client, site):
    source = lunch(site)
    for place in (
        f"/admin/pages/{source.pk}/edit/",
        f"/admin/pages/{site.activity.pk}/",
        "/admin/evenemang/",
    ):
        assert address(source) in client.get(place).content.decode(), place
    for place in (f"/admin/pages/{site.activity.pk}/edit/", f"/admin/pages/{site.landing.pk}/"):
        assert address(site.activity) in client.get(place).content.decode(), place


def test_nobody_without_the_right_to_add_gets_there(client, site, django_user_model):
    source = lunch(site)
    assert client.get(address(site.home)).status_code == 404
    assert client.get("/admin/nasta-tillfalle/999999/").status_code == 404
    client.logout()
    assert "/admin/login/" in client.get(address(source)).url
    client.force_login(django_user_model.objects.create_user("ingen"))
    assert client.get(address(source)).status_code == 302
    assert client.post(address(source), {"title": "Ny"}).status_code == 302
    assert EventPage.objects.count() == 1


def test_a_request_from_another_site_makes_nothing(site, redaktor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(redaktor)
    source = lunch(site)
    answers = {"title": "Ny", "day": "2027-06-09", "begins": "12:15"}
    assert strict.post(address(source), answers).status_code == 403
    assert EventPage.objects.count() == 1
