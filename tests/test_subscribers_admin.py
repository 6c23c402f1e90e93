"""Prenumeranter in the admin: the list, its export, and lists that are taken in."""

import csv
import io
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.xml.constants import SHEET_MAIN_NS
from wagtail.models import ModelLogEntry

from home.models import User
from news.models import Subscriber
from news.subscriptions.importing import read, text_of_file
from news.subscriptions.subscriber import suppress
from news.subscriptions.suppression import Reason, is_suppressed
from news.subscriptions.workbook import DEEPEST, LARGEST, WorkbookError, text_of_workbook
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database
LIST, IMPORT = "/admin/prenumeranter/", "/admin/prenumeranter/importera/"
BASIS = {"basis": "Anmälde sig på mötet 2024", "newsletter": "on"}


@pytest.fixture
def administrator(db):
    user = User.objects.create_user("administrator", first_name="Åsa")
    user.groups.set([Group.objects.get(name="Administratör")])
    return user


def subscriber(email, **fields):
    fields = {"confirmed": timezone.now(), "newsletter": True, "consent_text": "Ja", **fields}
    return Subscriber.objects.create(email=email, **fields)


def emails(response):
    return [one.email for one in response.context["object_list"]]


def test_a_redaktor_finds_subscribers_and_takes_them_away_for_good(
    client, redaktor, django_assert_max_num_queries
):
    site = SmallSite()
    client.force_login(redaktor)
    first, second = subscriber("anna@exempel.se"), subscriber("bo@exempel.se", confirmed=None)
    for one in [first, *(subscriber(f"nr{number}@exempel.se") for number in range(9))]:
        one.activities.set([site.activity])
    client.get(LIST)
    with django_assert_max_num_queries(40):
        html = client.get(LIST).content.decode()
    assert "Nyhetsbrevet; Nya evenemang i Lärandelunch" in html
    assert "Importera en lista" not in html
    assert "export=csv" not in html
    assert emails(client.get(LIST, {"q": "anna@"})) == ["anna@exempel.se"]
    assert emails(client.get(LIST, {"bekraftad": "nej"})) == ["bo@exempel.se"]
    page = client.get(f"{LIST}inspect/{first.pk}/").content.decode()
    assert "anna@exempel.se" in page
    assert first.token not in page
    assert client.post(f"{LIST}delete/{second.pk}/").status_code == 302
    assert is_suppressed("bo@exempel.se")
    # The history of the admin is a log, in which no address is to be.
    told = [(entry.label, entry.data) for entry in ModelLogEntry.objects.all()]
    assert told
    assert "exempel.se" not in str(told)


def test_an_export_is_logged_and_harmless_in_a_spreadsheet(client, administrator):
    client.force_login(administrator)
    subscriber("=cmd@exempel.se", consent_text="=1+1", consented="2026-07-01T10:15:00Z")
    response = client.get(LIST, {"export": "csv"})
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbfE-post;Vill ha;")
    (row,) = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]
    assert row[0] == "'=cmd@exempel.se"
    assert row[1] == "Nyhetsbrevet"
    assert row[5] == "'=1+1"
    assert row[7] == "2026-07-01 12:15"
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user) == ("news.export_subscribers", administrator)
    assert b"PK" in b"".join(client.get(LIST, {"export": "xlsx"}).streaming_content)[:4]


OLD_LIST = """Namn;E-post;Kommentar
Anna Ek;Anna@Exempel.se;ja
"Bo; Ek";bo@exempel.se;
Bo igen;BO@exempel.se;
Cilla;cilla@exempel.se;har slutat
Dag;dag@exempel;fel
Eva <eva@exempel.se>
=HYPERLINK("x");finns@exempel.se
"""


