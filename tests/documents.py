"""Documents of the three formats that are read, made of their text, and pages that show them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.base import ContentFile
from django.utils import timezone

from home.documents import SiteDocument

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"


def pdf_of(objects, root=1, trailer=""):
    """Return a PDF of numbered objects, {number: bytes}, with its table of contents."""
    out, places = BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(
            b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
        )
    out.write(b"trailer << /Size %d /Root %d 0 R %s >>\n" % (size, root, trailer.encode()))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def stream(data, extra=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def drawn(lines):
    """Return what draws lines of text on a page of a PDF."""
    text = " ".join(f"({line}) Tj T*" for line in lines)
    return f"BT /F1 12 Tf 14 TL 72 720 Td {text} ET".encode("cp1252")


def pdf(*pages):
    """Return a PDF; each page is its lines."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects[3] = font
    kids = []
    for number, lines in enumerate(pages):
        page, contents = 4 + 2 * number, 5 + 2 * number
        kids.append(f"{page} 0 R")
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % contents
        )
        objects[contents] = stream(drawn(lines))
    tree = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    objects[2] = tree.encode()
    return pdf_of(objects)


def archive(parts):
    """Return a zip file of {name: text or bytes}."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def docx(body, **parts):
    """Return a docx of the XML of its body, and of other parts by their names (header1 …)."""
    root = f'<w:{{0}} xmlns:w="{W}">{{1}}</w:{{0}}>'
    named = {f"word/{name}.xml": root.format("part", xml) for name, xml in parts.items()}
    document = root.format("document", f"<w:body>{body}</w:body>")
    return archive({"word/document.xml": document, **named})


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*texts):
    """Return a paragraph of a docx."""
    return f"<w:p>{''.join(map(run, texts))}</w:p>"


def odt(body, styles="", manifest="<manifest/>"):
    """Return an odt of the XML of its text."""
    names = f'xmlns:text="{TEXT}" xmlns:office="{OFFICE}" xmlns:style="{STYLE}"'
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
            "styles.xml": f"<office:document-styles {names}>{styles}</office:document-styles>",
        }
    )


def of_every_format(*paragraphs):
    """Return {name: bytes} of one document a format with the same paragraphs, a page each."""
    return {
        "rapport.pdf": pdf(*([text] for text in paragraphs)),
        "rapport.docx": docx("".join(map(paragraph, paragraphs))),
        "rapport.odt": odt("".join(f"<text:p>{text}</text:p>" for text in paragraphs)),
    }


def make_document(data, name, title="Årsrapporten", **fields):
    """Return a saved document of a file."""
    file = ContentFile(data, name=name)
    return SiteDocument.objects.create(title=title, file=file, file_size=file.size, **fields)


def in_block(document):
    return [("documents", {"heading": "", "documents": [{"document": document}]})]


def in_rich_text(document):
    return [("text", f'<p><a linktype="document" id="{document.pk}">Läs</a></p>')]


def show(site, document, title="Koloniträdgården", place=in_block, **fields):
    """Return an article that shows a document."""
    article = site.add_article(title, date=timezone.localdate(), **fields)
    article.body = place(document)
    article.save()
    return article
