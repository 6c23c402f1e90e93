"""Lists of news: so many of each kind, notices that end, and feeds of one kind or theme."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup

from malmoandan.gathering.proposals import proposals
from news.models import ArticlePage, end_notices
from tests.pages import SmallSite, make_category, make_theme, moment
from tests.reading import get, text_of
from tests.test_event_feeds import ATOM, one, read

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("clock"),
]
TODAY = moment(2027, 5, 4, 9)


def listed(client, address):
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return [link.get_text(strip=True) for link in soup.select(".split-body .row h3 a")]


@pytest.mark.searches
def test_the_list_holds_the_newest_of_each_kind_and_the_archive_holds_the_rest(client):
    site = SmallSite()
    reports, notes = make_category("Rapport"), make_category("Notis")
    for day in (1, 2, 3):
        site.add_article(f"Rapport {day}", category=reports, date=date(2027, 4, day))
        site.add_article(f"Fri {day}", date=date(2027, 3, day))
    site.add_article("Notis 1", category=notes, date=date(2020, 1, 1))
    everything = listed(client, "/nyheter/")
    assert len(everything) == 7
    settings = site.site.sitesettings
    settings.news_in_category = 3
    settings.save()
    assert "i arkivet" not in client.get("/nyheter/").text
    settings.news_in_category = 2
    settings.save()
    assert listed(client, "/nyheter/") == ["Rapport 3", "Rapport 2", "Fri 3", "Fri 2", "Notis 1"]
    assert listed(client, f"/nyheter/?kategori={reports.slug}") == ["Rapport 3", "Rapport 2"]
    for kind, is_cut in (("", True), (reports.slug, True), (notes.slug, False)):
        text = client.get(f"/nyheter/?kategori={kind}").text
        assert ("Äldre nyheter finns i arkivet" in text) == is_cut, kind
    assert "Rapport 1" in listed(client, "/nyheter/arkiv/2027/")
    oldest = ArticlePage.objects.get(title="Rapport 1")
    assert get(client, oldest).h1.get_text() == "Rapport 1"
    assert "Rapport 1" in text_of(
        BeautifulSoup(client.get("/sok/?q=Rapport+1").text, "html.parser")
    )


@pytest.mark.searches
def test_a_notice_leaves_the_lists_after_its_last_day_and_stays_in_the_archive(client):
    site = SmallSite()
    came = {"first_published_at": moment(2027, 5, 1, 9)}
    ends = {"date": date(2027, 5, 1), "ends": date(2027, 5, 4)}
    notice = site.add_article("Biblioteket stänger", **ends, **came)
    other = site.add_article("Annat", date=date(2027, 4, 1), **came)
    follow = site.add_follow_page()

    def new():
        """Return what stands as new: on *Så följer du oss*, after a search, in *Hämta innehåll*."""
        soups = [get(client, follow).select_one("#nytt")]
        soups.append(BeautifulSoup(client.get("/sok/?q=xyzzy").content, "html.parser").body)
        said = [{name for name in ("Biblioteket", "Annat") if name in text_of(s)} for s in soups]
        return [*said, {p.page.title.split()[0] for p in proposals(None, moment(2027, 4, 1))}]

    end_notices()
    assert new() == [{"Biblioteket", "Annat"}] * 3
    assert "Biblioteket stänger" in listed(client, "/nyheter/")
    assert "Gäller till 4 maj 2027" in text_of(get(client, notice))
    with time_machine.travel(moment(2027, 5, 5, 0, 5), tick=False):
        end_notices()
        assert listed(client, "/nyheter/") == ["Annat"]
        assert new() == [{"Annat"}] * 3
        assert "Biblioteket stänger" in listed(client, "/nyheter/arkiv/2027/")
        assert "Biblioteket" not in client.get("/nyheter/flode.xml").text
        assert "Biblioteket" not in text_of(get(client, other).main)
        assert "Gällde till 4 maj 2027" in text_of(get(client, notice))
        notice.refresh_from_db()
        notice.ends = date(2027, 6, 1)
        notice.save()
        assert "Biblioteket stänger" in listed(client, "/nyheter/")
        notice.ends = date(2027, 4, 1)
        assert "Notisen slutar innan den börjar." in notice.obstacles()


def test_what_has_no_date_is_in_the_archive_too(client):
    site = SmallSite()
    site.add_article("Med dag", date=date(2021, 4, 1))
    assert "Utan datum" not in client.get("/nyheter/").text
    assert client.get("/nyheter/arkiv/okand-dag/").status_code == 404
    site.add_article("Utan dag", date_text="våren 2016")
    assert listed(client, "/nyheter/arkiv/okand-dag/") == ["Utan dag"]
    assert listed(client, "/nyheter/arkiv/2021/") == ["Med dag"]
    page = BeautifulSoup(client.get("/nyheter/arkiv/okand-dag/").content, "html.parser")
    assert page.h1.get_text() == "Nyheter utan datum"
    chips = [link.get_text() for link in page.select(".chip[aria-current]")]
    assert chips == ["Utan datum"]


def test_the_archive_of_issues_has_a_page_for_each_year(client):
    site = SmallSite()
    site.add_issue(2019, 1, title="Nitton")
    assert "/nyhetsbrev/arkiv/" not in client.get("/nyhetsbrev/").text
    for number in (1, 2):
        site.add_issue(2022, number, title=f"Tjugotvå {number}")
    site.add_issue(2020, 1, title="Utkast", live=False)

    def shown(address):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        names = [link.get_text(strip=True) for link in page.select(".row h3 a")]
        chips = [(c.get_text(), c["href"], c.get("aria-current")) for c in page.select(".chip")]
        return page.h1.get_text(), page.title.get_text(), names, chips

    chips = [("Alla", "/nyhetsbrev/"), *((y, f"/nyhetsbrev/arkiv/{y}/") for y in ("2022", "2019"))]
    heading, title, names, found = shown("/nyhetsbrev/")
    assert (heading, names) == ("Nyhetsbrev", ["Tjugotvå 2", "Tjugotvå 1", "Nitton"])
    assert found == [(*chip, "page" if chip[0] == "Alla" else None) for chip in chips]
    heading, title, names, found = shown("/nyhetsbrev/arkiv/2022/")
    assert (heading, title) == ("Nyhetsbrev 2022", "Nyhetsbrev 2022 – Malmöandan")
    assert names == ["Tjugotvå 2", "Tjugotvå 1"]
    assert found == [(*chip, "page" if chip[0] == "2022" else None) for chip in chips]
    for nothing in ("2020", "0", "9" * 40):
        assert client.get(f"/nyhetsbrev/arkiv/{nothing}/").status_code == 404
    assert client.get("/nyhetsbrev/arkiv/").url == "/nyhetsbrev/"


@pytest.mark.parametrize(
    ("year", "number", "title", "above"),
    [
        (2022, 1, "Nyhetsbrev nr.1 år 2022", ""),
        (2019, None, "Nyhetsbrev 2019", ""),
        (2022, 2, "Nyhetsbrev 2022", "Nyhetsbrev nr 2 2022"),
        (2022, 1, "Demokratidagen 1 mars 2022", "Nyhetsbrev nr 1 2022"),
    ],
)
def test_which_issue_it_is_is_said_once(client, year, number, title, above):
    issue = SmallSite().add_issue(year, number, title=title)
    for address, part in (("/nyhetsbrev/", ".row-text"), (issue.get_url(), ".page-head")):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        meta = page.select_one(part).select_one(".meta")
        assert (meta.get_text() if meta else "") == above


def test_news_of_one_kind_or_theme_have_a_feed_each(client):
    site = SmallSite()
    kind, theme = make_category("Rapport"), make_theme(name="Demokrati")
    site.add_article("Om båda", category=kind, date=date(2027, 4, 1), themes=[theme])
    site.add_article("Bara tema", date=date(2027, 4, 2), themes=[theme])
    site.add_article("Bara kategori", category=kind, date=date(2027, 4, 3))

    def feed(query):
        found = read(client, f"/nyheter/flode.xml{query}")
        own = next(link.get("href") for link in found if link.get("rel") == "self")
        entries = [one(entry, "title") for entry in found.findall(f"{ATOM}entry")]
        return one(found, "title"), own, entries

    by_kind, by_theme = f"?kategori={kind.slug}", f"?tema={theme.slug}"
    title, address, found = feed(by_kind)
    assert title == "Nyheter: Rapport – Malmöandan"
    assert address == f"http://localhost/nyheter/flode.xml{by_kind}"
    assert found == ["Bara kategori", "Om båda"]
    assert feed(by_theme)[2] == ["Bara tema", "Om båda"]
    assert feed(f"{by_kind}&tema={theme.slug}")[2] == ["Om båda"]
    for query in ("?kategori=finns-inte", "?tema=%00", "?tema=" + "x" * 3000):
        assert client.get(f"/nyheter/flode.xml{query}").status_code == 404
    html = client.get(f"/nyheter/{by_kind}").text
    assert html.count(f"/nyheter/flode.xml{by_kind}") == 2
    follow = get(client, site.add_follow_page())
    links = [link["href"] for link in follow.find_all("a", href=True)]
    assert {f"/nyheter/flode.xml{query}" for query in (by_kind, by_theme)} <= set(links)
