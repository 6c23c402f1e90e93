"""A picture that cannot be shown costs itself alone; the periodic work makes good what it can."""

import os
from io import StringIO
from itertools import cycle
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from wagtail.models import Page

from home.faults import current_faults
from home.media import Rendition, SiteImage, rendition_specs
from tests import hostile_pictures as hostile
from tests.filled_site import FilledSite, picture
from tests.pages import SmallSite, make_image, make_organisation, moment
from tests.reading import get

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("media"),
]


def picture_faults():
    """Return what administrators are told of pictures."""
    return [fault for fault in current_faults() if fault.part == "Bilder"]


def without_original(image):
    Path(image.file.path).unlink()


def unreadable(image):
    Path(image.file.path).write_bytes(b"no picture")


def without_name(image):
    SiteImage.objects.filter(pk=image.pk).update(file="")


BROKEN = (without_original, unreadable, without_name)


def forget_cuts(image):
    """Lose every cut of a picture, rows and files."""
    for cut in image.renditions.all():
        Path(cut.file.path).unlink()
        cut.delete()


@pytest.mark.one_database
def test_every_page_is_shown_without_a_picture_that_cannot_be(client):
    FilledSite()
    for image, breaking in zip(SiteImage.objects.all(), cycle(BROKEN), strict=False):
        breaking(image)
    Rendition.objects.all().delete()
    for page in Page.objects.live().filter(depth__gt=1).specific():
        soup = get(client, page)
        assert not soup.select("main picture"), page
        assert soup.h1
    assert not Rendition.objects.exists()  # a visitor makes none either


def test_what_the_picture_says_stands_in_its_place(client):
    site = SmallSite()
    image = make_image(photographer="Ada Berg")
    article = site.add_article(date=moment(2021, 5, 1).date(), image=image, image_alt="Ett torg.")
    article.body = [("picture", picture(image))]
    article.save()
    forget_cuts(image)
    text = get(client, article).select_one("main").get_text(" ", strip=True)
    assert "Ett torg." in text
    assert "Två personer talar" in text
    assert "Samtal vid ett bord." in text


def test_a_list_shows_the_art_and_a_person_the_initials_instead(client):
    site = SmallSite()
    image = make_image()
    site.add_article(date=moment(2021, 5, 1).date(), image=image)
    site.add_person("Ada Berg", image=image)
    forget_cuts(image)
    assert get(client, site.news).select_one("main .frame .motif, main .frame svg")
    assert get(client, site.people).select_one(".portrait").get_text(strip=True) == "AB"


def test_work_makes_the_cuts_that_are_missing():
    image, whole = make_image(), make_image()
    kept = whole.renditions.values_list("file", flat=True)
    forget_cuts(image)
    lost = whole.renditions.first()
    Path(lost.file.path).unlink()
    before = set(kept)
    call_command("work")
    for each in (image, whole):
        assert {cut.filter_spec for cut in each.renditions.all()} == set(rendition_specs())
        assert all(Path(cut.file.path).exists() for cut in each.renditions.all())
    assert set(kept) == before
    assert picture_faults() == []


@pytest.mark.parametrize("breaking", BROKEN)
def test_what_work_cannot_make_good_is_told_and_forgotten_once_it_is_mended(
    breaking, client, editor, caplog
):
    image = make_image(title="Torget")
    forget_cuts(image)
    breaking(image)
    call_command("work")
    call_command("work")
    (fault,) = picture_faults()
    assert "Torget" in fault.sentence
    assert fault.url == reverse("wagtailimages:edit", args=[image.pk])
    assert len([line for line in caplog.messages if "Torget" in line]) == 1
    client.force_login(editor)
    assert client.get(fault.url).status_code == 200
    data = hostile.encoded(hostile.photo(), "PNG")
    assert hostile.replace(client, "ny.png", data, SiteImage.objects.get(pk=image.pk)).taken
    assert picture_faults() == []
    call_command("work")
    assert picture_faults() == []


def test_a_full_disk_is_told_and_made_good_when_there_is_room_again(media):
    image = make_image(title="Torget")
    forget_cuts(image)
    for file in (media / "images").iterdir():
        file.unlink()
    (media / "images").rmdir()
    (media / "images").write_text("")
    call_command("work")
    (fault,) = picture_faults()
    assert "disken" in fault.sentence
    (media / "images").unlink()
    call_command("work")
    assert picture_faults() == []
    assert image.renditions.count() == len(rendition_specs())


def test_words_about_a_picture_can_be_changed_while_its_file_is_gone(client, editor):
    image = make_image()
    without_original(image)
    client.force_login(editor)
    address = reverse("wagtailimages:edit", args=[image.pk])
    response = client.post(address, {"title": "Nytt namn", "focal_point_x": 3, "focal_point_y": 3})
    assert response.status_code == 302
    assert SiteImage.objects.get().title == "Nytt namn"


