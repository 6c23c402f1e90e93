"""Organisations of an event or an activity: what each does there, since when, and its logotype."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.models import ActivityPartner, EventOrganiser
from tests.pages import SmallSite, make_image, make_organisation, moment
from tests.reading import get, text_of
from tests.test_queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    return SmallSite()


def involve(page, relation, *rows):
    model = {"organisers": EventOrganiser, "partners": ActivityPartner}[relation]
    getattr(page, relation).set(model(**row) for row in rows)
    page.save()


def said(client, page):
    """Return {heading: texts} of the organisations on a page."""
    groups = get(client, page).select(".facts > div")
    return {g.dt.text: [text_of(dd).strip() for dd in g.select("dd")] for g in groups}


def test_funders_and_partners_stand_apart_with_their_years_and_the_present_ones_first(client, site):
    region, fund, before = (make_organisation(name) for name in ("Region", "Fonden", "Förr AB"))
    rows = [
        {"organisation": region},
        {
            "organisation": before,
            "part": "funder",
            "start": date(2016, 1, 1),
            "end": date(2018, 1, 1),
        },
        {"organisation": fund, "part": "funder", "start": date(2022, 1, 1)},
    ]
    involve(site.activity, "partners", *rows)
    shown = said(client, site.activity)
    assert shown["Tillsammans med"] == ["Region"]
    assert shown["Finansiär"] == ["Fonden 2022–", "Förr AB 2016–2018"]


@pytest.mark.usefixtures("uncached")
def test_an_organiser_shows_its_logotype_and_costs_the_same_however_many(client, site):
    event = site.add_event(start=moment(2021, 5, 5, 12))

    def counted(number):
        chosen = [make_organisation(logo=make_image()) for _ in range(number)]
        involve(event, "organisers", *({"organisation": each} for each in chosen))
        assert len(get(client, event).select(".facts .logo img")) == number
        return len(queries_of(client, event.url))

    assert counted(1) == counted(3)


def test_structured_data_and_the_search_know_who_pays(client, site):
    fund, host = make_organisation("Fonden"), make_organisation("Värdarna")
    event = site.add_event("Träffen", start=timezone.now() + timedelta(days=3))
    rows = [{"organisation": fund, "part": "funder"}, {"organisation": host}]
    involve(event, "organisers", *rows)
    scripts = get(client, event).select("[type='application/ld+json']")
    data = next(d for d in map(json.loads, (s.string for s in scripts)) if d["@type"] == "Event")
    assert [one["name"] for one in data["organizer"]] == ["Värdarna"]
    assert [one["name"] for one in data["funder"]] == ["Fonden"]
    assert "Träffen" in client.get("/sok/?q=finansiär").text


def test_years_that_end_before_they_begin_are_refused():
    row = ActivityPartner(start=date(2021, 1, 1), end=date(2020, 12, 31))
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert list(refused.value.error_dict) == ["end"]
