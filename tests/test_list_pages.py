"""News, newsletters, people and the calendar: what they list and when it is from."""

import re
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup

from home.site import SiteSettings
from tests.pages import SmallSite, make_category, make_theme, moment
from tests.reading import get, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_news_says_its_own_day_and_when_it_was_changed(filled, client):
    filled.article.last_published_at = moment(2022, 3, 4, 12)
    filled.article.save()
    soup = get(client, filled.article)
    assert "10 maj 2016" in text_of(soup.select_one("main"))
    assert text_of(soup.select_one(".page-foot")).strip() == "Senast ändrad 4 mars 2022"


def test_a_page_of_text_says_when_it_was_published_and_changed(client):
    page = SmallSite().add_text_page(
        first_published_at=moment(2022, 3, 1, 12), last_published_at=moment(2022, 3, 4, 12)
    )
    foot = text_of(get(client, page).select_one(".page-foot"))
    assert "Publicerad 1 mars 2022" in foot
    assert "Senast ändrad 4 mars 2022" in foot


def test_news_without_a_day_never_shows_the_day_of_loading(client):
    article = SmallSite().add_article("Utan dag", date_text="våren 2016")
    soup = get(client, article)
    assert "Våren 2016" in text_of(soup)
    assert "Publicerad" not in text_of(soup)


def test_a_list_has_the_title_that_editors_give_it_for_search_engines(client):
    site = SmallSite()
    for page in (site.news, site.newsletters, site.calendar):
        page.seo_title = "Aktuellt i Malmö"
        page.save()
        assert get(client, page).title.text.strip() == "Aktuellt i Malmö – Malmöandan"


def test_the_contents_of_an_issue_lead_to_its_items(filled, client):
    soup = get(client, filled.issue)
    links = soup.select(".newsletter-contents a")
    assert text_of(links[0]).strip() == "SKR: Demokratidagen 2022"
    for link in links:
        assert soup.find(id=link["href"].removeprefix("#"))
    assert "SKR: Demokratidagen 2022" in text_of(soup.select_one("#inslag-1 h2"))
    assert soup.select_one("#inslag-2 h2 [lang=en]").get_text() == "Have Your Say"


def test_an_issue_leads_to_the_one_before(filled, client):
    soup = get(client, filled.issue)
    assert soup.find("a", rel="prev").get_text(" ", strip=True).startswith("Förra numret")


def test_a_person_can_be_reached_and_shows_where_they_appear(filled, client):
    soup = get(client, filled.person)
    assert soup.find("a", href="mailto:maria@example.org")
    assert soup.find("a", href="tel:+4640341000")
    assert "Medborgarbudget" in text_of(soup)


def test_the_news_list_offers_categories_years_and_the_feed(filled, client):
    soup = get(client, filled.news)
    assert soup.find("a", href=f"/nyheter/?kategori={filled.article.category.slug}")
    assert soup.find("a", href="/nyheter/arkiv/2016/")
    assert soup.select_one("main").find("a", href="/nyheter/flode.xml")
    assert soup.find("link", rel="alternate", href="/nyheter/flode.xml")
    assert client.get("/nyheter/arkiv/")["Location"] == "/nyheter/"
    chosen = BeautifulSoup(client.get("/nyheter/arkiv/2016/").content, "html.parser")
    assert chosen.select_one(".chip[aria-current]").get_text() == "2016"


def test_the_pages_of_a_list_keep_the_category(client):
    site, category = SmallSite(), make_category("Rapport")
    SiteSettings.objects.update(news_in_category=100)
    for _ in range(21):
        site.add_article(date=date(2016, 5, 10), category=category)
    response = client.get(f"/nyheter/?kategori={category.slug}")
    soup = BeautifulSoup(response.content, "html.parser")
    assert "Visar 1–20 av 21" in text_of(soup)
    following = soup.find("a", rel="next")["href"]
    assert f"kategori={category.slug}" in following
    assert "sida=2" in following
    response = client.get(f"/nyheter/{following}")
    assert "Visar 21–21 av 21" in text_of(BeautifulSoup(response.content, "html.parser"))


@pytest.mark.searches
def test_the_pages_of_a_list_repeat_no_name_that_they_do_not_know(client):
    site, category = SmallSite(), make_category("Rapport")
    SiteSettings.objects.update(news_in_category=100)
    for number in range(21):
        site.add_article(f"Rapport {number}", date=date(2016, 5, 10), category=category)
    known = {"/nyheter/": f"kategori={category.slug}", "/sok/": "q=rapport"}
    for address, names in known.items():
        response = client.get(f"{address}?{names}&utm_source=x&sida=1&sida=x")
        soup = BeautifulSoup(response.content, "html.parser")
        assert soup.find("a", rel="next")["href"] == f"?{names}&sida=2"


def titles_of_more(client, article):
    soup = get(client, article)
    heading = soup.find("h2", string=re.compile("Mer om samma sak|Fler nyheter"))
    cards = soup.select(".cards .card h3")
    return (heading and heading.get_text(), [text_of(card).strip() for card in cards])


def test_an_article_leads_to_others_about_the_same_and_then_to_the_latest(client):
    site, theme, other = SmallSite(), make_theme(name="Demokrati"), make_theme(name="Kultur")
    article = site.add_article("Själv", date=date(2016, 1, 1), themes=[theme])
    article.activity = site.activity
    article.save()
    assert titles_of_more(client, article) == (None, [])
    site.add_article("Kultur", date=date(2022, 1, 1), themes=[other])
    site.add_article("Utan", date=date(2021, 1, 1))
    assert titles_of_more(client, article) == ("Fler nyheter", ["Kultur", "Utan"])
    site.add_article("Tema", date=date(2011, 1, 1), themes=[other, theme])
    site.add_article("Aktivitet", date=date(2012, 1, 1), activity=site.activity)
    ended = {"ends": date(2021, 1, 1), "has_ended": True}
    site.add_article("Notis", date=date(2020, 1, 1), themes=[theme], **ended)
    mixed = ["Aktivitet", "Tema", "Kultur"]
    assert titles_of_more(client, article) == ("Fler nyheter", mixed)
    site.add_article("Båda", date=date(2013, 1, 1), activity=site.activity, themes=[theme])
    alike = ["Båda", "Aktivitet", "Tema"]
    assert titles_of_more(client, article) == ("Mer om samma sak", alike)


def test_the_calendar_puts_events_under_their_month_in_swedish_time(client):
    site = SmallSite()
    site.add_event("Nyårsnatten", start=moment(2027, 1, 1, 0, 30))
    site.add_event("Utan dag")
    site.add_event("Förr", start=moment(2021, 5, 26, 12, 15))
    with time_machine.travel(moment(2026, 5, 4, 9), tick=False):
        soup = get(client, site.calendar)
    headings = [text_of(heading).strip() for heading in soup.select(".split-head h2")]
    without_date = "Utan datum Vi skriver här när datumet är bestämt."
    assert headings == ["Januari 2027", without_date, "Tidigare"]
