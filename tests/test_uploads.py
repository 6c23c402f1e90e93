"""Pictures of every kind, uploaded in every place: taken as a picture or refused in a sentence."""

import os
from html import unescape
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from home.clean_picture import LONGEST_SIDE
from home.hiding import set_hidden
from home.media import Rendition, SiteImage, rendition_specs
from home.upload_forms import NOT_STORED, SENTENCES
from tests import hostile_pictures as hostile
from tests.pages import make_image

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REFUSALS = [str(sentence) for sentence in SENTENCES.values()] + ["är tom", "Filen är för stor"]


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


def is_refused(answer):
    return any(words in unescape(answer.text) for words in REFUSALS)


def leftovers(picture):
    """Yield what the files of a picture hold besides the picture."""
    for file in [picture.file, *(cut.file for cut in picture.renditions.all())]:
        content = Path(file.path).read_bytes()
        found = Image.open(BytesIO(content))
        told = {"exif", "xmp", "comment", "photoshop"} & set(found.info)
        told |= {secret for secret in hostile.SECRETS if secret in content}
        told |= {"text"} if getattr(found, "text", None) else set()
        if told or found.getexif():
            yield file.name, told


def test_every_hostile_picture_is_taken_as_a_picture_alone_or_refused_in_words(client, media):
    wrong = []
    for name, (data, is_good) in hostile.all_pictures().items():
        files, rows = hostile.stored_files(), SiteImage.objects.count()
        answer = hostile.add(client, name, data)
        new_files, new_rows = hostile.stored_files() - files, SiteImage.objects.count() - rows
        expected = len(rendition_specs()) + 1 if is_good else 0
        seen = (answer.taken, new_rows, len(new_files), is_good or is_refused(answer))
        if seen != (is_good, int(is_good), expected, True):
            wrong.append((name, answer.status, *seen))
        if answer.taken:
            wrong += leftovers(SiteImage.objects.latest("pk"))
    assert wrong == []


def test_the_other_places_take_and_refuse_the_same_pictures(client, media):
    wrong = []
    names = ["grey16.png", "turned.jpg", "large.png", "nothing.png", "head-only.png", "fake.gif"]
    names += ["bad-exif.jpg", "cut-text.png", "drawing.png", "empty.png", "too-heavy.jpg"]
    for place in (hostile.add_many, hostile.choose):
        for name in names:
            data, is_good = hostile.all_pictures()[name]
            files, rows = hostile.stored_files(), SiteImage.objects.count()
            answer = place(client, name, data)
            new = SiteImage.objects.count() - rows, bool(hostile.stored_files() - files)
            if (answer.taken, *new) != (is_good, int(is_good), is_good) or not (
                is_good or is_refused(answer)
            ):
                wrong.append((place.__name__, name, answer, new))
    assert wrong == []


def test_a_bad_file_does_not_take_the_place_of_a_good_one(client, media):
    picture = make_image()
    files = hostile.stored_files()
    for name in ("large.png", "head-only.png", "cut-turned.webp", "page.png"):
        answer = hostile.replace(client, name, hostile.all_pictures()[name][0], picture)
        assert is_refused(answer), name
    picture.refresh_from_db()
    # The form shows the picture in cuts of the admin's own.
    assert {name for name in hostile.stored_files() if "original_" in name} <= files
    assert files <= hostile.stored_files()
    assert picture.renditions.filter(filter_spec__in=rendition_specs()).count() == len(
        rendition_specs()
    )


def test_whoever_opens_a_picture_reads_what_a_new_file_does(client, media):
    address = reverse("wagtailimages:edit", args=[make_image().pk])
    shown = client.get(address).text
    assert "En ny fil byter bilden överallt där den visas" in shown
    assert "Maximal filstorlek" in shown
    assert "En ny fil byter" not in client.get(reverse("wagtailimages:add")).text


def test_a_replaced_picture_has_its_cuts_at_once_and_leaves_no_file_behind(
    client, media, django_capture_on_commit_callbacks
):
    picture = make_image(title="Före")
    before = hostile.stored_files()
    with django_capture_on_commit_callbacks(execute=True):
        answer = hostile.replace(
            client, "turned.jpg", hostile.all_pictures()["turned.jpg"][0], picture
        )
    assert answer.taken
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (120, 160)
    specs = set(picture.renditions.values_list("filter_spec", flat=True))
    assert specs == set(rendition_specs())
    named = {picture.file.name, *picture.renditions.values_list("file", flat=True)}
    assert hostile.stored_files() == named
    assert not named & before
    cuts = {name for name in before if name.startswith("images/")}
    assert len(cuts) == len(specs)
    old = {name: client.get(f"/media/{name}") for name in cuts}
    assert {answer.status_code for answer in old.values()} == {302}
    assert {answer["Cache-Control"] for answer in old.values()} == {"max-age=3600, public"}
    now = {answer["Location"].removeprefix("/media/") for answer in old.values()}
    assert now == {name for name in named if name.startswith("images/")}
    assert client.get("/media/images/aldrig.jpg").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        set_hidden(picture, True)
    assert {client.get(f"/media/{name}").status_code for name in cuts | now} == {404}