def test_a_list_is_tried_before_it_is_taken_in(client, administrator):
    client.force_login(administrator)
    subscriber("finns@exempel.se")
    suppress("cilla@exempel.se", Reason.LEFT)
    file = SimpleUploadedFile("lista.csv", OLD_LIST.encode("cp1252"))
    response = client.post(IMPORT, {"file": file, **BASIS})
    html = " ".join(response.content.decode().split())
    for words in (
        "Inget är importerat än",
        "Nya adresser: 3",
        "Finns redan: 1",
        "Står flera gånger i listan: 1",
        "importeras inte: 1",
        "Är inga e-postadresser: 1 (dag@exempel)",
        "Importera 3 adresser",
    ):
        assert words in html
    assert Subscriber.objects.count() == 1
    form = response.context["form"]
    data = {"addresses": form["addresses"].value(), "tried": form["tried"].value(), **BASIS}
    changed = {**data, "addresses": data["addresses"] + "\nny@exempel.se"}
    assert "Importera 4 adresser" in client.post(IMPORT, changed).content.decode()
    assert Subscriber.objects.count() == 1
    assert client.post(IMPORT, data).url == LIST
    new = Subscriber.objects.exclude(email="finns@exempel.se")
    assert {one.email for one in new} == {"anna@exempel.se", "bo@exempel.se", "eva@exempel.se"}
    one = new[0]
    assert one.confirmed
    assert (one.source, one.consent_text, one.newsletter) == ("import", BASIS["basis"], True)
    assert len(set(new.values_list("token", flat=True))) == 3
    entry = ModelLogEntry.objects.get(action="news.import_subscribers")
    assert entry.data == {"count": 3, "basis": BASIS["basis"]}
    # Once more: nothing is new.
    html = client.post(IMPORT, data).content.decode()
    assert "Nya adresser: 0" in html


def workbook(**changes):
    """Return a workbook of two sheets, as bytes; `changes` are (old, new) of its parts."""
    book = Workbook()
    book.active.append(["Namn", "E-post"])
    book.active.append(["Anna Ek", "Anna@Exempel.se"])
    book.active.append(["Bo & Co <bo@exempel.se>", "=A2"])
    book.create_sheet("Har slutat").append(["cilla@exempel.se"])
    plain, changed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with ZipFile(plain) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            old, new = changes.get(name.rpartition("/")[2].removesuffix(".xml"), (part, part))
            assert old in part
            target.writestr(name, part.replace(old, new, 1))
        target.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SHEET_MAIN_NS}">{STRING}</sst>')
    return changed.getvalue()


# Excel writes what cells say beside the sheets, and in parts where some of it is bold.
STRING = "<si><r><t>dag@</t></r><r><t>exempel.se</t></r></si>"
CELL = b'<c r="A4" t="%s">%s</c></row></sheetData>'
END = b"</row></sheetData>"


def test_a_workbook_is_read_as_it_was_saved_and_from_its_first_sheet_alone(client, administrator):
    client.force_login(administrator)
    shared = CELL % (b"s", b"<v>0</v>")
    formula = CELL % (b"str", b'<f>HYPERLINK("x")</f><v>dag@exempel.se</v>')
    hidden = (b'state="visible"', b'state="hidden"')
    two = ["anna@exempel.se", "bo@exempel.se"]
    for changes, new in (
        ({}, two),
        ({"sheet1": (END, shared)}, [*two, "dag@exempel.se"]),
        ({"sheet1": (END, formula)}, [*two, "dag@exempel.se"]),
        ({"workbook": hidden}, ["cilla@exempel.se"]),
    ):
        assert read(text_of_file(workbook(**changes))).new == new
    file = SimpleUploadedFile("lista.xlsx", workbook())
    assert "Nya adresser: 2" in client.post(IMPORT, {"file": file, **BASIS}).text
    file = SimpleUploadedFile("lista.xlsx", workbook()[:-99])
    assert "inte att läsa som en arbetsbok" in client.post(IMPORT, {"file": file, **BASIS}).text
    assert not Subscriber.objects.exists()


