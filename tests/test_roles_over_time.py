"""Roles over time: what somebody does now, did on the day of a page, and who has had a role."""

import json
from datetime import date
from importlib import import_module

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import ValidationError

from home.blocks.roles import RoleBlock
from home.models import PersonPage
from home.periods import Period
from home.roles import follow_changed_roles
from search.models import SearchEntry
from tests.pages import SmallSite, make_organisation, moment, person, role
from tests.reading import get, text_of
from tests.test_queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BEFORE = {"start": date(2019, 1, 1), "end": date(2021, 12, 31)}
SINCE = {"start": date(2022, 1, 1)}


@pytest.fixture
def site():
    site = SmallSite()
    site.skl, site.skr = make_organisation("SKL"), make_organisation("SKR")
    site.anders = site.add_person(
        "Anders Nordh",
        email="anders@example.org",
        phone="08-452 74 35",
        roles=[role("redaktör", site.skr, **SINCE), role("tipsare", site.skl, **BEFORE)],
    )
    return site


def guests(*people):
    values = [person(each)[1] for each in people]
    return [("people", {"heading": "Med", "people": values, "organisations": []})]


def searched(client, query):
    """Return the hits of the search."""
    soup = BeautifulSoup(client.get("/sok/", {"q": query}).content, "html.parser")
    return soup.new_tag("p") if not soup.select(".hit") else soup.select(".hit")[0].parent


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2019, 1, 1), date(2021, 12, 31)), "2019–2021"),
        (Period(date(2019, 3, 1), date(2019, 5, 31)), "2019"),
        (Period(date(2022, 1, 1)), "2022–"),
        (Period(None, date(2021, 12, 31)), "Till 2021"),
        (Period(date(2019, 1, 1), None, True), "Tidigare, från 2019"),
        (Period(None, None, True), "Tidigare"),
        (Period(), ""),
    ],
)
def test_a_period_is_said_in_years(period, words):
    assert period.words == words


def test_the_page_of_a_person_says_now_in_its_head_and_all_roles_with_their_years(client, site):
    soup = get(client, site.anders)
    assert text_of(soup.select_one(".page-head .lead-plain")).strip() == "Redaktör, SKR"
    rows = [text_of(row).strip() for row in soup.select("[aria-labelledby=roller] li")]
    assert rows == ["Redaktör SKR 2022–", "Tipsare SKL 2019–2021"]


def test_one_role_without_years_is_said_once(client, site):
    maria = site.add_person("Maria Ek", job_title="samordnare")
    assert not get(client, maria).select("#roller")


def test_lists_say_what_somebody_does_now(client, site):
    site.anders.roles = [role("tipsare", site.skl, **BEFORE), role("redaktör", site.skr, **SINCE)]
    site.anders.save()
    assert "Redaktör, SKR" in text_of(get(client, site.people).select_one(".people"))


@pytest.mark.searches
@pytest.mark.parametrize(
    ("day", "said"),
    [((2020, 5, 5), "Tipsare SKL"), ((2023, 5, 5), "Redaktör SKR"), ((2015, 5, 5), "")],
)
def test_a_page_names_people_by_what_they_did_on_its_day(client, site, day, said):
    event = site.add_event(start=moment(*day, 12), speakers=[person(site.anders)])
    article = site.add_article(date=date(*day), body=guests(site.anders))
    for page in (event, article):
        row = text_of(get(client, page).select_one("main .people .person"))
        assert " ".join(row.split()).startswith(f"AN Anders Nordh {said}".strip())
        assert ("08-452" in row) is (page == article and said.startswith("Redaktör"))
        found = SearchEntry.objects.get(page=page).text
        assert said.replace(" ", "\n").casefold() in found.casefold()


def test_what_is_written_on_the_page_goes_before_the_register(client, site):
    speaker = person(site.anders, role="gäst", organisation="Föreningen")
    event = site.add_event(start=moment(2020, 5, 5, 12), speakers=[speaker])
    assert "Gäst Föreningen" in text_of(get(client, event).select_one("main .people"))


