"""The art on the pages: what each ends with, and what stands where a photograph is missing."""

import gzip

import pytest
from bs4 import BeautifulSoup

from tests.pages import SmallSite, make_image, make_theme
from tests.reading import get

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def conversations(soup):
    return soup.select(".conversation > svg.motif")


def test_every_page_ends_in_a_conversation_of_its_own_standing_on_the_footer(client):
    site = SmallSite()
    endings = set()
    pages = [site.landing, site.activity, site.calendar, site.news, site.newsletters, site.people]
    for page in pages:
        (ending,) = conversations(get(client, page))
        assert ending.parent.find_next_sibling().name == "footer"
        endings.add(str(ending))
    assert len(endings) == len(pages)
    for address in ("/finns-inte/", "/sok/", "/meddelande/tack/"):
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        assert len(conversations(soup)) == 1, address


def test_the_start_page_has_a_conversation_at_each_end(client):
    site = SmallSite()
    hero, closing = conversations(get(client, site.home))
    assert (hero["viewbox"], closing["viewbox"]) == ("0 0 1440 300", "0 0 1440 170")


def test_a_page_keeps_its_art_when_its_address_changes_and_wears_its_word(client):
    site = SmallSite()
    article = site.add_article()
    article.themes.set([make_theme(word="participation")])
    article.save()
    before = get(client, article).select_one("main .frame")
    assert "word-participation" in before["class"]
    article.slug, article.title = "ny-adress", "Ny rubrik"
    article.save()
    article.refresh_from_db()
    assert article.url.endswith("/ny-adress/")
    assert get(client, article).select_one("main .frame").svg.path == before.svg.path


@pytest.mark.parametrize("pictured", [False, True])
def test_a_photograph_takes_the_place_of_the_art(pictured, client):
    site = SmallSite()
    image = make_image() if pictured else None
    activity = site.add_activity(image=image)
    site.add_event(activity=activity, start=None, date_text="2016", held=True, image=image)
    article = site.add_article(image=image)
    site.add_article(image=image)
    site.activity.delete()
    site.landing.refresh_from_db()
    site.landing.image = image
    site.landing.body = [
        ("activities", {"heading": "Vad", "text": "", "chosen": [], "extra_lines": []}),
        ("latest_news", {"heading": "Nyheter", "how_many": 2}),
    ]
    site.landing.save()
    for page, number in ((site.landing, 4), (activity, 2), (article, 2), (site.news, 2)):
        frames = get(client, page).select("main .frame")
        assert len(frames) == number, page
        for frame in frames:
            assert bool(frame.img) is pictured, frame
            assert bool(frame.svg) is not pictured, frame


def test_the_next_event_has_a_tall_close_up_and_the_rows_keep_their_date_tiles(client):
    site = SmallSite()
    site.add_event()
    site.add_event()
    site.home.refresh_from_db()
    site.home.body = [("coming_events", {"heading": "På gång", "how_many": 4})]
    site.home.save()
    soup = get(client, site.home)
    assert soup.select_one(".next-event > .frame-tall > svg")["viewbox"] == "0 0 300 450"
    assert len(soup.select(".event-row .date-tile")) == 1
    assert not soup.select(".event-row .frame")


def test_a_photograph_of_the_next_event_takes_the_place_of_its_art(client):
    site = SmallSite()
    site.add_event(image=make_image())
    site.home.refresh_from_db()
    site.home.body = [("coming_events", {"heading": "På gång", "how_many": 4})]
    site.home.save()
    frame = get(client, site.home).select_one(".next-event > .frame-tall")
    assert frame.img
    assert not frame.svg


def test_a_photograph_keeps_its_focal_point_in_a_frame_of_another_shape(client):
    site = SmallSite()
    place = {f"focal_point_{name}": 4 for name in ("width", "height")}
    image = make_image(focal_point_x=10, focal_point_y=24, **place)
    article = site.add_article(image=image)
    assert get(client, article).select_one(".frame img")["class"] == ["focus-x-20", "focus-y-80"]


def test_a_person_without_a_picture_has_initials_in_the_shape_of_a_voice(client):
    site = SmallSite()
    portrait = get(client, site.add_person("Ada Berg")).select_one("main .portrait")
    assert (portrait.get_text(strip=True), portrait["aria-hidden"]) == ("AB", "true")


def test_no_page_with_its_art_weighs_more_than_15_kib_compressed(filled, client):
    for number in range(24):
        filled.add_article(introduction=f"Artikel {number} säger något om samverkan i Malmö.")
    pages = [page for page in vars(filled).values() if hasattr(page, "translation_key")]
    weights = {page.url: len(gzip.compress(client.get(page.url).content)) for page in pages}
    assert {url: weight for url, weight in weights.items() if weight > 15 * 1024} == {}
