"""A mail in HTML as plain text that reads well aloud: a line a thought, addresses in full."""

import re
from html.parser import HTMLParser

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Elements that stand apart from what is before and after them, and those that begin a line.
APART = HEADINGS | {"p", "ul", "ol", "table", "blockquote"}
LINES = APART | {"div", "td", "tr", "li", "br"}
# Classes of the mail: what stands right below the line before, what stands right above the one
# after it, rows that stand close together, and what begins a part.
BELOW, ABOVE, ROWS = {"source"}, {"label"}, {"fact"}
PARTS = {"inner", "foot", "voice"}
UNREAD = {"head", "style", "script", "title"}
HOST = "host"  # of an address that is written out beside it
VOID = {"br", "img", "meta", "hr", "wbr", "link"}
SPACE = re.compile(r"[ \t\r\n\f]+")
# A line that is a link alone reads as a name and its address.
LINK_ALONE = re.compile(r"(?P<text>[^()]+) \((?P<address>https?://\S+)\)")


class _Reader(HTMLParser):
    """Reads HTML that is well formed, as `css_inline` writes it.

    `lines` are what it has read; `gap` is how many empty lines the next one is to have before it,
    None where it stands close to the last whatever it is.
    """

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.line, self.gap = [], "", None
        self.hidden, self.paragraphs, self.links, self.lists = [], [], [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        classes = set((attributes.get("class") or "").split())
        is_unread = tag in UNREAD or HOST in classes or attributes.get("aria-hidden") == "true"
        if self.hidden or is_unread:
            if tag not in VOID:
                self.hidden.append(tag)
            return
        if tag in LINES:
            is_close = classes & ROWS or (tag in ("ul", "ol") and self.lists)
            self.end_line(int(tag in APART and not is_close))
            if classes & BELOW:
                self.gap = None
        if classes & PARTS:
            self.gap = 2
        if tag == "p":
            self.paragraphs.append(classes)
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.line = self._mark()
        elif tag in ("a", "abbr"):
            self.links.append((attributes.get("href") or attributes.get("title"), []))
        elif tag == "img" and attributes.get("alt"):
            self.handle_data(attributes["alt"])

    def handle_data(self, data):
        if self.hidden:
            return
        if self.links:
            self.links[-1][1].append(data)
        data = SPACE.sub(" ", data)
        self.line += data.lstrip(" ") if not self.line or self.line.endswith(" ") else data

    def handle_endtag(self, tag):
        if self.hidden:
            if self.hidden[-1] == tag:
                self.hidden.pop()
            return
        if tag in ("a", "abbr") and self.links:
            target, said = self.links.pop()
            if more := _more_than(target, "".join(said)):
                self.line = f"{self.line.rstrip()} ({more})"
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        classes = self.paragraphs.pop() if tag == "p" and self.paragraphs else set()
        if tag in LINES:
            self.end_line(int(tag in APART and not classes & ROWS))
            if tag in HEADINGS or classes & ABOVE:
                self.gap = None

    def _mark(self):
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            return f"{self.lists[-1]}. "
        return "– "

    def end_line(self, gap=0):
        """End a line that holds anything, and have the next one stand so far from it."""
        if line := self.line.replace("\u00ad", "").strip():
            self.lines += [*[""] * (self.gap or 0), _read_aloud(line)]
            self.gap = 0
        self.line = ""
        if self.gap is not None:
            self.gap = max(self.gap, gap)


def _read_aloud(line):
    found = LINK_ALONE.fullmatch(line)
    return f"{found['text'].rstrip(' :')}: {found['address']}" if found else line


def _more_than(target, said):
    """Return what a link leads to, or an abbreviation means, where its text does not say it."""
    said = SPACE.sub(" ", said).strip()
    scheme, _colon, rest = (target or "").partition(":")
    if scheme == "mailto":
        return "" if rest == said else rest
    if scheme == "tel":
        digits = re.sub(r"\D", "", said).lstrip("0")
        return "" if digits and digits in rest else rest
    bare = said.removeprefix("https://").removeprefix("http://").rstrip("/")
    return "" if not target or target.partition("://")[2].rstrip("/") == bare else target


def plain_text(html):
    """Return what stands in a mail in HTML as plain text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines) + "\n"