def test_an_issue_without_a_day_names_people_by_the_last_day_of_its_year(client, site):
    issue = site.add_issue(2021, 1, editors=[person(site.anders)])
    assert "Tipsare" in text_of(get(client, issue).select_one(".people"))


@pytest.mark.searches
def test_who_has_no_role_any_more_is_reached_nowhere(
    client, site, django_capture_on_commit_callbacks
):
    page = site.add_activity("Dialogforum", contacts=[person(site.anders)])
    text = site.add_text_page("Om oss", body=guests(site.anders))
    with django_capture_on_commit_callbacks(execute=True):
        site.anders.roles = [role("redaktör", site.skr, **BEFORE)]
        site.anders.save()
    for where in (page, text, site.people, site.anders):
        html = str(get(client, where))
        assert "Anders Nordh" in html
        assert "452 74 35" not in html
        assert "anders@example.org" not in html
    for found in SearchEntry.objects.all():
        assert "452 74 35" not in found.text
    assert "Anders Nordh" not in text_of(searched(client, "anders@example.org"))


def test_who_has_no_roles_at_all_keeps_telephone_and_address(client, site):
    maria = site.add_person("Maria Ek", phone="040-34 10 00")
    assert "040-34" in text_of(get(client, maria).select_one(".reach"))


@pytest.mark.searches
def test_a_role_that_ends_takes_the_telephone_away_that_night(
    client, site, django_capture_on_commit_callbacks
):
    site.anders.roles = [role("redaktör", site.skr, start=date(2022, 1, 1), end=date(2027, 5, 31))]
    page = site.add_text_page("Om oss", body=guests(site.anders))
    with time_machine.travel(moment(2027, 5, 31, 12), tick=False):
        site.anders.save()
        follow_changed_roles()
        assert "452" in text_of(get(client, page))
    with time_machine.travel(moment(2027, 6, 1, 0, 1), tick=False):
        assert "452" not in text_of(get(client, page))  # before the periodic work
        with django_capture_on_commit_callbacks(execute=True):
            follow_changed_roles()
        site.anders.refresh_from_db()
        assert (site.anders.job_title, site.anders.has_role) == ("", False)
        assert "452" not in SearchEntry.objects.get(page=page).text
        assert not PersonPage.objects.with_roles_to_follow(date(2030, 1, 1)).exists()


def test_a_role_that_begins_is_followed_and_a_draft_stays_one(site):
    site.anders.roles = [role("chef", site.skl, start=date(2028, 1, 1)), role("redaktör", site.skr)]
    site.anders.save()
    draft = PersonPage.objects.get(pk=site.anders.pk)
    draft.introduction = "Ett utkast."
    draft.save_revision()
    with time_machine.travel(moment(2028, 1, 2, 12), tick=False):
        follow_changed_roles()
    now = PersonPage.objects.get(pk=site.anders.pk)
    assert (now.job_title, now.organisation, now.introduction) == ("chef", site.skl, "")
    assert now.get_latest_revision_as_object().introduction == "Ett utkast."


def test_one_person_who_cannot_be_saved_keeps_nobody_else_waiting(site, monkeypatch):
    ended = role("chef", site.skl, start=date(2020, 1, 1), end=date(2021, 5, 31))
    first, second = (site.add_person(name, roles=[ended]) for name in ("Anna", "Bo"))
    PersonPage.objects.update(roles_change=None)
    due = PersonPage.objects.filter(pk__in=[first.pk, second.pk])
    due.update(roles_change=date(2021, 6, 1), job_title="chef")
    PersonPage.objects.filter(pk=first.pk).update(email="ingen adress", introduction="x")
    follow_changed_roles()
    assert not due.exclude(job_title="").exists()
    due.update(roles_change=date(2021, 6, 1), job_title="chef")
    really = PersonPage.follow_roles

    def fails(self, day):
        if self.pk == first.pk:
            raise RuntimeError("no")
        really(self, day)

    monkeypatch.setattr(PersonPage, "follow_roles", fails)
    with pytest.raises(RuntimeError, match="no"):
        follow_changed_roles()
    assert list(due.filter(job_title="")) == [second]


