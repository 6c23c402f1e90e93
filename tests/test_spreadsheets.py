"""What the admin exports and reads in: in any program harmless, and as a Swedish one writes it."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from tests.pages import SmallSite

pytestmark = pytest.mark.one_database

HISTORY = "/admin/reports/site-history/"
IMPORT = "/admin/redirects/import/"


@pytest.fixture
def client(client, editor):
    """A browser in which an administrator has logged in."""
    client.force_login(editor)
    return client


def export(client, address, form):
    """Return the exported rows, the headings first."""
    content = b"".join(client.get(address, {"export": form}).streaming_content)
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_wagtails_own_exports_hold_no_formula_no_control_character_and_swedish_time(client, form):
    site = SmallSite()
    site.activity.draft_title = "=1+1 Å\x02\uffff\ufffe\x0bö"
    PageLogEntry.objects.all().delete()
    log(site.activity, "wagtail.edit")
    PageLogEntry.objects.update(timestamp=datetime(2026, 7, 1, 10, 15, tzinfo=UTC))
    row = export(client, HISTORY, form)[1]
    assert row[1] == "'=1+1 Å\nö"
    summer = datetime(2026, 7, 1, 12, 15)
    assert (summer if form == "xlsx" else "2026-07-01 12:15") in row


def upload(client, name, content):
    """Choose a file of redirects, and return the answer and what the form then sends."""
    response = client.post(IMPORT, {"import_file": SimpleUploadedFile(name, content)})
    form = (response.context or {}).get("form")
    sent = {field: form.initial[field] for field in form.initial} if form else {}
    return response, sent | {"from_index": "0", "to_index": "1", "permanent": "on"}


FILES = {
    "comma.csv": "Från,Till\n/å,https://example.org/\n".encode(),
    "semicolon.csv": "Från;Till\r\n/å;https://example.org/\r\n".encode("utf-8-sig"),
    "excel.csv": "Från;Till\r\n/å;https://example.org/\r\n".encode("cp1252"),
    "unicode.csv": "Från\tTill\r\n/å\thttps://example.org/\r\n".encode("utf-16"),
    "tab.tsv": "Från\tTill\n/å\thttps://example.org/\n".encode(),
    "short.csv": "Från;Till\n\n/å;https://example.org/\n/b\n;;;;\n".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_redirects_are_read_in_as_a_spreadsheet_writes_them(client, name):
    _response, sent = upload(client, name, FILES[name])
    assert client.post(f"{IMPORT}process/", sent).status_code in (200, 302)
    assert list(Redirect.objects.values_list("old_path", "redirect_link")) == [
        ("/å", "https://example.org/")
    ]


def test_an_address_that_cannot_be_taken_apart_is_told_with_its_row(client):
    file = "Från;Till\nhttp://[;https://example.org/\n".encode()
    _response, sent = upload(client, "list.csv", file)
    answer = client.post(f"{IMPORT}process/", sent, follow=True)
    assert "Adressen går inte att läsa." in answer.text
    assert not Redirect.objects.exists()


def test_a_workbook_of_redirects_is_refused_unread(client):
    # openpyxl would be busy for minutes with some that are small.
    file = SimpleUploadedFile("book.xlsx", b"PK\3\4")
    text = client.post(IMPORT, {"import_file": file}, follow=True).text
    assert "stöds inte" in text
    assert "CSV, TSV" in text


def test_a_file_of_redirects_that_is_read_in_twice_or_is_forged_is_asked_for_again(client):
    _response, sent = upload(client, "comma.csv", FILES["comma.csv"])
    for form in (sent, sent, sent | {"import_file_name": "x:y"}, {"from_index": "0"}):
        assert client.post(f"{IMPORT}process/", form)["Location"] in (IMPORT, "/admin/redirects/")
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("content", [b"\0", b"PK\3\4abc", bytes(range(256)), b'"', b"\xff\xfe\0"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_what_is_no_file_of_redirects_is_told_in_words(client, name, content):
    response, sent = upload(client, name, content)
    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert client.post(f"{IMPORT}process/", sent).status_code in (200, 302)
    assert not Redirect.objects.exists()