def test_a_moved_focal_point_has_its_cuts_when_it_is_saved():
    image = make_image(size=(90, 30))
    image.focal_point_x = image.focal_point_y = image.focal_point_width = 5
    image.focal_point_height = 5
    image.save()
    assert image.missing_renditions() == []
    assert image.renditions.exclude(focal_point_key="").exists()


def store_as_it_was(image, name):
    """Put a file in the place of a stored one, as if it had been stored before it was cleaned."""
    data = hostile.all_pictures()[name][0]
    Path(image.file.path).write_bytes(data)
    for cut in image.renditions.filter(filter_spec__contains="jpeg"):
        Path(cut.file.path).write_bytes(data)


def test_a_command_cleans_what_is_stored_once_and_leaves_what_is_clean(
    media, django_capture_on_commit_callbacks
):
    clean = make_image()
    names = ("turned.jpg", "upright.jpg", "text.png", "turned.webp", "turned.avif", "frames.gif")
    for name in names:
        store_as_it_was(make_image(title=name), name)
    broken = make_image(title="Trasig")
    unreadable(broken)
    lost = media / "original_images" / "left-behind.jpg"
    lost.write_bytes(hostile.all_pictures()["turned.jpg"][0])
    os.utime(lost, (0, 0))
    said = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("clean_images", stdout=said, stderr=said)
    assert "6 pictures cleaned, 1 were clean, 1 could not be read, 1 files" in said.getvalue()
    assert "Trasig" in said.getvalue()
    for file in media.rglob("*.*"):
        assert not any(secret in file.read_bytes() for secret in hostile.SECRETS), file
    for name in names:
        image = SiteImage.objects.get(title=name)
        with image.open_file() as file:
            assert Image.open(file).size == (image.width, image.height)
        assert image.missing_renditions() == []
        if name.startswith("turned"):
            assert (image.width, image.height) == (120, 160)
    files = {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}
    again = StringIO()
    call_command("clean_images", stdout=again, stderr=again)
    assert "0 pictures cleaned, 7 were clean" in again.getvalue()
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*.*")} == files
    assert SiteImage.objects.get(pk=clean.pk).file.name == clean.file.name


def test_a_cut_that_tells_too_much_is_made_anew_though_its_original_is_clean(media):
    image = make_image()
    data = hostile.all_pictures()["turned.jpg"][0]
    Path(image.renditions.filter(filter_spec__contains="1200x630").get().file.path).write_bytes(
        data
    )
    call_command("clean_images", stdout=StringIO())
    cut = SiteImage.objects.get().renditions.filter(filter_spec__contains="1200x630").get()
    assert b"SERIAL" not in Path(cut.file.path).read_bytes()


def test_a_logotype_that_cannot_be_shown_leaves_the_name(client):
    site = SmallSite()
    image = make_image()
    organisation = make_organisation("Föreningen", logo=image)
    page = site.add_text_page("Sida")
    page.body = [("people", {"heading": "", "people": [], "organisations": [organisation]})]
    page.save()
    forget_cuts(image)
    soup = get(client, page)
    assert "Föreningen" in soup.select_one(".organisations").get_text()
    assert not soup.select(".logo")


def test_the_art_that_a_page_is_shared_with_is_drawn_though_it_cannot_be_kept(client, media):
    article = SmallSite().add_article(date=moment(2021, 5, 1).date())
    address = f"/delningsbild/{article.translation_key}-{article.get_word_display().lower()}.png"
    (media / "delningsbilder").write_text("")
    drawn = client.get(address)
    assert drawn.status_code == 200
    (media / "delningsbilder").unlink()
    assert client.get(address).content == drawn.content
    (kept,) = hostile.stored_files()
    assert (media / kept).read_bytes() == client.get(address).content == drawn.content


def test_a_disk_that_is_away_for_a_while_takes_no_picture_along(media):
    image = make_image()
    cuts = set(image.renditions.values_list("pk", "file"))
    media.rename(media.with_name("away"))
    call_command("work")
    assert [fault for fault in current_faults() if "bildstorlekar" in fault.sentence]
    media.with_name("away").rename(media)
    call_command("work")
    assert not [fault for fault in current_faults() if "bildstorlekar" in fault.sentence]
    assert picture_faults() == []
    assert set(image.renditions.values_list("pk", "file")) == cuts


def test_a_picture_stored_as_it_came_is_cut_too():
    image = make_image()
    Path(image.file.path).write_bytes(hostile.all_pictures()["grey16.png"][0])
    forget_cuts(image)
    call_command("work")
    assert SiteImage.objects.get().missing_renditions() == []
    assert picture_faults() == []