def test_the_picture_of_a_user_is_cleaned_and_refused_alike(client, media, editor):
    assert hostile.avatar(client, "turned.jpg", hostile.all_pictures()["turned.jpg"][0]).taken
    (stored,) = hostile.stored_files()
    content = (media / stored).read_bytes()
    assert not any(secret in content for secret in hostile.SECRETS)
    for name in ("large.png", "head-only.png", "fake.gif", "cut-text.png", "page.png"):
        answer = hostile.avatar(client, name, hostile.all_pictures()[name][0])
        assert answer.status == 200, name
        assert is_refused(answer), name
    assert hostile.stored_files() == {stored}


def test_any_name_of_a_file_will_do(client, media):
    data = hostile.encoded(hostile.photo(), "PNG")
    for name, place in zip(hostile.ODD_NAMES, cycle(hostile.NEW.values()), strict=False):
        assert place(client, name, data).status < 400, (name, place)
    for stored in hostile.stored_files():
        assert stored.isascii()
        assert Path(stored).suffix in {".png", ".jpg", ".webp", ".avif"}
        assert ".." not in stored


def test_a_picture_is_called_after_what_it_is(client, media):
    for name, kind in (("png-inside.jpg", "PNG"), ("turned.avif", "WEBP"), ("frames.gif", "PNG")):
        assert hostile.add(client, name, hostile.all_pictures()[name][0]).taken
        picture = SiteImage.objects.latest("pk")
        with picture.open_file() as file:
            assert Image.open(file).format == kind
        assert picture.file.name.endswith(f".{kind.lower()}")


def test_a_grey_picture_of_16_bits_keeps_its_tones(client, media):
    hostile.add(client, "grey16.png", hostile.all_pictures()["grey16.png"][0])
    jpeg = SiteImage.objects.get().renditions.get(filter_spec__contains="720|format-jpeg")
    assert abs(Image.open(jpeg.file.path).convert("L").getpixel((40, 30)) - 30_000 // 256) < 3


def test_a_picture_stands_upright(client, media):
    for name in ("turned.jpg", "turned.webp", "turned.avif"):
        assert hostile.add(client, name, hostile.all_pictures()[name][0]).taken
        picture = SiteImage.objects.latest("pk")
        with picture.open_file() as file:
            upright = Image.open(file).convert("L")
        assert (picture.width, picture.height) == upright.size == (120, 160)
        # Dark was on top, and is on the right once the picture has been turned.
        assert upright.getpixel((20, 80)) > 150 > 100 > upright.getpixel((100, 80))


def test_the_colour_profile_is_kept_and_an_upright_jpeg_is_not_coded_anew(client, media):
    for name in ("upright.jpg", "turned.jpg", "described.webp", "turned.webp", "turned.avif"):
        data = hostile.all_pictures()[name][0]
        assert hostile.add(client, name, data).taken
        picture = SiteImage.objects.latest("pk")
        stored = Image.open(picture.file.path)
        assert stored.info["icc_profile"] == hostile.srgb(), name
        if name in ("upright.jpg", "described.webp"):
            before = Image.open(BytesIO(data))
            assert stored.convert("RGB").tobytes() == before.convert("RGB").tobytes()


def test_a_large_picture_is_stored_no_larger_than_it_is_shown(client, media):
    data = hostile.encoded(hostile.photo((5120, 60)), "JPEG", exif=hostile.exif())
    assert hostile.add(client, "stor.jpg", data).taken
    picture = SiteImage.objects.get()
    assert (picture.width, picture.height) == (30, LONGEST_SIDE)


def test_a_full_disk_is_said_at_the_field_and_leaves_neither_row_nor_file(client, media):
    data = hostile.encoded(hostile.photo(), "PNG")
    # A file where the folder should be cannot be written to, whoever asks.
    for blocked in ("original_images", "images"):
        (media / blocked).write_text("")
        before = hostile.stored_files()
        for place in hostile.NEW.values():
            answer = place(client, "bild.png", data)
            assert answer.status == 200
            assert str(NOT_STORED) in unescape(answer.text), place
            assert SiteImage.objects.count() == 0
            assert hostile.stored_files() == before
        (media / blocked).unlink()
    (media / "avatar_images").write_text("")
    assert str(NOT_STORED) in unescape(hostile.avatar(client, "bild.png", data).text)


def test_a_disk_that_is_full_in_the_middle_keeps_no_half_file(media):
    class Endless(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        default_storage.save("documents/rapport.pdf", Endless(b"x"))
    assert hostile.stored_files() == set()


def test_a_row_that_cannot_be_written_takes_its_files_along(media):
    data = hostile.encoded(hostile.photo(), "PNG")
    picture = SiteImage(title=None, file=ContentFile(data, name="bild.png"))
    picture.store()
    assert hostile.stored_files()
    with pytest.raises(IntegrityError):
        picture.save()
    assert hostile.stored_files() == set()
    assert not Rendition.objects.exists()


def test_every_place_where_pictures_are_listed_opens_with_a_broken_one(client, media):
    picture = make_image()
    Path(picture.file.path).write_bytes(b"no picture")
    for name in ("wagtailimages:index", "wagtailimages_chooser:choose"):
        assert client.get(reverse(name)).status_code == 200
    preview = reverse("wagtailimages:preview", args=[picture.pk, "original"])
    assert client.get(preview).status_code == 200
    for name in ("edit", "delete", "image_usage"):
        assert client.get(reverse(f"wagtailimages:{name}", args=[picture.pk])).status_code == 200


def unfinished(client, data):
    """Upload a picture whose form is not whole; return what the server keeps until it is."""
    client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "", "files[]": SimpleUploadedFile("bild.jpg", data)},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    return UploadedFile.objects.get()


def finish(client, upload):
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload.pk])
    return client.post(address, {f"uploaded-image-{upload.pk}-title": "Torget"}).json()


