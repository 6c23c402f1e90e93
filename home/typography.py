"""Swedish typography for prose: every rule swaps one character for one other, never a word.

Rules: Svenska skrivregler (Språkrådet), DIGG's webbriktlinje R66 and docs/design.md.
"""

import html
import logging
import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from .ranges import DASH, EN_DASH, MONTH, NBSP, SPACE, UNIT, hyphens

logger = logging.getLogger(__name__)
_foreign = ContextVar("in_another_language", default=False)

QUOTE = "”"
APOSTROPHE = "’"

_LABEL = r"(?:\b(?:kl\.?|klockan|nr\.?|nummer|s\.|v\.|kap\.|ca\.?|c:a)|§)"
# What stands between spaces and quotation marks, and what makes an address of it.
_PIECE = re.compile(r"[^\s<>\"”“„]+")
_ADDRESS = re.compile(
    r"(?:https?|ftp)://|\bwww\.\w|[\w.+-]@[\w.-]"
    r"|[\w-]\.(?:se|com|org|net|nu|eu|dk|no|fi|de|io|info)\b"
)
_PHONE = re.compile(
    rf"(?<![\w.,:/-])(?<!\d{SPACE})(?:\+\d|0\d)"
    rf"(?:(?:[ {NBSP}()/]|{DASH}){{0,4}}\d){{5,12}}(?![\w:])"
)
# Every group in these is one space where a line must not break.
_GLUE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<=\d)(?::?[ae])?({SPACE})(?={MONTH}\b)",
        rf"\b{MONTH}({SPACE})(?=\d{{4}}(?!\d))",
        rf"(?<=\d)({SPACE})(?={UNIT}(?!\w))",
        rf"(?<!\d)\d{{1,3}}({SPACE})(?=\d{{3}}(?!\d))",
        rf"{_LABEL}({SPACE})(?=\d)",
        rf"\b(?:t|bl|m|s|o)\.({SPACE})(?=(?:ex|a|m|k|d|fl)\.)",
        rf"(?<=\b\d\d\d)({SPACE})(?=\d\d{SPACE}[A-ZÅÄÖ])",
        # A number of Swish: «123 555 11 00».
        rf"(?<=\b123{SPACE}\d\d\d)({SPACE})(?=\d\d{SPACE}\d\d\b)",
        rf"(?<=\b123{SPACE}\d\d\d{SPACE}\d\d)({SPACE})(?=\d\d\b)",
        rf"(?<=\d){SPACE}{DASH}({SPACE})(?=\d)",
    )
]
_SPACED_DASH = re.compile(rf"(?<=\S)({SPACE})({DASH})(?={SPACE}\S)")
_BREAK = re.compile(r"[\s\u00ad-]")
TAG = re.compile(r"(<[!/a-zA-Z][^<>]*>)")
_TAG_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_LANG = re.compile(r"\slang=[\"']?([\w-]+)", re.IGNORECASE)
_INLINE = re.compile(
    r"(?:a|abbr|b|bdi|cite|code|data|dfn|em|i|kbd|mark|q|s|samp|small|span|strong|su[bp]|time|u|wbr)$"
)
_VERBATIM = re.compile(r"(?:code|pre|kbd|samp|script|style|textarea)$")
_VOID = re.compile(r"(?:br|hr|img|input|link|meta|source|wbr|embed)$")


def _straight_quotes(text):
    """Yield (position, Swedish quotation mark); a mark after a digit may mean inches."""
    is_open = False
    for position, mark in enumerate(text):
        if mark in '"“„”':
            after_digit = position > 0 and text[position - 1].isdigit()
            if mark == '"' and after_digit and not is_open:
                continue
            is_open = not is_open
            yield position, QUOTE
        elif mark == "'":
            before, after = text[position - 1 : position], text[position + 1 : position + 2]
            if not before.isdigit() or after.isalpha():
                yield position, APOSTROPHE


