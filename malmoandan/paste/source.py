"""What was pasted, as plain text: from a text, HTML, a calendar file, or a mail as its source.

All of it takes time that grows with the length alone, whatever is in the text.
"""

import html
import quopri
import re
import unicodedata
from datetime import date, timedelta
from email import message_from_string, policy
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from icalendar import Calendar

from home.dates import period

# What is pasted may hold pictures as text; what is read of it is as long as a long newsletter.
LONGEST_PASTE, LONGEST_TEXT = 1_500_000, 30_000
LONGEST_CALENDAR = 60_000  # to the end of its first event, with what programs add for themselves
MOST_PARTS = 10  # of a mail: each of them is looked for at every line

_MAIL = re.compile(
    r"^(?:content-type|mime-version|message-id|received|return-path|subject|date):", re.I | re.M
)
_HEADER = re.compile(r"^[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]")
_QUOTED = re.compile(r"=(?:C3|E2|20|3D)", re.I)
_HTML = re.compile(
    r"<(?:!doctype|html|body|head|p|div|br|table|tr|td|a|span|h[1-6]|ul|li|b|strong)\b[^<>]*>", re.I
)
_TAG = re.compile(r"(<!--|-->|</?[a-zA-Z][a-zA-Z0-9:]*(?=[\s/>])[^<>]*>|<![a-zA-Z][^<>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]*)")
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.I)
_UNREAD = {"head", "script", "style", "title", "template", "noscript", "svg"}
_LINES = {"br", "tr", "hr"}
_BLOCKS = {"p", "div", "table", "ul", "ol", "li", "section", "article", "blockquote", "body"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}
_KEPT = "\n\t"
# What stands for symbols, bold letters and links in chats: «:wave:», «*Tid:*», «<https://…|Anslut>».
_CHAT = (
    (re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:])"), ""),
    (re.compile(r"(?<![\w*])(\*\*?)(?=[^\s*])([^*\n]{1,160})(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"<(https?://[^\s<>|]{1,2000})\|([^<>|\n]{1,200})>"), r"\2 <\1>"),
)


class Source(NamedTuple):
    """Plain text, with the subject and the day of the mail that it was, as far as it says them.

    Of a very long text it is the beginning: then `is_cut`.
    """

    text: str
    subject: str = ""
    sent: date | None = None
    is_cut: bool = False


def plain_source(pasted):
    """Return what was pasted as a `Source`; a broken mail or page is read as the text it is."""
    text, subject, sent = pasted[:LONGEST_PASTE].replace("\r\n", "\n").replace("\r", "\n"), "", None
    if _is_mail(text):
        try:
            text, subject, sent = _of_mail(text)
        except Exception:  # a mail may be broken in more ways than the library names
            subject, sent = "", None
    elif len(_QUOTED.findall(text[:20_000])) > 4 and "=\n" in text:
        text = _decoded(text)
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        text = _of_calendar(text)
    if _HTML.search(text):
        text = text_of_html(text)
    text = text[: 4 * LONGEST_TEXT + 1]
    for marks, words in _CHAT:
        text = marks.sub(words, text)
    tidy = _tidy(text[: 4 * LONGEST_TEXT])
    is_cut = len(tidy) > LONGEST_TEXT or len(text) > 4 * LONGEST_TEXT
    return Source(tidy[:LONGEST_TEXT], _tidy(subject[:300]), sent, is_cut)


def _is_mail(text):
    """Tell whether a text begins as a mail does when one looks at its source."""
    head = text.lstrip()[:4000].partition("\n\n")[0]
    lines = head.split("\n")
    are_headers = all(_HEADER.match(line) or line[:1] in " \t" for line in lines if line)
    return len(lines) > 2 and are_headers and len(_MAIL.findall(head)) > 1


def _of_mail(text):
    if text.lower().count("boundary=") > MOST_PARTS:
        raise ValueError
    mail = message_from_string(text.lstrip(), policy=policy.default)
    body = mail.get_body(("html", "plain"))
    sent = mail["Date"] and parsedate_to_datetime(mail["Date"]).date()
    return body.get_content(), str(mail["Subject"] or ""), sent


def _of_calendar(text):
    """Return the first event of a calendar file as people write it; else the file as it is."""
    head, end, _rest = text[:LONGEST_CALENDAR].lstrip().partition("END:VEVENT")
    try:
        event = Calendar.from_ical(f"{head}{end}\nEND:VCALENDAR").walk("VEVENT")[0]
        start, end = event.start, event.end
        if not hasattr(end, "hour"):
            end -= timedelta(days=1)  # the day after the last
        names = ("summary", "location", "url", "description")
        title, place, address, text = (_first(event.get(name)) for name in names)
        rows = [title, f"Tid: {period(start, end)}", place and f"Plats: {place}"]
        rows += [address and f"Länk: {address}", "", text]
    except Exception:  # a calendar file may be broken in more ways than the library names
        return text
    return "\n".join(str(row) for row in rows if row is not None)


def _first(said):
    """Return the first of what is said several times, which no event may."""
    return said[0] if isinstance(said, list) else said


def _decoded(text):
    """Return quoted-printable text that came without the headers of its mail."""
    raw = quopri.decodestring(text.encode("utf-8", "replace"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def text_of_html(markup):
    """Return the words of HTML line by line, each address behind the words that lead to it."""
    found, unread, href, words, is_comment = [], None, "", 0, False
    for piece in _TAG.split(markup):
        if piece in ("<!--", "-->"):
            is_comment = piece == "<!--"
            continue
        tag = _NAME.match(piece) if piece.startswith("<") else None
        name = tag and tag[1].lower()
        if is_comment or piece.startswith("<!"):
            continue
        if not tag:
            if not unread:
                found.append(re.sub(r"\s+", " ", html.unescape(piece)))
        elif unread:
            unread = None if piece.startswith("</") and name == unread else unread
        elif name in _UNREAD and not piece.endswith("/>"):
            unread = None if piece.startswith("</") else name
        elif name == "a" and piece.startswith("</"):
            said = "".join(found[words:])
            if href and href not in said:
                found.append(f" <{href}> ")
            href = ""
        elif name == "a":
            address = _HREF.search(piece)
            address = html.unescape(next(filter(None, address.groups()), "")) if address else ""
            href = address.removeprefix("mailto:") if _ADDRESS.fullmatch(address) else ""
            words = len(found)
        elif name in ("td", "th"):
            found.append("\t")
        elif name in _LINES or name in _BLOCKS:
            found.append("\n")
            if name == "li" and not piece.startswith("</"):
                found.append("• ")
    return "".join(found)


def _tidy(text):
    """Return text without what is not seen: controls, marks of direction, empty lines in a row."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _UNSEEN)
    lines = (re.sub(r"[^\S\n\t]+", " ", line).strip() for line in text.split("\n"))
    tidy, empty = [], 0
    for line in lines:
        empty = 0 if line else empty + 1
        if empty < 2:
            tidy.append(line)
    return "\n".join(tidy).strip()


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
