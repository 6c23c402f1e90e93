"""Uploaded files in a bucket: pictures and documents as from a folder, and no more open."""

import io
import logging
import os
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from home.models import SiteDocument, SiteImage
from malmoandan.backup.rows import empty_tables
from malmoandan.settings.environment import Environment
from search.documents.reading import read_waiting_documents
from tests import s3_server
from tests.documents import docx, paragraph
from tests.pages import SmallSite, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def bucket(settings, monkeypatch):
    """A bucket in which the site keeps its files."""
    with s3_server.running() as store:
        monkeypatch.setenv("STORAGE_URL", store.url)
        default = Environment().storage("STORAGE_URL")
        settings.STORAGES = {**settings.STORAGES, "default": default}
        yield store


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


def picture():
    data = io.BytesIO()
    Image.new("RGB", (1600, 900), "#0f5a6b").save(data, "JPEG")
    return SimpleUploadedFile("bild.jpg", data.getvalue(), "image/jpeg")


def test_an_uploaded_picture_lies_in_the_bucket_with_its_cuts_and_is_shown(
    bucket, editor_client, commits
):
    site = SmallSite()
    editor_client.post(reverse("wagtailimages:add"), {"title": "Torget", "file": picture()})
    image = SiteImage.objects.get()
    article = site.add_article("Nytt", date_text="i år", image=image)
    cuts = [rendition.file.name for rendition in image.renditions.all()]
    assert len(cuts) > 5
    assert {image.file.name, *cuts} == set(bucket.files)
    html = editor_client.get(article.url).content.decode()
    assert str(bucket.server_port) not in html
    assert sum(f"/media/{name}" in html for name in cuts) > 3
    for name in cuts[:3]:
        response = editor_client.get(f"/media/{name}")
        assert b"".join(response.streaming_content) == bucket.files[name][0]
        assert response["Content-Type"].startswith("image/")
        assert "max-age=31536000" in response["Cache-Control"]
    assert editor_client.get("/media/images/finns-inte.jpg").status_code == 404
    with commits():
        image.delete()
    assert not bucket.files


def test_a_document_in_the_bucket_is_open_only_where_a_page_shows_it(bucket, editor_client, client):
    site, words = SmallSite(), "kolonilotter i Sofielund"
    file = SimpleUploadedFile("rapport.docx", docx(paragraph(words)))
    editor_client.post(reverse("wagtaildocs:add"), {"title": "Rapport", "file": file})
    document = SiteDocument.objects.get()
    assert [document.file.name] == [*bucket.files]
    visitor = type(client)()
    assert visitor.get(document.url).status_code == 404
    assert visitor.get(f"/media/{document.file.name}").status_code == 404
    body = [("documents", {"heading": "Filer", "documents": [{"document": document}]})]
    page = site.add_article("Rapporten", date_text="i år", body=body)
    page.save_revision().publish()
    response = visitor.get(document.url)
    assert b"".join(response.streaming_content) == bucket.files[document.file.name][0]
    assert response["Content-Disposition"].startswith("attachment")
    read_waiting_documents()
    assert words in document.search_text.text


def test_a_bucket_that_fails_costs_the_upload_and_no_page(bucket, editor_client, caplog):
    site, image = SmallSite(), make_image()
    article = site.add_article("Nytt", date_text="i år", image=image)
    bucket.failing = True
    caplog.set_level(logging.CRITICAL)
    assert editor_client.get(article.url).status_code == 200
    name = image.renditions.first().file.name
    assert editor_client.get(f"/media/{name}").status_code == 404
    assert "filer: fel" in editor_client.get("/halsa/").content.decode()
    response = editor_client.post(
        reverse("wagtailimages:add"), {"title": "Torget", "file": picture()}
    )
    assert response.status_code == 200
    assert SiteImage.objects.count() == 1
    bucket.failing = False
    assert "filer: ok" in editor_client.get("/halsa/").content.decode()


def test_a_backup_takes_files_out_of_the_bucket_and_puts_them_into_a_folder(
    bucket, settings, tmp_path
):
    SmallSite()
    make_image()
    before = {name: content for name, (content, _kind) in bucket.files.items()}
    call_command("backup", tmp_path / "site.zip")
    with ZipFile(tmp_path / "site.zip") as archive:
        assert {name for name in archive.namelist() if name.startswith("media/")} == {
            f"media/{name}" for name in before
        }
    empty_tables()
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = {"BACKEND": "home.storage.WholeFileStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    call_command("restore", tmp_path / "site.zip")
    after = {
        os.path.relpath(path, settings.MEDIA_ROOT): path.read_bytes()
        for path in settings.MEDIA_ROOT.rglob("*.*")
    }
    assert after == before


def test_a_folder_of_the_bucket_is_there_as_long_as_it_holds_anything(bucket):
    assert not default_storage.exists("original_images")
    make_image()
    assert default_storage.exists("original_images")
    assert storages["default"].listdir("original_images")[1]
