"""Files that somebody may upload as a document, and the places to do it."""

import zlib
from html import unescape
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from tests.documents import W, archive, docx, odt, paragraph, pdf, pdf_of, stream

ODD_NAMES = tuple(
    f"{name}.PDF"
    for name in ("å" * 120, "x" * 300, "漢" * 200, "😀", "a\u202egnp", "CON", "a/../b", "-rf")
)


def impossible_documents():
    """Return {name: bytes} of what is no document here."""
    return {
        "tom.pdf": b"",
        "program.exe": b"MZ",
        "sida.html": b"<script>alert(1)</script>",
        "bild.svg": b"<svg onload='alert(1)'/>",
        "utan": b"x",
        "tung.pdf": b"x" * (25 * 1024 * 1024 + 1),
    }


def strange_documents():
    """Return {name: bytes} of what is stored without being looked into."""
    return {
        "inget.pdf": b"not at all",
        "bomb.docx": b"PK\x03\x04" + b"\0" * 10_000,
        "formler.csv": b"=cmd|' /C calc'!A0",
        "dubbel.pdf.exe.pdf": b"%PDF-1.4 MZ",
        "text.txt": b"\xff\xfe\0\0",
    }


PLACES = {
    "wagtaildocs:add": ("file", "title", "{}"),
    "wagtaildocs:add_multiple": ("files[]", "title", "{}"),
    "wagtaildocs_chooser:create": ("file", "title", "document-chooser-upload-{}"),
}


def upload(client, place, name, data):
    """Upload a document; return the answer's status and text."""
    file, title, prefix = PLACES[place]
    response = client.post(
        reverse(place),
        {prefix.format(title): "Rapport", prefix.format(file): SimpleUploadedFile(name, data)},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    text = response.content.decode()
    return response.status_code, unescape(text.encode().decode("unicode_escape")) + unescape(text)


def page_tree(kids, count=1):
    """Return the objects of a PDF whose pages are those of a tree."""
    tree = f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode()
    return {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree}


def encrypted_pdf(password, algorithm="AES-256"):
    """Return a PDF that says «hemligheten» to who has the password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(["Hemligheten om mangold."]))))
    writer.encrypt(user_password=password, owner_password="ägaren", algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb_of(size):
    """Return so many of one byte, deflated."""
    return zlib.compress(b"A" * size, 9)


def many_pages(number, lines, line=b"(Sida om rabarber.) Tj T* "):
    """Return a PDF with so many pages, which all draw the same line as many times."""
    kids = " ".join(f"{key} 0 R" for key in range(10, 10 + number))
    text = b"BT /F1 9 Tf 9 700 Td " + line * lines + b"ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    pages = dict.fromkeys(range(10, 10 + number), page)
    return pdf_of(page_tree(kids, number) | {3: font, 4: stream(text)} | pages)


def unreadable_documents():
    """Return {name: (bytes, the states that they may end in)} of what has no text to be read."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources 6 0 R >>"
    one_page = page_tree("4 0 R") | {4: page, 6: b"<< /XObject << /X 5 0 R >> >>"}
    to_itself = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 6 0 R"
    chain = {key: b"<< /Type /Pages /Kids [%d 0 R] >>" % (key + 1) for key in range(4, 20_000)}
    huge_font = b"<< /F1 << /Type /Font /Subtype /Type0 /ToUnicode 7 0 R >> >>"
    letters = f"<w:p><w:r><w:t>{'x' * 150_000_000}</w:t></w:r></w:p>"
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    twice = zlib.compress(bomb_of(120_000_000), 9)
    nothing = {"empty", "broken", "heavy"}
    return {
        "no pages.pdf": (pdf(), nothing),
        "no text.pdf": (pdf([]), {"empty"}),
        "nothing.pdf": (b"%PDF-1.4 not at all", {"broken"}),
        "half.pdf": (pdf(["Halva"])[:300], nothing),
        "locked.pdf": (encrypted_pdf("lösen"), {"locked"}),
        "loop.pdf": (
            pdf_of(page_tree("4 0 R") | {4: b"<< /Type /Pages /Kids [2 0 R] >>"}),
            nothing,
        ),
        "itself.pdf": (pdf_of(page_tree("2 0 R") | {9: b"9 0 R"}), nothing),
        "deep.pdf": (pdf_of(page_tree("4 0 R") | chain), nothing),
        "bomb.pdf": (
            pdf_of(one_page | {5: stream(bomb_of(120_000_000), b"/Filter /FlateDecode")}),
            nothing,
        ),
        "bomb in bomb.pdf": (
            pdf_of(one_page | {5: stream(twice, b"/Filter [/FlateDecode /FlateDecode]")}),
            nothing,
        ),
        "form in form.pdf": (pdf_of(one_page | {5: stream(b"/X Do", to_itself)}), nothing),
        "huge font.pdf": (
            pdf_of(
                one_page
                | {5: stream(b"BT /F1 9 Tf (x) Tj ET"), 6: b"<< /Font %s >>" % huge_font}
                | {7: stream(bomb_of(70_000_000), b"/Filter /FlateDecode")}
            ),
            {"read"},  # which it draws
        ),
        "bomb.docx": (docx(letters), {"heavy"}),
        "entities.docx": (
            archive({"word/document.xml": f"<!DOCTYPE x [{entities}]><x>&e9;</x>"}),
            {"broken"},
        ),
        "deep.docx": (
            archive({"word/document.xml": f'<w:p xmlns:w="{W}">' + "<w:p>" * 100_000}),
            {"broken"},
        ),
        "half.docx": (docx(paragraph("Halva"))[:200], {"broken"}),
        "old.docx": (old, {"broken"}),
        "locked.docx": (old + "EncryptedPackage".encode("utf-16-le"), {"locked"}),
        "locked.odt": (odt("x", manifest="<m><encryption-data/></m>"), {"locked"}),
        "sheet.xlsx": (archive({"xl/workbook.xml": "<x/>"}), {"other"}),
        "text.txt": (b"Vanlig text.", {"other"}),
        "nothing.odt": (b"", {"broken"}),
    }
