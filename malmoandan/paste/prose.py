"""What of a pasted text is left for the page to say, and that text as rich text."""

import re

from django.utils.html import escape

from .lines import flowing, lines_of

# Labels whose lines are facts; the line stays where it says more than the facts.
_FACTS = ("date", "time", "place", "town", "audience", "fee", "deadline", "registration", "people")
_FACTS += ("subject", "link")
_LETTERS_LEFT = 5
_BEHIND = re.compile(r"\s?<(?:https?://|www\.)[^<>\s]*>|\s?<[^<>\s@]+@[^<>\s]+>")
_BULLET = re.compile(r"\s*[•*·–-]\s+")
_SMALL = re.compile(
    r"\b(?:kl|klockan|den|och|eller|till|från|via|för|kr|kronor|moms|senast)\b", re.I
)


def remaining_text(reading, holds):
    """Return the text without heading, rows of facts, mail headers and ways into a meeting.

    `holds` tells whether the page has a place for a fact; one that has none stays in the text.
    """
    text, lines = reading.text, lines_of(reading.text)
    flow = list(flowing(text, lines))
    covered = bytearray(len(text))
    for fact in filter(holds, reading.facts):
        covered[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    title = next((fact for fact in reading.facts if fact.name == "title"), None)
    for start, end in reading.used:
        flow[start:end] = "\0" * (end - start)
    for line in lines:
        is_told = any(covered[line.value : line.end]) or not re.search(r"\w", line.said)
        is_fact = line.kind in _FACTS and is_told
        is_fact = is_fact and _letters_left(line, text, covered) < _LETTERS_LEFT
        is_title = title and title.end > title.start and line.start <= title.start < line.end
        is_whole = is_title and line.end - title.end < 4
        if line.is_noise or is_fact or is_whole:
            flow[line.start : line.end] = "\0" * (line.end - line.start)
    kept = _BEHIND.sub("", "".join(flow).replace("\0", ""))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in kept.split("\n"))).strip()


def _letters_left(line, text, covered):
    """Return how many letters behind a label are in no fact, small words apart."""
    left = "".join(text[at] if not covered[at] else " " for at in range(line.value, line.end))
    return len(re.findall(r"[^\W\d_]", _SMALL.sub("", left)))


def rich_text(text):
    """Return plain text as HTML: paragraphs, and lists where lines begin with a mark."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        rows, listed = [], []
        for line in lines:
            bullet = _BULLET.match(line)
            (listed if bullet else rows).append(escape(line[bullet.end() :] if bullet else line))
            if listed and not bullet:
                parts.append(_list(listed))
                listed = []
            elif bullet and rows:
                parts.append(f"<p>{'<br/>'.join(rows)}</p>")
                rows = []
        if listed:
            parts.append(_list(listed))
        if rows:
            parts.append(f"<p>{'<br/>'.join(rows)}</p>")
    return "".join(parts)


def _list(items):
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
