"""Organisations of an event or an activity: what each does there, since when, and its logotype."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from activities.models import ActivityPartner, EventOrganiser
from home.blocks.people import OrganisationBlock
from home.models import StandardPage
from search.models import SearchEntry
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


@pytest.mark.searches
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


@pytest.mark.searches
def test_a_text_page_says_what_an_organisation_does_there_and_when(client, site):
    fund, city = make_organisation("Fonden"), make_organisation("Staden", place="Malmö")
    gone = make_organisation("Borta")
    rows = [
        city,  # as it was stored before a page could say more
        {"organisation": fund, "role": "finansiär", "start": date(2024, 1, 1), "end": None},
        {"organisation": fund, "role": "", "start": date(2019, 1, 1), "end": date(2019, 12, 31)},
    ]
    people = {"heading": "Tack till", "people": [], "organisations": rows}
    empty = {"heading": "Och till", "people": [], "organisations": [gone]}
    page = site.add_text_page(body=[("people", people), ("people", empty)])
    stored = page.body.get_prep_value()
    for block in stored:
        for row in block["value"]["organisations"]:
            if row["value"]["organisation"] != fund.pk:
                row["value"] = row["value"]["organisation"]
    page.body = json.dumps(stored, cls=DjangoJSONEncoder)
    page.save()
    gone.delete()
    for _time in range(2):
        soup = get(client, page)
        shown = [text_of(row).strip() for row in soup.select(".organisations li")]
        assert shown == ["Staden (Malmö)", "Fonden Finansiär, 2024–", "Fonden 2019"]
        assert "Och till" not in soup.main.text
        # Once it is saved all rows are alike.
        page = StandardPage.objects.get(pk=page.pk)
        page.body = [(each.block_type, each.value) for each in page.body]
        page.save_revision().publish()
    assert "finansiär, 2024–" in SearchEntry.objects.get(page=page).text.lower()
    block = OrganisationBlock()
    with pytest.raises(ValidationError):
        block.clean(block.normalize(rows[2] | {"start": date(2020, 1, 1)}))