def test_a_picture_stored_before_its_form_is_whole_is_cleaned_when_it_is(client, media):
    upload = unfinished(client, hostile.all_pictures()["turned.jpg"][0])
    assert finish(client, upload)["success"]
    assert list(leftovers(SiteImage.objects.get())) == []
    assert not any("wagtail_uploads" in name for name in hostile.stored_files())


def test_what_cannot_be_finished_is_said_in_words(client, media):
    upload = unfinished(client, hostile.encoded(hostile.photo(), "PNG"))
    (media / "original_images").write_text("")
    assert str(NOT_STORED) in finish(client, upload)["form"]
    (media / "original_images").unlink()
    Path(upload.file.path).write_bytes(b"no picture")
    assert str(SENTENCES["format"]) in finish(client, upload)["form"]
    Path(upload.file.path).unlink()
    assert str(NOT_STORED) in finish(client, upload)["form"]
    assert SiteImage.objects.count() == 0
    (media / "wagtail_uploads").rmdir()
    (media / "wagtail_uploads").write_text("")
    data = {
        "title": "",
        "files[]": SimpleUploadedFile("a.png", hostile.encoded(hostile.photo(), "PNG")),
    }
    answer = client.post(reverse("wagtailimages:add_multiple"), data).json()
    assert answer["error_message"] == str(NOT_STORED)


def test_an_upload_that_nobody_finishes_is_deleted_after_a_day(client, media):
    data = hostile.all_pictures()["turned.jpg"][0]
    old = unfinished(client, data)
    os.utime(old.file.path, (0, 0))
    call_command("work")
    assert not UploadedFile.objects.exists()
    assert hostile.stored_files() == set()
    unfinished(client, data)
    call_command("work")
    assert UploadedFile.objects.exists()


def test_the_picture_of_a_user_is_shown_in_the_admin(client, media):
    hostile.avatar(client, "bild.png", hostile.encoded(hostile.photo(), "PNG"))
    shown = client.get(reverse("wagtailadmin_home")).content.decode()
    (stored,) = hostile.stored_files()
    assert f"/media/{stored}" in shown
    assert client.get(f"/media/{stored}").status_code == 200


@pytest.mark.parametrize("name", ["%00.png", "%ff%fe.webp", f"{'å' * 900}.png", "..%2fa.jpg"])
def test_no_name_of_a_picture_that_is_nowhere_breaks_the_search_for_it(client, name):
    assert client.get(f"/media/images/{name}").status_code == 404
