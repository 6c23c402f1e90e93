"""What lists say that the documentation of an event holds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from activities.models import EventPage
from tests.pages import SmallSite, moment
from tests.reading import get, text_of

pytestmark = pytest.mark.django_db
FILM = {"kind": "film", "title": "Film", "url": "https://a.se/", "length": "", "summary": ""}
PODCAST = FILM | {"kind": "podcast"}


def test_a_report_that_only_some_may_read_is_none_in_lists(client):
    site = SmallSite()
    event = site.add_event("Förr", start=moment(2021, 5, 26, 12))
    article = site.add_article("Rapporten", event=event)
    assert EventPage.objects.as_rows().get().has_report
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert not EventPage.objects.as_rows().get().has_report
    assert not get(client, site.activity).select(".documented")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"points_raised": "<p>Ja</p>"}, "Synpunkter"),
        ({"documentation": [("embed", FILM), ("text", "<p>Så var det</p>")]}, "Rapport och film"),
        ({"documentation": [("embed", PODCAST)]}, "Inspelning"),
        # An editor's untouched text, which is not refused at publishing.
        ({"documentation": [("text", '<p data-block-key="a"></p>')]}, ""),
        ({"documentation": [("text", "<p>&nbsp;</p>"), ("embed", FILM)]}, "Film"),
        ({"points_raised": "<p>&nbsp;&#8203;</p>"}, ""),
        (
            {"result_use": "<p>Ja</p>", "evaluation": "<p>Bra</p>"},
            "Utvärdering och hur resultatet används",
        ),
    ],
)
def test_a_past_event_says_in_lists_what_is_documented(client, fields, words):
    site = SmallSite()
    site.add_event("Förr", start=moment(2021, 5, 26, 12), **fields)
    assert EventPage.objects.as_rows().get().printed.documented_with == words
    row = get(client, site.activity).select_one(".event-row")
    assert [text_of(line).strip() for line in row.select(".documented")] == [words] * bool(words)
    assert not row.select(".state")


def test_a_report_among_the_news_is_named_with_the_rest(client):
    site = SmallSite()
    event = site.add_event(start=moment(2021, 5, 26, 12), points_raised="<p>Ja</p>")
    site.add_article(event=event)
    row = get(client, site.activity).select_one(".event-row")
    assert text_of(row.select_one(".documented")).strip() == "Synpunkter och artikel"


@pytest.mark.one_database
def test_documentation_of_a_kind_that_has_no_name_is_said_to_be_there(client):
    site = SmallSite()
    call = {"heading": "Kom", "text": "", "link": {"text": "Ja", "email": "a@b.se"}}
    site.add_event(start=moment(2021, 5, 26, 12), documentation=[("call_to_action", call)])
    row = get(client, site.activity).select_one(".event-row")
    assert text_of(row.select_one(".documented")).strip() == "Dokumentation finns"


@pytest.mark.one_database
def test_a_past_event_leads_to_what_is_coming(client):
    site = SmallSite()
    past = site.add_event("Förr", start=moment(2021, 5, 26, 12), points_raised="<p>Ja</p>")
    soup = get(client, past)
    assert "Fler evenemang" not in text_of(soup)
    site.add_event("Sedan", start=timezone.now() + timedelta(days=3))
    soup = get(client, past)
    heading = soup.find("h2", string="Fler evenemang")
    assert "Sedan" in text_of(heading.find_parent("section"))
