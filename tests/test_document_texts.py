"""What of a document's file becomes its text, and that no file harms whoever reads it."""

import sys
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from home.documents import SiteDocument
from home.faults import current_faults
from search.documents import child, extract, reading
from search.documents.child import KilledError, read_document
from search.documents.texts import PASSAGE, passages, tidied
from search.models import DocumentText
from tests.documents import docx, make_document, odt, paragraph, pdf, run
from tests.hostile_documents import encrypted_pdf, unreadable_documents


def text_of(data):
    """Return the lines of a file's text, read in this process, and how that ended."""
    out, code = BytesIO(), extract.READ
    try:
        extract.read(data, extract.Writer(out))
    except extract.Ended as ended:
        code = ended.code
    _pages, _end, text = out.getvalue().decode().partition("\n")
    return tidied(text).splitlines(), code


def test_a_document_that_cannot_be_read_ends_its_own_process_alone():
    wrong = []
    for name, (data, states) in unreadable_documents().items():
        state, text, _pages = read_document(ContentFile(data, name=name), name.rpartition(".")[2])
        if state not in states or len(text) > 2:
            wrong.append((name, state, text[:50]))
    assert wrong == []


@pytest.mark.parametrize("algorithm", ["AES-256", "AES-128", "RC4-128"])
def test_an_encrypted_document_that_everybody_may_open_is_read(algorithm):
    lines, code = text_of(encrypted_pdf("", algorithm))
    assert (lines, code) == (["Hemligheten om mangold."], extract.READ)


def test_a_document_is_known_by_what_it_holds_and_not_by_its_name():
    for data in (pdf(["Texten"]), docx(paragraph("Texten")), odt("<text:p>Texten</text:p>")):
        assert read_document(ContentFile(data, name="x.docx"), "docx").state == "read"
        assert text_of(data)[0] == ["Texten"]


def test_a_docx_is_read_in_tables_headers_footers_and_notes_but_not_where_it_is_hidden():
    box = "<w:p><w:r><w:t>Rutan</w:t></w:r></w:p>"
    content = f"<w:txbxContent>{box}</w:txbxContent>"
    boxes = f"<w:Choice>{content}</w:Choice><w:Fallback>{content}</w:Fallback>"
    shown = run("Syns", '<w:vanish w:val="0"/>')
    body = (
        f"<w:p>{run('Före ')}<w:r>{boxes}</w:r>{run('efter')}</w:p>"
        f"<w:tbl><w:tc>{paragraph('Cell ett')}</w:tc><w:tc>{paragraph('Cell två')}</w:tc></w:tbl>"
        f"<w:p>{run('Dold', '<w:vanish/>')}{shown}"
        "<w:del><w:r><w:delText>Struken</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('Flyttad')}</w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:p><w:r><w:t>sam</w:t><w:softHyphen/><w:t>arbete</w:t><w:tab/><w:t>e</w:t>"
        "<w:noBreakHyphen/><w:t>post</w:t></w:r></w:p>"
    )
    parts = {
        "header1": paragraph("Sidhuvudet"),
        "footer2": paragraph("Sidfoten"),
        "footnotes": f"<w:footnote>{paragraph('Fotnoten')}</w:footnote>",
        "comments": paragraph("Kommentaren"),
    }
    assert text_of(docx(body, **parts))[0] == [
        *("Rutan", "Före efter", "Cell ett", "Cell två", "Syns", "samarbete e-post"),
        *("Sidfoten", "Fotnoten", "Sidhuvudet"),
    ]


def test_an_odt_is_read_in_tables_headers_and_notes_but_not_where_it_is_hidden():
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Fotnoten</text:p></text:note-body></text:note>"
    )
    body = (
        "<text:tracked-changes><text:p>Struken</text:p></text:tracked-changes>"
        f"<text:h>Rubrik</text:h><text:p>Löp{note}<text:span>ande</text:span><text:s/>text"
        "<office:annotation><text:p>Kommentaren</text:p></office:annotation></text:p>"
        "<text:list><text:p>Punkt</text:p></text:list>"
    )
    styles = "<style:header><text:p>Sidhuvudet</text:p></style:header>"
    assert text_of(odt(body, styles))[0] == [
        *("Rubrik", "Fotnoten", "Löpande text", "Punkt", "Sidhuvudet"),
    ]


def test_a_text_is_read_so_far_and_no_further(monkeypatch):
    monkeypatch.setattr(extract, "MOST_LETTERS", 20)
    lines, code = text_of(docx(paragraph("Texten är mycket längre än så.")))
    assert (lines, code) == (["Texten är mycket läng"[:20]], extract.CUT)


