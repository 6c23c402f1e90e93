"""The search page: finds what is public, and takes any text without breaking."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.pages import SmallSite, make_category, make_organisation, moment

pytestmark = pytest.mark.django_db


def look_for(client, query, **more):
    return client.get("/sok/", {"q": query, **more})


def parsed(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(response):
    return [heading.get_text() for heading in parsed(response).select(".hit h3")]


def status(response):
    text = parsed(response).select_one("[role=status]").get_text()
    return " ".join(text.replace("\xa0", " ").split())


def test_every_type_of_page_is_found_and_says_what_it_is(client):
    site = SmallSite()
    organisation = make_organisation("Föreningen")
    site.add_event("Mangold odlas", start=moment(2021, 5, 26, 12, 15))
    site.add_article("Mangold nytt", date_text="våren 2016", category=make_category("Rapport"))
    site.add_issue(2022, 1, title="Mangold brev")
    site.add_person("Mangold Larsson", job_title="samordnare", organisation=organisation)
    site.add_text_page("Mangold text")
    site.add_activity("Mangold form", introduction="Vi odlar.")
    response = look_for(client, "mangold")
    assert len(titles(response)) == 6
    assert status(response) == "6 träffar på ”mangold”"
    kinds = [hit.find("span").get_text() for hit in parsed(response).select(".hit")]
    expected = ["Aktivitet", "Evenemang", "Nyhet", "Nyhetsbrev", "Person", "Sida"]
    assert sorted(kinds) == expected
    text = parsed(response).get_text()
    for words in (
        "Lärandelunch",
        "Våren 2016",
        "26\xa0maj\xa02021",
        "Genomfört",
        "Föreningen",
        "Vi odlar.",
    ):
        assert words in text


@pytest.mark.one_database
def test_what_was_searched_for_stays_in_the_field_and_is_never_markup(client):
    SmallSite()
    response = look_for(client, '<b>"mangold"</b>')
    assert parsed(response).find("input", {"name": "q"})["value"] == '<b>"mangold"</b>'
    assert "<b>" not in response.text


@pytest.mark.one_database
def test_the_search_page_is_not_for_search_engines(client):
    SmallSite()
    assert parsed(client.get("/sok/")).find("meta", {"name": "robots"})["content"] == "noindex"


@pytest.mark.one_database
def test_without_words_there_is_help_and_no_hits(client):
    SmallSite()
    assert "Skriv ett eller flera ord" in status(client.get("/sok/"))


@pytest.mark.one_database
def test_when_nothing_is_found_there_is_help(client):
    SmallSite()
    response = look_for(client, "xyzzy")
    assert status(response) == "Inga träffar på ”xyzzy”."
    assert "0 träffar" not in response.text
    assert "Kontrollera stavningen." in response.text


@pytest.mark.one_database
def test_one_hit_is_said_in_the_singular(client):
    SmallSite().add_text_page("Mangold")
    assert status(look_for(client, "mangold")) == "1 träff på ”mangold”"


@pytest.mark.one_database
def test_ten_hits_a_page_and_the_rest_on_the_next(client):
    site = SmallSite()
    for number in range(12):
        site.add_text_page(f"Mangold {number}")
    first = look_for(client, "mangold")
    assert len(titles(first)) == 10
    following = parsed(first).find("a", rel="next")["href"]
    second = client.get(f"/sok/{following}")
    assert len(titles(second)) == 2
    assert not set(titles(first)) & set(titles(second))


@pytest.mark.parametrize("number", ["0", "-1", "abc", "999999", "1e9", "\x00", ""])
def test_any_page_number_is_answered(client, number):
    SmallSite().add_text_page("Mangold")
    assert titles(look_for(client, "mangold", sida=number)) == ["Mangold"]


def test_drafts_are_never_found(client):
    site = SmallSite()
    page = site.add_text_page("Mangold")
    page.unpublish()
    assert titles(look_for(client, "mangold")) == []


def test_private_pages_and_what_lies_below_them_are_never_found(client):
    site = SmallSite()
    page = site.add_text_page("Mangold")
    site.add_text_page("Mangold under", parent=page)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert titles(look_for(client, "mangold")) == []


def test_the_secret_link_of_a_meeting_is_never_found(client):
    site = SmallSite()
    start = timezone.now() + timedelta(days=1)
    site.add_event("Mangold", start=start, join_url="https://zoom.us/j/94965?pwd=ckwrajd")
    for query in ("ckwrajd", "zoom.us", "94965", "https://zoom.us/j/94965?pwd=ckwrajd"):
        assert titles(look_for(client, query)) == []
    assert "ckwrajd" not in look_for(client, "mangold").text


def test_wagtails_own_root_is_never_found(client):
    SmallSite()
    assert titles(look_for(client, "Root")) == []


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["event", "article", "person", "issue"])
def test_more_hits_of_a_type_cost_no_more_queries(client, kind):
    site = SmallSite()
    counts = []
    for number in (2, 6):
        for _ in range(number):
            extra = {
                "event": {"start": timezone.now()},
                "article": {"date_text": "2016", "category": make_category()},
                "person": {"organisation": make_organisation()},
                "issue": {},
            }[kind]
            getattr(site, f"add_{kind}")(title="Mangold", **extra)
        look_for(client, "mangold")
        with CaptureQueriesContext(connection) as captured:
            look_for(client, "mangold")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_search_is_only_read(client):
    assert client.post("/sok/", {"q": "mangold"}).status_code == 405
