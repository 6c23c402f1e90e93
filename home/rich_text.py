"""What stands in rich text: its lines, its headings and its links."""

import re
from html import unescape
from typing import NamedTuple

# A parser of HTML takes for ever over markup that is broken on purpose.
TAG = re.compile(r"<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>[^<>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\s([a-z]+)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
HEADINGS = ("h2", "h3", "h4")


class Link(NamedTuple):
    """A link of a rich text: its text, and its attributes as they are stored."""

    text: str
    attributes: dict


class Reading(NamedTuple):
    """The lines of a text, and of rich text its headings (level, text) and links."""

    lines: list
    headings: tuple = ()
    links: tuple = ()


def read(source):
    """Return what stands in a rich text, read once from beginning to end, however broken it is."""
    lines, headings, links, within, begun = [""], [], [], set(), 0
    for tag in [*TAG.finditer(source), None]:
        text = unescape(source[begun : tag.start() if tag else len(source)])
        lines[-1] += text
        for kind, found in (("a", links), ("h", headings)):
            if kind in within:
                found[-1][1] += text
        if tag is None:
            break
        begun, name = tag.end(), tag["name"].lower()
        kind = "h" if name in HEADINGS else name
        if kind == "br" or (tag["closes"] and kind in ("h", "p", "li")):
            lines.append("")
        if tag["closes"]:
            within.discard(kind)
        elif kind == "a":
            within.add(kind)
            links.append([_attributes(tag["attributes"]), ""])
        elif kind == "h":
            within.add(kind)
            headings.append([int(name[1]), ""])
    return Reading(
        [line for line in map(str.strip, lines) if line],
        tuple((level, text.strip()) for level, text in headings),
        tuple(Link(text.strip(), attributes) for attributes, text in links),
    )


def _attributes(markup):
    found = ATTRIBUTE.findall(markup)
    return {name.lower(): unescape(double or single) for name, double, single in found}
