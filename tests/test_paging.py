"""Long lists in pages: the same rows as by walking through them, counted once a generation."""

from datetime import date, timedelta

import pytest

from home.paging import NEAR, ListPaginator
from home.site import SiteSettings
from news.models import ArticlePage
from tests.bench.rows import insert_pages
from tests.pages import SmallSite
from tests.test_queries import queries_of

pytestmark = pytest.mark.django_db
PAGES = 2 * NEAR + 3


def words_of(client, address):
    return client.get(address).text.replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def site():
    site = SmallSite()
    days = [date(2020, 1, 1) + timedelta(days=number // 2) for number in range(2 * PAGES - 2)]
    articles = [
        ArticlePage(title=f"Artikel {number}", slug=f"artikel-{number}", date=day)
        for number, day in enumerate([None, *days])
    ]
    insert_pages([(site.news, article) for article in articles])
    SiteSettings.objects.update(news_in_category=10_000)
    return site


def test_every_page_has_the_rows_that_walking_would_find(site):
    articles = ArticlePage.objects.visible().newest_first()
    pages = ListPaginator(articles, 2, ArticlePage.objects.rows_of)
    assert pages.num_pages == PAGES
    shown = [[article.pk for article in pages.page(number)] for number in pages.page_range]
    everything = list(articles.values_list("pk", flat=True))
    assert shown == [everything[first : first + 2] for first in range(0, 2 * PAGES - 1, 2)]


@pytest.mark.usefixtures("uncached")
def test_a_list_is_counted_anew_when_something_has_changed(site, client, monkeypatch):
    monkeypatch.setattr(type(site.news), "page_size", 2)
    middle = f"{site.news.url}?sida={NEAR + 2}"
    for address in (site.news.url, middle):
        client.get(address)
        counting = [query for query in queries_of(client, address) if "COUNT(" in query["sql"]]
        assert not counting
    before = words_of(client, middle)
    site.add_article("Allra nyast", date=date(2020, 1, 1))
    after = words_of(client, middle)
    assert (f"av {2 * PAGES - 1}" in before, f"av {2 * PAGES}" in after) == (True, True)


@pytest.mark.parametrize("number", ["0", "-3", "99999999999999999999", "x", ""])
def test_a_page_that_is_not_there_is_the_nearest_one(site, client, number):
    assert client.get(f"{site.news.url}?sida={number}").status_code == 200


@pytest.mark.parametrize("kind", ["people", "newsletters"])
def test_people_and_issues_are_listed_in_pages(site, client, monkeypatch, kind):
    page, add = getattr(site, kind), {"people": site.add_person, "newsletters": site.add_issue}
    monkeypatch.setattr(type(page), "page_size", 2)
    names = [
        add[kind](title=f"Nummer {n}", **({"number": n} if kind != "people" else {})).title
        for n in range(1, 4)
    ]
    seen = [words_of(client, f"{page.url}?sida={number}") for number in (1, 2)]
    shown = [[name in text for name in names] for text in seen]
    assert sorted(map(sum, shown)) == [1, 2]
    assert all(map(any, zip(*shown, strict=True)))
    assert f'rel="canonical" href="http://localhost{page.url}?sida=2"' in seen[1]
