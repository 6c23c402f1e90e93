"""The text of a document as people would type it, and the passages that it is searched by."""

import re

from ..index.texts import NOT_STORED
from ..language.analyser import composed

PASSAGE = 2000  # letters, about a page: what is found stands close together
OVERLAP = 300  # letters of a sentence that would else be cut in two
# Ligatures as one letter: ﬁ, ﬂ, ﬀ …
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
SOFT = re.compile("\u00ad(?:[ \t]*\n[ \t]*)?")
# «sam-» and «arbete», but not «hem- och skola».
DIVIDED = re.compile(
    r"(?<=[^\W\d_])[-‐][ \t]*\n[ \t]*(?=[a-zåäöéü])(?!(?:och|eller|samt|respektive|resp)\b)"
)
STOPS = (".", "!", "?", ":", ";", "…", "”", "»", ")")
LONG_LINE = 40  # letters: one that goes to the margin goes on in the next
END = re.compile(r"[.!?…][”’\"»)]*\s|\n")


def tidied(text):
    """Return a text without what layout and typesetting have put into it, a paragraph a line.

    A line goes on in the next where that begins small, or where it is long and has no stop.
    """
    text = NOT_STORED.sub("", text).replace("\r\n", "\n").replace("\x0c", "\n\n")
    text = DIVIDED.sub("", SOFT.sub("", text.translate(LIGATURES)))
    paragraphs, before = [], ""
    for line in composed(text).split("\n"):
        line = " ".join(line.split())
        goes_on = before and line and not before.endswith(STOPS)
        if goes_on and (line[0].islower() or (len(before) >= LONG_LINE and line[0].isalnum())):
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        before = line
    return "\n".join(map(" ".join, paragraphs))


def passages(text):
    """Yield a tidied text in pieces; what cuts a sentence has its end again in the next."""
    start = 0
    while start + PASSAGE < len(text):
        middle, end = start + PASSAGE // 2, start + PASSAGE
        ends = [found.end() for found in END.finditer(text, middle, end)]
        if ends:
            end = following = ends[-1]
        else:
            following = text.rfind(" ", middle, end - OVERLAP) + 1 or end - OVERLAP
        yield text[start:end].strip()
        start = following
    if text:
        yield text[start:].strip()
