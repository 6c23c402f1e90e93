"""Reads the text of a document: a program of its own, which whoever sent the file may bring down.

It gets the file on standard input.  It writes on standard output how many pages there are (0: that
is not known), on a line of its own, and then the text, bit by bit; its exit code is one of those
below.  It knows nothing of the site, and gives itself little time and memory.
"""

import logging
import os
import resource
import signal
import sys
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

READ, CUT, LOCKED, BROKEN, HEAVY, OTHER = 0, 10, 11, 12, 13, 14  # exit codes
MEMORY = 300 * 2**20  # bytes
SECONDS = 20  # of the processor
MOST_LETTERS = 800_000  # about 300 pages; what is further on is not read
LONGEST_PART = 100 * 2**20  # bytes of one file in an archive, unpacked
CHUNK = 2**16  # bytes

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins .doc, and a .docx with a password
WITH_PASSWORD = "EncryptedPackage".encode("utf-16-le")
PDF_WITHIN = 1024  # bytes, after which a PDF has begun
# What no reader sees of a docx or odt, or sees once already.
HIDDEN = {"annotation", "tracked-changes", "note-citation", "desc", "title", "Fallback", "moveFrom"}
PARAGRAPHS = {"p", "h"}
BESIDE = {"note", "txbxContent", "text-box"}  # stands within a paragraph, and is read after it
SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " ", "noBreakHyphen": "-"}


class Ended(BaseException):
    """The text is not read further; `code` says why.  No package takes it for its fault."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Writer:
    """Writes text as soon as there is some, so that it is there if the program ends."""

    def __init__(self, out):
        self.out, self.room = out, MOST_LETTERS

    def begin(self, pages):
        """Write how many pages there are, before any text."""
        self.out.write(b"%d\n" % pages)
        self.out.flush()

    def write(self, text):
        """Write as much of a text as there is room for; raise Ended where that is not all."""
        self.out.write(text[: self.room].encode(errors="ignore"))
        self.out.flush()
        self.room -= len(text)
        if self.room < 0:
            raise Ended(CUT)


def read_pdf(data, writer):
    """Write the text of a PDF, page by page; a page that cannot be read is left out."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Ended(LOCKED)
    failed, read = READ, 0
    writer.begin(len(reader.pages))
    for page in reader.pages:
        try:
            text = page.extract_text()
        except Exception as error:
            failed = HEAVY if isinstance(error, MemoryError) else BROKEN
        else:
            read += 1
            writer.write(f"{text}\n")
    if failed:
        raise Ended(CUT if read else failed)


def read_archive(data, writer):
    """Write the text of a docx or odt: the body, then headers, footers and notes."""
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        if "word/document.xml" in names:
            ends = ("header", "footer", "footnotes", "endnotes")
            others = [n for n in names if n.startswith(tuple(f"word/{end}" for end in ends))]
            parts, letters = ["word/document.xml", *sorted(others)], "t"
        elif "content.xml" in names and b"opendocument.text" in beginning(archive, "mimetype"):
            if b"encryption-data" in beginning(archive, "META-INF/manifest.xml"):
                raise Ended(LOCKED)
            parts, letters = [n for n in ("content.xml", "styles.xml") if n in names], ""
        else:
            raise Ended(OTHER)
        writer.begin(0)
        for name in parts:
            info = archive.getinfo(name)
            if info.flag_bits & 1:
                raise Ended(LOCKED)
            if info.file_size > LONGEST_PART:
                raise Ended(HEAVY)
            with archive.open(info) as part:
                Paragraphs(writer, letters).read(part)


def beginning(archive, name):
    """Return the first bytes of a file in an archive."""
    with archive.open(name) as part:
        return part.read(CHUNK)


class Paragraphs:
    """Writes the paragraphs of an XML part of a docx or odt, each on a line.

    `letters` is the element that letters stand in, if they do not stand in all of a paragraph.
    """

    def __init__(self, writer, letters):
        self.writer, self.lettered = writer, letters
        self.texts, self.open = [[]], []  # a text within a text has a place of its own
        self.skipped = self.paragraphs = 0
        self.runs = []  # whether each run of letters that is open is hidden

    def read(self, part):
        """Read a file of XML; raise Ended where it brings definitions, as only bombs do."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.letters
        parser.StartDoctypeDeclHandler = self.refuse
        while chunk := part.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def refuse(self, *declaration):
        raise Ended(BROKEN)

    def start(self, name, attributes):
        name = name.rpartition(" ")[2]
        self.open.append(name)
        if self.skipped or name in HIDDEN:
            self.skipped += 1
        elif name == "r":
            self.runs.append(False)
        elif name == "vanish" and self.runs:
            self.runs[-1] = not {"0", "false"} & set(attributes.values())
        elif name in PARAGRAPHS:
            self.paragraphs += 1
        elif name in BESIDE:
            self.texts.append([])
        elif name in SPACES:
            self.texts[-1].append(SPACES[name])

    def end(self, name):
        name = self.open.pop()
        if self.skipped:
            self.skipped -= 1
        elif name == "r":
            self.runs.pop()
        elif name in PARAGRAPHS:
            self.paragraphs -= 1
            self.texts[-1].append("\n\n")  # no line that goes on
            if len(self.texts) == 1:
                self.writer.write("".join(self.texts[0]))
                self.texts[0].clear()
        elif name in BESIDE:
            beside = self.texts.pop()
            self.writer.write("".join(beside))

    def letters(self, text):
        hidden = self.skipped or (self.runs and self.runs[-1])
        inside = self.open[-1] == self.lettered if self.lettered else self.paragraphs
        if inside and not hidden:
            self.texts[-1].append(text)


def read(data, writer):
    """Write the text of a file, which is known by what it holds, whatever it is called."""
    if b"%PDF-" in data[:PDF_WITHIN]:
        read_pdf(data, writer)
    elif data.startswith(b"PK"):
        read_archive(data, writer)
    elif data.startswith(OLD_OFFICE):
        raise Ended(LOCKED if WITH_PASSWORD in data else OTHER)
    else:
        raise Ended(OTHER)


def out_of_time(*signal_and_frame):
    raise Ended(HEAVY)


def limit():
    """Give this process little time and memory, no file to write, and nobody to tell."""
    signal.signal(signal.SIGXCPU, out_of_time)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)
    logging.disable()


def main():
    """Read standard input and return the exit code."""
    limit()
    try:
        read(sys.stdin.buffer.read(), Writer(sys.stdout.buffer))
    except Ended as ended:
        return ended.code
    except MemoryError:
        return HEAVY
    except BadZipFile:
        return BROKEN
    except Exception as error:
        print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr)
        return BROKEN
    return READ


if __name__ == "__main__":
    # Without clearing up: that of a million objects takes longer than they are worth.
    code = main()
    sys.stderr.flush()
    os._exit(code)
