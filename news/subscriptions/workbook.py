"""The first sheet of a workbook (.xlsx) as text, in little time and memory whatever the file is.

Not by openpyxl: a row of a hundred bytes makes it fill millions of cells, and nothing stops it
(docs/decisions.md, "A list in a workbook is read by expat, not by openpyxl").
"""

import zlib
from io import BytesIO
from posixpath import join
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

ARCHIVE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins .xls, and an .xlsx with a password
LARGEST = 8 * 2**20  # bytes, unpacked
DEEPEST = 50  # elements within each other
CHUNK = 2**16  # bytes
# What zipfile, expat and our own look-ups raise for what is no workbook.
BROKEN = (BadZipFile, zlib.error, expat.ExpatError)
BROKEN += (EOFError, LookupError, NotImplementedError, RuntimeError, ValueError)


class WorkbookError(Exception):
    """A workbook that is not read; its argument says why in Swedish."""


def is_workbook(data):
    """Tell whether the bytes of a file are a workbook's, of any age, and no text's."""
    return data.startswith((ARCHIVE, OLD_OFFICE))


def text_of_workbook(data):
    """Return what the cells of the first sheet say, each on a line; raises `WorkbookError`.

    Of a formula it is what it came to when the workbook was saved.
    """
    if data.startswith(OLD_OFFICE):
        said = _("Filen har lösenord eller ett äldre format. Spara den som .xlsx utan lösenord.")
        raise WorkbookError(said)
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            # Others than these raise errors of their own, and may ask for gigabytes.
            if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
                raise BadZipFile("No program packs a workbook so")
            if sum(part.file_size for part in parts) > LARGEST:
                said = _("Arbetsboken är för stor. Kopiera kolumnen med adresser och klistra in.")
                raise WorkbookError(said)
            return "\n".join(_cells(archive))
    except BROKEN as error:
        raise WorkbookError(_("Filen går inte att läsa som en arbetsbok.")) from error


def _cells(archive):
    """Yield the text of each cell of the first sheet that is not hidden."""
    sheets = _elements(archive, "xl/workbook.xml", "sheet")
    shown = next(about for about, _said in sheets if about.get("state", "visible") == "visible")
    key = next(value for name, value in shown.items() if name.endswith(" id"))
    links = _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    target = next(about["Target"] for about, _said in links if about["Id"] == key)
    strings = []
    if "xl/sharedStrings.xml" in archive.namelist():
        strings = [said for _about, said in _elements(archive, "xl/sharedStrings.xml", "si")]
    for about, said in _elements(archive, join("/xl", target).removeprefix("/"), "c"):
        yield strings[int(said)] if about.get("t") == "s" and said else said


def _elements(archive, path, name):
    """Yield (attributes, text of the values) of each element called `name` in a part."""
    found, now, is_value, depth = [], None, False, 0

    def start(tag, attributes):
        nonlocal now, is_value, depth
        if (depth := depth + 1) > DEEPEST:
            refuse()
        tag = tag.rpartition(" ")[2]
        if tag == name:
            now = attributes, []
        is_value = now is not None and tag in ("t", "v")

    def end(tag):
        nonlocal now, is_value, depth
        is_value, depth = False, depth - 1
        if now and tag.rpartition(" ")[2] == name:
            found.append((now[0], "".join(now[1])))
            now = None

    def letters(text):
        if is_value:
            now[1].append(text)

    def refuse(*_declared):
        raise ValueError("No workbook declares entities, or is that deep")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = letters, refuse
    parser.buffer_text = True
    with archive.open(path) as part:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk)
            yield from found
            found.clear()
    parser.Parse(b"", True)
    yield from found
