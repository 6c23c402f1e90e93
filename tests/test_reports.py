"""An article that reports from several events: each of them and the article show the other."""

from datetime import timedelta
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from news.models import ArticlePage, ReportedEvent
from search.page.results import Results
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
START = moment(2019, 5, 26, 12)


@pytest.fixture
def site():
    site = SmallSite()
    site.first = site.add_event("Första lunchen", start=START)
    site.second = site.add_event("Andra lunchen", start=START + timedelta(days=14))
    site.article = site.add_article("Så var luncherna", date=START.date(), event=site.first)
    site.article.reported_events.add(ReportedEvent(event=site.second))
    site.article.save_revision().publish()
    return site


def links(client, page):
    soup = BeautifulSoup(client.get(page.url).content, "html5lib")
    return [link.get_text(" ", strip=True) for link in soup.select(".link-list-link")]


def test_each_event_shows_the_report_and_the_report_shows_each_event(client, site):
    for event in (site.first, site.second):
        assert any("Så var luncherna" in link for link in links(client, event))
    assert links(client, site.article)[:2] == ["Första lunchen", "Andra lunchen"]
    archive = client.get("/kalender/arkiv/").content.decode()
    assert archive.count('class="documented"') == 2


def test_what_an_article_belongs_with_is_asked_for_once_a_generation(client, site, uncached):
    client.get(site.article.url)
    with CaptureQueriesContext(connection) as queries:
        assert links(client, site.article)[:2] == ["Första lunchen", "Andra lunchen"]
    asked = [query["sql"] for query in queries]
    assert not [sql for sql in asked if "news_reportedevent" in sql]
    assert len([sql for sql in asked if f'FROM "{Page._meta.db_table}"' in sql]) == 1, asked


def test_a_draft_shows_the_events_that_it_names_itself(client, site):
    client.get(site.article.url)
    site.article.reported_events = [ReportedEvent(event=site.second)]
    site.article.save_revision()
    draft = site.article.get_latest_revision_as_object()
    shown = draft.make_preview_request().render().text
    assert "Andra lunchen" in shown
    assert "Första lunchen" not in shown
    assert links(client, site.article)[:2] == ["Första lunchen", "Andra lunchen"]


def test_an_event_that_is_hidden_or_deleted_leaves_the_article(client, site):
    site.first.unpublish()
    assert "Första lunchen" not in links(client, site.article)
    site.second.delete()
    assert links(client, site.article) == []


@pytest.mark.searches
def test_the_article_is_found_by_both_events(site):
    for query in ("första lunchen", "andra lunchen"):
        assert "Så var luncherna" in [hit.card.title for hit in Results(query).hits]


def test_drafts_of_the_release_before_keep_their_event_and_so_does_the_way_back(site):
    migration = import_module("news.migrations.0004_reports_from_several_events")
    site.article.reported_events = [ReportedEvent(event=site.second)]
    revision = site.article.save_revision()
    migration.change_revisions(apps, migration.with_one_event)
    revision.refresh_from_db()
    assert revision.content["event"] == site.second.pk
    assert "reported_events" not in revision.content
    migration.change_revisions(apps, migration.with_rows)
    draft = ArticlePage.objects.get(pk=site.article.pk).get_latest_revision_as_object()
    assert [row.event_id for row in draft.reported_events.all()] == [site.second.pk]
