"""What may be read out in the place of a picture, and where it is asked for."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from home.alternative_text import CAPTION, FILE_NAME, OF_A_PICTURE, fault_in
from home.models import SiteImage, StandardPage
from news.models import ArticlePage
from tests import hostile_pictures as hostile
from tests.pages import SmallSite
from tests.test_admin_editing import add_address, save, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FILE_NAMES = (
    *("IMG_0469", "DSC0001.jpg", "bild-1", "Bild 3", "image (2)", "P1010234", "20190512_143022"),
    *("Namnlöst", "Namnlös kopia", "Skärmavbild 2023-04-05 kl. 10.12.13", "sommarfest_2019"),
    *("WhatsApp Image 2021-05-04 at 12.03.04", "torgmöte.JPG", "PXL_20230101_101010", "untitled"),
)
OF_PICTURES = (
    *("bild på ett torg", "Foto av Ada Berg", "En bild från mötet", "Bilden visar ett torg"),
    *("Photo of a square", "Porträtt av Ada Berg", "svartvit bild av torget", "BILD PÅ TORGET"),
)
TEXTS = (
    *("", "Två personer talar", "Ett torg.", "Bildhuggaren arbetar", "Logotyp", "Malmöandan"),
    *("Bilder ritade av barn hänger på väggen", "Tre barn 2019", "En tavla på väggen"),
    *("Möllevångstorget 1905", "Fil av metall", "P-plats vid torget", "Okänd soldat"),
)


def test_a_text_is_no_name_of_a_file_and_does_not_say_that_it_is_a_picture():
    assert [text for text in FILE_NAMES if fault_in(text) != FILE_NAME] == []
    assert [text for text in OF_PICTURES if fault_in(text) != OF_A_PICTURE] == []
    assert [(text, fault_in(text)) for text in TEXTS if fault_in(text)] == []


def test_a_caption_is_not_said_twice():
    assert fault_in("Torget i Malmö", caption="torget i Malmö.") == CAPTION
    assert fault_in("Torget i Malmö", caption="Torget i regn") is None


@pytest.fixture
def site(db):
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


@pytest.fixture
def image(client, settings, tmp_path):
    """A picture uploaded without a word about it, as most are."""
    settings.MEDIA_ROOT = tmp_path
    name = "tre talare vid bordet.png"
    client.post(
        reverse("wagtailimages:add"),
        {
            "title": "tre talare vid bordet",
            "file": SimpleUploadedFile(name, hostile.encoded(hostile.photo(), "PNG")),
        },
    )
    return SiteImage.objects.latest("pk")


def in_picture(image, text, caption="", decorative=False):
    picture = {"image": {"image": str(image.pk), "alt_text": text}, "caption": caption}
    if decorative:
        picture["image"]["decorative"] = "on"
    return picture


def in_body(*blocks):
    return {"title": "Sida", "slug": "en-sida", "body": streamfield(list(blocks))}


def test_publishing_says_at_the_field_what_is_wrong_and_a_draft_may_wait(client, site, image):
    faults = {
        ("tre talare vid bordet", ""): FILE_NAME,
        ("IMG_0469", ""): FILE_NAME,
        ("Bild på tre talare", ""): OF_A_PICTURE,
        ("Tre som talar", "Tre som talar."): CAPTION,
    }
    changes = in_body(*(("picture", in_picture(image, *words)) for words in faults))
    address = add_address(site, StandardPage)
    said = json.loads(told(save(client, address, StandardPage, changes, "publish"), "body"))
    at_texts = [
        block["blockErrors"]["image"]["blockErrors"]["alt_text"]["messages"]
        for _number, block in sorted(said["blockErrors"].items())
    ]
    assert at_texts == [[str(fault)] for fault in faults.values()]
    assert save(client, address, StandardPage, changes).status_code == 302
    page = StandardPage.objects.get(slug="en-sida")
    assert not page.live


def test_a_picture_that_decorates_needs_no_text(client, site, image):
    changes = in_body(("picture", in_picture(image, "", "", decorative=True)))
    save(client, add_address(site, StandardPage), StandardPage, changes, "publish")
    assert StandardPage.objects.get(slug="en-sida").live


def test_a_gallery_asks_the_same_of_each_picture(client, site, image):
    pictures = {
        "pictures-count": "1",
        "pictures-0-deleted": "",
        "pictures-0-order": "0",
        "pictures-0-type": "item",
        "pictures-0-id": "",
        "pictures-0-value": in_picture(image, "DSC0001.jpg"),
    }
    changes = in_body(("gallery", {"heading": "", **pictures}))
    response = save(client, add_address(site, StandardPage), StandardPage, changes, "publish")
    assert str(FILE_NAME) in told(response, "body")


def test_the_picture_of_a_page_asks_the_same(client, site, image):
    address = add_address(site, ArticlePage)
    words = {"title": "Sida", "slug": "en-sida", "date": "2022-05-10", "image": image.pk}
    for text, fault in (("tre talare vid bordet", FILE_NAME), ("foto av oss", OF_A_PICTURE)):
        changes = words | {"image_alt": text}
        response = save(client, address, ArticlePage, changes, "publish")
        assert told(response, "image_alt") == str(fault)
    save(client, address, ArticlePage, words | {"image_alt": "foto av oss"})
    page = ArticlePage.objects.get(slug="en-sida")
    latest = page.get_latest_revision_as_object()
    assert str(OF_A_PICTURE) in latest.obstacles()
    latest.image_alt = ""
    assert latest.obstacles() == []


def test_the_description_of_a_picture_asks_the_same_and_its_title_is_never_read_out(client, image):
    assert image.default_alt_text == ""
    address = reverse("wagtailimages:edit", args=[image.pk])
    for text, fault in (("IMG_0469", FILE_NAME), ("Bild av torget", OF_A_PICTURE)):
        response = client.post(address, {"title": "IMG_0469", "description": text})
        assert response.context["form"].errors["description"] == [str(fault)]
    assert client.post(address, {"title": "IMG_0469", "description": "Torget"}).status_code == 302
    image.refresh_from_db()
    assert image.default_alt_text == "Torget"