def test_a_role_that_several_have_had_lists_them_by_itself(client, site):
    maria = site.add_person("Maria Ek", roles=[role("Redaktör", site.skr, **BEFORE)])
    site.add_person("Bo Al", roles=[role("redaktör", site.skl)])
    hidden = site.add_person("Dold", roles=[role("redaktör", site.skr)])
    hidden.unpublish()
    section = get(client, site.people).select_one("[aria-labelledby=roles-heading]")
    assert [text_of(heading).strip() for heading in section.select("h3")] == ["Redaktör, SKR"]
    rows = [text_of(row).strip() for row in section.select("li")]
    assert rows == ["Anders Nordh 2022–", "Maria Ek 2019–2021"]
    maria.roles = []
    maria.save()
    assert not get(client, site.people).select("#roles-heading")


@pytest.mark.searches
def test_earlier_roles_are_found_by_the_search(client, site):
    assert "Anders Nordh" in text_of(searched(client, "tipsare"))


def test_structured_data_says_for_whom_somebody_works_now(client, site):
    data = json.loads(get(client, site.anders).select("[type='application/ld+json']")[-1].string)
    assert (data["jobTitle"], data["worksFor"]["name"]) == ("redaktör", "SKR")
    assert "alumniOf" not in data
    assert "SKL" not in str(data)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"title": "", "organisation": None}, "title"),
        ({"start": date(2021, 1, 1), "end": date(2019, 1, 1)}, "end"),
        ({"end": date(2019, 1, 1), "is_over": True}, "is_over"),
    ],
)
def test_a_role_that_contradicts_itself_is_refused_at_its_field(fields, where):
    block = RoleBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.normalize({"title": "chef"} | fields))
    assert list(refused.value.block_errors) == [where]


def test_a_year_is_enough_and_is_shown_as_one():
    fields = RoleBlock().child_blocks
    start, end = fields["start"].field, fields["end"].field
    assert (start.clean("2019"), end.clean(" 2019 ")) == (date(2019, 1, 1), date(2019, 12, 31))
    assert start.clean("31 maj 2021") == date(2021, 5, 31)
    assert (start.prepare_value(date(2019, 1, 1)), end.prepare_value(date(2019, 12, 31))) == (
        "2019",
        "2019",
    )
    for wrong in ("1066", "9999", "²⁰¹⁹", "201"):
        with pytest.raises(ValidationError):
            start.clean(wrong)


@pytest.mark.usefixtures("uncached")
def test_roles_of_other_times_cost_one_query_however_many(client, site):
    def counted(number):
        people = [
            site.add_person(roles=[role("chef", make_organisation(), **BEFORE)])
            for _ in range(number)
        ]
        speakers = [person(each) for each in people]
        event = site.add_event(start=moment(2020, 5, 5, 12), speakers=speakers)
        return len(queries_of(client, event.url))

    assert counted(1) == counted(4)


def test_what_people_do_now_becomes_a_role_also_in_drafts_and_back_again(site):
    migration = import_module("home.migrations.0012_present_roles")
    PersonPage.objects.update(roles=[], job_title="chef", organisation=site.skl)
    revision = PersonPage.objects.get(pk=site.anders.pk).save_revision()
    revision.content.pop("roles")
    revision.content |= {"job_title": "utkast", "organisation": site.skr.pk, "unit": "Kansli"}
    revision.save()
    migration.make_roles(apps, None)
    found = PersonPage.objects.get(pk=site.anders.pk)
    (value,) = [block.value for block in found.roles]
    assert (value["title"], value["organisation"], value.period.words) == ("chef", site.skl, "")
    (value,) = [block.value for block in found.get_latest_revision_as_object().roles]
    assert (value["title"], value.affiliation) == ("utkast", "Kansli, SKR")
    migration.forget_roles(apps, None)
    revision.refresh_from_db()
    assert "roles" not in revision.content
    assert (revision.content["job_title"], revision.content["unit"]) == ("utkast", "Kansli")
