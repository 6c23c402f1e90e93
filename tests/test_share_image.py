"""The picture that a page is shared with says what it is, when and whose; it never fails."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from home import lettering, share_image
from home.themes import Word
from tests.pages import SmallSite, make_category, moment

pytestmark = pytest.mark.one_database

KEY = "en sida"
PANEL = (0, 0, share_image.TEXT_WIDTH, share_image.HEIGHT)


def picture(*words):
    return Image.open(BytesIO(share_image.share_png(KEY, Word.KNOWLEDGE, words)))


def differ(first, second, box=PANEL):
    return ImageChops.difference(first.crop(box), second.crop(box)).getbbox() is not None


@pytest.mark.django_db
def test_the_picture_of_a_page_says_its_title_when_and_whose_it_is():
    site = SmallSite()
    start, end = moment(2026, 11, 12, 18), moment(2026, 11, 12, 20, 30)
    event = site.add_event("Vad behövs?", start=start, end=end)
    when = "orsdag 12 november 2026 kl. 18.00–20.30"
    said = [words.replace("\xa0", " ") for words in share_image.words_of(event)]
    assert said == ["Vad behövs?", f"T{when}", "Lärandelunch"]
    event.change = "cancelled"
    assert share_image.words_of(event)[1].replace("\xa0", " ") == f"Inställt: t{when}"
    event.change = "postponed"
    assert share_image.words_of(event)[1] == "Uppskjutet"
    assert share_image.words_of(site.add_event("Snart"))[1] == "Datum meddelas"
    category = make_category("Rapport")
    article = site.add_article("Nytt", date=date(2016, 5, 10), category=category)
    said = [words.replace("\xa0", " ") for words in share_image.words_of(article)]
    assert said == ["Nytt", "10 maj 2016", "Rapport"]
    issue = site.add_issue(2022, 1, title="Våren")
    said = [words.replace("\xa0", " ") for words in share_image.words_of(issue)]
    assert said == ["Våren", "Nr 1 2022", "Nyhetsbrev"]
    assert share_image.words_of(site.add_text_page("Kontakt")) == ["Kontakt"]
    assert share_image.words_of(site.home) == ["Malmöandan"]
    often = site.add_activity("Dialogforum", frequency="två gånger per år")
    assert share_image.words_of(often) == ["Dialogforum", "Två gånger per år"]
    person = site.add_person("Maria Lagneby", job_title="projektledare", unit="Kansliet")
    assert share_image.words_of(person) == ["Maria Lagneby", "projektledare", "Kansliet"]


def test_each_line_is_drawn_beside_the_art():
    bare, titled, dated = picture("A"), picture("Lärandelunch"), picture("A", "12 maj", "Nyhet")
    assert differ(bare, titled)
    assert differ(bare, dated)
    art = (share_image.TEXT_WIDTH, 0, share_image.WIDTH, share_image.HEIGHT)
    assert not differ(bare, dated, art)


@pytest.mark.parametrize(
    "title",
    ["Ö" * 3000, "Medborgarbudget " * 200, "مرحبا بكم", "漢字", "Łódź", "🎉", "", " ", "a\nb\x00"],
)
def test_any_title_is_a_picture_that_keeps_its_margins(title):
    drawn = picture(title, title or "12 maj", title)
    assert drawn.size == (1200, 630)
    margin = share_image.MARGIN
    for box in ((0, 0, margin - 20, 630), (0, 0, 700, 50), (0, 600, 700, 630)):
        assert drawn.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), PAPER)]


PAPER = (0xFD, 0xFC, 0xFA)


def test_a_word_is_broken_only_where_no_size_holds_it():
    box = (560, 250)
    face, lines = lettering.fitted(lettering.HEADING, 660, "Kontakt", box, (80, 40))
    assert (face.size, lines) == (80, ["Kontakt"])
    face, lines = lettering.fitted(lettering.HEADING, 660, "Översvämningsskydd", box, (80, 40))
    assert (face.size, lines) == (40, ["Översvämningsskydd"])
    _face, lines = lettering.fitted(lettering.HEADING, 660, "ö" * 500, box, (80, 40))
    assert lines[0].endswith("-")
    assert lines[-1].endswith("…")


def test_where_the_typefaces_cannot_be_read_the_art_fills_the_picture(monkeypatch, caplog):
    monkeypatch.setattr(lettering, "HEADING", "finns-inte")
    assert picture("Kontakt").size == (1200, 630)
    assert "could not be drawn" in caplog.text


@pytest.mark.django_db
def test_a_page_that_says_something_else_has_a_new_picture_and_the_old_one_goes(
    client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    page = SmallSite().activity
    address = f"/delningsbild/{page.translation_key}-samverkan.png"
    before, digest = client.get(address).content, share_image.digest_of(page)
    page.title = "Lunch"
    page.save()
    assert share_image.digest_of(page) != digest
    assert client.get(address).content != before
    assert len(list(tmp_path.rglob("*.png"))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("half", [0, 1000])
def test_a_picture_that_was_stored_by_half_is_drawn_anew(client, settings, tmp_path, half):
    settings.MEDIA_ROOT = tmp_path
    page = SmallSite().activity
    address = f"/delningsbild/{page.translation_key}-samverkan.png"
    whole = client.get(address).content
    (stored,) = tmp_path.rglob("*.png")
    stored.write_bytes(whole[:half])
    assert client.get(address).content == whole
    (stored,) = tmp_path.rglob("*.png")
    assert stored.read_bytes() == whole
