"""Files that somebody may upload as a document, and the places to do it."""

from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

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