@pytest.mark.parametrize(
    ("typeset", "text"),
    [
        ("sam-\narbete", "samarbete"),
        ("sam\u00ad\narbete och sam\u00adverkan", "samarbete och samverkan"),
        ("hem- \noch skola", "hem- och skola"),
        ("Oﬃciell ﬁnansiering", "Officiell finansiering"),
        ("a\u030a\x00\ud800", "å"),
        ("Föreningarna i de nio stadsdelarna bildade\nMalmö ideella.", None),
        ("Rubrik\nEn mening.\nEn till.", "Rubrik\nEn mening.\nEn till."),
        ("", ""),
        (" \n\x0c\n", ""),
    ],
)
def test_what_typesetting_put_into_a_text_is_taken_out(typeset, text):
    assert tidied(typeset) == (typeset.replace("\n", " ") if text is None else text)


def test_no_sentence_is_cut_between_two_passages():
    sentences = [f"Mening {n} om odling i stadens alla parker." for n in range(500)]
    found = list(passages("\n".join(sentences)))
    assert all(any(sentence in passage for passage in found) for sentence in sentences)
    assert max(map(len, found)) <= PASSAGE
    endless = list(passages("ord " * 3000))
    assert len(endless) < 10
    assert all(one.startswith("ord") and one.endswith("ord") for one in endless)
    assert list(passages("å" * 5000))[-1].endswith("å")
    assert list(passages("kort")) == ["kort"]
    assert list(passages("")) == []


@pytest.fixture
def document(db, settings, tmp_path):
    """A document that waits to be read."""
    settings.MEDIA_ROOT = tmp_path
    return make_document(docx(paragraph("Texten om mangold.")), "rapport.docx")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that has a script read documents in the place of ours."""

    def install(script):
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(path))

    return install


def waiting_no_more(document):
    """Let the time come when a document is tried again, have it read, and return its text."""
    DocumentText.objects.filter(document=document).update(due=timezone.now())
    reading.read_waiting_documents()
    return DocumentText.objects.get(document=document)


@pytest.mark.one_database
def test_a_document_whose_reader_is_killed_is_tried_again_and_then_given_up(document, program):
    program("kill -9 $$")
    with pytest.raises(KilledError, match="SIGKILL"):
        read_document(document.file, "docx")
    for number in range(reading.MOST_KILLED):
        text = waiting_no_more(document)
        assert (text.state, text.failures) == ("waiting", number + 1)
    assert waiting_no_more(document).state == "heavy"
    assert "Årsrapporten" not in str(list(current_faults()))


@pytest.mark.one_database
def test_a_file_larger_than_anybody_may_upload_is_not_read(document, monkeypatch):
    monkeypatch.setattr(child, "LARGEST", 100)
    assert read_document(document.file, "docx").state == "heavy"


@pytest.mark.one_database
def test_a_reader_that_hangs_is_ended(document, program, monkeypatch):
    monkeypatch.setattr(child, "LONGEST", 0.3)
    program("echo 7; echo Halva texten; exec sleep 60")
    assert read_document(document.file, "docx") == ("cut", "Halva texten\n", 7)


@pytest.mark.one_database
def test_two_workers_do_not_read_the_same_document(document):
    reading.queue(SiteDocument.objects.all())
    first, second = (DocumentText.objects.due(timezone.now()).get() for _worker in "ab")
    assert reading._claim(first)
    assert not reading._claim(second)
    # Whoever is killed in the middle leaves it to the next, after a while.
    assert not DocumentText.objects.due(timezone.now()).exists()
    late = timezone.now() + reading.UNDER_WAY + timedelta(seconds=1)
    assert DocumentText.objects.due(late).exists()


def test_a_file_that_is_missing_is_told_and_read_when_it_is_there(document, client, redaktor):
    name, data = document.file.name, document.file.open().read()
    document.file.storage.delete(name)
    reading.read_waiting_documents()
    fault = next(fault for fault in current_faults() if "Årsrapporten" in fault.sentence)
    assert fault.url == reverse("wagtaildocs:edit", args=[document.pk])
    client.force_login(redaktor)
    assert "gick inte att hämta eller läsa" in unescape(client.get(fault.url).content.decode())
    document.file.storage.save(name, ContentFile(data))
    assert waiting_no_more(document).state == "read"
    assert "Årsrapporten" not in str(list(current_faults()))


@pytest.mark.one_database
def test_an_editor_sees_whether_the_text_of_a_document_is_searched(document, client, redaktor):
    client.force_login(redaktor)

    def said():
        url = reverse("wagtaildocs:edit", args=[document.pk])
        return unescape(client.get(url).content.decode())

    assert "går snart att söka" in said()
    reading.read_waiting_documents()
    assert "Texten i dokumentet går att söka när en publicerad sida visar det." in said()
    for state, words in {"locked": "låst med lösenord", "empty": "inskannad"}.items():
        DocumentText.objects.update(state=state)
        assert words in said()