def test_a_workbook_that_would_take_long_or_is_broken_is_refused_in_words():
    far = b'</row><row r="999999999999"><c r="ZZZ1"><v>1</v></c>' + END
    many = b"</row>" + b"<row/>" * 100_000 + b"</sheetData>"
    for harmless in (workbook(sheet1=(END, far)), workbook(sheet1=(END, many))):
        assert text_of_workbook(harmless).count("@") == 2
    entities = b'<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><worksheet'
    whole, broken = workbook(), "Filen går inte att läsa som en arbetsbok."
    for data, words in (
        (workbook(sheet1=(END, END + b" " * LARGEST)), "Arbetsboken är för stor."),
        (workbook(sheet1=(b"<worksheet", entities)), broken),
        (workbook(sheet1=(END, b"<a>" * DEEPEST + END)), broken),
        (workbook(sheet1=(END, CELL % (b"s", b"<v>1</v>"))), broken),
        (workbook(sheet1=(END, CELL % (b"s", b"<v>" + b"9" * 9999 + b"</v>"))), broken),
        (workbook(**{"workbook.xml.rels": (b"sheet1.xml", b"sheet9.xml")}), broken),
        (whole[:-99], broken),
        (whole.replace(b"xl/workbook.xml", b"xl/workbook.txt"), broken),
        (b"PK\x03\x04" + b"\0" * 999, broken),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "Filen har lösenord"),
    ):
        with pytest.raises(WorkbookError, match=words):
            text_of_workbook(data)


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_a_workbook_is_packed_as_no_program_packs_one_and_so_refused(method):
    packed = io.BytesIO()
    with ZipFile(packed, "w", method) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 99)
    whole = packed.getvalue()
    begins = whole.index(b"workbook.xml") + len("workbook.xml")
    broken = whole[:begins] + b"\xff" * 12 + whole[begins + 12 :]
    for data in (whole, broken):
        with pytest.raises(WorkbookError, match="inte att läsa som en arbetsbok"):
            text_of_workbook(data)


def test_an_import_that_lacks_something_says_what(client, administrator):
    client.force_login(administrator)
    for changes, words in (
        ({}, "Välj en fil, eller klistra in adresser."),
        ({"addresses": "hej"}, "Välj en fil, eller klistra in adresser."),
        ({"addresses": "a@exempel.se", "basis": ""}, "Skriv hur och när de har sagt ja."),
        ({"addresses": "a@exempel.se", "newsletter": ""}, "Välj vad de ska få."),
        ({"addresses": "a@b.se\n" * 20_001}, "högst 20 000 adresser åt gången"),
        ({"file": SimpleUploadedFile("x", b"@" * 2_000_001)}, "högst 2 MB"),
        ({"file": SimpleUploadedFile("x", b"\x00\xff@\x80\n" * 99)}, "varken text eller Excel"),
        ({"file": SimpleUploadedFile("x", b"\xff@\x80\n" * 99)}, "Nya adresser: 0"),
    ):
        assert words in client.post(IMPORT, {**BASIS, **changes}).content.decode(), words
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be-sig"])
def test_a_list_in_any_code_is_read_and_one_that_is_cut_off_as_far_as_it_goes(db, code):
    text = "\ufeff" * (code == "utf-16-be-sig") + "Åsa;åsa\r\nÅsa;asa@exempel.se\r\nx"
    data = text.encode(code.removesuffix("-sig") if "16" in code else code)
    assert read(text_of_file(data)).new == ["asa@exempel.se"]
    assert read(text_of_file(data[:-1])).new == ["asa@exempel.se"]


def test_addresses_are_found_beside_names_however_these_are_written(db):
    reading = read(
        '"Karl Ek" <karl@exempel.se>; "Berg, Bo" <bo@exempel.se>\n'
        "Cilla <cilla@exempel.se> Dag <dag@exempel.se>\n(eva@exempel.se)\tmailto:fia@exempel.se,"
        "<gun@exempel.se>;gun berg@exempel.se;info@räksmörgås.se"
    )
    names = ("karl", "bo", "cilla", "dag", "eva", "fia", "gun")
    assert reading.new == [*(f"{n}@exempel.se" for n in names), "info@xn--rksmrgs-5wao1o.se"]
    assert reading.invalid == ["gun berg@exempel.se"]


def test_a_list_of_signs_alone_is_read_at_once(db):
    # Each of these tried against each of the others would take days.
    reading = read("<" + "@" * 300_000 + "\n" + "<" * 300_000 + "@\nanna@exempel.se")
    assert reading.new == ["anna@exempel.se"]


def test_a_long_list_is_read_with_few_queries(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        reading = read("\n".join(f"nr{number}@exempel.se" for number in range(2000)))
    assert len(reading.new) == 2000
