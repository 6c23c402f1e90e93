"""The few signs of Markdown that the handbook is written with, read into parts for a template."""

import re
from dataclasses import dataclass, replace

INLINE = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<label>[^*]+)\*|`(?P<code>[^`]+)`"
    r"|\[(?P<link>[^\]]+)\]\((?P<url>[^)\s]+)\)"
)
HEADING = re.compile(r"#{1,3} (.+)")
ITEM = re.compile(r"(?:-|(\d+)\.) (.+)")
PICTURE = re.compile(r"!\[(.+)\]\((\S+)\)")
RULE = re.compile(r"\|(?:-+\|)+")


@dataclass(frozen=True)
class Piece:
    """Some words, and what they are: plain, strong, a label of the admin, code or a link."""

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A heading, paragraph, picture, list or table.

    `pieces` are the words of the first two, `rows` the items of a list or the rows of a table, of
    which each is a tuple of pieces or of cells.
    """

    kind: str
    pieces: tuple = ()
    rows: tuple = ()
    start: int = 1
    text: str = ""
    url: str = ""

    @property
    def head(self):
        """Return the head of a table."""
        return self.rows[0]

    @property
    def body(self):
        """Return the other rows of a table."""
        return self.rows[1:]

    def words(self):
        """Return the text without signs."""
        rows = [cell for row in self.rows for cell in (row if self.kind == "table" else [row])]
        said = (piece.text for pieces in (self.pieces, *rows) for piece in pieces)
        return " ".join(["".join(said), self.text]).strip()


def pieces(text):
    """Return the words of a text as pieces."""
    found, end = [], 0
    for match in INLINE.finditer(text):
        found.append(Piece("plain", text[end : match.start()]))
        kind = match.lastgroup if match.lastgroup != "url" else "link"
        found.append(_with_label(Piece(kind, match[kind], match["url"] or "")))
        end = match.end()
    found.append(Piece("plain", text[end:]))
    return tuple(piece for piece in found if piece.text)


def _with_label(piece):
    """Return a link whose whole text is a label without the signs of the label."""
    return replace(piece, text=piece.text.strip("*")) if piece.kind == "link" else piece


def parts(text):
    """Return the parts of a text; a line that begins none goes on with the one before."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = []
        for line in block.splitlines():
            if lines and line.startswith(" "):
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line.strip())
        found += _parts_of(lines)
    return found


def _parts_of(lines):
    """Yield the parts of lines between which none is empty."""
    if match := HEADING.fullmatch(lines[0]):
        yield Part("heading", pieces(match[1]))
        lines = lines[1:]
    if not lines:
        return
    if match := PICTURE.fullmatch(lines[0]):
        yield Part("picture", text=match[1], url=match[2])
    elif all(ITEM.fullmatch(line) for line in lines):
        items = [ITEM.fullmatch(line) for line in lines]
        kind = "steps" if items[0][1] else "list"
        rows = tuple(pieces(item[2]) for item in items)
        yield Part(kind, rows=rows, start=int(items[0][1] or 1))
    elif len(lines) > 2 and RULE.fullmatch(lines[1]):
        yield Part("table", rows=tuple(_cells(line) for line in (lines[0], *lines[2:])))
    else:
        yield Part("paragraph", pieces(" ".join(lines)))


def _cells(line):
    return tuple(pieces(cell.strip()) for cell in line.strip("|").split("|"))
