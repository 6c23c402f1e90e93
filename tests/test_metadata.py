"""What a page tells search engines and those who share it, and the icons of the site."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image
from wagtail.models import PageViewRestriction

from home import motif, share_image
from home.themes import Word
from news.models import NewsIndexPage
from tests.filled_site import page_of
from tests.pages import SmallSite, make_category, make_image, make_theme
from tests.test_house_style import PAGE_TYPES
from tests.test_tokens import tokens

pytestmark = pytest.mark.one_database

ORIGIN = "http://localhost"
NOBODY = "00000000-0000-4000-8000-000000000000"  # The key of no page.


@pytest.fixture
def site(db):
    return SmallSite()


def head(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").head


def said(soup, key):
    """Return the content of one <meta>, or None; more than one of a kind is a fault."""
    found = soup.find_all("meta", attrs={"property": key}) + soup.find_all("meta", {"name": key})
    assert len(found) <= 1, key
    return found[0]["content"] if found else None


def canonical(client, address):
    (link,) = head(client, address).find_all("link", rel="canonical")
    return link["href"]


def hue(pixel):
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def art_address(page):
    return f"/delningsbild/{page.translation_key}-{page.get_word_display().lower()}.png"


def test_every_page_type_says_what_it_is_where_it_is_and_how_it_looks_when_shared(filled, client):
    for page in (page_of(filled, page_type) for page_type in PAGE_TYPES):
        soup = head(client, page.url)
        assert soup.title.get_text().count("Malmöandan") == 1
        assert said(soup, "og:title")
        assert said(soup, "og:type") in ("website", "article")
        (link,) = soup.find_all("link", rel="canonical")
        assert said(soup, "og:url") == link["href"] == ORIGIN + page.url
        assert (said(soup, "og:locale"), said(soup, "og:site_name")) == ("sv_SE", "Malmöandan")
        assert said(soup, "og:image").startswith("http")
        assert int(said(soup, "og:image:width")) > 0 < int(said(soup, "og:image:height"))
        assert said(soup, "twitter:card") == "summary_large_image"


def test_a_page_describes_itself_by_what_the_editor_wrote_for_it_else_by_its_introduction(
    site, client
):
    page = site.add_text_page("Om", introduction="Det här är ”vi”.")
    soup = head(client, page.url)
    assert said(soup, "description") == said(soup, "og:description") == "Det här är ”vi”."
    page.search_description = "För sökmotorer."
    page.save()
    assert said(head(client, page.url), "description") == "För sökmotorer."
    assert said(head(client, site.add_text_page("Tom").url), "description") is None


def test_the_start_page_is_named_after_the_site(site, client):
    site.home.tagline = "Vi möts"
    site.home.save()
    soup = head(client, "/")
    assert soup.title.get_text() == "Malmöandan – Vi möts"
    assert said(soup, "og:title") == "Malmöandan"


def test_the_start_page_leads_to_the_calendar_and_to_the_first_section(site, client):
    site.calendar.show_in_menus = True
    site.calendar.save()
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    links = {link.get_text(): link["href"] for link in soup.select(".hero .actions a")}
    assert links == {"Kom på en träff": "/kalender/", "Vad vi gör": "/vad-vi-gor/"}


def test_what_a_stranger_adds_to_an_address_is_not_part_of_it(site, client):
    assert canonical(client, "/nyheter/?utm_source=x&sida=1") == f"{ORIGIN}/nyheter/"
    assert canonical(client, "/kalender/?sida=hundra") == f"{ORIGIN}/kalender/"


def test_a_part_of_the_news_list_has_an_address_of_its_own(site, client, monkeypatch):
    monkeypatch.setattr(NewsIndexPage, "page_size", 1)
    category = make_category()
    for day in (1, 2):
        site.add_article(category=category, date=date(2016, 5, day))
    start = f"{ORIGIN}/nyheter/"
    assert canonical(client, "/nyheter/arkiv/2016/") == f"{start}arkiv/2016/"
    assert canonical(client, "/nyheter/?sida=2") == f"{start}?sida=2"
    assert canonical(client, "/nyheter/?sida=99") == f"{start}?sida=2"
    both = f"?kategori={category.slug}&sida=2"
    assert canonical(client, f"/nyheter/{both}") == start + both


def test_a_photograph_takes_the_place_of_the_art(site, client):
    image = make_image(description="Tre personer vid ett bord")
    soup = head(client, site.add_text_page(image=image).url)
    assert said(soup, "og:image").startswith("http://localhost/media/")
    assert said(soup, "og:image:alt") == "Tre personer vid ett bord"
    assert said(soup, "og:image:type") == "image/jpeg"


def test_the_art_of_a_page_is_a_png_that_others_may_keep(site, client, media):
    page = site.activity
    address = said(head(client, page.url), "og:image")
    assert address == f"{ORIGIN}{art_address(page)}?v={share_image.digest_of(page)}"
    assert said(head(client, page.url), "og:image:alt") == "Lärandelunch. Malmöandan."
    response = client.get(art_address(page))
    picture = Image.open(BytesIO(response.content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert response["Content-Type"] == "image/png"
    assert "public" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(response.content) <= 60 * 1024
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_the_art_is_drawn_once_and_kept(site, client, media):
    first = client.get(art_address(site.activity)).content
    (kept,) = (path for path in media.rglob("*") if path.is_file())
    page, words = site.activity, ["Lärandelunch"]
    assert kept.read_bytes() == share_image.share_png(page.translation_key, page.word, words)
    assert kept.read_bytes() == first
    other = share_image.share_png(page.translation_key, page.word, ["Annat"])
    kept.write_bytes(other)
    assert client.get(art_address(site.activity)).content == other != first


def test_there_is_no_picture_of_what_a_visitor_may_not_see(site, client, media):
    private, draft = site.add_text_page("Privat"), site.add_text_page("Ofärdigt", live=False)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(art_address(private)).status_code == 404
    assert client.get(art_address(draft)).status_code == 404
    assert not list(media.rglob("*.png"))


@pytest.mark.parametrize(
    "rest",
    ["", "x", "x-kunskap.png", f"{NOBODY}-kunskap.png", f"{NOBODY}-kunskap.png/"],
)
def test_no_other_address_makes_a_picture(rest, site, client, media):
    assert client.get(f"/delningsbild/{rest}", follow=True).status_code == 404
    assert not list(media.rglob("*.png"))


@pytest.mark.parametrize("word", ["kunskap", "collaboration", "annat", "..", "%00", "SAMVERKAN"])
def test_a_page_has_no_picture_in_a_word_that_is_not_its_own(word, site, client, media):
    address = f"/delningsbild/{site.activity.translation_key}-{word}.png"
    assert client.get(address).status_code == 404
    assert not list(media.rglob("*.png"))


def test_a_page_of_another_word_has_another_picture(site, client):
    page = site.add_text_page()
    before = client.get(art_address(page)).content
    page.themes.set([make_theme("knowledge")])
    page.save()
    assert page.word == "knowledge"
    assert client.get(art_address(page)).content != before


def test_the_picture_has_the_colours_of_the_style_sheet():
    light = {name: colours[0] for name, colours in tokens().items()}
    assert {f"art-{name}": hue for name, hue in share_image.HUES.items()}.items() <= light.items()
    rooms = {
        Word.KNOWLEDGE: "rose-mist",
        Word.PARTICIPATION: "mist",
        Word.COLLABORATION: "rapeseed-mist",
    }
    assert {word: light[room] for word, room in rooms.items()} == share_image.ROOMS


@pytest.mark.parametrize("word", list(Word))
def test_the_picture_shows_the_same_shapes_as_the_page(word):
    art = motif.meeting("en sida", 1200 - share_image.TEXT_WIDTH, 630, close_up=True)
    png = share_image.share_png("en sida", word, ["En sida"])
    picture = Image.open(BytesIO(png)).crop((share_image.TEXT_WIDTH, 0, 1200, 630))
    hues = share_image.palette(word)
    ((first, second, mixed),) = art.overlaps
    # The far side of each voice is its own.
    for voice, other in ((first, second), (second, first)):
        away = -1 if voice.x < other.x else 1
        middle = voice.x + voice.size / 2
        across = min(max(round(middle + away * 0.4 * voice.size), 5), art.width - 5)
        point = (across, round(voice.y + voice.size / 2))
        assert hue(picture.getpixel(point)) == hues[voice.colour]
    colours = {colour for count, colour in picture.getcolors(1 << 20) if count > 2000}
    wanted = {*(hues[name] for name in ("v1", "v2", mixed)), share_image.ROOMS[word]}
    assert set(map(hue, colours)) == wanted


def crumbs(client, page):
    found = head(client, page.url).find_all("script", type="application/ld+json")
    return [json.loads(script.string) for script in found]


def test_every_page_below_the_start_says_where_it_stands(site, client):
    (data,) = crumbs(client, site.add_event("Ett möte"))
    assert (data["@context"], data["@type"]) == ("https://schema.org", "BreadcrumbList")
    steps = [(step["position"], step["name"], step["item"]) for step in data["itemListElement"]]
    activity = f"{ORIGIN}/vad-vi-gor/larandelunch/"
    assert steps == [
        (1, "Start", f"{ORIGIN}/"),
        (2, "Vad vi gör", f"{ORIGIN}/vad-vi-gor/"),
        (3, "Lärandelunch", activity),
        (4, "Ett möte", f"{activity}ett-mote/"),
    ]
    (home,) = crumbs(client, site.home)
    assert "@graph" in home


def test_a_title_cannot_break_out_of_the_data(site, client):
    title = "</script><script>alert(1)</script> & <b>"
    page = site.add_text_page(title, slug="elak")
    (data,) = crumbs(client, page)
    assert data["itemListElement"][-1]["name"] == title
    assert "<script>alert" not in client.get(page.url).text


def test_those_who_ask_for_the_icon_at_its_old_place_find_it(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/icons/favicon.ico")
    icon = Image.open(finders.find("icons/favicon.ico"))
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_every_icon_of_the_page_and_its_manifest_exists_and_is_as_large_as_it_says(site, client):
    soup = head(client, "/")
    links = soup.find_all("link", rel=re.compile("icon|manifest"))
    files = {link["href"].removeprefix("/static/") for link in links}
    assert all(finders.find(file) for file in files)
    assert Image.open(finders.find("icons/apple-touch-icon.png")).size == (180, 180)
    manifest = json.loads((settings.BASE_DIR / "static/icons/manifest.json").read_text())
    for icon in manifest["icons"]:
        picture = Image.open(finders.find(f"icons/{icon['src']}"))
        assert "{}x{}".format(*picture.size) == icon["sizes"]
    assert (manifest["lang"], manifest["name"]) == ("sv", "Malmöandan")
    paper = tokens()["paper"]
    themes = [meta["content"] for meta in soup.find_all("meta", {"name": "theme-color"})]
    assert themes == list(paper)