def _changes(text):
    """Yield (position, new character) for every rule but protection."""
    for rule in _GLUE:
        for match in rule.finditer(text):
            yield match.start(1), NBSP
    spans, codes = hyphens(text)
    for match in _SPACED_DASH.finditer(text):
        if match.start(2) not in codes:
            yield match.start(1), NBSP
            yield match.start(2), EN_DASH
    for position in spans:
        yield position, EN_DASH
    yield from _straight_quotes(text)


def _protected(text):
    """Return where `text` keeps its characters, as one byte for each."""
    mask = bytearray(len(text))
    places = [match.span() for match in _PHONE.finditer(text)]
    for match in _PIECE.finditer(text):
        if _ADDRESS.search(match[0]):
            start = match.end() - len(match[0].lstrip("'("))
            places.append((start, start + len(match[0].strip("'()"))))
    for start, end in places:
        mask[start:end] = b"\1" * (end - start)
    return mask


@contextmanager
def written_in(language):
    """Leave what is set within as it is written, unless it is in Swedish («sv», or empty)."""
    token = _foreign.set(bool(language) and not language.lower().startswith("sv"))
    try:
        yield
    finally:
        _foreign.reset(token)


def is_foreign():
    """Tell whether what is being set is in another language."""
    return _foreign.get()


def as_written_on_failure(step, text):
    """Return what a typographic step makes of a text; where it fails, the text as written.

    No page is worth less than its typography; the failure is logged.  A text in another
    language is left as written: see `written_in`.
    """
    if is_foreign():
        return text
    try:
        return step(text)
    except Exception:
        logger.exception("%s failed for a text of %s letters", step.__name__, len(text))
        return text


def _typeset(text):
    characters, protected = list(text), _protected(text)
    for match in _PHONE.finditer(text):
        characters[slice(*match.span())] = match[0].replace(" ", NBSP)
    for position, character in _changes(text):
        if not protected[position]:
            characters[position] = character
    return "".join(characters)


def longest_word(text):
    """Return the number of letters in the longest piece that a line cannot break."""
    return max(map(len, _BREAK.split(text)))


# Titles, kinds, places and excerpts: the same few words again and again.
SHORT = 300
_typeset_short = lru_cache(maxsize=2000)(_typeset)


def typeset(text):
    """Return plain `text` with Swedish quotes, dashes and non-breaking spaces.

    Addresses, e-mail, phone numbers, codes and ISO dates keep their characters.  The result has
    the same length, and setting it again changes nothing.
    """
    return as_written_on_failure(_typeset_once, text)


def _typeset_once(text):
    return _typeset_short(text) if len(text) <= SHORT else _typeset(text)


def typeset_html(markup):
    """Return HTML with the rules of `typeset` applied to its text, across inline tags.

    Tags and attributes, code, and elements in another language are left as they are.
    """
    return as_written_on_failure(_typeset_html, markup)


def _typeset_html(markup):
    pieces = TAG.split(markup)
    verbatim, running, spans = [], [], []
    length = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            text = enter(piece, verbatim)
        elif verbatim:
            text = "\ufffc"
        else:
            text = html.unescape(piece)
            spans.append((number, length, text))
        running.append(text)
        length += len(text)
    result = _typeset_once("".join(running))
    for number, start, text in spans:
        new = result[start : start + len(text)]
        if new != text:
            pieces[number] = html.escape(new, quote=False)
    return "".join(pieces)


def enter(tag, verbatim, also=None):
    """Enter or leave an element that is left as it is; return what the tag is to the text.

    `verbatim` are the names of those that are open; `also` is a pattern of more such names.
    """
    match = _TAG_NAME.match(tag)
    if match is None:
        return ""
    name, lang = match[1].lower(), _LANG.search(tag)
    if tag.startswith("</"):
        if verbatim[-1:] == [name]:
            verbatim.pop()
    elif not _VOID.match(name) and (
        verbatim[-1:] == [name]
        or _VERBATIM.match(name)
        or (also and also.match(name))
        or (lang and lang[1][:2].lower() != "sv")
    ):
        verbatim.append(name)
    return "" if _INLINE.match(name) else "\n"
